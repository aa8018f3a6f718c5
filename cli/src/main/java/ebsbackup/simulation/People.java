package ebsbackup.simulation;

import ebsbackup.simulation.Event.Filled;
import ebsbackup.simulation.Scenario.Plan;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Launch;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Does what the people and programs of a scenario do. */
final class People {
  private static final List<String> DEVICES = List.of("/dev/sdm", "/dev/xvdn", "/dev/sdo");

  private final World world;
  private final PrunePromises prunes;

  People(World world, PrunePromises prunes) {
    this.world = world;
    this.prunes = prunes;
  }

  private static <T> Optional<T> pick(List<T> of, int number) {
    return of.isEmpty() ? Optional.empty() : Optional.of(of.get(number % of.size()));
  }

  private Optional<Volume> pickVolume(int number) {
    return pick(
        world.ec2.contents().volumes().stream()
            .filter(v -> List.of("available", "in-use").contains(v.stateAsString()))
            .toList(),
        number);
  }

  private void touch(Volume volume) {
    world.touch(volume.volumeId());
    volume.attachments().forEach(a -> world.touch(a.instanceId()));
  }

  void launch(Event.Launch launch) {
    List<Disk> disks = launch.disks().stream().map(Filled::disk).toList();
    Instance instance = world.ec2.launch(new Launch(launch.zone(), disks, launch.tags()));
    world.touch(instance.instanceId());
    Map<String, String> mapping = RestorePromises.mapping(instance);
    launch.disks().forEach(filled -> fill(mapping.get(filled.disk().device()), filled));
  }

  private void fill(String volumeId, Filled disk) {
    for (int i = 0; i < disk.blocks().size(); i++) {
      world.truth.write(volumeId, 3 * i, disk.blocks().get(i));
    }
  }

  void create(Event.NewVolume event) {
    Disk disk = event.disk().disk();
    String id =
        world
            .ec2
            .createVolume(
                r ->
                    r.availabilityZone(event.zone())
                        .volumeType(disk.type())
                        .size(disk.size())
                        .iops(disk.iops().orElse(null))
                        .throughput(disk.throughput().orElse(null))
                        .encrypted(disk.encrypted())
                        .tagSpecifications(tagged(ResourceType.VOLUME, disk.tags())))
            .volumeId();
    world.touch(id);
    fill(id, event.disk());
  }

  private static TagSpecification[] tagged(ResourceType type, Map<String, String> tags) {
    return tags.isEmpty()
        ? new TagSpecification[0]
        : new TagSpecification[] {
          TagSpecification.builder().resourceType(type).tags(sdk(tags)).build()
        };
  }

  private static List<Tag> sdk(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
        .toList();
  }

  void write(Event.Write event) {
    pickVolume(event.volume())
        .ifPresent(
            volume -> {
              touchContents(volume);
              world.truth.write(volume.volumeId(), event.block(), event.number());
            });
  }

  /**
   * Marks the volume as touched if it was made from a snapshot, because its data is compared after
   * a restore.
   */
  private void touchContents(Volume volume) {
    if (!volume.snapshotId().isEmpty()) {
      world.touch(volume.volumeId());
    }
  }

  void operate(Event.Operate event) {
    pick(world.instances(), event.instance())
        .map(Instance::instanceId)
        .ifPresent(
            id -> {
              world.touch(id);
              switch (event.action()) {
                case STOP -> world.ec2.stopInstances(r -> r.instanceIds(id));
                case START -> world.ec2.startInstances(r -> r.instanceIds(id));
                case TERMINATE -> world.ec2.terminateInstances(r -> r.instanceIds(id));
              }
            });
  }

  void tag(Event.TagVolume event) {
    pickVolume(event.volume())
        .ifPresent(
            volume -> {
              touch(volume);
              world.ec2.createTags(
                  r ->
                      r.resources(volume.volumeId()).tags(sdk(Map.of(event.key(), event.value()))));
            });
  }

  void tag(Event.TagInstance event) {
    pick(world.instances(), event.instance())
        .map(Instance::instanceId)
        .ifPresent(
            id -> {
              world.touch(id);
              if (event.value().isPresent()) {
                world.ec2.createTags(
                    r -> r.resources(id).tags(sdk(Map.of(event.key(), event.value().get()))));
              } else {
                world.ec2.deleteTags(
                    r -> r.resources(id).tags(Tag.builder().key(event.key()).build()));
              }
            });
  }

