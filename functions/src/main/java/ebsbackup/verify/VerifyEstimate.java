package ebsbackup.verify;

import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import ebsbackup.request.VerifyRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The sets to verify, and the cost of verifying them.
 *
 * @param sets the number of sets that are due, with {@code volumes} volumes in total
 * @param requests the approximate number of requests; a volume can take three times as many
 * @param runs the number of runs until all sets have a verdict; {@code runsForNewest} until the
 *     newest set of every source has one. On a daily schedule, a run is a night.
 * @param next the sets that the next run reads, in order, as many as fit; {@code nextOmitted} were
 *     left out
 * @param manifests absent: none are requested
 */
public record VerifyEstimate(
    int sets,
    int volumes,
    long requests,
    String cost,
    long runs,
    long runsForNewest,
    List<SetRef> next,
    int nextOmitted,
    Optional<ManifestEstimate> manifests) {

  /** An ordinary volume takes 12 for its structures and nine for the comparison. */
  private static final long REQUESTS_A_VOLUME = 20;

  private static final PayloadBudget NEXT = new PayloadBudget(200, 40_000);

  public VerifyEstimate {
    next = List.copyOf(next);
  }

  /**
   * Computes the estimate.
   *
   * @param all the sets of the plan
   * @param fullSizes returns the total size of each snapshot's blocks in bytes, where known
   */
  static VerifyEstimate of(
      List<SnapshotSet> all,
      Function<List<String>, Map<String, Long>> fullSizes,
      VerifyRequest request,
      Instant now) {
    List<SnapshotSet> due = DueSelection.all(all, now);
    Set<String> sources = new HashSet<>();
    List<SetRef> next = new ArrayList<>();
    int volumes = 0;
    int ofNewest = 0;
    for (SnapshotSet set : due) {
      if (volumes * REQUESTS_A_VOLUME < request.maxRequests()) {
        next.add(set.ref());
      }
      volumes += set.snapshots().size();
      ofNewest += sources.add(set.tags().source()) ? set.snapshots().size() : 0;
    }
    List<SetRef> fitting = NEXT.fitting(next, VerifyEstimate::jsonBytes);
    long requests = volumes * REQUESTS_A_VOLUME;
    return new VerifyEstimate(
        due.size(),
        volumes,
        requests,
        ManifestReport.cost(requests),
        Math.ceilDiv(requests, (long) request.maxRequests()),
        Math.ceilDiv(ofNewest * REQUESTS_A_VOLUME, (long) request.maxRequests()),
        fitting,
        next.size() - fitting.size(),
        request.manifest()
            ? Optional.of(
                ManifestEstimate.of(all, fullSizes.apply(ManifestEstimate.toLookUp(all)), request))
            : Optional.empty());
  }

  private static int jsonBytes(SetRef set) {
    return 80 + PayloadBudget.jsonBytes(set.source()) + PayloadBudget.jsonBytes(set.run());
  }

  String words() {
    return "nothing was read or recorded; %s of %s without a verdict: about %s, and up to three times as many; the newest set of every source takes %s, and all sets %s%s"
        .formatted(
            Quantity.of(sets, "set"),
            Quantity.of(volumes, "volume"),
            cost,
            Quantity.of(runsForNewest, "run"),
            runs,
            manifests.map(each -> "; " + each.words()).orElse(""));
  }
}
