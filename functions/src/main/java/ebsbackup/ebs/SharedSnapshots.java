package ebsbackup.ebs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Snapshots that another account shares, read as if they had the tags of their set. Only the
 * description counts: the owner's tags are not visible, and anyone in this account may have added
 * the visible ones.
 */
public final class SharedSnapshots {
  private SharedSnapshots() {}

  /**
   * Reads snapshots.
   *
   * @param listed the snapshots with all others of their sets: an incomplete set is not recognized
   * @param account the trusted owner; snapshots that others share are ignored
   * @return the snapshots with the tags of their set, or without tags
   */
  public static List<Snapshot> read(List<Snapshot> listed, String account) {
    Map<String, Map<String, String>> tags = new HashMap<>();
    for (SnapshotSet set : DescribedSets.of(listed, account)) {
      Map<String, String> described = set.tags().toTags(Map.of());
      set.snapshots().forEach(snapshot -> tags.put(snapshot.snapshotId(), described));
    }
    return listed.stream()
        .filter(snapshot -> snapshot.ownerId().equals(account))
        .map(snapshot -> snapshot.withTags(tags.getOrDefault(snapshot.snapshotId(), Map.of())))
        .toList();
  }
}
