package ebsbackup.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebsbackup.blocks.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;

/**
 * Writes a manifest as its blocks are read. The file appears when it is finished, and whole; one
 * that was there is replaced.
 */
public final class ManifestWriter implements AutoCloseable {
  private final Path file;
  private final Path unfinished;
  private final BufferedWriter writer;
  private final MessageDigest all = Sha256.digest();
  private long blocks;

  /** Begins a file. */
  public ManifestWriter(Path file, Manifest.Disk disk) throws IOException {
    this.file = file;
    unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    writer = Files.newBufferedWriter(unfinished);
    writer.write(Manifest.FORM + "\n");
    // A file may have any name, and a heading has one line.
    String name = disk.name().replaceAll("\\p{Cntrl}", "?");
    writer.write(Manifest.DISK + name + Manifest.SIZE + disk.size() + "\n");
  }

  /** Adds a block; they come in ascending order. */
  public void add(Manifest.Entry entry) throws IOException {
    if (!entry.sha256().equals(Manifest.ZEROS)) {
      writer.write(entry.line());
      all.update(entry.line().getBytes(UTF_8));
      blocks++;
    }
  }

  /** Ends the file. */
  public Manifest.End finish() throws IOException {
    Manifest.End end = new Manifest.End(blocks, Manifest.hex(all));
    writer.write(Manifest.ALL + end.sha256() + "\n");
    writer.close();
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    return end;
  }

  @Override
  public void close() throws IOException {
    writer.close();
    Files.deleteIfExists(unfinished);
  }
}
