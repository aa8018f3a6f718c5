package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.BackupReport;
import ebsbackup.backup.Status;
import ebsbackup.share.ShareProgress;
import ebsbackup.workflow.backup.Backup;
import embeddedcloud.states.Execution;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Sums that hold in every report. The fixtures check them, so every story does. */
public final class Books {
  private Books() {}

  /**
   * Every selected target is in a good set, skipped or a named problem. Only a run with the status
   * FAILED may leave targets out.
   *
   * @param snapshots all that exist
   */
  static void balance(Backup backup, Collection<Snapshot> snapshots) {
    BackupReport.Counts counts = backup.counts();
    int accounted = counts.good() + counts.skipped() + counts.notGood();
    if (brokeOff(backup.execution())) {
      assertThat(backup.status()).as(counts.toString()).isEqualTo(Status.FAILED);
      assertThat(accounted).as(counts.toString()).isLessThanOrEqualTo(counts.selected());
    } else if (counts.selected() > 0) {
      assertThat(accounted).as(counts.toString()).isEqualTo(counts.selected());
      assertThat(counts.selected())
          .as(counts.toString())
          .isEqualTo(counts.sets() + counts.skipped() + counts.withoutSet());
    }
    assertThat(backup.report().notGood().size() + backup.report().notGoodOmitted())
        .as("problems that are named or counted")
        .isEqualTo(counts.notGood());
    assertThat(backup.report().snapshots().size() + backup.report().snapshotsOmitted())
        .as("snapshots that are shown or counted")
        .isEqualTo(counts.snapshots());
    boolean good = backup.status() == Status.SUCCEEDED || backup.status() == Status.ALREADY_DONE;
    assertThat(backup.execution().status())
        .as("%s: %s", backup.status(), counts)
        .isEqualTo(good ? ExecutionStatus.SUCCEEDED : ExecutionStatus.FAILED);
    if (backup.status() == Status.SUCCEEDED) {
      assertThat(counts.notGood()).as(counts.toString()).isZero();
      assertThat(counts.withoutSet()).as(counts.toString()).isZero();
      assertThat(completedSets(snapshots, backup.report().run()))
          .as("sets of completed snapshots of the run, which may have been taken twice")
          .isGreaterThanOrEqualTo(counts.good());
    } else if (backup.status() != Status.NOT_SHARED) {
      assertThat(started(backup.execution(), "Start Prune")).as("prunes nothing").isFalse();
    }
    backup.report().share().ifPresent(share -> balance(backup, share));
  }

  /** Every set that is not shared as it should be is a named problem, or counted. */
  private static void balance(Backup backup, ShareProgress share) {
    assertThat(share.problems().size() + share.problemsOmitted())
        .as(share.toString())
        .isEqualTo(share.notShared() + share.notWithdrawn());
    assertThat(backup.status())
        .as(share.toString())
        .isIn(
            share.good()
                ? EnumSet.complementOf(EnumSet.of(Status.NOT_SHARED))
                : EnumSet.of(
                    Status.NOT_SHARED, Status.PARTIAL, Status.STILL_PENDING, Status.FAILED));
  }

  private static boolean brokeOff(Execution execution) {
    return started(execution, "Let Snapshots Appear");
  }

  private static boolean started(Execution execution, String state) {
    return execution.history().stream()
        .map(event -> event.stateEnteredEventDetails())
        .anyMatch(entered -> entered != null && entered.name().equals(state));
  }

  private static int completedSets(Collection<Snapshot> snapshots, String run) {
    return snapshots.stream()
        .filter(s -> run.equals(tags(s).get("ebs-backup:run")))
        .filter(s -> s.stateAsString().equals("completed"))
        .map(s -> tags(s).get("ebs-backup:source"))
        .collect(Collectors.toSet())
        .size();
  }

  /** The ids of the plan's snapshots by set; a copy, which is of another volume, is in none. */
  public static Map<String, Set<String>> sets(Collection<Snapshot> snapshots, String plan) {
    Map<String, Set<String>> sets = new TreeMap<>();
    for (Snapshot snapshot : snapshots) {
      Map<String, String> tags = tags(snapshot);
      if (plan.equals(tags.get("ebs-backup:plan")) && isOriginal(snapshot, tags)) {
        sets.computeIfAbsent(
                tags.get("ebs-backup:run") + " " + tags.get("ebs-backup:source"),
                set -> new TreeSet<>())
            .add(snapshot.snapshotId());
      }
    }
    return sets;
  }

  private static boolean isOriginal(Snapshot snapshot, Map<String, String> tags) {
    String volume = snapshot.volumeId().substring("vol-".length());
    return tags.entrySet().stream()
        .anyMatch(
            tag -> tag.getKey().startsWith("ebs-backup:volume") && tag.getValue().contains(volume));
  }

  static Map<String, String> tags(Snapshot snapshot) {
    return snapshot.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }
}
