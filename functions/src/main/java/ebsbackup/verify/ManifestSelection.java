package ebsbackup.verify;

import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The next manifests to make, and then the copies to compare with their originals. Of each volume's
 * snapshots in good sets, it selects those newer than the last one with a manifest. If none has a
 * manifest, it selects only the newest: turning on manifests must not cause whole reads of old
 * snapshots. A copy is compared once, when it has a manifest.
 *
 * @param cursor where the page ends; absent on the last page
 */
record ManifestSelection(List<DueManifest> due, Optional<String> cursor) {
  /** Keeps the payload far below the limit of 256 KiB between two states. */
  static final int PAGE = 200;

  /** Manifests that take few requests come first, so a large disk does not use up the requests. */
  private static final String CHANGES = "0 ";

  private static final String WHOLE = "1 ";

  /** Comparisons have separate pages, after the manifests that this run makes. */
  private static final String COMPARISONS = "2 ";

  ManifestSelection {
    due = List.copyOf(due);
  }

  /**
   * The page after a cursor, or the first page without one, oldest first.
   *
   * @param compare whether to compare copies with their originals
   */
  static ManifestSelection of(
      Collection<SnapshotSet> sets, Optional<String> cursor, boolean compare) {
    String last = cursor.orElse("");
    boolean comparisons = last.startsWith(COMPARISONS);
    TreeMap<String, DueManifest> all = comparisons ? comparisons(sets) : due(sets);
    List<DueManifest> page = new ArrayList<>();
    for (var each : all.tailMap(last, false).entrySet()) {
      if (page.size() == PAGE) {
        return new ManifestSelection(page, Optional.of(last));
      }
      page.add(each.getValue());
      last = each.getKey();
    }
    return new ManifestSelection(
        page, Optional.of(COMPARISONS).filter(next -> compare && !comparisons));
  }

  /** All manifests to make, in order. */
  static List<DueManifest> all(Collection<SnapshotSet> sets) {
    return List.copyOf(due(sets).values());
  }

  /** The number of manifests to make. */
  static int count(Collection<SnapshotSet> sets) {
    return due(sets).size();
  }

  /** A snapshot and the position of its set in time. */
  private record Placed(String position, Snapshot snapshot) {
    boolean hasManifest() {
      return ManifestRoot.of(snapshot).isPresent();
    }

    String key(String group) {
      return group + position + " " + snapshot.snapshotId();
    }
  }

  private static Stream<Placed> readable(Collection<SnapshotSet> sets) {
    return sets.stream()
        .filter(SnapshotSet::good)
        .sorted(SnapshotSet.BY_AGE)
        .flatMap(
            set -> set.snapshots().stream().map(each -> new Placed(set.ref().position(), each)))
        .filter(each -> !each.snapshot().archived());
  }

  private static TreeMap<String, DueManifest> comparisons(Collection<SnapshotSet> sets) {
    TreeMap<String, DueManifest> due = new TreeMap<>();
    readable(sets)
        .filter(each -> each.hasManifest())
        .filter(each -> !each.snapshot().tags().containsKey(SetTags.SOURCE_MANIFEST))
        .forEach(
            each ->
                each.snapshot()
                    .copyOf()
                    .ifPresent(
                        of ->
                            due.put(
                                each.key(COMPARISONS),
                                DueManifest.comparison(
                                    of.volumeId(),
                                    each.snapshot().snapshotId(),
                                    of.snapshotId()))));
    return due;
  }

  private static TreeMap<String, DueManifest> due(Collection<SnapshotSet> sets) {
    TreeMap<String, DueManifest> due = new TreeMap<>();
    readable(sets)
        .collect(Collectors.groupingBy(each -> each.snapshot().volumeId()))
        .values()
        .forEach(ofVolume -> addDue(ofVolume, due));
    return due;
  }

  /**
   * @param ofVolume the snapshots of one volume, oldest first
   */
  private static void addDue(List<Placed> ofVolume, TreeMap<String, DueManifest> due) {
    Optional<String> base = Optional.empty();
    int first = ofVolume.size() - 1;
    for (int i = 0; i < ofVolume.size(); i++) {
      if (ofVolume.get(i).hasManifest()) {
        base = Optional.of(ofVolume.get(i).snapshot().snapshotId());
        first = i + 1;
      }
    }
    String group = base.isPresent() ? CHANGES : WHOLE;
    for (Placed each : ofVolume.subList(first, ofVolume.size())) {
      Snapshot snapshot = each.snapshot();
      due.put(each.key(group), DueManifest.of(snapshot.volumeId(), snapshot.snapshotId(), base));
    }
  }
}
