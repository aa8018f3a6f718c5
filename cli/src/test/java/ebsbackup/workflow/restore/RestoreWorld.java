package ebsbackup.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.Waits;
import embeddedcloud.Cloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * An instance with a root and two data volumes, backed up once; then everything on it changed.
 * Contents are one block of one letter, so a test can say in a word what is on a disk.
 */
final class RestoreWorld {
  static final String ROOT = "/dev/xvda";
  static final String DATA = "/dev/sdf";
  static final String LOGS = "/dev/sdg";
  static final int MIB = 1024 * 1024;

  /** Less than in EBS: hundreds of restores hash every byte. */
  private static final int BLOCK = 4096;

  private static final String RESTORE = "ebs-backup:restore";

  private static final Ec2Settings SETTINGS = Ec2Settings.of("eu-central-1", "111122223333");

  private final TestCloud project;
  final VirtualClock clock;
  final EmbeddedEc2 ec2;
  final Cloud cloud;
  final String instanceId;

  RestoreWorld() {
    this(SETTINGS);
  }

  RestoreWorld(Ec2Settings settings) {
    this(settings, disk -> disk);
  }

  /** The instance is launched with each disk as this makes it. */
  RestoreWorld(Ec2Settings settings, UnaryOperator<Disk> launched) {
    this(settings, launched, instance -> {}, Map.of());
  }

  /** The instance is of another kind than an On-Demand Instance with its root on EBS. */
  RestoreWorld(Consumer<Instance.Builder> kind) {
    this(SETTINGS, disk -> disk, kind, Map.of());
  }

  /** The stack is deployed with these parameters. */
  RestoreWorld(Map<String, String> parameters) {
    this(SETTINGS, disk -> disk, instance -> {}, parameters);
  }

  private RestoreWorld(
      Ec2Settings settings,
      UnaryOperator<Disk> launched,
      Consumer<Instance.Builder> kind,
      Map<String, String> parameters) {
    project = new TestCloud(settings, parameters, BLOCK);
    cloud = project.cloud();
    ec2 = project.ec2();
    clock = cloud.clock();
    instanceId =
        ec2.launch(
                new Launch(
                    "eu-central-1b",
                    Stream.of(
                            new Disk(ROOT, 8)
                                .withIops(3_400)
                                .withThroughput(170)
                                .deletedOnTermination()
                                .tagged("Name", "root"),
                            new Disk(DATA, 10)
                                .withIops(4_200)
                                .withThroughput(260)
                                .deletedOnTermination()
                                .tagged("Name", "data"),
                            new Disk(LOGS, 12).tagged("Name", "logs"))
                        .map(launched)
                        .toList(),
                    Map.of("Backup", "daily"),
                    kind))
            .instanceId();
    fill(ROOT, 'r');
    fill(DATA, 'd');
    fill(LOGS, 'l');
    Execution backup =
        cloud.run(
            "backup",
            Optional.of("night"),
            "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\"]}}".formatted(instanceId));
    if (!backup.status().toString().equals("SUCCEEDED")) {
      throw new IllegalStateException("the backup failed: " + backup.cause());
    }
    clock.advance(Duration.ofHours(1));
    fill(ROOT, 'R');
    fill(DATA, 'D');
    fill(LOGS, 'L');
  }

  /** Puts tags on the volume at a device until it has that many. */
  void tagUpTo(String device, int count) {
    String id = volumeAt(device);
    List<Tag> tags =
        IntStream.range(volume(id).tags().size(), count)
            .mapToObj(i -> Tag.builder().key("tag-%02d".formatted(i)).value("value " + i).build())
            .toList();
    ec2.createTags(request -> request.resources(id).tags(tags));
  }

  private void fill(String device, char with) {
    byte[] block = new byte[BLOCK];
    Arrays.fill(block, (byte) with);
    ec2.disk(volumeAt(device)).write(0, block);
  }

  /**
   * Runs a restore of this instance's last set; more fields of the request as JSON members. Every
   * volume that it made is reported, in its place, removed or kept.
   */
  Execution restore(String mode, String... fields) {
    Execution execution = cloud.run("restore", Optional.of("restore-1"), request(mode, fields));
    Waits.areAsAskedFor(execution);
    if (TestCloud.report(execution).isPresent()) {
      assertBalanced(report(execution), List.of(fields).contains("\"onFailure\": \"keep\""));
    }
    return execution;
  }

