package ebsbackup.conformance.terraform;

import ebsbackup.cli.Deployment;
import ebsbackup.json.Json;
import ebsbackup.restore.RestoreReport;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.LoopbackServer;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * The sample world after one backup, served to Terraform. Its time moves only while a workflow
 * runs, which no request of Terraform does.
 */
final class DeclaredWorld implements AutoCloseable {
  static final String WEB = "i-0aeb0000000000001";
  static final String DB = "i-0db00000000000001";

  /** Longer than anything in EC2 takes to become visible. */
  private static final Duration SETTLED = Duration.ofMinutes(5);

  final Cloud cloud;
  private final VirtualClock clock;
  private final LoopbackServer server;
  private final List<RuntimeException> defects = new CopyOnWriteArrayList<>();

  DeclaredWorld() throws IOException {
    World world = WorldFolder.read(Path.of("../worlds/small"));
    clock = new VirtualClock(world.time());
    cloud =
        Deployment.deploy(
            Project.in(Path.of("..")),
            Map.of(),
            clock,
            WorldCloud.open(world, clock, BlockStore.inMemory(clock, 1024 * 1024), 1),
            1);
    Execution backup =
        cloud.run(
            "backup",
            Optional.empty(),
            """
        {"plan": "daily", "select": {"instanceIds": ["%s", "%s"]}}
        """
                .formatted(WEB, DB));
    if (backup.status() != ExecutionStatus.SUCCEEDED) {
      throw new IllegalStateException("the backup failed: " + backup.cause());
    }
    server = LoopbackServer.start(Endpoint.of(cloud), 0, new Object(), defects::add);
  }

  URI uri() {
    return server.uri();
  }

  /** Restores from the backup, and gives the report; more fields of the request as JSON members. */
  RestoreReport swap(String instanceId, String... fields) {
    Execution execution =
        cloud.run(
            "restore",
            Optional.empty(),
            """
            {"instanceId": "%s", "from": {"latest": true}, "mode": "swap", %s}
            """
                .formatted(instanceId, String.join(", ", fields)));
    clock.advance(SETTLED);
    String report =
        execution.history().reversed().stream()
            .map(HistoryEvent::stateExitedEventDetails)
            .filter(exited -> exited != null && exited.name().startsWith("Report"))
            .map(exited -> exited.output())
            .findFirst()
            .orElseThrow(() -> new AssertionError(execution.cause().orElse("no report")));
    return new Json().read(report, RestoreReport.class);
  }

  /** What no request of a client should be able to cause. */
  List<RuntimeException> defects() {
    return defects;
  }

  @Override
  public void close() {
    server.close();
    cloud.close();
  }
}
