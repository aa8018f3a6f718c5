package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.s3.EmbeddedS3.StoredObject;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.ServedCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A manifest that the workflow has stored, downloaded from a served cloud. */
class StoredManifestTest {
  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "any", "aws.secretAccessKey", "any");

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final List<RuntimeException> defects = new ArrayList<>();

  @TempDir private Path folder;
  private Cloud cloud;
  private String snapshot;

  @BeforeEach
  void store() throws IOException {
    CREDENTIALS.forEach(System::setProperty);
    Map<String, String> parameters = Map.of("ManifestBucket", "proofs.example");
    cloud = Deployment.deploy(Project.in(Cli.PROJECT), parameters, clock, ec2, 1);
    ec2.launch(
        new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 9)), Map.of("Backup", "daily")));
    String volume = ec2.contents().volumes().getFirst().volumeId();
    ec2.disk(volume).write(3L * BlockStore.BLOCK_SIZE, new byte[] {7});
    ec2.disk(volume).write(17_000L * BlockStore.BLOCK_SIZE, new byte[] {8});
    run("backup", "{\"plan\": \"daily\", \"select\": {\"tags\": {\"Backup\": [\"daily\"]}}}");
    run("verify", "{\"plan\": \"daily\", \"manifest\": true}");
    clock.advance(Duration.ofHours(1));
    snapshot = ec2.contents().snapshots().getFirst().snapshotId();
  }

  private void run(String workflow, String input) {
    var execution = cloud.run(workflow, Optional.empty(), input);
    assertThat(execution.status())
        .as(() -> execution.cause().orElse(""))
        .isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @AfterEach
  void close() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
    System.clearProperty("aws.endpointUrl");
    cloud.close();
    assertThat(defects).isEmpty();
  }

  private Cli.Result manifest(String file, String... more) throws IOException {
    try (ServedCloud served = ServedCloud.start(cloud, 0, Clock.systemUTC(), 1, defects::add)) {
      System.setProperty("aws.endpointUrl", served.uri().toString());
      return Cli.run(
          Stream.concat(
                  Stream.of(
                      "manifest",
                      "--snapshot",
                      snapshot,
                      "--region",
                      "eu-central-1",
                      "--out",
                      folder.resolve(file).toString()),
                  Stream.of(more))
              .toArray(String[]::new));
    }
  }

  private Cli.Result stored(String file) throws IOException {
    return manifest(file, "--stored-in", "proofs.example");
  }

  @Test
  void itIsTheFileThatReadingTheSnapshotGives() throws IOException {
    Cli.Result result = stored("stored.txt");
    Cli.Result read = manifest("read.txt");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("Disk      " + snapshot + ", 9.0 GiB\n", "Tag       has the same SHA-256\n");
    assertThat(read.status()).isZero();
    assertThat(folder.resolve("stored.txt"))
        .content()
        .contains("\n3 ", "\n17000 ")
        .isEqualTo(Files.readString(folder.resolve("read.txt")));
  }

  @Test
  void aSnapshotThatIsGone_stillHasIts() throws IOException {
    ec2.deleteSnapshot(r -> r.snapshotId(snapshot));

    assertThat(stored("stored.txt").out())
        .contains("Tag       none: the snapshot is gone, or its tag was removed");
    assertThat(folder.resolve("stored.txt")).exists();
  }

  @Test
  void anotherManifestThanThatOfTheTag_isRefused_andWritesNoFile() throws IOException {
    ec2.createTags(
        r ->
            r.resources(snapshot)
                .tags(
                    Tag.builder()
                        .key("ebs-backup:manifest")
                        .value("sha256:" + "0".repeat(64) + " of 2 blocks 2026-03-01T00:00:00Z")
                        .build()));

    Cli.Result result = stored("stored.txt");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("but the tag of the snapshot has 0000");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPartThatIsMissingOrChanged_isNamed() throws IOException {
    String key = "manifests/" + snapshot + "/00001";
    cloud.s3().replace("proofs.example/" + key, new StoredObject("", "text\n"));
    assertThat(stored("stored.txt").err()).contains(key + ", line 1: expected \"# ebs-backup");

    cloud.s3().delete("proofs.example/" + key);
    assertThat(stored("stored.txt").err()).contains(snapshot + ": " + key + " is missing");
    assertThat(manifest("stored.txt", "--stored-in", "none").err()).contains("NoSuchBucket");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void itNeedsASnapshotOnAws_andReadsNothing() throws IOException {
    assertThat(Cli.run("manifest", "--image", "a", "--out", "b", "--stored-in", "c").err())
        .contains("expected --snapshot ID --profile NAME together with --stored-in");
    assertThat(manifest("a", "--stored-in", "c", "--dry-run").err())
        .contains("--stored-in cannot be combined with --since or --dry-run");
  }
}
