package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the demo as the data volume of the web server, backed up twice and restored. */
class ManifestCommandTest {
  private static final String INSTANCE = "i-0aeb0000000000001";
  private static final String VOLUME = "vol-0aeb000000000000f";
  private static final int BLOCK = 512 * 1024;

  @TempDir private Path folder;
  private Path world;

  @BeforeEach
  void world() throws IOException {
    world = Files.createDirectory(folder.resolve("world"));
    Cli.copySmall(world);
    Path volumes = Files.createDirectory(world.resolve("volumes"));
    try (InputStream packed =
            ManifestCommandTest.class.getResourceAsStream("/ebsbackup/cli/demo/disk.ext4.gz");
        InputStream disk = new GZIPInputStream(packed)) {
      Files.copy(disk, volumes.resolve(VOLUME + ".img"));
    }
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private Cli.Result ok(String... arguments) {
    Cli.Result result = Cli.run(arguments);
    // A busy computer may take so long that the progress is shown.
    assertThat(result.err().lines()).allMatch(line -> line.startsWith("["));
    assertThat(result.status()).isZero();
    return result;
  }

  private Path backUp(Path from, String to) {
    Cli.Result result =
        Cli.run(
            "start",
            "backup",
            "--json",
            "--world",
            from.toString(),
            "--input",
            Cli.event("backup-by-tags"),
            "--save",
            path(to).toString());
    assertThat(result.status()).as(result.err()).isZero();
    return path(to);
  }

  /** The newest snapshot of the volume. */
  private static String newest(Path world) throws IOException {
    Map<?, ?> json = (Map<?, ?>) Json.parse(Files.readString(world.resolve("snapshots.json")));
    return ((List<?>) json.get("Snapshots"))
        .stream()
            .<Map<?, ?>>map(snapshot -> (Map<?, ?>) snapshot)
            .filter(snapshot -> VOLUME.equals(snapshot.get("VolumeId")))
            .max(Comparator.comparing(snapshot -> String.valueOf(snapshot.get("StartTime"))))
            .map(snapshot -> String.valueOf(snapshot.get("SnapshotId")))
            .orElseThrow();
  }

  private void change(Path disk, long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(offset);
      int old = file.read();
      file.seek(offset);
      file.write(old ^ 1);
    }
  }

