package ebsbackup.blocks;

import ebsbackup.failure.AwsCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a few blocks of a disk say about it.
 *
 * @param size the size of the disk in bytes
 * @param table its partition table; empty if it has none
 * @param volumes the contents of its partitions, or of the disk as a whole
 * @param requests the number of requests that it took
 */
public record Inspection(
    long size, Optional<PartitionTable> table, List<Volume> volumes, int requests) {

  /** In this order, so types that contain others come first. */
  private static final List<Function<Region, Optional<Content>>> TYPES =
      List.of(
          Luks::read,
          Lvm::read,
          Xfs::read,
          Btrfs::read,
          Ntfs::read,
          Ext::read,
          Swap::read,
          Inspection::others);

  /** How much is read of a disk or partition that is not recognized. */
  private static final int BEGINNING = 64 * 1024;

  private static final long RAID = 0xa92b_4efcL;

  public Inspection {
    volumes = List.copyOf(volumes);
  }

  /**
   * A partition and its content.
   *
   * @param partition empty for the disk as a whole
   */
  public record Volume(Optional<Partition> partition, Content content) {}

  /** Inspects a disk. What can no longer be read gets the verdict {@link Verdict.Unread}. */
  public static Inspection of(BlockReader reader) {
    Region disk = Region.of(reader);
    List<Volume> volumes = new ArrayList<>();
    Optional<PartitionTable> table = Optional.empty();
    try {
      table = Gpt.read(disk);
      Optional<Content> whole = table.isPresent() ? Optional.empty() : recognized(disk);
      if (table.isEmpty() && whole.filter(content -> !isDamaged(content)).isEmpty()) {
        table = Mbr.read(disk).filter(mbr -> whole.isEmpty() || divides(disk, mbr));
      }
      if (table.isEmpty()) {
        volumes.add(new Volume(Optional.empty(), whole.orElseGet(() -> nothing(disk))));
      }
    } catch (UnreadableException | AwsCallException unread) {
      volumes.add(new Volume(Optional.empty(), unread(unread)));
    }
    table.ifPresent(
        found ->
            found
                .partitions()
                .forEach(
                    partition ->
                        volumes.add(new Volume(Optional.of(partition), content(disk, partition)))));
    return new Inspection(reader.size(), table, volumes, reader.requests());
  }

  /** The verdict on the whole disk. */
  public Verdict verdict() {
    return Verdict.of(
        Stream.concat(
                table.stream().map(PartitionTable::verdict),
                volumes.stream().map(volume -> volume.content().verdict()))
            .toList());
  }

  /**
   * Whether the table divides the disk, so that a damaged structure outside of its partitions is
   * left over from earlier: it is sound, and a partition holds something.
   */
  private static boolean divides(Region disk, PartitionTable mbr) {
    return !(mbr.verdict() instanceof Verdict.Damaged)
        && mbr.partitions().stream()
            .anyMatch(partition -> recognized(region(disk, partition)).isPresent());
  }

  private static boolean isDamaged(Content content) {
    return content.verdict() instanceof Verdict.Damaged;
  }

  private static Region region(Region disk, Partition partition) {
    return new Region(disk.reader(), partition.start(), partition.length());
  }

  private static Content content(Region disk, Partition partition) {
    Region region = region(disk, partition);
    try {
      return recognized(region).orElseGet(() -> nothing(region));
    } catch (UnreadableException | AwsCallException unread) {
      return unread(unread);
    }
  }

  private static Content unread(RuntimeException why) {
    return new Content(
        "unread",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Verdict.Unread.because(why));
  }

  /**
   * The recognized content. A damaged structure may be left over from earlier, so it counts only if
   * there is no other.
   */
  private static Optional<Content> recognized(Region region) {
    List<Content> found =
        TYPES.stream().map(type -> type.apply(region)).flatMap(Optional::stream).toList();
    return found.stream()
        .filter(content -> !isDamaged(content))
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  /** Types that are recognized but not checked. */
  private static Optional<Content> others(Region region) {
    Optional<Bytes> boot = region.read(0, 512).filter(bytes -> bytes.is(510, "U\u00aa"));
    if (boot.filter(bytes -> bytes.is(82, "FAT32   ") || bytes.is(54, "FAT1")).isPresent()) {
      return Optional.of(Content.unknown("vfat", "FAT has no checksums"));
    }
    return Stream.of(0, 4096)
        .flatMap(at -> region.read(at, 8).stream())
        .filter(raid -> raid.u32(0) == RAID && raid.u32(4) == 1)
        .findFirst()
        .map(raid -> Content.unknown("linux_raid_member", "a member of an md array"));
  }

  private static Content nothing(Region region) {
    boolean empty =
        region
            .read(0, (int) Math.min(region.length(), BEGINNING))
            .filter(Bytes::isZero)
            .isPresent();
    return empty
        ? Content.unknown("empty", "its first 64 KiB are zeros")
        : Content.unknown("unknown", "no structure is recognized");
  }
}
