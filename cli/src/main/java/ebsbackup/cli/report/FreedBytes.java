package ebsbackup.cli.report;

import embeddedcloud.Cloud;
import embeddedcloud.ec2.EmbeddedEc2;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Measures exactly what deletions free, while they happen. */
public final class FreedBytes {
  private FreedBytes() {}

  /**
   * Prunes, and measures what the deletion of each set frees: the blocks that no other snapshot
   * needs at that moment.
   *
   * @param plan the input of the prune
   * @return bytes by source and run, joined by a space; no entry for sets that stay
   */
  public static Map<String, Long> byRun(Cloud cloud, String plan) {
    EmbeddedEc2 ec2 = cloud.ec2();
    Map<String, String> sets = new LinkedHashMap<>();
    for (Snapshot snapshot : ec2.contents().snapshots()) {
      sets.put(
          snapshot.snapshotId(),
          tag(snapshot, "ebs-backup:source") + " " + tag(snapshot, "ebs-backup:run"));
    }
    Map<String, Long> freed = new LinkedHashMap<>();
    ec2.onSnapshotDeleted((id, bytes) -> freed.merge(sets.getOrDefault(id, id), bytes, Long::sum));
    cloud.run("prune", Optional.empty(), plan);
    return freed;
  }

  private static String tag(Snapshot snapshot, String key) {
    return snapshot.tags().stream()
        .filter(tag -> tag.key().equals(key))
        .map(Tag::value)
        .findFirst()
        .orElse("-");
  }
}
