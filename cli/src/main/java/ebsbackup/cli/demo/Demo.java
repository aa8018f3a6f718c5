package ebsbackup.cli.demo;

import embeddedcloud.Cloud;
import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockVolume;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * Two nights, a disaster, a restore and a deletion, on real bytes. Uses the template, the workflows
 * and the handlers that {@code sam deploy} would deploy.
 */
public final class Demo extends Story {
  public static final Instant BEGINS = Instant.parse("2026-03-01T12:00:00Z");

  private static final String DATA_DEVICE = "/dev/sdf";

  /** The time to load a volume that was written to its end. */
  private static final Duration LOADS_IN = Duration.ofMinutes(5);

  private final Cloud cloud;
  private final EmbeddedEc2 ec2;
  private final DiskImage image;
  private final Path restored;
  private final List<String[]> table = new ArrayList<>();

  private Instance instance;
  private String dataVolume;

  /**
   * @param image a disk image for the data volume; the built-in one when empty
   * @param restored where to write the restored disk
   */
  public Demo(Cloud cloud, Optional<Path> image, Path restored, PrintWriter out)
      throws IOException {
    super(out);
    this.cloud = cloud;
    this.ec2 = cloud.ec2();
    this.image = DiskImage.of(image);
    this.restored = restored;
  }

  /**
   * How fast a restored volume loads in the background, in bytes per second. Slow enough that part
   * of this disk is still to be loaded when the volume becomes available.
   */
  public static long loadRate(Optional<Path> image) throws IOException {
    return Math.max(1, DiskImage.of(image).length() / LOADS_IN.toSeconds());
  }

  @Override
  void tell() throws IOException {
    begin();
    String firstSum = image.sha256(data());
    List<Snapshot> first = night("Night one: the schedule fires");
    sayFull(first);

    scene("The data changes");
    List<Long> changed = image.change(data());
    String secondSum = image.sha256(data());
    out.printf("  %d pages of 4 KiB are overwritten in %s%n", changed.size(), dataVolume);
    statements.say(!secondSum.equals(firstSum), "the disk is no longer what it was");
    List<Snapshot> second = night("Night two: an incremental backup");
    sayIncremental(second, changed);

    disaster(firstSum);
    restoreFirstNight(firstSum, between(first, second));
    deleteFirstNight(first, second, secondSum);
    new SwapScenes(cloud, image, instance, out, statements).play(dataVolume, secondSum);
  }

  private void begin() throws IOException {
    out.printf("EBS Backup on the embedded cloud, in %s%n", ec2.settings().region());
    scene("An instance with a root and a data volume");
    String zone = ec2.settings().zones().get(1).name();
    instance =
        ec2.launch(
            new Launch(
                zone,
                List.of(
                    new Disk("/dev/xvda", 8).deletedOnTermination(),
                    new Disk(DATA_DEVICE, image.gib()).tagged("Name", "orders")),
                Map.of("Name", "shop", "Backup", "daily")));
    dataVolume = volumeAt(DATA_DEVICE);
    ec2.disk(volumeAt("/dev/xvda")).write(0, randomBlocks(new Random(7), 8));
    try (var in = image.open()) {
      ec2.loadVolume(dataVolume, in);
    }
    out.printf(
        "  %s in %s; %s at %s holds %s of %s%n",
        instance.instanceId(), zone, dataVolume, DATA_DEVICE, image.name(), mib(image.length()));
    statements.say(
        !zone.equals(ec2.settings().zones().getFirst().name()),
        "its zone, %s, is not the Region's first".formatted(zone));
  }

