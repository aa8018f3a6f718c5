package ebsbackup.simulation;

import ebsbackup.simulation.BackupPromises.MadeSet;
import ebsbackup.simulation.Truth.Shot;
import embeddedcloud.states.Execution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Checks that a restore reaches the expected state, leaves everything as it was, or says what is
 * left to do.
 */
final class RestorePromises {
  private static final String PROMISE = "a restore lands where it should";

  /** The most tags that EC2 allows on a resource. */
  private static final int FULL = 50;

  private static final String HALF = "nothing stays half-done";

  private final World world;
  private final BackupPromises backups;
  private final Map<String, Before> before = new LinkedHashMap<>();
  private final Map<String, Execution> makers = new HashMap<>();
  private final Map<String, Set<String>> lineage = new HashMap<>();
  private final Set<String> there = new LinkedHashSet<>();

  /**
   * What existed when a restore began.
   *
   * @param latest the time that the request restores to; {@link Instant#MAX} if it has none
   */
  private record Before(
      Execution execution,
      Optional<Instance> instance,
      Map<String, Volume> volumes,
      Instant latest,
      Optional<MadeSet> newest) {
    /** Whether a restore that plans late, after a retry, may use a set that is newer than these. */
    boolean mayUse(MadeSet newer) {
      return newer.at().isAfter(execution.startDate()) && !newer.at().isAfter(latest);
    }
  }

  RestorePromises(World world, BackupPromises backups) {
    this.world = world;
    this.backups = backups;
  }

  void entered(Execution execution, String state) {
    if (state.equals("Plan Restore")) {
      Map<?, ?> request = World.input(execution);
      Map<String, Volume> volumes = new LinkedHashMap<>();
      world.ec2.contents().volumes().forEach(v -> volumes.put(v.volumeId(), v));
      String id = (String) request.get("instanceId");
      Object time = ((Map<?, ?>) request.get("from")).get("before");
      Instant latest = time == null ? Instant.MAX : Instant.parse((String) time);
      before.putIfAbsent(
          execution.arn(),
          new Before(
              execution,
              world.instance(id),
              volumes,
              latest,
              backups.sets().stream()
                  .filter(s -> s.source().equals(id) && !s.at().isAfter(latest))
                  .filter(backups::good)
                  .max(Comparator.comparing(MadeSet::at))));
    }
  }

  /** Records the volumes before a call to EC2. */
  void calling() {
    there.clear();
    there.addAll(volumes());
  }

  /**
   * Checks after a call to EC2 that a function deletes only volumes that its own restore has
   * created.
   */
  void called(String action) {
    Optional<String> function = world.runningFunction();
    if (function.isEmpty()) {
      return;
    }
    Execution execution = world.current().orElseThrow();
    Set<String> now = volumes();
    now.stream().filter(id -> !there.contains(id)).forEach(id -> makers.put(id, execution));
    for (String id : there) {
      world.check(
          now.contains(id) || !action.equals("DeleteVolume") || execution.equals(makers.get(id)),
          PROMISE,
          "%s deletes %s, which another execution or a person created",
          function.get(),
          id);
    }
  }

  private Set<String> volumes() {
    Set<String> ids = new LinkedHashSet<>();
    world.ec2.contents().volumes().stream()
        .filter(v -> !v.stateAsString().startsWith("delet"))
        .forEach(v -> ids.add(v.volumeId()));
    return ids;
  }

