package ebsbackup.conformance.moto;

import static java.time.temporal.ChronoUnit.SECONDS;

import ebsbackup.ebs.SetTags;
import embeddedcloud.Cloud;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * An account with a story going on in it: makes resources, runs workflows, and writes down what
 * came of them, in words that are the same in every account.
 */
final class Stage {
  static final Path PROJECT = Path.of("..");
  static final String REGION = "eu-central-1";
  static final String ACCOUNT = "123456789012";
  static final String ROOT = "/dev/sda1";

  /** Not the Region's first. */
  static final String ZONE = "eu-central-1b";

  static final Instant BEGINS = Instant.parse("2026-03-02T00:00:00Z");

  private final Account account;
  private final Names names = new Names();
  private final Map<String, Integer> devices = new HashMap<>();
  private final Set<String> toldOf = new HashSet<>();
  private final Chronicle chronicle;

  Stage(Account account) {
    this.account = account;
    chronicle = new Chronicle(names, account);
    // EC2's times in moto are whole seconds, so what calls it begins at whole seconds.
    account
        .cloud()
        .template()
        .functions()
        .forEach(f -> account.cloud().functions().takes(f.name(), Duration.ofSeconds(1)));
  }

  /** A running instance; its root volume is called {@code NAME root}. */
  void instance(String name, Map<String, String> tags) {
    String id = account.launch(ZONE, tags);
    names.give(id, name);
    names.give(described(id).blockDeviceMappings().getFirst().ebs().volumeId(), name + " root");
    pass(Duration.ofSeconds(1));
  }

  /** A gp3 volume in the zone of the instances. */
  void volume(String name, int size, Map<String, String> tags) {
    CreateVolumeRequest.Builder request =
        CreateVolumeRequest.builder()
            .availabilityZone(ZONE)
            .size(size)
            .volumeType("gp3")
            .iops(size < 10 ? 3_000 : 4_000)
            .throughput(250);
    if (!tags.isEmpty()) {
      request.tagSpecifications(
          TagSpecification.builder().resourceType(ResourceType.VOLUME).tags(list(tags)).build());
    }
    names.give(account.ec2().createVolume(request.build()).volumeId(), name);
    pass(Duration.ofSeconds(1));
  }

  /** A volume attached to the instance: at /dev/sdf, then /dev/sdg, and so on. */
  void attachedVolume(String instance, String name, int size, Map<String, String> tags) {
    volume(name, size, tags);
    attach(instance, name, "/dev/sd" + (char) ('e' + devices.merge(instance, 1, Integer::sum)));
  }

  void attach(String instance, String volume, String device) {
    account
        .ec2()
        .attachVolume(
            request ->
                request.instanceId(names.id(instance)).volumeId(names.id(volume)).device(device));
    pass(Duration.ofSeconds(1));
  }

  void tag(String name, String key, String value) {
    account.ec2().createTags(r -> r.resources(names.id(name)).tags(list(Map.of(key, value))));
  }

  /** Gives a snapshot the tags of another, as if it alone were the set of that run. */
  void tagAsSet(String snapshot, String like, String run) {
    List<Tag> tags =
        account
            .ec2()
            .describeSnapshots(request -> request.snapshotIds(names.id(like)))
            .snapshots()
            .getFirst()
            .tags()
            .stream()
            .map(tag -> tag.key().equals(SetTags.RUN) ? tag.toBuilder().value(run).build() : tag)
            .toList();
    account.ec2().createTags(request -> request.resources(names.id(snapshot)).tags(tags));
  }

  void stop(String instance) {
    account.ec2().stopInstances(request -> request.instanceIds(names.id(instance)));
    pass(Duration.ofSeconds(1));
  }

  void terminate(String instance) {
    account.ec2().terminateInstances(request -> request.instanceIds(names.id(instance)));
    pass(Duration.ofSeconds(1));
  }

  /** A manual snapshot, called {@code snapshot of VOLUME}. */
  void snapshot(String volume) {
    account
        .ec2()
        .createSnapshot(request -> request.volumeId(names.id(volume)).description("by hand"));
    pass(Duration.ofSeconds(1));
    names.discover(account.ec2());
  }

  /** An image of the instance's root; its snapshot is called {@code snapshot of INSTANCE root}. */
  void image(String instance) {
    account.image(names.id(instance));
    pass(Duration.ofSeconds(1));
    names.discover(account.ec2());
  }

  void delete(String snapshot) {
    account.ec2().deleteSnapshot(request -> request.snapshotId(names.id(snapshot)));
  }

  void archive(String snapshot) {
    account.archive(names.id(snapshot));
  }

  void pass(Duration time) {
    account.cloud().clock().advance(time);
  }

  /** Waits for that much time after the beginning. */
  void passUntil(Duration sinceBegin) {
    account.cloud().clock().runUntil(BEGINS.plus(sinceBegin));
  }

  /** Starts a workflow; {@code ${name}} in its input stands for an id. */
  void start(String workflow, String execution, String input) {
    account.cloud().start(workflow, Optional.of(execution), names.fill(input));
  }

  /** Starts a workflow, and lets all that runs come to its end. */
  void run(String workflow, String execution, String input) {
    Cloud cloud = account.cloud();
    start(workflow, execution, input);
    cloud.clock().runWhile(this::somethingRuns);
    cloud.clock().runUntil(cloud.clock().instant().truncatedTo(SECONDS).plusSeconds(60));
    names.discover(account.ec2());
    cloud.executions().stream().filter(ended -> toldOf.add(ended.arn())).forEach(chronicle::ended);
  }

  private boolean somethingRuns() {
    return account.cloud().executions().stream()
        .anyMatch(execution -> execution.status() == ExecutionStatus.RUNNING);
  }

  /** All that happened, and what the account holds in the end. */
  List<String> told() {
    chronicle.resources();
    account.messages().forEach(chronicle::message);
    chronicle.undelivered(account.cloud().undelivered());
    return chronicle.lines();
  }

  private Instance described(String instanceId) {
    return account
        .ec2()
        .describeInstances(request -> request.instanceIds(instanceId))
        .reservations()
        .getFirst()
        .instances()
        .getFirst();
  }

  private static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }
}
