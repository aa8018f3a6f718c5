package ebsbackup.ebs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Volumes and snapshots for tests. */
public final class Samples {
  public static final String INSTANCE_ID = "i-0123456789abcdef0";
  public static final Instant NIGHT = Instant.parse("2026-03-01T03:00:00Z");

  private Samples() {}

  public static Volume volume(int number, String device, Map<String, String> tags) {
    return new Volume(
        volumeId(number),
        gp3(number + 10),
        "eu-central-1b",
        "in-use",
        Optional.empty(),
        Optional.empty(),
        Encryption.NONE,
        List.of(Attachment.at(INSTANCE_ID, device, device.equals("/dev/xvda"), "attached")),
        tags);
  }

  public static VolumeSettings gp3(int size) {
    return new VolumeSettings("gp3", size, Optional.of(3000), Optional.of(125));
  }

  public static String volumeId(int number) {
    return "vol-%017x".formatted(number);
  }

  /** A set of the instance with the given states, one for each volume; an empty one has none. */
  public static SnapshotSet set(String run, Instant time, String... states) {
    return SnapshotSets.of(snapshots(run, time, states)).sets().getFirst();
  }

  public static List<Snapshot> snapshots(String run, Instant time, String... states) {
    List<Member> members =
        java.util.stream.IntStream.range(0, states.length)
            .mapToObj(
                i -> new Member(volumeId(i), Optional.of("/dev/sd" + i), gp3(8), true, Map.of()))
            .toList();
    Map<String, String> tags = new SetTags("daily", run, INSTANCE_ID, members).toTags(Map.of());
    return java.util.stream.IntStream.range(0, states.length)
        .filter(i -> !states[i].isEmpty())
        .mapToObj(i -> snapshot(volumeId(i), time, states[i], tags))
        .toList();
  }

  /** As CopySnapshot makes it: another id, an arbitrary volume, a start of its own. */
  public static Snapshot copied(Snapshot original, Instant time) {
    return like(original, "vol-ffffffff", time, original.description(), Optional.empty());
  }

  /** A snapshot that differs from another in what is given, and in its id. */
  public static Snapshot like(
      Snapshot s,
      String volumeId,
      Instant time,
      String description,
      Optional<String> transferType) {
    return SnapshotBuilder.like(s)
        .id(s.snapshotId() + "-like")
        .volume(volumeId)
        .startTime(time)
        .description(description)
        .transferType(transferType)
        .build();
  }

  public static Snapshot snapshot(
      String volumeId, Instant time, String state, Map<String, String> tags) {
    return snapshot(
        "snap-" + volumeId.substring(13) + "%09x".formatted(time.getEpochSecond()),
        volumeId,
        time,
        state.equals("completed") ? Optional.of(time.plusSeconds(60)) : Optional.empty(),
        state,
        tags);
  }

  /** Unencrypted, in the standard tier, of 8 GiB. */
  public static Snapshot snapshot(
      String id,
      String volumeId,
      Instant time,
      Optional<Instant> completed,
      String state,
      Map<String, String> tags) {
    return new Snapshot(
        id,
        volumeId,
        8,
        "",
        time,
        completed,
        state,
        state.equals("error") ? Optional.of("Client.InternalError") : Optional.empty(),
        "100%",
        false,
        Optional.empty(),
        Optional.empty(),
        "123456789012",
        Optional.empty(),
        "standard",
        Optional.empty(),
        Optional.empty(),
        tags);
  }
}
