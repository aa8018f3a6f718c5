package ebsbackup.verify;

import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.BlockReader;
import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AwsCallException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Reads a few blocks of every snapshot of a set. */
final class SetChecker {
  /** An ordinary volume takes 12 requests. Each further partition takes a few more. */
  private static final int MAX_FOR_STRUCTURES = 500;

  /** Includes the requests to compare the largest volumes. */
  private static final int MAX_REQUESTS = 1_200;

  private final Wiring wiring;
  private final ChangeReader changes;
  private final SnapshotReader snapshots;
  private final Clock clock;

  SetChecker(Wiring wiring) {
    this.wiring = wiring;
    changes = new ChangeReader(wiring);
    snapshots = wiring.snapshots();
    clock = wiring.clock();
  }

  /**
   * Checks a set.
   *
   * @return empty if some of its snapshots are gone: the set is being deleted
   * @throws AwsCallException if EC2 does not return its snapshots
   */
  Optional<CheckedSet> check(SelectedSet selected, RequestBudget budget) {
    List<Snapshot> found = snapshots.byIds(selected.snapshotIds());
    if (found.size() < selected.snapshotIds().size()) {
      return Optional.empty();
    }
    CheckedSet checked =
        new CheckedSet(
            selected.set(),
            found.stream()
                .map(each -> check(each, selected.baseline(each.snapshotId()), budget))
                .toList());
    // A prune may have deleted the set after the first look, which is no reason for an alarm.
    return checked.verdict() instanceof Verdict.Unread unread
            && !unread.passing()
            && snapshots.byIds(selected.snapshotIds()).size() < found.size()
        ? Optional.empty()
        : Optional.of(checked);
  }

  private CheckedVolume check(Snapshot snapshot, Optional<Baseline> baseline, RequestBudget whole) {
    RequestBudget budget = whole.part(MAX_REQUESTS);
    try {
      BlockReader reader =
          new BlockReader(
              wiring.snapshotContents(snapshot.snapshotId()),
              budget.part(MAX_FOR_STRUCTURES),
              clock);
      // Needs the key of an encrypted snapshot even if no inspected block was ever written.
      reader.readFirst();
      Inspection inspection = Inspection.of(reader);
      return new CheckedVolume(
          snapshot,
          Optional.of(inspection),
          inspection.verdict(),
          changes.compare(snapshot.snapshotId(), reader, baseline, budget),
          budget.taken());
    } catch (UnreadableException | AwsCallException e) {
      return new CheckedVolume(
          snapshot,
          Optional.empty(),
          Verdict.Unread.because(e),
          new Comparison.NotCompared("unread"),
          budget.taken());
    }
  }
}
