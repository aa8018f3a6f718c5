package ebsbackup.prune;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SnapshotSet;
import ebsbackup.json.Json;
import ebsbackup.prune.PruneReport.Status;
import ebsbackup.request.Pruning;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PruneReportTest {
  private static final PruneProgress NONE = new Json().read("{}", PruneProgress.class);
  private static final SnapshotSet OLD = set("daily/1", NIGHT, "completed");
  private static final SnapshotSet NEW = set("daily/2", NIGHT.plusSeconds(60), "completed");
  private static final Decision KEPT = new Decision(NEW, Verdict.KEEP, List.of("last 1"));
  private static final Decision DELETABLE = new Decision(OLD, Verdict.DELETE, List.of("no rule"));

  @Test
  void aDeletedSetThatIsStillListed_isReportedOnce() {
    PruneProgress progress = NONE.plusDeleted(result(1, Outcome.Result.DELETED));

    PruneReport report = report(progress, Optional.empty(), Optional.empty(), KEPT, DELETABLE);

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report.summary()).isEqualTo("1 set deleted (1 snapshot), 1 kept, 0 held back");
    assertThat(report.counts().sets()).isEqualTo(1);
    assertThat(report.lines())
        .extracting(PruneReport.Line::fate)
        .containsExactly("KEEP", "DELETED");
    assertThat(report.estimate()).isEmpty();
  }

  @Test
  void aRefusedSet_isLeft_withItsReason() {
    PruneProgress progress = NONE.plusDeleted(result(0, Outcome.Result.REFUSED));

    PruneReport report = report(progress, Optional.empty(), Optional.empty(), DELETABLE);

    assertThat(report.status()).isEqualTo(Status.PARTIAL);
    assertThat(report.summary())
        .endsWith(
            "; 1 could not be deleted, the first: %s of %s: because"
                .formatted(OLD.tags().source(), NIGHT));
    assertThat(report.lines()).extracting(PruneReport.Line::fate).containsExactly("REFUSED");
    assertThat(report.lines()).extracting(PruneReport.Line::reason).containsExactly("because");
  }

  @Test
  void whatEndsAPrune_isItsStatus() {
    assertThat(report(NONE, Optional.empty(), Optional.empty(), KEPT).status())
        .isEqualTo(Status.NOTHING_TO_DELETE);
    PruneReport stopped = report(NONE, Optional.of("too many"), Optional.empty(), KEPT);
    assertThat(stopped.status()).isEqualTo(Status.STOPPED);
    assertThat(stopped.summary()).isEqualTo("Nothing was deleted: too many");
    PruneReport failed = report(NONE, Optional.empty(), Optional.of("denied"), KEPT);
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.summary()).startsWith("The run failed: denied; 0 sets deleted");
  }

  @Test
  void setsThatAreKept_areLeftOutFirst() {
    Decision[] many =
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    new Decision(
                        set("daily/" + i, NIGHT.plusSeconds(i), "completed"),
                        i < 20 ? Verdict.HELD : Verdict.KEEP,
                        List.of("x".repeat(500))))
            .toArray(Decision[]::new);

    PruneReport report = report(NONE, Optional.empty(), Optional.empty(), many);

    assertThat(report.lines().size() + report.linesOmitted()).isEqualTo(400);
    assertThat(report.linesOmitted()).isPositive();
    assertThat(report.lines()).filteredOn(line -> line.fate().equals("HELD")).hasSize(20);
  }

  private static DeletionResult result(int snapshots, Outcome.Result result) {
    return new DeletionResult(
        snapshots,
        0,
        0,
        List.of(new Outcome(OLD.ref(), result, "because", Optional.empty())),
        Optional.empty());
  }

  private static PruneReport report(
      PruneProgress progress,
      Optional<String> stopReason,
      Optional<String> failure,
      Decision... decisions) {
    return PruneReport.of(
        "daily",
        Pruning.DEFAULT,
        progress,
        new Decided(List.of(decisions), List.of(), Optional.of(Duration.ZERO), Optional.empty()),
        stopReason,
        failure);
  }
}
