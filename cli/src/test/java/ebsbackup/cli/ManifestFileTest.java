package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file appears when it is whole. */
class ManifestFileTest {
  @TempDir private Path folder;

  private void write(Path path, String sha256, boolean finished) throws IOException {
    try (ManifestFile file = new ManifestFile(path, new Manifest.Disk("disk", 524_288))) {
      file.writer().add(new Manifest.Entry(0, sha256));
      if (finished) {
        Manifest.End unused = file.writer().finish();
        file.keep();
      }
    }
  }

  @Test
  void unfinishedOne_leavesTheFileBeforeAsItWas() throws IOException {
    Path path = folder.resolve("disk.txt");
    write(path, "a".repeat(64), true);
    String before = Files.readString(path);
    assertThat(before).contains("0 aaaa");

    write(path, "b".repeat(64), false);

    assertThat(path).hasContent(before);
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  @Test
  void whatAKilledRunLeft_isNotInTheNextFile() throws IOException {
    Path path = folder.resolve("disk.txt");
    write(path, "a".repeat(64), true);
    String before = Files.readString(path);
    Files.writeString(folder.resolve("disk.txt.unfinished"), "0 aaaa\n".repeat(1_000));

    write(path, "a".repeat(64), true);

    assertThat(path).hasContent(before);
  }
}
