package ebsbackup.cli;

import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestReader;
import ebsbackup.manifest.ManifestWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A manifest that is being written to a file. The file appears only when it is complete, and then
 * replaces an existing one.
 */
final class ManifestFile implements AutoCloseable {
  private final Path file;
  private final Path unfinished;
  private final Writer text;
  private final ManifestWriter writer;

  ManifestFile(Path file, Manifest.Disk disk) throws IOException {
    this.file = file;
    unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    text = Files.newBufferedWriter(unfinished);
    writer = new ManifestWriter(text, disk);
  }

  /** Opens a manifest file for reading. */
  static ManifestReader read(Path file) throws IOException {
    return new ManifestReader(file.toString(), Files.newBufferedReader(file));
  }

  ManifestWriter writer() {
    return writer;
  }

  /** Gives the file its final name after the last line is written. */
  void keep() throws IOException {
    text.close();
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    text.close();
    Files.deleteIfExists(unfinished);
  }
}
