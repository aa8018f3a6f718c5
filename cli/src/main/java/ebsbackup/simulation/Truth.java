package ebsbackup.simulation;

import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockVolume;
import embeddedcloud.ec2.EmbeddedEc2;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * A deliberately naive model of the data on every disk and in every snapshot: a number for each
 * block. It records a snapshot or a volume as soon as one exists, and never reads blocks to do so.
 */
final class Truth {
  private static final int BLOCK = 4096;

  private final EmbeddedEc2 ec2;
  private final Map<String, SortedMap<Integer, Integer>> disks = new LinkedHashMap<>();
  private final Map<String, Shot> shots = new LinkedHashMap<>();

  /**
   * A snapshot as it was when it was created.
   *
   * @param volume the volume as it was then
   */
  record Shot(String snapshotId, Instant at, Volume volume, SortedMap<Integer, Integer> blocks) {}

  Truth(EmbeddedEc2 ec2) {
    this.ec2 = ec2;
  }

  static int blockSize() {
    return BLOCK;
  }

  /** Records every new volume and snapshot. */
  void look() {
    Map<String, Volume> volumes = new LinkedHashMap<>();
    for (Volume volume : ec2.contents().volumes()) {
      volumes.put(volume.volumeId(), volume);
      disks.computeIfAbsent(
          volume.volumeId(),
          id -> new TreeMap<>(shot(volume.snapshotId()).map(Shot::blocks).orElse(new TreeMap<>())));
    }
    for (Snapshot snapshot : ec2.contents().snapshots()) {
      Volume volume = volumes.get(snapshot.volumeId());
      if (!shots.containsKey(snapshot.snapshotId()) && volume != null) {
        shots.put(
            snapshot.snapshotId(),
            new Shot(
                snapshot.snapshotId(),
                snapshot.startTime(),
                volume,
                new TreeMap<>(disks.get(snapshot.volumeId()))));
      }
    }
  }

  Optional<Shot> shot(String snapshotId) {
    return Optional.ofNullable(shots.get(snapshotId));
  }

  void write(String volumeId, int block, int number) {
    look();
    disks.get(volumeId).put(block, number);
    ec2.disk(volumeId).write((long) block * BLOCK, content(number));
  }

  private static byte[] content(int number) {
    byte[] bytes = new byte[BLOCK];
    Arrays.fill(bytes, (byte) number);
    ByteBuffer.wrap(bytes).putInt(number);
    return bytes;
  }

  /** Why the snapshot does not hold, bit for bit, what its volume held; empty if it does. */
  Optional<String> objection(Snapshot snapshot) {
    BlockSnapshot stored = ec2.snapshotBlocks(snapshot.snapshotId());
    SortedMap<Integer, Integer> blocks = shots.get(snapshot.snapshotId()).blocks();
    boolean same =
        stored.fullBlocks() == blocks.size()
            && blocks.entrySet().stream()
                .allMatch(
                    e ->
                        Arrays.equals(
                            stored.read((long) e.getKey() * BLOCK, BLOCK), content(e.getValue())));
    return same
        ? Optional.empty()
        : Optional.of("%s does not hold %s".formatted(snapshot.snapshotId(), blocks));
  }

  /** Why the volume does not hold what was written to it; empty if it does. */
  Optional<String> objection(Volume volume) {
    return objection(volume.volumeId(), disks.get(volume.volumeId()));
  }

  /** Why the volume does not hold what the snapshot's volume held; empty if it does. */
  Optional<String> objection(String volumeId, Shot shot) {
    return objection(volumeId, shot.blocks());
  }

  private Optional<String> objection(String volumeId, SortedMap<Integer, Integer> blocks) {
    BlockVolume disk = ec2.disk(volumeId);
    boolean same =
        disk.writtenBlocks() == blocks.size()
            && blocks.entrySet().stream()
                .allMatch(
                    e ->
                        Arrays.equals(
                            disk.read((long) e.getKey() * BLOCK, BLOCK), content(e.getValue())));
    return same ? Optional.empty() : Optional.of("%s does not hold %s".formatted(volumeId, blocks));
  }
}
