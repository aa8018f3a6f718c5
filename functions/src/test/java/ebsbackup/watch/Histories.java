package ebsbackup.watch;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A fleet that tests put together, with the tags that the product would write. */
final class Histories {
  static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final VolumeSettings GP3 =
      new VolumeSettings("gp3", 8, Optional.of(3000), Optional.of(125));

  private final List<Instance> instances = new ArrayList<>();
  private final List<Volume> volumes = new ArrayList<>();
  final List<Snapshot> snapshots = new ArrayList<>();

  /** An instance in that state, with these volumes. */
  Histories instance(String id, String state, String... volumeIds) {
    instances.add(
        new Instance(
            id,
            state,
            "eu-central-1b",
            Optional.of("/dev/xvda"),
            Instance.Kind.ORDINARY,
            Map.of("Name", "name of " + id)));
    for (String volumeId : volumeIds) {
      volumes.add(
          volume(volumeId, "in-use", List.of(Attachment.at(id, "/dev/sdf", true, "attached"))));
    }
    return this;
  }

  /** A volume that EC2 still shows on an instance that it has left. */
  Histories detached(String id, String instanceId) {
    volumes.add(
        volume(id, "available", List.of(Attachment.at(instanceId, "/dev/sdg", true, "detached"))));
    return this;
  }

  Histories volume(String id) {
    return volume(id, "available");
  }

  Histories volume(String id, String state) {
    volumes.add(volume(id, state, List.of()));
    return this;
  }

  private static Volume volume(String id, String state, List<Attachment> attachments) {
    return new Volume(
        id,
        GP3,
        "eu-central-1b",
        state,
        Optional.of(BEGIN),
        Optional.empty(),
        Encryption.NONE,
        attachments,
        Map.of());
  }

  /** A set of these volumes whose snapshots all end in that state. */
  Histories set(
      String source, Instant start, Instant completed, String state, String... volumeIds) {
    snapshots.addAll(snapshots(source, start, completed, state, Map.of(), volumeIds));
    return this;
  }

  /** A set that was pulled from {@code eu-west-1}, complete an hour after its start. */
  Histories copied(String source, Instant start, String state, String volumeId) {
    String key = "arn:aws:kms:eu-central-1:123456789012:key/copies";
    String copy = new CopyOf("snap-1", "444455556666", "eu-west-1", start, volumeId, 1, key).text();
    snapshots(source, start, start.plusSeconds(3600), state, Map.of(SetTags.COPY, copy), volumeId)
        .forEach(
            snapshot -> snapshots.add(SnapshotBuilder.like(snapshot).encrypted(true, key).build()));
    return this;
  }

  static List<Snapshot> snapshots(
      String source,
      Instant start,
      Instant completed,
      String state,
      Map<String, String> more,
      String... volumeIds) {
    List<Member> members =
        List.of(volumeIds).stream()
            .map(id -> new Member(id, Optional.of("/dev/sdf"), GP3, true, Map.of()))
            .toList();
    Map<String, String> tags =
        new LinkedHashMap<>(
            new SetTags("daily", "daily/" + start, source, members).toTags(Map.of()));
    tags.putAll(more);
    return List.of(volumeIds).stream()
        .map(
            id ->
                snapshot(
                    "snap-%s-%d".formatted(id, start.toEpochMilli()),
                    id,
                    start,
                    state.equals("completed") ? Optional.of(completed) : Optional.empty(),
                    state,
                    tags))
        .toList();
  }

  static Snapshot snapshot(
      String id,
      String volumeId,
      Instant start,
      Optional<Instant> completed,
      String state,
      Map<String, String> tags) {
    return Samples.snapshot(id, volumeId, start, completed, state, tags);
  }

  Fleet fleet(Instant now) {
    return new Fleet(now, instances, volumes, PackedSnapshots.of(snapshots), Set.of());
  }
}
