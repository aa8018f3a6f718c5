package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command on the disk of the demo, an ext4 file system. */
class InspectCommandTest {
  private static final String SNAPSHOT = "snap-0a11ce0000000001a";

  @TempDir private Path folder;
  private Path image;

  @BeforeEach
  void disk() throws IOException {
    image = folder.resolve("disk.img");
    try (InputStream packed =
            InspectCommandTest.class.getResourceAsStream("/ebsbackup/cli/demo/disk.ext4.gz");
        InputStream disk = new GZIPInputStream(packed)) {
      Files.copy(disk, image);
    }
  }

  @Test
  void image_isShown() {
    Cli.Result result = Cli.run("inspect", "--image", image.toString());

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("Disk      " + image + ", 24.0 MiB\nVerdict   sound, after 2 requests\n")
        .containsPattern("(?m)^PARTITION  START  SIZE +TYPE  LABEL  ID +STATE +VERDICT$")
        .containsPattern(
            "(?m)^- +0 +24\\.0 MiB  ext4  shop   6b1f8f0e-3d52-4c1e-9a0b-0f3c5a7d9e21"
                + "  journal clean  sound$");
  }

  @Test
  void partitions_areShownWithTheirPlaces() throws IOException {
    byte[] disk = Files.readAllBytes(image);
    byte[] whole = new byte[(1 << 20) + disk.length];
    ByteBuffer.wrap(whole)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(450, (byte) 0x83)
        .putInt(454, 2048)
        .putInt(458, disk.length / 512)
        .putShort(510, (short) 0xaa55)
        .put(1 << 20, disk);
    Files.write(image, whole);

    assertThat(Cli.run("inspect", "--image", image.toString()).out())
        .containsPattern("(?m)^1 +1048576 +24\\.0 MiB +ext4 +shop ");
    Map<?, ?> json = Cli.run("inspect", "--json", "--image", image.toString()).json();
    assertThat(((Map<?, ?>) ((List<?>) json.get("volumes")).getFirst()).get("partition"))
        .isEqualTo(Map.of("number", 1L, "type", "83", "start", 1_048_576L, "length", 25_165_824L));
  }

  @Test
  void damage_isExitCode1_andNamesTheStructure() throws IOException {
    damage();

    Cli.Result result = Cli.run("inspect", "--image", image.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .contains("Verdict   damaged, after 2 requests")
        .containsPattern(
            "(?m)^Damaged   ext4 superblock at byte 2044: found checksum 0x\\w{8},"
                + " expected 0x\\w{8}$");
  }

  @Test
  void json_isTheSame() throws IOException {
    damage();

    Map<?, ?> json = Cli.run("inspect", "--json", "--image", image.toString()).json();

    assertThat(json.get("verdict")).isEqualTo("damaged");
    assertThat(json.get("size")).isEqualTo(25_165_824L);
    assertThat(json.get("requests")).isEqualTo(2L);
    assertThat((List<?>) json.get("damages"))
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(((Map<?, ?>) damage).get("structure")).isEqualTo("ext4 superblock");
              assertThat(((Map<?, ?>) damage).get("offset")).isEqualTo(2044L);
            });
    assertThat((List<?>) json.get("volumes"))
        .singleElement()
        .satisfies(volume -> assertThat(((Map<?, ?>) volume).get("label")).isEqualTo("shop"));
  }

  @Test
  void snapshotOfAWorld_isShown() throws IOException {
    Path world = folder.resolve("world");
    Files.createDirectories(world.resolve("snapshots"));
    Cli.copySmall(world);
    Files.copy(image, world.resolve("snapshots/" + SNAPSHOT + ".img"));

    Cli.Result result =
        Cli.run("inspect", "--world", world.toString(), "--snapshot", SNAPSHOT, "--json");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.json().get("disk")).isEqualTo(SNAPSHOT);
    assertThat(result.json().get("size")).isEqualTo(8L << 30);
    assertThat(result.json().get("verdict")).isEqualTo("sound");
  }

  @Test
  void snapshotThatDoesNotExist_isOneLine() {
    Cli.Result result =
        Cli.run("inspect", "--world", Cli.SMALL, "--snapshot", "snap-00000000000000009");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith(
            "ebs-backup: snap-00000000000000009: ListSnapshotBlocks: ResourceNotFoundException")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--snapshot snap-1",
        "--world worlds/small",
        "--image x.img --snapshot snap-1",
        "--image x.img --world worlds/small",
        "--snapshot snap-1 --world worlds/small --profile p"
      })
  void oneDiskMustBeNamed(String options) {
    String[] line = ("inspect " + options).strip().split(" ");

    Cli.Result result = Cli.run(line);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("ebs-backup: expected --image FILE, --snapshot ID --world DIR, or");
  }

  @Test
  void imageThatIsNotADisk_isOneLine() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.img"));

    assertThat(Cli.run("inspect", "--image", empty.toString()).err())
        .isEqualTo(
            "ebs-backup: %s: expected a disk image of 1 byte to 64 TiB, but it has 0 bytes\n"
                .formatted(empty));
    assertThat(Cli.run("inspect", "--image", folder.toString()).err())
        .isEqualTo("ebs-backup: %s: is a folder, not a disk image\n".formatted(folder));
    assertThat(Cli.run("inspect", "--image", "nowhere.img").err())
        .isEqualTo("ebs-backup: nowhere.img: there is no such file or folder\n");
  }

  /** One bit of the label. */
  private void damage() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(1024 + 0x78 + 9);
      file.write(1);
    }
  }
}
