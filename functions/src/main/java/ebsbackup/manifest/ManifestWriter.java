package ebsbackup.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebsbackup.blocks.Sha256;
import java.io.IOException;
import java.io.Writer;
import java.security.MessageDigest;

/** Writes a manifest as its blocks are read. */
public final class ManifestWriter {
  private final Writer text;
  private final MessageDigest all = Sha256.digest();
  private long blocks;

  /** Writes the heading. */
  public ManifestWriter(Writer text, Manifest.Disk disk) throws IOException {
    this.text = text;
    text.write(Manifest.FORM + "\n");
    // A file name can contain line breaks, but the heading must stay on one line.
    String name = disk.name().replaceAll("\\p{Cntrl}", "?");
    text.write(Manifest.DISK + name + Manifest.SIZE + disk.size() + "\n");
  }

  /** Adds a block. Callers must add blocks in ascending order. */
  public void add(Manifest.Entry entry) throws IOException {
    if (!entry.sha256().equals(Manifest.ZEROS)) {
      text.write(entry.line());
      all.update(entry.line().getBytes(UTF_8));
      blocks++;
    }
  }

  /** Writes the last line. */
  public Manifest.End finish() throws IOException {
    Manifest.End end = new Manifest.End(blocks, Manifest.hex(all));
    text.write(Manifest.ALL + end.sha256() + "\n");
    return end;
  }
}
