package ebsbackup.conformance.faults;

import ebsbackup.aws.Clients;
import ebsbackup.aws.SdkClients;
import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The project deployed into an embedded cloud whose functions, once it is on the wire, reach it
 * through a proxy with the clients that they have inside Lambda.
 */
final class WireWorld implements AutoCloseable {
  private static final Project PROJECT = Project.in(Path.of(".."));
  static final String ZONE = "eu-central-1b";
  private static final Instant BEGINS = Instant.parse("2026-03-01T00:00:00Z");

  private final List<RuntimeException> defects = new ArrayList<>();
  private final List<SdkAutoCloseable> kept = new ArrayList<>();
  private final Cloud cloud;
  private final LoopbackServer server;
  private final FaultyProxy proxy;
  private boolean onWire;

  WireWorld() throws IOException {
    VirtualClock clock = new VirtualClock(BEGINS);
    EmbeddedEc2 ec2 =
        new EmbeddedEc2(
            Ec2Settings.of("eu-central-1", "123456789012"),
            clock,
            BlockStore.inMemory(clock, 1024 * 1024));
    cloud = Deployment.deploy(PROJECT, Map.of(), clock, ec2, 1, this::clients);
    server = LoopbackServer.start(Endpoint.of(cloud), 0, new Object(), defects::add);
    proxy = new FaultyProxy(cloud, server.uri());
  }

  private Clients clients(Cloud deployed, String function) {
    return onWire
        ? new KeptClients(SdkClients.ofFunction(), kept)
        : new Deployment.OwnClients(deployed, function);
  }

  /** From now on functions use the wire; until now things went quicker without. */
  FaultyProxy goOnWire() {
    onWire = true;
    System.setProperty("aws.endpointUrl", proxy.uri());
    cloud.functions().coldStart();
    cloud
        .stateMachines()
        .onEvent(
            (execution, event) -> {
              if (event.type() == HistoryEventType.TASK_SUCCEEDED
                  || event.type() == HistoryEventType.TASK_FAILED) {
                functionEnded();
              }
            });
    return proxy;
  }

  private void functionEnded() {
    try {
      proxy.functionEnded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Cloud cloud() {
    return cloud;
  }

  EmbeddedEc2 ec2() {
    return cloud.ec2();
  }

  /** A running instance that plans for {@code Backup=daily} select. */
  String launch(Disk... disks) {
    return ec2().launch(new Launch(ZONE, List.of(disks), Map.of("Backup", "daily"))).instanceId();
  }

  /** Backs up what {@link #launch} has launched. */
  void backUp() {
    Execution backup =
        run(
            "backup",
            "night-" + cloud.clock().instant().getEpochSecond(),
            "{\"plan\": \"daily\", \"select\": {\"tags\": {\"Backup\": [\"daily\"]}}}");
    if (backup.status() != ExecutionStatus.SUCCEEDED) {
      throw new IllegalStateException("the backup failed: " + backup.cause());
    }
  }

  /** Runs a workflow, and all that it sets off, to the end. */
  Execution run(String workflow, String name, String input) {
    Execution execution = cloud.run(workflow, Optional.of(name), input);
    cloud
        .clock()
        .runWhile(
            () -> cloud.executions().stream().anyMatch(e -> e.status() == ExecutionStatus.RUNNING));
    return execution;
  }

  Instance instance(String instanceId) {
    return ec2().contents().instances().stream()
        .filter(instance -> instance.instanceId().equals(instanceId))
        .findFirst()
        .orElseThrow();
  }

  /** Devices in order, with their volumes and the state of the attachment. */
  Map<String, String> devices(String instanceId) {
    Map<String, String> devices = new TreeMap<>();
    instance(instanceId)
        .blockDeviceMappings()
        .forEach(m -> devices.put(m.deviceName(), m.ebs().volumeId()));
    return devices;
  }

  Volume volume(String volumeId) {
    return ec2().contents().volumes().stream()
        .filter(volume -> volume.volumeId().equals(volumeId))
        .findFirst()
        .orElseThrow();
  }

  /** The volumes that a restore has made. */
  List<Volume> restored() {
    return ec2().contents().volumes().stream()
        .filter(volume -> tag(volume.tags(), "ebs-backup:restore").isPresent())
        .toList();
  }

  /** The volumes of which a restore has taken a safety snapshot, each as often as it has. */
  List<String> safetySnapshots() {
    return ec2().contents().snapshots().stream()
        .filter(snapshot -> tag(snapshot.tags(), "ebs-backup:safety").isPresent())
        .map(snapshot -> snapshot.volumeId())
        .toList();
  }

  /** What a restore that is under way has marked. */
  List<String> marked() {
    return Stream.concat(
            ec2().contents().snapshots().stream()
                .filter(snapshot -> tag(snapshot.tags(), "ebs-backup:restoring").isPresent())
                .map(snapshot -> snapshot.snapshotId()),
            ec2().contents().volumes().stream()
                .filter(volume -> tag(volume.tags(), "ebs-backup:restoring").isPresent())
                .map(volume -> volume.volumeId()))
        .toList();
  }

  static Optional<String> tag(List<Tag> tags, String key) {
    return tags.stream().filter(tag -> tag.key().equals(key)).map(Tag::value).findFirst();
  }

  /** What a report state gave, if the execution came to one. */
  static Optional<Map<?, ?>> report(Execution execution) {
    return execution.history().reversed().stream()
        .map(event -> event.stateExitedEventDetails())
        .filter(exited -> exited != null && exited.name().startsWith("Report"))
        .findFirst()
        .map(exited -> (Map<?, ?>) Json.parse(exited.output()));
  }

  /** All that a failed execution says. */
  static String told(Execution execution) {
    return execution.cause().orElse("") + report(execution).map(Json::print).orElse("");
  }

  /** Defects of the endpoint: there should be none. */
  List<RuntimeException> defects() {
    return List.copyOf(defects);
  }

  @Override
  public void close() throws IOException {
    System.clearProperty("aws.endpointUrl");
    kept.forEach(SdkAutoCloseable::close);
    proxy.close();
    server.close();
    cloud.close();
  }
}
