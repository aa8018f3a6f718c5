package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.manifest.Manifest;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command prints, as a whole; {@link ManifestCommandTest} compares real disks. */
class CompareCommandTest {
  @TempDir private Path folder;

  /** The digest of a block or, as in a manifest, of all of them. */
  private static String digest(int number) {
    return "%064x".formatted(number);
  }

  /** A manifest of a disk with data in these blocks. */
  private String manifest(String disk, int... blocks) throws IOException {
    Path path = folder.resolve(disk + ".txt");
    try (ManifestFile file = new ManifestFile(path, new Manifest.Disk(disk, 30L << 20))) {
      for (int block : blocks) {
        file.writer().add(new Manifest.Entry(block, digest(1)));
      }
      Manifest.End unused = file.writer().finish();
      file.keep();
    }
    return path.toString();
  }

  private static int[] everySecond(int count) {
    return IntStream.range(0, count).map(i -> 2 * i).toArray();
  }

  private static Cli.Result compare(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "compare";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Cli.run(line);
  }

  @Test
  void disksWithTheSameData_areNamed() throws IOException {
    Cli.Result result = compare(manifest("one", 1, 2), manifest("other", 1, 2));

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            First     one, 30.0 MiB, data in 2 blocks
            Second    other, 30.0 MiB, data in 2 blocks
            Result    both hold the same data
            """);
  }

  @Test
  void blocksThatDiffer_areListedWithTheirBytes() throws IOException {
    Cli.Result result = compare(manifest("one", 0, 2, 3, 4, 7), manifest("other", 0));

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            First     one, 30.0 MiB, data in 5 blocks
            Second    other, 30.0 MiB, data in 1 block
            Result    4 blocks of 512 KiB differ

            BLOCKS  BYTES
            2-4     1048576-2621439
            7       3670016-4194303
            """);
  }

  @Test
  void manyRanges_areCutAfterTwenty_inTheTextOnly() throws IOException {
    String none = manifest("none");
    String twenty = manifest("twenty", everySecond(20));
    String more = manifest("more", everySecond(22));

    assertThat(compare(none, twenty).out())
        .endsWith("\n38      19922944-20447231\n")
        .contains("Result    20 blocks of 512 KiB differ\n\nBLOCKS  BYTES\n0       0-524287\n");
    assertThat(compare(none, more).out())
        .endsWith("\n38      19922944-20447231\nand 2 more ranges\n");
    assertThat(compare(none, more, "--json").json().get("ranges").toString())
        .endsWith("{first=40, last=40}, {first=42, last=42}]");
  }

  @Test
  void json_describesBothDisks() throws IOException {
    Cli.Result result = compare("--json", manifest("one", 5, 6), manifest("other", 6));
    String sha256Of = "\"sha256\": \"%s\"";

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.json())
        .isEqualTo(
            Json.parse(
                """
                {"first": {"disk": "one", "size": 31457280, "blocksWithData": 2, %s},
                 "second": {"disk": "other", "size": 31457280, "blocksWithData": 1, %s},
                 "blocksThatDiffer": 1, "ranges": [{"first": 5, "last": 5}]}
                """
                    .formatted(
                        sha256Of.formatted(sha256("one")), sha256Of.formatted(sha256("other")))));
  }

  /** The digest at the end of the manifest. */
  private String sha256(String disk) throws IOException {
    String text = Files.readString(folder.resolve(disk + ".txt")).strip();
    return text.substring(text.length() - 64);
  }
}