  private List<Snapshot> night(String title) {
    scene(title);
    List<String> before = snapshots().stream().map(Snapshot::snapshotId).toList();
    Instant from = cloud.clock().instant();
    cloud.runSchedules(from, from.plus(Duration.ofDays(1)), occurrence -> false);
    List<Execution> started = executions(cloud, "backup", from);
    statements.say(
        started.size() == 1 && allSucceeded(started),
        "the template's schedule started one backup, and it succeeded");
    List<Snapshot> made =
        snapshots().stream()
            .filter(s -> !before.contains(s.snapshotId()))
            .sorted(Comparator.comparing(Snapshot::volumeSize).reversed())
            .toList();
    statements.need(
        made.size() == 2
            && made.stream().map(Snapshot::startTime).distinct().count() == 1
            && made.stream().allMatch(s -> s.stateAsString().equals("completed")),
        "one set of two completed snapshots, taken at one moment: %s"
            .formatted(made.isEmpty() ? "-" : made.getFirst().startTime()));
    return made;
  }

  private void sayFull(List<Snapshot> set) {
    long stored = 0;
    for (Snapshot snapshot : set) {
      BlockSnapshot blocks = ec2.snapshotBlocks(snapshot.snapshotId());
      stored += blocks.fullBytes();
      row("one", snapshot, blocks);
    }
    statements.say(
        ec2.blocks().snapshotBytes() == stored,
        "the first backup stores every written block: %s".formatted(bytes(stored)));
  }

  private void sayIncremental(List<Snapshot> set, List<Long> changed) {
    long touched = changed.stream().map(at -> at / BLOCK).distinct().count();
    long added = 0;
    long full = 0;
    for (Snapshot snapshot : set) {
      BlockSnapshot blocks = ec2.snapshotBlocks(snapshot.snapshotId());
      added += blocks.addedBytes();
      full += blocks.fullBytes();
      row("two", snapshot, blocks);
    }
    statements.say(
        added == touched * BLOCK,
        "the second stores the %d changed blocks of 512 KiB, %s, and shares %s"
            .formatted(touched, bytes(added), bytes(full - added)));
  }

  private void disaster(String firstSum) {
    scene("Disaster: the data volume is overwritten");
    byte[] garbage = randomBlocks(new Random(13), 1);
    for (long at = 0; at < image.length(); at += BLOCK) {
      data().write(at, garbage);
    }
    statements.say(!image.sha256(data()).equals(firstSum), "nothing of the disk is left");
  }

  private void restoreFirstNight(String firstSum, Instant before) throws IOException {
    scene("Restore as of night one, %s".formatted(before));
    Volume volume = restore("{\"before\": \"%s\"}".formatted(before));
    BlockVolume disk = ec2.disk(volume.volumeId());
    statements.say(
        volume.availabilityZone().equals(instance.placement().availabilityZone()),
        "%s is available in the instance's zone, %s"
            .formatted(volume.volumeId(), volume.availabilityZone()));
    Volume old = volume(dataVolume);
    statements.say(
        volume.volumeType() == old.volumeType()
            && volume.size().equals(old.size())
            && volume.iops().equals(old.iops())
            && volume.tags().containsAll(old.tags()),
        "its type, size, IOPS and tags are those of the lost volume: %s, %d GiB, %d IOPS"
            .formatted(volume.volumeTypeAsString(), volume.size(), volume.iops()));
    long loaded = disk.loadedBlocks();
    String sum = image.sha256(disk);
    statements.say(
        loaded < disk.blocksToLoad(),
        "it is read while it loads: %d of %d blocks had arrived, %d were fetched by reading"
            .formatted(loaded, disk.blocksToLoad(), disk.fetches()));
    statements.say(
        sum.equals(firstSum),
        "its SHA-256 is that of night one: %s…".formatted(sum.substring(0, 16)));
    image.write(disk, restored);
    out.printf("  The restored disk is in %s%n", restored);
    checkFileSystem();
  }

