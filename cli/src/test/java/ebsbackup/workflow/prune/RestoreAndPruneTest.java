package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** What one workflow writes into tags, the other must read. */
class RestoreAndPruneTest {
  private final TestCloud cloud = new TestCloud();
  private final String shop = cloud.launchWithData();
  private final String plan =
      "\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\"]}".formatted(shop);
  private final String pruneAllButTheLast = "{" + plan + ", \"keep\": {\"last\": 1}}";

  @Test
  void whatIsBeingRestored_isPrunedOnlyAfterwards() {
    backup();
    String old = cloud.ec2().contents().snapshots().getFirst().snapshotId();
    cloud.pass(Duration.ofDays(1));
    backup();
    int all = cloud.ec2().contents().snapshots().size();
    Execution restore =
        cloud
            .cloud()
            .start(
                "restore",
                Optional.empty(),
                "{\"instanceId\": \"%s\", \"from\": {\"before\": \"%s\"}}"
                    .formatted(shop, cloud.now().minus(Duration.ofHours(12))));
    cloud.cloud().clock().runWhile(() -> cloud.calls().count("CreateVolume") == 0);

    cloud.cloud().run("prune", Optional.of("meanwhile"), pruneAllButTheLast);

    assertThat(cloud.ec2().contents().snapshots()).hasSize(all);
    cloud.cloud().finish(restore);
    cloud.cloud().run("prune", Optional.of("afterwards"), pruneAllButTheLast);
    assertThat(cloud.ec2().contents().snapshots())
        .hasSize(all / 2)
        .extracting(Snapshot::snapshotId)
        .doesNotContain(old);
  }

  private void backup() {
    cloud.cloud().run("backup", Optional.empty(), "{" + plan + "}");
  }
}
