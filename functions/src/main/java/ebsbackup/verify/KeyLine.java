package ebsbackup.verify;

import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.report.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A KMS key that good sets need.
 *
 * @param state the key state in AWS KMS, {@code missing}, or {@code unchecked}
 * @param problem why the sets cannot be restored; empty if no reason is known
 * @param sets the number of the plan's good sets that need the key
 * @param sources the number of sources that have such a set
 */
public record KeyLine(String key, String state, String problem, int sets, int sources) {

  /** The keys that the plan's good sets need. */
  static Set<String> keys(List<SnapshotSet> sets) {
    return sets.stream()
        .filter(SnapshotSet::good)
        .flatMap(set -> keys(set).stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> keys(SnapshotSet set) {
    return set.snapshots().stream()
        .filter(Snapshot::encrypted)
        .flatMap(snapshot -> snapshot.kmsKeyId().stream())
        .collect(Collectors.toSet());
  }

  /** A line for each key. */
  static List<KeyLine> of(List<SnapshotSet> sets, Map<String, KeyLookup> lookups) {
    return lookups.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> of(entry.getKey(), entry.getValue(), sets))
        .toList();
  }

  private static KeyLine of(String key, KeyLookup lookup, List<SnapshotSet> all) {
    List<SnapshotSet> sets =
        all.stream().filter(set -> set.good() && keys(set).contains(key)).toList();
    int sources = (int) sets.stream().map(set -> set.tags().source()).distinct().count();
    return switch (lookup) {
      case KeyLookup.Found found ->
          new KeyLine(key, found.state(), found.problem().orElse(""), sets.size(), sources);
      case KeyLookup.Missing missing ->
          new KeyLine(key, "missing", "does not exist in this Region", sets.size(), sources);
      // A missing permission or throttling proves nothing about the key.
      case KeyLookup.Unchecked unchecked ->
          new KeyLine(key, "unchecked: " + unchecked.reason(), "", sets.size(), sources);
    };
  }

  boolean unusable() {
    return !problem.isEmpty();
  }

  String words() {
    return "the key %s %s; %s of %s %s it"
        .formatted(
            key,
            problem,
            Quantity.of(sets, "good set"),
            Quantity.of(sources, "source"),
            sets == 1 ? "needs" : "need");
  }
}
