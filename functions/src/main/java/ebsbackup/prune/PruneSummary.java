package ebsbackup.prune;

import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.prune.PruneReport.Counts;
import ebsbackup.prune.PruneReport.Status;
import ebsbackup.report.Quantity;
import java.util.Optional;

/** What the user should know first about a prune, in one or two sentences. */
final class PruneSummary {
  private static final int LONGEST_FAILURE = 2_000;

  private PruneSummary() {}

  static String of(
      Status status,
      Counts counts,
      Optional<String> stopReason,
      Optional<String> failure,
      PruneProgress progress) {
    String done =
        "%s deleted (%s%s%s), %d kept, %d held back"
            .formatted(
                Quantity.of(counts.deletedSets(), "set"),
                Quantity.of(counts.deletedSnapshots(), "snapshot"),
                counts.alreadyGone() == 0
                    ? ""
                    : ", %d already gone".formatted(counts.alreadyGone()),
                counts.recycled() == 0
                    ? ""
                    : ", %d in the Recycle Bin now".formatted(counts.recycled()),
                counts.kept(),
                counts.held());
    return switch (status) {
      case SUCCEEDED -> done;
      case NOTHING_TO_DELETE ->
          "Nothing to delete: %s kept, %d held back"
              .formatted(Quantity.of(counts.kept(), "set"), counts.held());
      case DRY_RUN ->
          "%d of %s would be deleted, %d kept, %d held back%s"
              .formatted(
                  counts.toDelete(),
                  Quantity.of(counts.sets(), "set"),
                  counts.kept(),
                  counts.held(),
                  stopReason.map(why -> "; but the run would stop: " + why).orElse(""));
      case STOPPED ->
          (counts.deletedSets() == 0 ? "Nothing was deleted: " : "Stopped after " + done + ": ")
              + stopReason.orElse("");
      case PARTIAL ->
          "%s; %d could not be deleted%s"
              .formatted(
                  done,
                  counts.refusedSets(),
                  progress.outcomes().stream()
                      .filter(o -> o.result() == Outcome.Result.REFUSED)
                      .findFirst()
                      .map(
                          o ->
                              ", the first: %s of %s: %s"
                                  .formatted(o.set().source(), o.set().startTime(), o.reason()))
                      .orElse(""));
      case FAILED ->
          "The run failed: " + shortened(failure.orElse(""), LONGEST_FAILURE) + "; " + done;
    };
  }
}