  /** Checks the restored disk with the file system's own tool, if it is installed. */
  private void checkFileSystem() throws IOException {
    if (image.file().isPresent()) {
      return;
    }
    try {
      Process e2fsck =
          new ProcessBuilder("e2fsck", "-fn", restored.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      int status = e2fsck.waitFor();
      statements.say(status == 0, "e2fsck -fn finds no fault in it");
    } catch (IOException e) {
      out.println("  (e2fsck is not installed here: try `e2fsck -fn` on it elsewhere)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while e2fsck ran", e);
    }
  }

  private void deleteFirstNight(List<Snapshot> first, List<Snapshot> second, String secondSum) {
    scene("Night one's snapshots are deleted");
    for (Snapshot snapshot : first) {
      long unique = ec2.snapshotBlocks(snapshot.snapshotId()).uniqueBytes();
      long before = ec2.blocks().snapshotBytes();
      ec2.deleteSnapshot(request -> request.snapshotId(snapshot.snapshotId()));
      long freed = before - ec2.blocks().snapshotBytes();
      statements.say(
          freed == unique,
          "deleting %s frees %s: the blocks that no other snapshot needs"
              .formatted(snapshot.snapshotId(), bytes(freed)));
    }
    long needed =
        second.stream().mapToLong(s -> ec2.snapshotBlocks(s.snapshotId()).fullBytes()).sum();
    statements.say(
        ec2.blocks().snapshotBytes() == needed,
        "what is stored now is exactly what night two needs: %s".formatted(bytes(needed)));

    scene("Night two still restores");
    Volume volume = restore("{\"latest\": true}");
    statements.say(
        image.sha256(ec2.disk(volume.volumeId())).equals(secondSum),
        "%s holds night two, bit for bit".formatted(volume.volumeId()));
  }

  /** Restores the whole set and returns its data volume. */
  private Volume restore(String from) {
    Map<?, ?> report =
        restored(
            "the restore workflow",
            cloud.run(
                "restore",
                Optional.empty(),
                "{\"instanceId\": \"%s\", \"from\": %s, \"mode\": \"create\"}"
                    .formatted(instance.instanceId(), from)));
    return volumesIn(report).stream()
        .filter(volume -> DATA_DEVICE.equals(volume.get("device")))
        .map(volume -> volume(String.valueOf(volume.get("volumeId"))))
        .findFirst()
        .orElseThrow();
  }

  @Override
  void conclude() {
    scene("What the snapshots stored");
    row("night", "volume", "blocks", "added", "shared with the night before");
    table.stream()
        .map(cells -> "  %-6s %-22s %8s %10s  %s".formatted((Object[]) cells))
        .forEach(out::println);
    out.println();
    out.printf(
        "%d executions, %d calls to EC2: %s%n",
        cloud.executions().size(), ec2.calls().all().size(), ec2.calls().byAction());
  }

  private void row(String night, Snapshot snapshot, BlockSnapshot blocks) {
    row(
        night,
        snapshot.volumeId(),
        Long.toString(blocks.fullBlocks()),
        bytes(blocks.addedBytes()),
        bytes(blocks.fullBytes() - blocks.addedBytes()));
  }

  private void row(String... cells) {
    if (cells[0].equals("night")) {
      table.addFirst(cells);
    } else {
      table.add(cells);
    }
  }

  private static Instant between(List<Snapshot> first, List<Snapshot> second) {
    Instant from = first.getFirst().startTime();
    return from.plus(Duration.between(from, second.getFirst().startTime()).dividedBy(2));
  }

  private BlockVolume data() {
    return ec2.disk(dataVolume);
  }

  private Volume volume(String volumeId) {
    return ec2.describeVolumes(request -> request.volumeIds(volumeId)).volumes().getFirst();
  }

  private String volumeAt(String device) {
    return ec2.describeVolumes(
            request ->
                request.filters(
                    Filter.builder()
                        .name("attachment.instance-id")
                        .values(instance.instanceId())
                        .build(),
                    Filter.builder().name("attachment.device").values(device).build()))
        .volumes()
        .getFirst()
        .volumeId();
  }

  private List<Snapshot> snapshots() {
    return ec2.describeSnapshots(request -> request.ownerIds("self").maxResults(1000)).snapshots();
  }

  private static String mib(long bytes) {
    return "%.1f MiB".formatted(bytes / 1048576.0);
  }

  private static String bytes(long bytes) {
    return mib(bytes);
  }
}
