package ebsbackup.aws;

import ebsbackup.ebs.Snapshot;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replies to DescribeSnapshots. */
public final class SnapshotReplies {
  private SnapshotReplies() {}

  /** A reply with these snapshots, without the time of their completion. */
  public static String described(Snapshot... snapshots) {
    return Stream.of(snapshots)
        .map(SnapshotReplies::item)
        .collect(Collectors.joining("", "<R><snapshotSet>", "</snapshotSet></R>"));
  }

  private static String item(Snapshot snapshot) {
    return """
    <item><snapshotId>%s</snapshotId><volumeId>%s</volumeId><volumeSize>%d</volumeSize>
      <description>%s</description><startTime>%s</startTime><status>%s</status>
      <encrypted>%s</encrypted><kmsKeyId>%s</kmsKeyId><ownerId>%s</ownerId>
      <tagSet>%s</tagSet></item>
    """
        .formatted(
            snapshot.snapshotId(),
            snapshot.volumeId(),
            snapshot.volumeSize(),
            snapshot.description(),
            snapshot.startTime(),
            snapshot.state(),
            snapshot.encrypted(),
            snapshot.kmsKeyId().orElse(""),
            snapshot.ownerId(),
            snapshot.tags().entrySet().stream()
                .map(SnapshotReplies::tag)
                .collect(Collectors.joining()));
  }

  private static String tag(Map.Entry<String, String> tag) {
    return "<item><key>%s</key><value>%s</value></item>".formatted(tag.getKey(), tag.getValue());
  }
}
