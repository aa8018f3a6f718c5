package ebsbackup.restore;

import java.util.List;

/** A volume that a swap replaced, and its former device. The volume still exists. */
public record ReplacedVolume(String volumeId, String device) {

  /** The volumes that a swap with this plan replaces. */
  static List<ReplacedVolume> of(RestorePlan plan) {
    return plan.placing().stream()
        .flatMap(placing -> placing.assignments().stream())
        .flatMap(
            assignment ->
                assignment.replaces().stream()
                    .map(old -> new ReplacedVolume(old.volumeId(), assignment.device())))
        .toList();
  }
}
