package ebsbackup.conformance.flows;

import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import embeddedcloud.states.StateMachine;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The project deployed beside one instance with a root and two data volumes. */
final class FlowWorld implements AutoCloseable {
  private static final Project PROJECT = Project.in(Path.of(".."));
  static final List<String> WORKFLOWS = workflows();
  static final Instant BEGINS = Instant.parse("2026-03-01T00:00:00Z");
  static final String ROOT = "/dev/xvda";
  static final String DATA = "/dev/sdf";
  static final String LOGS = "/dev/sdg";
  private static final String ZONE = "eu-central-1b";

  final VirtualClock clock = new VirtualClock(BEGINS);
  final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  final Cloud cloud;
  final String instance;

  FlowWorld() {
    try {
      Map<String, String> parameters =
          Map.of(
              "ShareAccounts",
              "444455556666",
              "ReportBucket",
              "reports",
              "ManifestBucket",
              "proofs");
      cloud = Deployment.deploy(PROJECT, parameters, clock, ec2, 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    instance =
        launch(
            new Disk(ROOT, 8).deletedOnTermination(),
            new Disk(DATA, 10).tagged("Name", "Bücher \"Ü\" & {% x %}"),
            new Disk(LOGS, 12));
  }

  private static List<String> workflows() {
    try (Stream<Path> files = Files.list(Path.of("..", "statemachine"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".asl.json", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String launch(Disk... disks) {
    return ec2.launch(new Launch(ZONE, List.of(disks), Map.of("Backup", "daily"))).instanceId();
  }

  StateMachine machine(String workflow) {
    return cloud.stateMachines().machine(cloud.machineArn(workflow));
  }

  /** A plan for every instance here, with more fields. */
  static String plan(String moreFields) {
    return "{\"plan\": \"daily\", \"select\": {\"tags\": {\"Backup\": [\"daily\"]}}%s}"
        .formatted(moreFields.isEmpty() ? "" : ", " + moreFields);
  }

  /** That many more instances with two small volumes. */
  FlowWorld fleet(int instances) {
    for (int i = 0; i < instances; i++) {
      launch(new Disk(ROOT, 1), new Disk(DATA, 1));
    }
    return this;
  }

  /** A good backup on our own engine, and an hour after it. */
  FlowWorld backedUp() {
    Execution backup = cloud.run("backup", Optional.of("night"), plan(""));
    if (backup.status() != ExecutionStatus.SUCCEEDED) {
      throw new IllegalStateException("the backup failed: " + backup.cause());
    }
    clock.advance(Duration.ofHours(1));
    return this;
  }

  /** Good sets, a day apart. */
  FlowWorld backedUp(int nights) {
    for (int night = 1; night <= nights; night++) {
      Execution unused =
          cloud.run("backup", Optional.of("night-" + night), plan("\"deadline\": \"PT6H\""));
      clock.runUntil(BEGINS.plus(Duration.ofDays(night)));
    }
    return this;
  }

  String volumeAt(String device) {
    return ec2.contents().instances().stream()
        .filter(i -> i.instanceId().equals(instance))
        .flatMap(i -> i.blockDeviceMappings().stream())
        .filter(mapping -> mapping.deviceName().equals(device))
        .map(InstanceBlockDeviceMapping::ebs)
        .findFirst()
        .orElseThrow()
        .volumeId();
  }

  void tag(String resource, String key, String value) {
    ec2.createTags(r -> r.resources(resource).tags(Tag.builder().key(key).value(value).build()));
  }

  /** Lets coming calls of a function go wrong; 1 is the next. */
  void fail(String function, int from, int to, Fault fault) {
    String name =
        cloud.template().functions().stream()
            .filter(f -> f.logicalId().equals(function + "Function"))
            .map(LambdaFunction::name)
            .findFirst()
            .orElseThrow();
    int before = cloud.functions().calls(name);
    for (int call = from; call <= to; call++) {
      cloud.functions().fail(name, before + call, fault);
    }
  }

  @Override
  public void close() {
    cloud.close();
  }
}
