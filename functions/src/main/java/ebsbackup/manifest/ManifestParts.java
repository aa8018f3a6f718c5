package ebsbackup.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebsbackup.blocks.UnreadableException;
import ebsbackup.failure.InvalidInputException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A manifest in several objects, so that each can be made in one step. A part is itself a manifest,
 * of 8 GiB of the disk. The block lines of all parts, in order, are those of the whole manifest.
 *
 * @param snapshotId the id of the snapshot
 */
public record ManifestParts(String snapshotId) {
  /** 8 GiB, which takes minutes to read and about 1.2 MB of text. */
  public static final int BLOCKS = 16_384;

  private static final String FOLDER = "manifests/";

  /** The number of parts of a disk. */
  public static int of(Manifest.Disk disk) {
    return Math.toIntExact(Math.ceilDiv(disk.blocks(), (long) BLOCKS));
  }

  /** The key of a part's object. Keys sort in the order of the parts. */
  public String key(int part) {
    return "%s%s/%05d".formatted(FOLDER, snapshotId, part);
  }

  /** The first block of a part. */
  public static int first(int part) {
    return part * BLOCKS;
  }

  /**
   * Copies the blocks of all parts into one manifest.
   *
   * @param objects returns the contents of the object with the given key
   * @throws UnreadableException if a part is missing
   * @throws InvalidInputException if a part was changed, or belongs to another disk
   */
  public Manifest.End copy(
      Manifest.Disk disk, Function<String, Optional<byte[]>> objects, ManifestWriter to)
      throws IOException {
    for (int part = 0; part < of(disk); part++) {
      for (Manifest.Entry entry : read(part, disk, objects)) {
        to.add(entry);
      }
    }
    return to.finish();
  }

  /**
   * The disk according to the first part, with its size.
   *
   * @throws UnreadableException if the part is missing
   * @throws InvalidInputException if the part belongs to another snapshot
   */
  public Manifest.Disk disk(Function<String, Optional<byte[]>> objects) throws IOException {
    try (ManifestReader reader = reader(0, objects)) {
      if (!reader.disk().name().equals(snapshotId)) {
        throw new InvalidInputException(key(0), reader.disk().name(), snapshotId);
      }
      return reader.disk();
    }
  }

  /**
   * Reads the blocks of one part.
   *
   * @throws UnreadableException if the part is missing
   * @throws InvalidInputException if the part was changed, or belongs to another disk
   */
  public List<Manifest.Entry> read(
      int part, Manifest.Disk disk, Function<String, Optional<byte[]>> objects) throws IOException {
    try (ManifestReader reader = reader(part, objects)) {
      if (!reader.disk().equals(disk)) {
        throw new InvalidInputException(key(part), reader.disk().toString(), disk.toString());
      }
      List<Manifest.Entry> entries = new ArrayList<>();
      while (reader.peek().isPresent()) {
        Manifest.Entry entry = reader.take();
        if (entry.index() / BLOCKS != part) {
          throw new InvalidInputException(
              key(part),
              "block " + entry.index(),
              "a block from %d to %d".formatted(first(part), first(part + 1) - 1));
        }
        entries.add(entry);
      }
      return entries;
    }
  }

  /** The text of a part. */
  public static byte[] text(Manifest.Disk disk, Collection<Manifest.Entry> entries)
      throws IOException {
    StringWriter text = new StringWriter();
    ManifestWriter writer = new ManifestWriter(text, disk);
    for (Manifest.Entry entry : entries) {
      writer.add(entry);
    }
    Manifest.End unused = writer.finish();
    return text.toString().getBytes(UTF_8);
  }

  private ManifestReader reader(int part, Function<String, Optional<byte[]>> objects)
      throws IOException {
    byte[] bytes =
        objects
            .apply(key(part))
            .orElseThrow(() -> new UnreadableException("%s is missing".formatted(key(part))));
    return new ManifestReader(key(part), new StringReader(new String(bytes, UTF_8)));
  }
}
