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
 * What there is to verify, and what that takes.
 *
 * @param sets that are due, with so many {@code volumes}
 * @param requests about; a volume takes up to three times as many
 * @param runs until all of them have a verdict, and {@code runsForNewest} until the newest one of
 *     every source has: as many nights, on a daily schedule
 * @param next the sets that the next run reads, in their order, as far as they fit; {@code
 *     nextOmitted} more
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

  /** An ordinary volume: 12 for its structures, and nine to compare it. */
  private static final long REQUESTS_A_VOLUME = 20;

  private static final PayloadBudget NEXT = new PayloadBudget(200, 40_000);

  public VerifyEstimate {
    next = List.copyOf(next);
  }

  /**
   * Estimates.
   *
   * @param all the sets of the plan
   * @param fullSizes says how many bytes the blocks of snapshots have, as far as that is known
   */
  static VerifyEstimate of(
      List<SnapshotSet> all,
      Function<List<String>, Map<String, Long>> fullSizes,
      VerifyRequest request,
      Instant now) {
    List<SnapshotSet> due = Selection.all(all, now);
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
