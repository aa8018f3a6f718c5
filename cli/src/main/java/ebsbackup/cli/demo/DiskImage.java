package ebsbackup.cli.demo;

import embeddedcloud.blocks.BlockVolume;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The disk that the demo backs up: the small ext4 file system that comes with the project, or any
 * image given.
 *
 * @param length in bytes
 */
record DiskImage(Optional<Path> file, String name, long length) {
  private static final String BUILT_IN = "disk.ext4.gz";
  private static final int PAGE = 4096;
  private static final int CHUNK = 1 << 20;

  static DiskImage of(Optional<Path> file) throws IOException {
    if (file.isPresent()) {
      return new DiskImage(file, file.get().toString(), Files.size(file.get()));
    }
    long length = 0;
    try (InputStream in = builtIn()) {
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        length += read;
      }
    }
    return new DiskImage(Optional.empty(), "an ext4 file system", length);
  }

  InputStream open() throws IOException {
    return file.isPresent() ? Files.newInputStream(file.get()) : builtIn();
  }

  private static InputStream builtIn() throws IOException {
    return new GZIPInputStream(
        DiskImage.class.getResourceAsStream("/ebsbackup/cli/demo/" + BUILT_IN));
  }

  /** The size in GiB of a volume that holds the image. */
  int gib() {
    return (int) Math.max(1, (length + (1L << 30) - 1) >> 30);
  }

  /** The SHA-256 of the part of a volume that the image fills, read as an instance would. */
  String sha256(BlockVolume volume) {
    return volume.sha256(length);
  }

  /** Writes the part of a volume that the image fills to a file. */
  void write(BlockVolume volume, Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (OutputStream out = Files.newOutputStream(target)) {
      for (long at = 0; at < length; at += CHUNK) {
        out.write(volume.read(at, (int) Math.min(CHUNK, length - at)));
      }
    }
  }

  /**
   * Changes a day's worth of data: a few pages of text spread over the disk, so that a file system
   * on it stays intact. If there is too little text, changes other pages.
   *
   * @return the offsets of the pages
   */
  List<Long> change(BlockVolume volume) {
    List<Long> text = new ArrayList<>();
    List<Long> any = new ArrayList<>();
    for (long chunk = 0; chunk < length; chunk += CHUNK) {
      byte[] bytes = volume.read(chunk, (int) Math.min(CHUNK, length - chunk));
      for (int at = 0; at + PAGE <= bytes.length; at += PAGE) {
        byte[] page = Arrays.copyOfRange(bytes, at, at + PAGE);
        if (isText(page)) {
          text.add(chunk + at);
        } else if (!isZero(page)) {
          any.add(chunk + at);
        }
      }
    }
    List<Long> pages = text.size() >= 3 ? text : any;
    if (pages.size() < 3) {
      throw new IllegalArgumentException(name + " has too little data to change");
    }
    List<Long> chosen =
        List.of(
            pages.get(pages.size() / 5),
            pages.get(pages.size() / 2),
            pages.get(pages.size() * 4 / 5));
    byte[] line =
        "2026-03-02-00001,c0042,changed on the second day\n".getBytes(StandardCharsets.UTF_8);
    byte[] changed = new byte[PAGE];
    for (int i = 0; i < PAGE; i++) {
      changed[i] = line[i % line.length];
    }
    chosen.forEach(at -> volume.write(at, changed));
    return chosen;
  }

  private static boolean isText(byte[] page) {
    for (byte b : page) {
      if (b != '\n' && (b < ' ' || b > '~')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] page) {
    for (byte b : page) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