  private Cli.Result manifest(Path of, String snapshot, String out, String... more) {
    return ok(
        Stream.concat(
                Stream.of(
                    "manifest",
                    "--world",
                    of.toString(),
                    "--snapshot",
                    snapshot,
                    "--out",
                    path(out).toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void restoredVolume_holdsWhatItsSnapshotHolds_andTheOneBitThatChangedIsNamed()
      throws IOException {
    Path backedUp = backUp(world, "backed-up");
    Cli.Result restore =
        Cli.run(
            "restore",
            "--json",
            "--world",
            backedUp.toString(),
            "--instance",
            INSTANCE,
            "--latest",
            "--mode",
            "create",
            "--save",
            path("restored").toString());
    assertThat(restore.status()).as(restore.err()).isZero();
    Path restored;
    try (Stream<Path> volumes = Files.list(path("restored").resolve("volumes"))) {
      restored = volumes.filter(v -> !v.endsWith(VOLUME + ".img")).findFirst().orElseThrow();
    }

    manifest(backedUp, newest(backedUp), "snapshot.txt");
    ok("manifest", "--image", restored.toString(), "--out", path("volume.txt").toString());
    assertThat(ok("compare", path("snapshot.txt").toString(), path("volume.txt").toString()).out())
        .contains("First     " + newest(backedUp) + ", 20.0 GiB, data in 7 blocks\n")
        .contains("Result    both hold the same data\n");

    change(restored, 7L * BLOCK + 12_345);
    change(restored, 8L * BLOCK);
    ok("manifest", "--image", restored.toString(), "--out", path("volume.txt").toString());
    Cli.Result compared =
        Cli.run("compare", path("snapshot.txt").toString(), path("volume.txt").toString());
    assertThat(compared.status()).isEqualTo(1);
    assertThat(compared.out())
        .contains("Result    2 blocks of 512 KiB differ\n")
        .containsPattern("(?m)^7-8 +3670016-4718591$");
    assertThat(
            Cli.run(
                    "compare",
                    "--json",
                    path("snapshot.txt").toString(),
                    path("volume.txt").toString())
                .json()
                .get("ranges"))
        .isEqualTo(List.of(Map.of("first", 7L, "last", 8L)));
  }

  @Test
  void sinceAnEarlierSnapshot_onlyWhatChangedIsRead_andTheManifestIsTheSame() throws IOException {
    Path one = backUp(world, "one");
    change(one.resolve("volumes/" + VOLUME + ".img"), 3_000_000);
    Path two = backUp(one, "two");
    String first = newest(one);
    String second = newest(two);
    assertThat(second).isNotEqualTo(first);

    assertThat(manifest(two, first, "first.txt", "--json").json().get("blocksRead")).isEqualTo(7L);
    String[] since = {"--since", path("first.txt").toString(), "--json"};
    assertThat(manifest(two, second, "none", since[0], since[1], since[2], "--dry-run").json())
        .isEqualTo(
            Map.of("disk", second, "size", 20L << 30, "blocksToRead", 1L, "dollars", 0.000003));
    assertThat(path("none")).doesNotExist();

    Map<?, ?> read = manifest(two, second, "since.txt", since).json();
    assertThat(read.get("blocksRead")).isEqualTo(1L);
    manifest(two, second, "whole.txt");
    assertThat(path("since.txt")).hasSameTextualContentAs(path("whole.txt"));
    assertThat(Cli.run("compare", path("first.txt").toString(), path("since.txt").toString()).out())
        .contains("Result    1 block of 512 KiB differs\n");
  }

  @Test
  void everyLine_isPrinted_andEveryMemberIsInTheJson() {
    String image = world.resolve("volumes/" + VOLUME + ".img").toString();
    String out = path("image.txt").toString();
    String line = "manifest --image " + image + " --out " + out;

    String sha256 = (String) ok((line + " --json").split(" ")).json().get("sha256");

    assertThat(sha256).matches("[0-9a-f]{64}");
    assertThat(ok(line.split(" ")).out())
        .isEqualTo(
            """
            Disk      %s, 24.0 MiB
            Read      48 blocks
            Data      in 7 blocks
            SHA-256   %s
            Written   %s
            """
                .formatted(image, sha256, out));
    assertThat(ok((line + " --dry-run").split(" ")).out())
        .isEqualTo("Disk      %s, 24.0 MiB\nRead      would read 48 blocks\n".formatted(image));
    assertThat(ok((line + " --json").split(" ")).json())
        .isEqualTo(
            Map.of(
                "disk",
                image,
                "size",
                24L << 20,
                "blocksRead",
                48L,
                "dollars",
                0L,
                "blocksWithData",
                7L,
                "sha256",
                sha256,
                "file",
                out));
  }

  @Test
  void imageThatEndsWithinABlock_holdsWhatAVolumeHolds_onWhichZerosFollow() throws IOException {
    byte[] volume = new byte[3 * BLOCK];
    int size = 2 * BLOCK + 3;
    Arrays.fill(volume, size - 2, size, (byte) 7);
    Path image = Files.write(path("image"), Arrays.copyOf(volume, size));
    Path disk = Files.write(path("disk"), volume);

    String read = ok("manifest", "--image", image.toString(), "--out", path("a").toString()).out();
    ok("manifest", "--image", disk.toString(), "--out", path("b").toString());

    assertThat(read).contains("Read      3 blocks\nData      in 1 block\n");
    assertThat(ok("compare", path("a").toString(), path("b").toString()).out())
        .isEqualTo(
            """
            First     %s, 1.0 MiB, data in 1 block
            Second    %s, 1.5 MiB, data in 1 block
            Result    both hold the same data
            """
                .formatted(image, disk));
  }

  @Test
  void sinceAnotherVolume_orAnImage_isRefused() throws IOException {
    Path backedUp = backUp(world, "backed-up");
    String image = world.resolve("volumes/" + VOLUME + ".img").toString();
    String out = path("out.txt").toString();
    ok("manifest", "--image", image, "--out", path("image.txt").toString());
    Files.writeString(
        path("other.txt"),
        Files.readString(path("image.txt")).replace(image, "snap-0a11ce0000000001a"));

    for (String since : List.of("image.txt", "other.txt")) {
      Cli.Result result =
          Cli.run(
              "manifest",
              "--world",
              backedUp.toString(),
              "--snapshot",
              newest(backedUp),
              "--since",
              path(since).toString(),
              "--out",
              out);
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err())
          .startsWith("ebs-backup: --since " + path(since) + ": ")
          .endsWith(
              since.equals("image.txt")
                  ? "expected a snapshot, and the manifest of an earlier one of the same volume\n"
                  : "snap-0a11ce0000000001a and %s are not snapshots of the same volume\n"
                      .formatted(newest(backedUp)));
    }
    assertThat(path("out.txt")).doesNotExist();
  }

  @Test
  void snapshotThatCannotBeRead_isOneLine() {
    Cli.Result result =
        Cli.run(
            "manifest",
            "--world",
            world.toString(),
            "--snapshot",
            "snap-00000000000000009",
            "--out",
            path("out.txt").toString());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith(
            "ebs-backup: snap-00000000000000009: ListSnapshotBlocks: ResourceNotFoundException")
        .hasLineCount(1);
  }

  @Test
  void fileThatIsNotAManifest_isRefused() {
    String file = world.resolve("world.json").toString();

    Cli.Result result = Cli.run("compare", file, file);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "ebs-backup: %s, line 1: expected \"# ebs-backup manifest 1\", but was other text\n"
                .formatted(file));
  }
}