  void move(Event.Move event) {
    Optional<Volume> picked = pickVolume(event.volume());
    if (picked.isEmpty()) {
      return;
    }
    Volume volume = picked.get();
    String id = volume.volumeId();
    switch (event.action()) {
      case DETACH -> {
        touch(volume);
        world.ec2.detachVolume(r -> r.volumeId(id));
      }
      case DELETE -> {
        touch(volume);
        world.ec2.deleteVolume(r -> r.volumeId(id));
      }
      case CHANGE_PLACES -> changePlaces(volume);
      case SNAPSHOT -> world.ec2.createSnapshot(r -> r.volumeId(id).description("my own"));
      case ATTACH ->
          pick(world.instances(), event.instance())
              .map(Instance::instanceId)
              .ifPresent(
                  instance -> {
                    touch(volume);
                    world.touch(instance);
                    world.ec2.attachVolume(
                        r ->
                            r.volumeId(id)
                                .instanceId(instance)
                                .device(DEVICES.get(event.volume() % DEVICES.size())));
                  });
    }
  }

  private void changePlaces(Volume volume) {
    for (Instance instance : world.instances()) {
      Map<String, String> mapping = RestorePromises.mapping(instance);
      mapping.remove(instance.rootDeviceName());
      if (mapping.size() < 2 || !mapping.containsValue(volume.volumeId())) {
        continue;
      }
      List<String> devices = List.copyOf(mapping.keySet());
      world.touch(instance.instanceId());
      world.touch(mapping.get(devices.get(0)), mapping.get(devices.get(1)));
      world.ec2.detachVolume(r -> r.volumeId(mapping.get(devices.get(0))));
      world.ec2.detachVolume(r -> r.volumeId(mapping.get(devices.get(1))));
      attachLater(instance, mapping.get(devices.get(0)), devices.get(1));
      attachLater(instance, mapping.get(devices.get(1)), devices.get(0));
    }
  }

  private void attachLater(Instance instance, String volumeId, String device) {
    world.clock.after(
        Duration.ofMinutes(1),
        () ->
            tryTo(
                "%s is attached at %s".formatted(volumeId, device),
                () -> {
                  world.touch(instance.instanceId(), volumeId);
                  world.ec2.attachVolume(
                      r -> r.volumeId(volumeId).instanceId(instance.instanceId()).device(device));
                }));
  }

  void handle(Event.Handle event) {
    List<Snapshot> ours =
        world.ec2.contents().snapshots().stream()
            .filter(s -> World.tags(s.tags()).containsKey("ebs-backup:plan"))
            .toList();
    Optional<Snapshot> picked = pick(ours, event.snapshot());
    if (picked.isEmpty()) {
      return;
    }
    String id = picked.get().snapshotId();
    Instant until = world.clock.instant().plus(event.days(), ChronoUnit.DAYS);
    switch (event.action()) {
      case HOLD -> {
        world.touch(id);
        String end =
            event.days() > 10 ? "" : " until " + until.atOffset(ZoneOffset.UTC).toLocalDate();
        world.ec2.createTags(
            r -> r.resources(id).tags(sdk(Map.of("ebs-backup:hold", "Ann" + end))));
      }
      case RELEASE -> {
        world.touch(id);
        world.ec2.deleteTags(
            r -> r.resources(id).tags(Tag.builder().key("ebs-backup:hold").build()));
      }
      case LOCK -> {
        world.touch(id);
        world.ec2.lockSnapshot(
            r -> r.snapshotId(id).lockMode(LockMode.GOVERNANCE).lockDuration(event.days()));
        prunes.locked(id, until);
      }
      case IMAGE -> image(id, ImageState.AVAILABLE);
      case DISABLED_IMAGE -> image(id, ImageState.DISABLED);
      case DELETE -> {
        world.touch(id);
        world.ec2.deleteSnapshot(r -> r.snapshotId(id));
      }
      case FORGE -> {
        // A copy that names a volume of the set would look like the rest of a half-deleted set.
        Map<String, String> tags = World.tags(picked.get().tags());
        tags.remove("ebs-backup:restoring");
        pickVolume(event.days())
            .map(Volume::volumeId)
            .filter(volume -> !tags.toString().contains(volume.substring("vol-".length())))
            .ifPresent(
                volume ->
                    world.ec2.createSnapshot(
                        r ->
                            r.volumeId(volume)
                                .tagSpecifications(tagged(ResourceType.SNAPSHOT, tags))));
      }
    }
  }