  void ended(Execution execution) {
    Before was = before.get(execution.arn());
    if (was == null
        || was.instance().isEmpty()
        || execution.status() == ExecutionStatus.TIMED_OUT) {
      return;
    }
    if (execution.status() == ExecutionStatus.ABORTED) {
      rememberUnfinished(execution);
      return;
    }
    Optional<Map<?, ?>> report = World.report(execution);
    String status =
        report.map(r -> (String) r.get("status")).orElse(execution.error().orElse("no report"));
    checkMarks(execution, report);
    report.filter(r -> status.equals("SUCCEEDED")).ifPresent(this::remember);
    if (status.equals("MANUAL_ACTION")) {
      rememberUnfinished(execution);
    }
    Set<String> concerned = new LinkedHashSet<>(mapping(was.instance().get()).values());
    concerned.add(was.instance().get().instanceId());
    makers.forEach(
        (id, maker) -> {
          if (maker.equals(execution)) {
            concerned.add(id);
          }
        });
    was.newest().ifPresent(set -> concerned.addAll(set.snapshots()));
    boolean touched = world.touchedSince(execution.startDate(), concerned);
    if (touched) {
      return;
    }
    switch (status) {
      case "SUCCEEDED" -> succeeded(execution, was, report.orElseThrow());
      case "MANUAL_ACTION" ->
          world.check(
              report.filter(r -> !((List<?>) r.get("commands")).isEmpty()).isPresent()
                  || execution
                      .cause()
                      .filter(c -> c.contains("aws ec2") || namesPlaces(c, was.instance().get()))
                      .isPresent(),
              HALF,
              "%s ended MANUAL_ACTION without a command or the places of the volumes: %s",
              execution.name(),
              execution.cause());
      default -> unchanged(execution, was, report, status);
    }
  }

  /**
   * Whether the text names each volume that is no longer attached at its device, and that device.
   */
  private boolean namesPlaces(String text, Instance old) {
    Map<String, String> now = mapping(world.instance(old.instanceId()).orElseThrow());
    return mapping(old).entrySet().stream()
        .filter(place -> !place.getValue().equals(now.get(place.getKey())))
        .allMatch(
            place ->
                text.contains("\"device\":\"" + place.getKey() + "\"")
                    && text.contains(place.getValue()));
  }

  private void checkMarks(Execution execution, Optional<Map<?, ?>> report) {
    List<String> marked = new ArrayList<>();
    world
        .ec2
        .contents()
        .snapshots()
        .forEach(s -> addMarked(s.snapshotId(), World.tags(s.tags()), execution, marked));
    world
        .ec2
        .contents()
        .volumes()
        .forEach(v -> addMarked(v.volumeId(), World.tags(v.tags()), execution, marked));
    String said = report.map(Object::toString).orElse("") + execution.cause().orElse("");
    world.check(
        marked.isEmpty() || said.contains("ebs-backup:restoring"),
        "marks end",
        "%s leaves its mark on %s, and the report does not say so: %s",
        execution.name(),
        marked,
        said);
  }

  private static void addMarked(
      String id, Map<String, String> tags, Execution execution, List<String> marked) {
    if (tags.getOrDefault("ebs-backup:restoring", "").contains(execution.name())) {
      marked.add(id);
    }
  }

  private void unchanged(
      Execution execution, Before was, Optional<Map<?, ?>> report, String status) {
    Instance old = was.instance().orElseThrow();
    Optional<Instance> now = world.instance(old.instanceId());
    world.check(
        anotherRestoreRan(execution, old.instanceId())
            || (now.isPresent()
                && mapping(now.get()).equals(mapping(old))
                && flags(now.get()).equals(flags(old))
                && samePower(old, now.get())),
        HALF,
        "a restore that ended %s leaves %s with %s and not %s",
        status,
        old.instanceId(),
        now.map(i -> i.state().nameAsString() + mapping(i) + flags(i)),
        old.state().nameAsString() + mapping(old) + flags(old));
    String said = report.map(Object::toString).orElse("") + execution.cause().orElse("");
    makers.forEach(
        (id, maker) ->
            world.check(
                !maker.equals(execution)
                    || world.volume(id).isEmpty()
                    || said.contains(id)
                    || said.contains("describe-volumes --filters Name=tag:ebs-backup:restore,")
                    || (report.isEmpty() && !execution.error().orElse("").startsWith("ebsbackup.")),
                HALF,
                "a restore that ended %s leaves %s and does not say so: %s",
                status,
                id,
                said));
  }

