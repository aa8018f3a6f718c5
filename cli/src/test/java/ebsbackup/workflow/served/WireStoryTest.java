package ebsbackup.workflow.served;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.Clients;
import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.WireClients;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Backup, restore, swap and prune with every function's clients as they are on Lambda: the SDK
 * writes each request and reads each answer.
 */
class WireStoryTest {
  private static final int BLOCK = BlockStore.BLOCK_SIZE;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private Cloud cloud;
  private String instance;
  private String data;

  @BeforeEach
  void deploy() throws IOException {
    cloud =
        Deployment.deploy(
            Project.in(Path.of("..")),
            Map.of("ManifestBucket", "proofs"),
            clock,
            ec2,
            1,
            (deployed, function) -> new OverTheWire(Endpoint.of(deployed)));
    instance =
        ec2.launch(
                new Launch(
                    "eu-central-1b",
                    List.of(
                        new Disk("/dev/xvda", 8),
                        new Disk("/dev/sdf", 10).tagged("Name", "orders & more")),
                    Map.of("Backup", "daily")))
            .instanceId();
    data = attached("/dev/sdf");
  }

  private record OverTheWire(Endpoint endpoint) implements Clients {
    @Override
    public Clients in(String region) {
      throw new IllegalStateException("one Region is served");
    }

    @Override
    public Ec2Client ec2() {
      return WireClients.ec2(endpoint, WireClients::retrying);
    }

    @Override
    public Ec2Client ec2WithoutRetries() {
      return WireClients.ec2(endpoint);
    }

    @Override
    public EbsClient ebs() {
      return WireClients.at(endpoint, EbsClient.builder());
    }

    @Override
    public KmsClient kms() {
      return WireClients.at(endpoint, KmsClient.builder());
    }

    @Override
    public S3Client s3() {
      return WireClients.at(endpoint, S3Client.builder().forcePathStyle(true));
    }

    @Override
    public SfnClient sfn() {
      return WireClients.at(endpoint, SfnClient.builder());
    }

    @Override
    public SnsClient sns() {
      return WireClients.at(endpoint, SnsClient.builder());
    }

    @Override
    public SsmClient ssm() {
      return WireClients.at(endpoint, SsmClient.builder());
    }
  }

  @Test
  void backupRestoreSwapAndPrune() {
    write(1);
    succeeds("backup", plan(""));
    clock.advance(Duration.ofDays(1));
    write(2);
    succeeds("backup", plan(""));
    clock.advance(Duration.ofDays(1));
    write(3);

    succeeds("restore", restore("create", "\"before\": \"2026-03-01T12:00:00Z\""));
    assertThat(volumes())
        .filteredOn(volume -> volume.attachments().isEmpty() && volume.size() == 10)
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(volume.availabilityZone()).isEqualTo("eu-central-1b");
              assertThat(byteOf(volume.volumeId())).isEqualTo(1);
              assertThat(volume.tags())
                  .anyMatch(t -> t.key().equals("Name") && t.value().equals("orders & more"));
            });

    succeeds(
        "restore",
        restore("swap", "\"latest\": true")
            .replace(
                "\"mode\"",
                "\"stop\": true, \"devices\": [\"/dev/sdf\"], \"healthCheck\": {\"shell\": [\"true\"]}, \"mode\""));
    assertThat(attached("/dev/sdf")).isNotEqualTo(data);
    assertThat(byteOf(attached("/dev/sdf"))).isEqualTo(2);
    assertThat(cloud.ssm().sent()).hasSize(1);

    clock.advance(Duration.ofDays(1));
    String report = succeeds("prune", plan(", \"keep\": {\"last\": 1}, \"estimate\": true"));
    // Of the set's two snapshots, one block was overwritten since.
    assertThat(report).contains("\"estimate\":{\"bytes\":524288,\"sets\":1,\"notEstimated\":0");
    assertThat(ec2.contents().snapshots())
        .filteredOn(snapshot -> snapshot.tags().stream().anyMatch(t -> t.value().equals("daily")))
        .extracting(Snapshot::startTime)
        .allMatch(time -> time.isAfter(Instant.parse("2026-03-01T12:00:00Z")));
  }

  @Test
  void aManifestIsStored_andTheNextOneReadsWhatChanged() {
    write(1);
    succeeds("backup", plan(""));
    succeeds("verify", "{\"plan\": \"daily\", \"manifest\": true}");
    clock.advance(Duration.ofDays(1));
    write(2);
    succeeds("backup", plan(""));

    String report = succeeds("verify", "{\"plan\": \"daily\", \"manifest\": true}");

    assertThat(report).contains("\"made\":2,\"notMade\":0,\"due\":0,\"blocksRead\":1,");
    assertThat(cloud.s3().objects().keySet())
        .filteredOn(key -> key.startsWith("proofs/manifests/"))
        .hasSize(6);
  }

  @Test
  void aFailedBackupIsReported() {
    ec2.faults().on("CreateSnapshots").always().refuse("UnauthorizedOperation");

    Execution execution = cloud.run("backup", Optional.empty(), plan(""));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(cloud.messages())
        .singleElement()
        .satisfies(message -> assertThat(message.text()).contains("UnauthorizedOperation"));
  }

  @Test
  void aLostReplyMakesNothingTwice() {
    write(1);
    ec2.faults().on("CreateSnapshots").loseReply();

    succeeds("backup", plan(""));

    assertThat(ec2.contents().snapshots()).hasSize(2);
  }

  private String plan(String more) {
    return "{\"plan\": \"daily\", \"select\": {\"tags\": {\"Backup\": [\"daily\"]}}%s}"
        .formatted(more);
  }

  private String restore(String mode, String from) {
    return "{\"instanceId\": \"%s\", \"from\": {%s}, \"mode\": \"%s\"}"
        .formatted(instance, from, mode);
  }

  private String succeeds(String workflow, String input) {
    Execution execution = cloud.run(workflow, Optional.empty(), input);
    assertThat(execution.status())
        .as(() -> execution.error() + ": " + execution.cause())
        .isEqualTo(ExecutionStatus.SUCCEEDED);
    return execution.output().orElseThrow();
  }

  private void write(int what) {
    ec2.disk(attached("/dev/sdf")).write(2L * BLOCK, new byte[] {(byte) what});
  }

  private int byteOf(String volume) {
    return ec2.disk(volume).read(2L * BLOCK, 1)[0];
  }

  private List<Volume> volumes() {
    return ec2.contents().volumes();
  }

  private String attached(String device) {
    return ec2.contents().instances().getFirst().blockDeviceMappings().stream()
        .filter(mapping -> mapping.deviceName().equals(device))
        .map(mapping -> mapping.ebs().volumeId())
        .findFirst()
        .orElseThrow();
  }
}