  private void image(String snapshotId, ImageState state) {
    world.touch(snapshotId);
    world.ec2.add(
        Image.builder()
            .imageId("ami-%017x".formatted(world.ec2.contents().images().size() + 1))
            .ownerId(world.ec2.settings().accountId())
            .state(state)
            .blockDeviceMappings(
                BlockDeviceMapping.builder()
                    .deviceName("/dev/xvda")
                    .ebs(EbsBlockDevice.builder().snapshotId(snapshotId).build())
                    .build())
            .build());
  }

  void stop(Event.Stop event) {
    pick(
            world.cloud.executions().stream()
                .filter(e -> e.status() == ExecutionStatus.RUNNING)
                .map(Execution::arn)
                .toList(),
            event.execution())
        .ifPresent(
            arn ->
                world
                    .cloud
                    .stateMachines()
                    .stopExecution(arn, Optional.of("Stopped"), Optional.of("by a person")));
  }

  void backup(Event.Backup event) {
    plan(event.plan())
        .ifPresent(
            plan -> {
              event
                  .keepFor()
                  .ifPresent(
                      keep ->
                          plan.put(
                              "keepUntil",
                              world
                                  .clock
                                  .instant()
                                  .truncatedTo(ChronoUnit.SECONDS)
                                  .plus(keep)
                                  .toString()));
              start("backup", plan);
            });
  }

  void prune(Event.Prune event) {
    plan(event.plan())
        .ifPresent(
            plan -> {
              plan.put("dryRun", event.dryRun() || event.plan().dryRun());
              start("prune", plan);
            });
  }

  private void start(String workflow, Map<String, Object> input) {
    Execution unused = world.cloud.start(workflow, Optional.empty(), Json.print(input));
  }

  /** The plan as JSON; empty if there is no instance or volume to name. */
  private Optional<Map<String, Object>> plan(Plan plan) {
    List<String> volumes =
        world.ec2.contents().volumes().stream().map(Volume::volumeId).limit(5).toList();
    List<String> instances = world.instances().stream().map(Instance::instanceId).toList();
    if (instances.isEmpty() || volumes.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> json = plan.json();
    json.put(
        "select",
        switch (plan.select().kind()) {
          case TAGS -> Map.of("tags", plan.select().tag());
          case VOLUME_TAGS -> Map.of("volumeTags", plan.select().tag());
          case INSTANCE_IDS -> Map.of("instanceIds", instances);
          case VOLUME_IDS -> Map.of("volumeIds", volumes);
        });
    return Optional.of(json);
  }

  void restore(Event.Restore event) {
    pick(world.instances(), event.instance())
        .ifPresent(
            instance -> {
              Map<String, Object> request = new LinkedHashMap<>();
              request.put("instanceId", instance.instanceId());
              request.put(
                  "from",
                  event
                      .ago()
                      .map(
                          ago ->
                              Map.<String, Object>of(
                                  "before",
                                  world
                                      .clock
                                      .instant()
                                      .truncatedTo(ChronoUnit.SECONDS)
                                      .minus(ago)
                                      .toString()))
                      .orElse(Map.of("latest", true)));
              request.put("mode", event.mode());
              event
                  .device()
                  .flatMap(
                      number ->
                          pick(List.copyOf(RestorePromises.mapping(instance).keySet()), number))
                  .ifPresent(device -> request.put("devices", List.of(device)));
              request.put("dryRun", event.dryRun());
              boolean running = instance.state().nameAsString().equals("running");
              if (event.mode().equals("swap")) {
                request.put("safetySnapshot", event.safety());
                if (running) {
                  request.put("stop", event.stop());
                }
              }
              if (event.healthy().isPresent() && running && !event.mode().equals("create")) {
                request.put(
                    "healthCheck",
                    Map.of("shell", List.of(event.healthy().get() ? "true" : "false")));
              }
              start("restore", request);
            });
  }

  /** Runs a person's action, which EC2 may refuse. */
  void tryTo(String what, Runnable action) {
    try {
      action.run();
      world.trace(what);
    } catch (AwsServiceException refused) {
      world.trace(what + " is refused: " + refused.awsErrorDetails().errorCode());
    }
  }
}
