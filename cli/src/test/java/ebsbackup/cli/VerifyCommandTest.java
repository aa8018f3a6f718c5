package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.WorldCloud;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Timings;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The command on a history whose second set has contents: the disk of the demo. */
class VerifyCommandTest {
  private static final String SECOND_DATA = "snap-0650761a02d25f0f2";
  private static final int IN_SUPERBLOCK = 1024 + 0x68;

  @TempDir private Path folder;
  private Path world;
  private byte[] disk;

  @BeforeEach
  void world() throws IOException {
    world = folder.resolve("world");
    Files.createDirectories(world.resolve("snapshots"));
    try (Stream<Path> files = Files.list(Cli.PROJECT.resolve("worlds/history"))) {
      for (Path file : files.toList()) {
        Files.copy(file, world.resolve(file.getFileName()));
      }
    }
    try (InputStream packed =
        VerifyCommandTest.class.getResourceAsStream("/ebsbackup/cli/demo/disk.ext4.gz")) {
      disk = new GZIPInputStream(packed).readAllBytes();
    }
  }

  private Cli.Result verify(String... more) throws IOException {
    Files.write(world.resolve("snapshots/" + SECOND_DATA + ".img"), disk);
    return Cli.run(
        Stream.concat(Stream.of("verify", "--world", world.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void soundSets_areATable_andExitCode0() throws IOException {
    Cli.Result result = verify();

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .containsPattern("(?m)^SOURCE +SET +VOLUME +FOUND +CHANGED +REQUESTS +VERDICT$")
        .containsPattern(
            "(?m)^i-0db00000000000001 +2025-11-25T03:00:30.240Z +vol-0db0000000000000f +ext4 +\\d+ of 204800 blocks changed, .* known yet +\\d+ +sound$")
        .containsPattern(
            "(?m)^Summary   \\d+ sets read: 1 sound, \\d+ unknown, 0 damaged, 0 suspect, 0 unread")
        .containsPattern("(?m)^Cost      \\d+ requests, at most 0\\.\\d+ dollars")
        .contains("Status    SUCCEEDED");
  }

  @Test
  void aDamagedSet_isExitCode1_andItsTagIsSaved() throws IOException {
    disk[IN_SUPERBLOCK] ^= 1;
    Path saved = folder.resolve("saved");

    Cli.Result result = verify("--save", saved.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .containsPattern(
            "(?m) ext4 +\\d+ of 204800 blocks changed, .* \\d+ +damaged: ext4 superblock at byte 2044: found checksum")
        .contains("Error     DAMAGED");
    assertThat(Files.readString(saved.resolve("snapshots.json")))
        .contains("damaged 2026-03-01T12:0", "vol-0db0000000000000f: ext4 superblock at byte 2044");
    assertThat(
            Cli.run(
                    "restore",
                    "--world",
                    saved.toString(),
                    "--instance",
                    "i-0db00000000000001",
                    "--before",
                    "2025-11-25T12:00:00Z",
                    "--dry-run")
                .out())
        .contains("From      daily/2025-11-24T03:00:00Z")
        .containsPattern(
            "(?m)^Skipped   daily/2025-11-25T03:00:00Z: it was verified as damaged 2026-03-01T12:0");
  }

  @Test
  void aDryRun_namesTheSetsAndTheCost_andLeavesTheWorldAsItIs() throws IOException {
    Path saved = folder.resolve("saved");

    Cli.Result result =
        verify(
            "--dry-run",
            "--manifest",
            "--parameter",
            "ManifestBucket=proofs",
            "--save",
            saved.toString());

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .containsPattern("(?m)^SOURCE +SET +RUN$")
        .containsPattern("(?m)^i-0db00000000000001 +2025-11-25T03:00:30.240Z +daily/2025-11-25")
        .containsPattern(
            "(?m)^Summary   nothing was read or recorded; \\d+ sets of \\d+ volumes without a verdict: about \\d+ requests")
        .containsPattern(
            "manifests for \\d+ snapshots?, reading every block of \\d+: at most \\d+ blocks")
        .contains("Status    SUCCEEDED")
        .doesNotContain("Cost      ");
    assertThat(Files.readString(saved.resolve("snapshots.json")))
        .doesNotContain("ebs-backup:verified", "ebs-backup:manifest");
    assertThat(saved.resolve("s3")).doesNotExist();
  }

  @Test
  void json_isTheExecution() throws IOException {
    Map<?, ?> json = verify("--json", "--plan", "other").json();

    assertThat(((Map<?, ?>) json.get("output")).get("status")).isEqualTo("NOTHING_TO_VERIFY");
    assertThat((List<?>) json.get("messages")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --max-requests          | maxRequests: expected a number from 10000 to 1000000, but was 1
          --max-manifest-requests | maxManifestRequests: expected a number from 10000 to 1000000000, but was 1
          """)
  void aBudgetThatCannotBe_isRefused(String option, String cause) throws IOException {
    Cli.Result result = verify(option, "1");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("Cause     " + cause + "\n");
  }

  @Test
  void manifests_areATableOfTheirOwn_andSavedAsFiles() throws IOException {
    Path saved = folder.resolve("saved");

    Cli.Result result =
        verify(
            "--manifest",
            "--max-manifest-requests",
            "50000",
            "--parameter",
            "ManifestBucket=proofs",
            "--save",
            saved.toString());

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern("(?m)^SNAPSHOT +VOLUME +BLOCKS READ +SHA-256 +NOTE$")
        .containsPattern("(?m)^snap-\\w+ +vol-\\w+ +\\d+ +[0-9a-f]{64}")
        .containsPattern("(?m)^Manifests \\d+ requests, at most 0\\.\\d+ dollars");
    try (Stream<Path> files = Files.walk(saved.resolve("s3/proofs/manifests"))) {
      assertThat(files.filter(Files::isRegularFile)).isNotEmpty();
    }
    assertThat(verify("--manifest").err() + verify("--manifest").out())
        .contains("manifest: expected false, or a stack whose parameter ManifestBucket");
  }

  /** Leaves no room for another tag on the snapshots of this volume. */
  private static void fillTags(Path world, String volume) throws IOException {
    World read = WorldFolder.read(world);
    VirtualClock clock = new VirtualClock(read.time());
    EmbeddedEc2 ec2 = WorldOptions.ec2(read, Timings.standard(), clock, 1);
    for (Snapshot snapshot : ec2.contents().snapshots()) {
      if (snapshot.volumeId().equals(volume)) {
        List<Tag> tags =
            IntStream.range(snapshot.tags().size(), 50)
                .mapToObj(i -> Tag.builder().key("tag-" + i).value("x").build())
                .toList();
        ec2.createTags(r -> r.resources(snapshot.snapshotId()).tags(tags));
      }
    }
    WorldCloud.save(ec2, clock, world);
  }

  @Test
  void aManifestThatIsNotMade_isInTheTableWithItsReason() throws IOException {
    Path backedUp = backedUp();
    fillTags(backedUp, "vol-0db0000000000000f");

    Cli.Result result =
        Cli.run(
            "verify",
            "--manifest",
            "--parameter",
            "ManifestBucket=proofs",
            "--world",
            backedUp.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out().replaceAll("snap-\\w{17}", "snap-" + "0".repeat(17)))
        .contains(
            """
            SNAPSHOT                VOLUME                 BLOCKS READ  SHA-256                                                           NOTE
            snap-00000000000000000  vol-0db0000000000000f  0            not made                                                          the snapshot has no room for another tag
            snap-00000000000000000  vol-0aeb000000000000a  0            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            """)
        .contains("Error     PARTIAL");
  }

  private Path backedUp() {
    Path backedUp = folder.resolve("backed-up");
    Cli.run(
        "start",
        "backup",
        "--world",
        Cli.SMALL,
        "--input",
        Cli.event("backup-by-tags"),
        "--name",
        "n",
        "--save",
        backedUp.toString());
    return backedUp;
  }

  @Test
  void everySection_isPrinted_andInADryRunTheSetsInstead() {
    Path backedUp = backedUp();
    String line = "verify --manifest --parameter ManifestBucket=proofs --world " + backedUp;

    assertThat(Cli.run(line.split(" ")).out().replaceAll("snap-\\w{17}", "snap-" + "0".repeat(17)))
        .isEqualTo(
            """
            SOURCE               SET                       VOLUME                 FOUND  CHANGED                      REQUESTS  VERDICT
            i-0aeb0000000000001  2026-03-01T01:55:00.240Z  vol-0aeb000000000000a  empty  the first set of the volume  1         unknown: its first 64 KiB are zeros
            i-0aeb0000000000001  2026-03-01T01:55:00.240Z  vol-0aeb000000000000f  empty  the first set of the volume  1         unknown: its first 64 KiB are zeros
            i-0db00000000000001  2026-03-01T01:55:00.240Z  vol-0db0000000000000a  empty  the first set of the volume  1         unknown: its first 64 KiB are zeros
            i-0db00000000000001  2026-03-01T01:55:00.240Z  vol-0db0000000000000f  empty  the first set of the volume  1         unknown: its first 64 KiB are zeros
            i-0db00000000000001  2026-03-01T01:55:00.240Z  vol-0db000000000000a9  empty  the first set of the volume  1         unknown: its first 64 KiB are zeros

            SNAPSHOT                VOLUME                 BLOCKS READ  SHA-256                                                           NOTE
            snap-00000000000000000  vol-0aeb000000000000a  0            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            snap-00000000000000000  vol-0aeb000000000000f  0            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            snap-00000000000000000  vol-0db0000000000000a  0            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            snap-00000000000000000  vol-0db0000000000000f  0            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            snap-00000000000000000  vol-0db000000000000a9  0            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

            Summary   2 sets read: 0 sound, 2 unknown, 0 damaged, 0 suspect, 0 unread, with 5 requests; 0 sets without a verdict; 5 manifests stored, 0 failed, with 30 requests; 0 snapshots without a manifest
            Cost      5 requests, at most 0.000015 dollars at 0.003 per 1,000; prices differ by Region
            Manifests 30 requests, at most 0.000090 dollars at 0.003 per 1,000; prices differ by Region
            Status    SUCCEEDED
            """);
    assertThat(Cli.run((line + " --dry-run").split(" ")).out())
        .startsWith(
            """
            SOURCE               SET                       RUN
            i-0aeb0000000000001  2026-03-01T01:55:00.240Z  daily/2026-03-01T01:55:00Z/n
            i-0db00000000000001  2026-03-01T01:55:00.240Z  daily/2026-03-01T01:55:00Z/n

            Summary   nothing was read or recorded; 2 sets of 5 volumes without a verdict:\
            """)
        .endsWith(" in 0 runs\nStatus    SUCCEEDED\n")
        .hasLineCount(6);
  }
}
