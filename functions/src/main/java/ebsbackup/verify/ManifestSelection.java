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
 * snapshots in good sets, those that are newer than the last one with a manifest. If none has one,
 * only the newest: an old snapshot is not read as a whole only because manifests were turned on. A
 * copy is compared once, when it has a manifest.
 *
 * @param cursor where the page ends; absent on the last one
 */
record ManifestSelection(List<DueManifest> due, Optional<String> cursor) {
  /** Far below 256 KiB between two states. */
  static final int PAGE = 200;

  /** What takes a few requests comes first, so that a large disk does not keep all from it. */
  private static final String CHANGES = "0 ";

  private static final String WHOLE = "1 ";

  /** The manifests that this run makes come before, so these are on pages of their own. */
  private static final String COMPARISONS = "2 ";

  ManifestSelection {
    due = List.copyOf(due);
  }

  /**
   * The page after a cursor, the oldest first; the first page without one.
   *
   * @param compare whether copies are compared with their originals
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

  /** All manifests to make, in their order. */
  static List<DueManifest> all(Collection<SnapshotSet> sets) {
    return List.copyOf(due(sets).values());
  }

  /** How many there are. */
  static int count(Collection<SnapshotSet> sets) {
    return due(sets).size();
  }

  /** A snapshot and the place of its set in time. */
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
   * @param ofVolume the oldest first
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
