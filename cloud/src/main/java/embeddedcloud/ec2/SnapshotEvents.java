package embeddedcloud.ec2;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The "EBS Snapshot Notification" events that EventBridge receives in the account and Region:
 * shareSnapshot in the account that a snapshot is shared with, and copySnapshot at the destination
 * (https://docs.aws.amazon.com/ebs/latest/userguide/ebs-cloud-watch-events.html).
 */
final class SnapshotEvents {
  private final Account account;
  private final List<Consumer<Map<String, Object>>> listeners = new ArrayList<>();

  SnapshotEvents(Account account) {
    this.account = account;
  }

  void onEvent(Consumer<Map<String, Object>> listener) {
    listeners.add(listener);
  }

  void shared(String snapshotId, String owner) {
    publish("shareSnapshot", snapshotId, owner, account.now(), Optional.empty(), Map.of());
  }

  void copied(
      String copyId,
      String sourceRegion,
      String sourceId,
      Instant begun,
      Optional<String> failure,
      boolean incremental) {
    publish(
        "copySnapshot",
        copyId,
        arn(sourceRegion, sourceId),
        begun,
        failure,
        Map.of("incremental", String.valueOf(incremental)));
  }

  private void publish(
      String event,
      String snapshotId,
      String source,
      Instant begun,
      Optional<String> failure,
      Map<String, Object> more) {
    if (listeners.isEmpty()) {
      return;
    }
    String region = account.settings.region();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("event", event);
    detail.put("result", failure.isEmpty() ? "succeeded" : "failed");
    detail.put("cause", failure.orElse(""));
    detail.put("request-id", "");
    detail.put("snapshot_id", arn(region, snapshotId));
    detail.put("source", source);
    detail.put("startTime", seconds(begun));
    detail.put("endTime", seconds(account.now()));
    detail.putAll(more);
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("version", "0");
    whole.put("id", account.ids.uuid());
    whole.put("detail-type", "EBS Snapshot Notification");
    whole.put("source", "aws.ec2");
    whole.put("account", account.settings.accountId());
    whole.put("time", seconds(account.now()));
    whole.put("region", region);
    whole.put("resources", List.of(arn(region, snapshotId)));
    whole.put("detail", detail);
    listeners.forEach(listener -> listener.accept(whole));
  }

  /** In these events, the ARN has the Region in the place of the account. */
  private static String arn(String region, String snapshotId) {
    return "arn:%s:ec2::%s:snapshot/%s"
        .formatted(PartitionMetadata.of(Region.of(region)).id(), region, snapshotId);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