  private void succeeded(Execution execution, Before was, Map<?, ?> report) {
    Instance old = was.instance().orElseThrow();
    Map<?, ?> request = World.input(execution);
    Map<String, String> expected = new TreeMap<>(mapping(old));
    Map<String, Boolean> flags = new TreeMap<>(flags(old));
    Map<String, String> bySnapshot = new LinkedHashMap<>();
    for (Map<?, ?> volume : World.list(report, "volumes")) {
      bySnapshot.put((String) volume.get("snapshotId"), (String) volume.get("volumeId"));
    }
    Map<String, Volume> replaced = new LinkedHashMap<>();
    for (Map<?, ?> place : World.list(report, "places")) {
      String device = (String) place.get("device");
      String snapshot = (String) place.get("snapshotId");
      String outgoing = expected.put(device, bySnapshot.get(snapshot));
      if (request.get("mode").equals("attach")) {
        world.check(outgoing == null, PROMISE, "%s was taken at %s", device, old.instanceId());
        flags.put(device, (Boolean) place.get("deleteOnTermination"));
      } else if (outgoing == null) {
        flags.put(device, (Boolean) place.get("deleteOnTermination"));
      } else {
        replaced.put(snapshot, was.volumes().get(outgoing));
      }
    }
    Instance now = world.instance(old.instanceId()).orElseThrow();
    world.check(
        mapping(now).equals(expected) && flags(now).equals(flags) && samePower(old, now),
        PROMISE,
        "%s has %s %s %s and not %s %s %s",
        old.instanceId(),
        now.state().nameAsString(),
        mapping(now),
        flags(now),
        old.state().nameAsString(),
        expected,
        flags);
    bySnapshot.forEach(
        (snapshot, id) ->
            checkVolume(was, report, snapshot, id, Optional.ofNullable(replaced.get(snapshot))));
    replaced.forEach((snapshot, volume) -> checkReplaced(report, snapshot, volume));
  }

  /**
   * Records that the volumes of an unfinished restore may stand in for those that were backed up.
   */
  private void rememberUnfinished(Execution execution) {
    makers.forEach(
        (id, maker) -> {
          if (maker.equals(execution)) {
            world
                .volume(id)
                .flatMap(volume -> world.truth.shot(volume.snapshotId()))
                .ifPresent(
                    shot ->
                        lineage
                            .computeIfAbsent(id, made -> new LinkedHashSet<>())
                            .add(shot.volume().volumeId()));
          }
        });
  }

  /** Records which volumes now stand in for which. */
  private void remember(Map<?, ?> report) {
    Map<Object, Object> bySnapshot = new HashMap<>();
    World.list(report, "volumes")
        .forEach(v -> bySnapshot.put(v.get("snapshotId"), v.get("volumeId")));
    for (Map<?, ?> place : World.list(report, "places")) {
      String snapshotId = (String) place.get("snapshotId");
      Set<String> standsFor =
          lineage.computeIfAbsent((String) bySnapshot.get(snapshotId), id -> new LinkedHashSet<>());
      if (place.get("replaces") instanceof Map<?, ?> old) {
        standsFor.add((String) old.get("volumeId"));
      } else if (report.get("mode").equals("swap")) {
        // A swap also fills the place of a volume that is no longer attached.
        standsFor.add(world.truth.shot(snapshotId).orElseThrow().volume().volumeId());
      }
    }
  }

  private void checkVolume(
      Before was, Map<?, ?> report, String snapshotId, String id, Optional<Volume> replaced) {
    Shot shot = world.truth.shot(snapshotId).orElseThrow();
    Volume volume = world.volume(id).orElseThrow();
    Volume model = shot.volume();
    world.truth.objection(id, shot).ifPresent(objection -> world.broken(PROMISE, "%s", objection));
    world.check(
        was.newest().filter(set -> set.snapshots().contains(snapshotId)).isPresent()
            || backups.setOf(snapshotId).filter(was::mayUse).filter(backups::good).isPresent(),
        PROMISE,
        "%s was restored, and the newest good set is %s",
        snapshotId,
        was.newest());
    List<Object> has = settings(volume);
    has.add(volume.availabilityZone());
    List<Object> should = settings(model);
    should.add(was.instance().orElseThrow().placement().availabilityZone());
    world.check(has.equals(should), PROMISE, "%s is %s and not %s", id, has, should);
    Map<String, String> tags = World.ownTags(volume.tags());
    Map<String, String> wanted = World.ownTags(replaced.orElse(model).tags());
    boolean warned = report.get("warnings").toString().contains("tag");
    world.check(
        tags.equals(wanted)
            || (warned && (wanted.entrySet().containsAll(tags.entrySet()) || replaced.isEmpty())),
        PROMISE,
        "%s has the tags %s and not %s, and no warning says so",
        id,
        tags,
        wanted);
    world.check(
        World.tags(volume.tags()).containsKey("ebs-backup:restore"),
        PROMISE,
        "%s does not say which restore has created it",
        id);
  }

