package ebsbackup.pull;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.CopyRequest;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.TagBudget;
import ebsbackup.request.CopyPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One copy to make.
 *
 * @param set the set at the source
 * @param snapshot the snapshot of the set to copy
 * @param attempt 1 for the first, increased by one after each failure
 */
record CopyOrder(SnapshotSet set, Snapshot snapshot, int attempt) {

  /**
   * The request to EC2.
   *
   * @param region the Region of the copy
   */
  CopyRequest request(CopyPlan plan, String region, String kmsKeyArn) {
    return new CopyRequest(
        snapshot.snapshotId(),
        plan.from().region(),
        region,
        kmsKeyArn,
        plan.completeWithin().map(CompletionTime::within).map(CompletionTime::minutes),
        tags(plan, kmsKeyArn),
        "%s of %s at %s, copied from %s in %s"
            .formatted(
                snapshot.volumeId(),
                set.tags().source(),
                set.startTime(),
                snapshot.snapshotId(),
                plan.from().region()));
  }

  private Map<String, String> tags(CopyPlan plan, String kmsKeyArn) {
    SetTags copied =
        new SetTags(plan.name(), set.tags().run(), set.tags().source(), set.tags().members());
    Map<String, String> others = new LinkedHashMap<>(plan.tags());
    Map<String, String> common = common();
    if (common.containsKey(SetTags.KEEP_UNTIL)) {
      others.put(SetTags.KEEP_UNTIL, common.get(SetTags.KEEP_UNTIL));
    }
    others.put(
        SetTags.COPY,
        new CopyOf(
                snapshot.snapshotId(),
                snapshot.ownerId(),
                plan.from().region(),
                snapshot.startTime(),
                snapshot.volumeId(),
                attempt,
                kmsKeyArn)
            .text());
    own(common)
        .forEach(
            key -> {
              others.putIfAbsent(key, common.get(key));
              if (copied.freePlaces(others) < 0) {
                others.remove(key);
              }
            });
    return copied.toTags(others);
  }

  private static List<String> own(Map<String, String> tags) {
    return TagBudget.own(tags).keySet().stream().sorted(TagBudget.byWorth()).toList();
  }

  /**
   * The tags that all snapshots of the set have in common. The tags of a set must agree, and a tag
   * of a single snapshot would take a place that they need.
   */
  private Map<String, String> common() {
    Map<String, String> common = new LinkedHashMap<>(set.snapshots().getFirst().tags());
    set.snapshots().forEach(other -> common.entrySet().retainAll(other.tags().entrySet()));
    return common;
  }
}