  private void assertBalanced(Map<?, ?> report, boolean keepsOnFailure) {
    Set<String> made =
        volumes().stream()
            .filter(v -> String.valueOf(report.get("restoreId")).equals(tags(v).get(RESTORE)))
            .map(Volume::volumeId)
            .collect(Collectors.toSet());
    Set<String> reported = ids(report, "volumes");
    switch (String.valueOf(report.get("status"))) {
      case "SUCCEEDED" -> assertThat(made).as("new volumes").isEqualTo(reported);
      case "PLANNED" -> assertThat(made).as("a dry run").isEmpty();
      case "MANUAL_ACTION" -> assertThat(without(made, reported)).as("not reported").isEmpty();
      default -> {
        if (!keepsOnFailure && !String.valueOf(report.get("summary")).contains("not be removed")) {
          assertThat(without(made, ids(report, "kept"))).as("left in silence").isEmpty();
        }
        Set<String> existing = volumes().stream().map(Volume::volumeId).collect(Collectors.toSet());
        assertThat(((List<?>) report.get("removed")).stream().filter(existing::contains))
            .as("removed, but there")
            .isEmpty();
      }
    }
  }

  private static Set<String> without(Set<String> ids, Set<String> others) {
    return ids.stream().filter(id -> !others.contains(id)).collect(Collectors.toSet());
  }

  private static Set<String> ids(Map<?, ?> report, String field) {
    return ((List<?>) report.get(field))
        .stream()
            .map(volume -> String.valueOf(((Map<?, ?>) volume).get("volumeId")))
            .collect(Collectors.toSet());
  }

  String request(String mode, String... fields) {
    StringBuilder more = new StringBuilder();
    boolean from = false;
    for (String field : fields) {
      more.append(", ").append(field);
      from |= field.startsWith("\"from\"");
    }
    return "{\"instanceId\": \"%s\", \"mode\": \"%s\"%s%s}"
        .formatted(instanceId, mode, from ? "" : ", \"from\": {\"latest\": true}", more);
  }

  /** The report of the restore. */
  static Map<?, ?> report(Execution execution) {
    return TestCloud.report(execution)
        .map(report -> (Map<?, ?>) Json.parse(report))
        .orElseThrow(() -> new AssertionError("no report: " + execution.cause()));
  }

  static String summary(Execution execution) {
    return String.valueOf(report(execution).get("summary"));
  }

  Instance instance() {
    return project.instance(instanceId);
  }

  String power() {
    return instance().state().nameAsString();
  }

  /** Devices in order, with the ids of their volumes; a device in a passing state says so. */
  Map<String, String> mapping() {
    Map<String, String> mapping = new TreeMap<>();
    for (InstanceBlockDeviceMapping m : instance().blockDeviceMappings()) {
      String state = m.ebs().statusAsString();
      mapping.put(
          m.deviceName(), m.ebs().volumeId() + (state.equals("attached") ? "" : " " + state));
    }
    return mapping;
  }

  /** Devices with their delete-on-termination. */
  Map<String, Boolean> flags() {
    Map<String, Boolean> flags = new TreeMap<>();
    instance()
        .blockDeviceMappings()
        .forEach(m -> flags.put(m.deviceName(), m.ebs().deleteOnTermination()));
    return flags;
  }

  /** Devices with the letter that their disks hold, and the SHA-256 of all of it. */
  Map<String, String> contents() {
    Map<String, String> contents = new LinkedHashMap<>();
    mapping().forEach((device, id) -> contents.put(device, letter(id) + " " + sha256(id)));
    return contents;
  }

  String letters() {
    StringBuilder letters = new StringBuilder();
    mapping().values().forEach(id -> letters.append(letter(id)));
    return letters.toString();
  }

  String letter(String volumeId) {
    byte first = ec2.disk(volumeId).read(0, 1)[0];
    return first == 0 ? "-" : String.valueOf((char) first);
  }

  String sha256(String volumeId) {
    return ec2.disk(volumeId).sha256(BLOCK);
  }

  /** Creates a volume that can be attached to several instances; it is not yet available. */
  String createMultiAttachVolume() {
    return ec2.createVolume(
            r ->
                r.availabilityZone("eu-central-1b")
                    .size(10)
                    .volumeType("io2")
                    .iops(500)
                    .multiAttachEnabled(true))
        .volumeId();
  }

  String volumeAt(String device) {
    return Optional.ofNullable(mapping().get(device)).orElseThrow();
  }

  List<Volume> volumes() {
    return project.volumes();
  }

  Volume volume(String id) {
    return project.volume(id);
  }

  static Map<String, String> tags(Volume volume) {
    Map<String, String> tags = new TreeMap<>();
    volume.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
    return tags;
  }
}