  private static List<Object> settings(Volume volume) {
    List<Object> settings = new ArrayList<>();
    settings.add(volume.volumeTypeAsString());
    settings.add(volume.size());
    settings.add(volume.iops());
    settings.add(volume.throughput());
    settings.add(volume.encrypted());
    settings.add(Objects.requireNonNullElse(volume.kmsKeyId(), ""));
    return settings;
  }

  /**
   * Checks that the replaced volume is the one that was backed up, still exists, and is tagged as
   * replaced.
   */
  private void checkReplaced(Map<?, ?> report, String snapshotId, Volume old) {
    String source = world.truth.shot(snapshotId).orElseThrow().volume().volumeId();
    world.check(
        standsFor(old.volumeId(), source) || standsFor(source, old.volumeId()),
        PROMISE,
        "%s of %s has replaced %s",
        snapshotId,
        source,
        old.volumeId());
    Optional<Volume> now = world.volume(old.volumeId());
    // A volume with no room for a mark may lose a tag or stay without the mark: decision 40.
    String commands = report.get("commands").toString();
    boolean full =
        old.tags().size() > FULL - 2
            && (report.get("warnings").toString().contains("tag")
                || commands.contains("create-tags"));
    // If no function can report, the summary is JSON that names what keeps its mark.
    String summary = report.get("summary").toString();
    boolean leftToDo =
        commands.contains("Key=ebs-backup:replaced,")
            || (summary.startsWith("{") && summary.contains(old.volumeId()));
    world.check(
        now.filter(v -> v.stateAsString().equals("available"))
            .filter(
                v -> full || leftToDo || World.tags(v.tags()).containsKey("ebs-backup:replaced"))
            .filter(v -> full || World.ownTags(v.tags()).equals(World.ownTags(old.tags())))
            .isPresent(),
        PROMISE,
        "%s, which was replaced, is %s and was %s",
        old.volumeId(),
        now,
        old);
  }

  private boolean standsFor(String volume, String source) {
    return volume.equals(source)
        || lineage.getOrDefault(volume, Set.of()).stream().anyMatch(id -> standsFor(id, source));
  }

  /** A dry run, or a restore that is refused, does not stop another restore of the instance. */
  private boolean anotherRestoreRan(Execution execution, String instanceId) {
    return before.values().stream()
        .filter(other -> !other.execution().equals(execution))
        .filter(
            other -> other.instance().filter(i -> i.instanceId().equals(instanceId)).isPresent())
        .anyMatch(
            other ->
                other.execution().stopDate().isEmpty()
                    || !other.execution().stopDate().get().isBefore(execution.startDate()));
  }

  private static boolean samePower(Instance old, Instance now) {
    List<String> settled = List.of("running", "stopped");
    return !settled.contains(old.state().nameAsString()) || old.state().equals(now.state());
  }

  /** The volume ids by device. */
  static Map<String, String> mapping(Instance instance) {
    Map<String, String> mapping = new TreeMap<>();
    for (InstanceBlockDeviceMapping m : instance.blockDeviceMappings()) {
      mapping.put(m.deviceName(), m.ebs().volumeId());
    }
    return mapping;
  }

  private static Map<String, Boolean> flags(Instance instance) {
    Map<String, Boolean> flags = new TreeMap<>();
    instance
        .blockDeviceMappings()
        .forEach(m -> flags.put(m.deviceName(), m.ebs().deleteOnTermination()));
    return flags;
  }
}
