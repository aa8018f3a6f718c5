package ebsbackup.workflow.restore;

import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** A person who types the AWS CLI commands of a result, one after the other. */
final class ManualCommandsRun {
  private static final Duration PATIENCE = Duration.ofHours(2);

  private final RestoreWorld world;

  private ManualCommandsRun(RestoreWorld world) {
    this.world = world;
  }

  /** Carries out the commands in the execution's report. */
  static List<String> run(RestoreWorld world, Execution execution) {
    List<String> commands =
        ((List<?>) RestoreWorld.report(execution).get("commands"))
            .stream().map(String::valueOf).toList();
    if (commands.isEmpty()) {
      throw new AssertionError("no commands: " + RestoreWorld.summary(execution));
    }
    ManualCommandsRun person = new ManualCommandsRun(world);
    commands.forEach(person::type);
    world.clock.advance(Duration.ofMinutes(5));
    return commands;
  }

  private void type(String command) {
    List<String> words = List.of(command.split(" ", -1));
    if (!words.subList(0, 2).equals(List.of("aws", "ec2"))
        || !option(words, "--region").equals("eu-central-1")) {
      throw new AssertionError("no command of EC2: " + command);
    }
    switch (words.get(2)) {
      case "stop-instances" ->
          world.ec2.stopInstances(r -> r.instanceIds(option(words, "--instance-ids")));
      case "start-instances" ->
          world.ec2.startInstances(r -> r.instanceIds(option(words, "--instance-ids")));
      case "detach-volume" ->
          world.ec2.detachVolume(
              r ->
                  r.volumeId(option(words, "--volume-id"))
                      .instanceId(option(words, "--instance-id")));
      case "attach-volume" ->
          world.ec2.attachVolume(
              r ->
                  r.volumeId(option(words, "--volume-id"))
                      .instanceId(option(words, "--instance-id"))
                      .device(option(words, "--device")));
      case "modify-instance-attribute" ->
          world.ec2.modifyInstanceAttribute(
              r ->
                  r.instanceId(option(words, "--instance-id"))
                      .blockDeviceMappings(mapping(option(words, "--block-device-mappings"))));
      case "delete-volume" -> world.ec2.deleteVolume(r -> r.volumeId(option(words, "--volume-id")));
      case "delete-tags" ->
          world.ec2.deleteTags(
              r ->
                  r.resources(options(words, "--resources"))
                      .tags(
                          Tag.builder()
                              .key(option(words, "--tags").substring("Key=".length()))
                              .build()));
      case "wait" -> await(words.get(3), words);
      default -> throw new AssertionError("unknown command: " + command);
    }
  }

  private static InstanceBlockDeviceMappingSpecification mapping(String text) {
    Map<Boolean, String> endings = Map.of(true, "=true}", false, "=false}");
    boolean delete = text.endsWith(endings.get(true));
    String device =
        text.substring("DeviceName=".length(), text.indexOf(",Ebs={DeleteOnTermination="));
    return InstanceBlockDeviceMappingSpecification.builder()
        .deviceName(device)
        .ebs(ebs -> ebs.deleteOnTermination(delete))
        .build();
  }

  private void await(String what, List<String> words) {
    switch (what) {
      case "instance-stopped" -> await(() -> world.power().equals("stopped"));
      case "instance-running" -> await(() -> world.power().equals("running"));
      case "volume-available" ->
          await(() -> state(option(words, "--volume-ids")) == VolumeState.AVAILABLE);
      case "volume-in-use" -> {
        await(() -> state(option(words, "--volume-ids")) == VolumeState.IN_USE);
        world.clock.advance(Duration.ofSeconds(10));
      }
      default -> throw new AssertionError("unknown wait: " + what);
    }
  }

  private VolumeState state(String volumeId) {
    return world.volume(volumeId).state();
  }

  private void await(BooleanSupplier condition) {
    var until = world.clock.instant().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (world.clock.instant().isAfter(until)) {
        throw new AssertionError("waited in vain");
      }
      world.clock.advance(Duration.ofSeconds(5));
    }
  }

  private static String option(List<String> words, String name) {
    return options(words, name).getFirst();
  }

  private static List<String> options(List<String> words, String name) {
    int at = words.indexOf(name);
    if (at < 0) {
      throw new AssertionError(name + " is missing in " + words);
    }
    List<String> values = new ArrayList<>();
    for (String word : words.subList(at + 1, words.size())) {
      if (word.startsWith("--")) {
        break;
      }
      values.add(word);
    }
    return values;
  }
}
