package ebsbackup.ebs;

import ebsbackup.ebs.SetDescription.Described;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The sets among snapshots that another account shares, whose tags are not visible. A description
 * counts only if its checksum covers it and all the volumes whose snapshots carry it. A set of
 * which one snapshot is not shared, or whose description was changed, is therefore not recognized.
 */
public final class DescribedSets {
  private DescribedSets() {}

  /** The snapshots of one set have the same description and start time. */
  private record Shared(String description, Instant startTime) {}

  /**
   * Reads the sets.
   *
   * @param account the trusted owner; snapshots that others share are ignored
   * @return the sets of all plans
   */
  public static List<SnapshotSet> of(List<Snapshot> snapshots, String account) {
    Map<Shared, List<Snapshot>> groups = new LinkedHashMap<>();
    snapshots.stream()
        .filter(snapshot -> snapshot.ownerId().equals(account))
        .forEach(
            s ->
                groups
                    .computeIfAbsent(
                        new Shared(s.description(), s.startTime()), g -> new ArrayList<>())
                    .add(s));
    return groups.entrySet().stream()
        .flatMap(
            group ->
                SetDescription.read(
                    group.getKey().description(),
                    group.getValue().stream().map(Snapshot::volumeId).toList())
                    .map(described -> set(described, group.getKey().startTime(), group.getValue()))
                    .stream())
        .toList();
  }

  private static SnapshotSet set(Described described, Instant startTime, List<Snapshot> group) {
    List<Member> members =
        described.members().isEmpty() ? unknown(described.volumeIds(), group) : described.members();
    return new SnapshotSet(
        new SetTags(
            described.plan(),
            // The run id of a scheduled run.
            described.plan() + "/" + described.time(),
            described.source(),
            members),
        startTime,
        group);
  }

  /**
   * The description of a large set has no room for the settings of its volumes, so only their sizes
   * are known.
   */
  private static List<Member> unknown(List<String> volumeIds, List<Snapshot> group) {
    return IntStream.range(0, volumeIds.size())
        .mapToObj(
            i ->
                Member.described(
                    volumeIds.get(i),
                    Optional.empty(),
                    VolumeSettings.ofSize(size(volumeIds.get(i), group)),
                    false))
        .toList();
  }

  private static int size(String volumeId, List<Snapshot> group) {
    return group.stream()
        .filter(snapshot -> snapshot.volumeId().equals(volumeId))
        .mapToInt(Snapshot::volumeSize)
        .sum();
  }
}
