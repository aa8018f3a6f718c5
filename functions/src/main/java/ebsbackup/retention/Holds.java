package ebsbackup.retention;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What prevents snapshots from being deleted: their uses in EC2, and their own tags.
 *
 * @param bySnapshot the uses that EC2 reported, by snapshot id, for example {@code AMI ami-1
 *     (disabled)}
 */
public record Holds(Map<String, List<String>> bySnapshot) {
  public static final Holds NONE = new Holds(Map.of());

  public Holds {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    bySnapshot.forEach((id, reasons) -> copy.put(id, List.copyOf(reasons)));
    bySnapshot = copy;
  }

  /** Returns the decisions, with the deletions that something prevents held back. */
  public List<Decision> applyTo(List<Decision> decisions, Instant now) {
    return decisions.stream()
        .map(
            decision ->
                decision.verdict() == Verdict.KEEP
                    ? decision
                    : decision.held(on(decision.set(), now)))
        .toList();
  }

  /** Why the set must stay. One snapshot is enough, because a set stays complete. */
  public List<String> on(SnapshotSet set, Instant now) {
    List<String> reasons = new ArrayList<>();
    for (Snapshot snapshot : set.snapshots()) {
      List<String> known = bySnapshot.getOrDefault(snapshot.snapshotId(), List.of());
      known.forEach(reason -> add(reasons, "held: " + reason, snapshot));
      tagged(snapshot, now).forEach(reason -> add(reasons, reason, snapshot));
    }
    return reasons;
  }

  /** Why the snapshot's own tags prevent its deletion. */
  public static List<String> tagged(Snapshot snapshot, Instant now) {
    List<String> reasons = new ArrayList<>();
    mark(snapshot, SetTags.HOLD, "held: on hold", now, reasons);
    mark(snapshot, SetTags.RESTORING, "held: being restored", now, reasons);
    return reasons;
  }

  private static void mark(
      Snapshot snapshot, String key, String words, Instant now, List<String> reasons) {
    String value = snapshot.tags().get(key);
    if (value != null) {
      MarkTag tag = MarkTag.of(value);
      if (tag.holds(now)) {
        reasons.add(words + tag);
      }
    }
  }

  private static void add(List<String> reasons, String reason, Snapshot snapshot) {
    reasons.add("%s (%s)".formatted(reason, snapshot.snapshotId()));
  }
}
