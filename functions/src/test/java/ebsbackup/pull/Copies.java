package ebsbackup.pull;

import static ebsbackup.ebs.Samples.NIGHT;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.json.Json;
import ebsbackup.request.CopyPlan;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets at a source, their copies, and a copy plan, for tests. */
final class Copies {
  static final String KEY =
      "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
  static final CopyPlan PLAN = plan("\"keep\": {\"last\": 2}");

  private Copies() {}

  static CopyPlan plan(String fields) {
    return new Json()
        .read(
            """
            {"plan": "copies", "from": {"region": "eu-central-1", "plan": "daily"},
             "kmsKeyId": "alias/copies", %s}
            """
                .formatted(fields),
            CopyPlan.class);
  }

  static Clock at(Instant time) {
    return Clock.fixed(time, ZoneOffset.UTC);
  }

  /** A good set of two volumes, that many hours after the night. */
  static SnapshotSet set(int hours) {
    Instant time = NIGHT.plusSeconds(hours * 3600L);
    return Samples.set("daily/" + time, time, "completed", "completed");
  }

  /** As the reader shows the copy that an order makes, with volume and time of the original. */
  static Snapshot copy(SnapshotSet set, int member, int attempt, String state) {
    Snapshot original = set.snapshots().get(member);
    Map<String, String> tags =
        new CopyOrder(set, original, attempt).request(PLAN, "eu-west-1", KEY).tags();
    CopyOf of = CopyOf.read(tags).orElseThrow();
    Snapshot made = Samples.snapshot(of.volumeId(), of.startTime(), state, tags);
    return SnapshotBuilder.like(made)
        .id("snap-c%d%s".formatted(attempt, made.snapshotId().substring(5)))
        .encrypted(true, KEY)
        .transferType(Optional.of("standard"))
        .build();
  }

  /** Both members. */
  static List<Snapshot> copies(SnapshotSet set) {
    return List.of(copy(set, 0, 1, "completed"), copy(set, 1, 1, "completed"));
  }

  static Snapshot with(Snapshot snapshot, String tag, String value) {
    Map<String, String> tags = new HashMap<>(snapshot.tags());
    tags.put(tag, value);
    return SnapshotBuilder.like(snapshot).tags(tags).build();
  }
}
