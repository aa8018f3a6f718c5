package ebsbackup.workflow.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.SnapshotContents;
import ebsbackup.blocks.BlockReader;
import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.Verdict;
import ebsbackup.cli.Deployment;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.WireClients;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ebs.EbsClient;

/** A snapshot read through the SDK's own client and the wire, on the disk of the demo. */
class SnapshotContentsTest {
  private static final long FAR = 6L << 30;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private EbsClient ebs;
  private String volume;

  @BeforeEach
  void disk() throws IOException {
    ebs =
        WireClients.at(
            Endpoint.of(Deployment.deploy(Project.in(Path.of("..")), Map.of(), clock, ec2, 1)),
            EbsClient.builder());
    ec2.launch(new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of()));
    volume =
        ec2.contents().instances().getFirst().blockDeviceMappings().getFirst().ebs().volumeId();
    try (InputStream packed =
        SnapshotContentsTest.class.getResourceAsStream("/ebsbackup/cli/demo/disk.ext4.gz")) {
      ec2.disk(volume).write(0, new GZIPInputStream(packed).readAllBytes());
    }
    ec2.disk(volume).write(FAR, new byte[] {7});
  }

  private String snapshot() {
    String id = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofHours(1));
    return id;
  }

  private BlockReader reader(String snapshot) {
    RequestBudget budget = new RequestBudget(100, clock.instant().plus(Duration.ofDays(99)), clock);
    return new BlockReader(new SnapshotContents(ebs, snapshot), budget, clock);
  }

  @Test
  void snapshot_isInspected() {
    BlockReader reader = reader(snapshot());

    Inspection inspection = Inspection.of(reader);

    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(inspection.size()).isEqualTo(8L << 30);
    assertThat(inspection.volumes().getFirst().content().label()).contains("shop");
    assertThat(inspection.requests()).isLessThanOrEqualTo(12);
    assertThat(ec2.calls().count("GetSnapshotBlock", "OK")).isEqualTo(inspection.requests() - 1);
  }

  @Test
  void pagesMayBeEmpty_andTheNextOneCounts() {
    SnapshotContents contents = new SnapshotContents(ebs, snapshot());
    int after = 1_000;

    BlockSource.Page first = contents.list(after, Optional.empty()).orElseThrow();
    BlockSource.Page second = contents.list(0, first.nextToken()).orElseThrow();

    assertThat(first.blocks()).isEmpty();
    assertThat(second.blocks())
        .extracting(BlockSource.Listed::index)
        .containsExactly((int) (FAR / BlockSource.BLOCK_SIZE));
    assertThat(second.nextToken()).isEmpty();
  }

  @Test
  void nextTokenOfAnHourAgo_isNoLongerValid() {
    SnapshotContents contents = new SnapshotContents(ebs, snapshot());
    BlockSource.Page first = contents.list(1_000, Optional.empty()).orElseThrow();

    clock.advance(Duration.ofMinutes(59));
    assertThat(contents.list(0, first.nextToken())).isPresent();
    clock.advance(Duration.ofMinutes(1));
    assertThat(contents.list(0, first.nextToken())).isEmpty();
  }

  @Test
  void blockTokensOfAWeekAgo_areNoLongerValid_soTheReaderListsAgain() {
    String snapshot = snapshot();
    SnapshotContents contents = new SnapshotContents(ebs, snapshot);
    BlockSource.Page page = contents.list(0, Optional.empty()).orElseThrow();
    BlockReader reader = reader(snapshot);

    clock.advance(Duration.ofDays(7));

    assertThat(contents.get(0, page.blocks().getFirst().token())).isEmpty();
    assertThat(Inspection.of(reader).verdict()).isEqualTo(new Verdict.Sound());
  }

  /** Two reasons only: the SDK waits for seconds before it gives up. */
  @Test
  void throttle_isNamedWithItsReason_andLeavesTheDiskUnread() {
    BlockReader reader = reader(snapshot());
    ec2.faults()
        .on("GetSnapshotBlock")
        .always()
        .refuse("RequestThrottledException/RESOURCE_LEVEL_THROTTLE", "slow");

    assertThat(Inspection.of(reader).verdict())
        .isInstanceOfSatisfying(
            Verdict.Unread.class,
            unread ->
                assertThat(unread.reason())
                    .startsWith(
                        "GetSnapshotBlock: RequestThrottledException - RESOURCE_LEVEL_THROTTLE: slow"));

    ec2.faults().clear();
    ec2.faults()
        .on("ListSnapshotBlocks")
        .always()
        .refuse("RequestThrottledException/ACCOUNT_THROTTLED");
    assertThatThrownBy(() -> reader(snapshot()))
        .isInstanceOf(ThrottledException.class)
        .hasMessageContaining("ACCOUNT_THROTTLED");
  }

  @Test
  void throttleThatPasses_isNotNoticed() {
    BlockReader reader = reader(snapshot());
    ec2.faults().on("GetSnapshotBlock").refuse("RequestThrottledException/ACCOUNT_THROTTLED");

    assertThat(Inspection.of(reader).verdict()).isEqualTo(new Verdict.Sound());
  }

  @Test
  void keyThatDoesNotOpen_leavesTheDiskUnread() {
    BlockReader reader = reader(snapshot());
    ec2.faults()
        .on("GetSnapshotBlock")
        .always()
        .refuse("AccessDeniedException/DEPENDENCY_ACCESS_DENIED");

    assertThat(Inspection.of(reader).verdict())
        .isInstanceOfSatisfying(
            Verdict.Unread.class,
            unread -> assertThat(unread.reason()).contains("DEPENDENCY_ACCESS_DENIED"));
    ec2.faults().on("ListSnapshotBlocks").refuse("AccessDeniedException");
    assertThatThrownBy(() -> reader(snapshot())).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void pendingSnapshot_isRefused() {
    ec2.faults().keepSnapshotsPending(Duration.ofDays(1));
    String pending = snapshot();

    assertThatThrownBy(() -> reader(pending))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("INVALID_SNAPSHOT_ID")
        .hasMessageContaining("is pending");
  }
}
