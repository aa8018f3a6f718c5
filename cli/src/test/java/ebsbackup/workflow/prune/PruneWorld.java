package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.Books;
import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.Waits;
import embeddedcloud.Cloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The project deployed, with a history that tests make and prune. */
final class PruneWorld {
  static final Ec2Settings SETTINGS = Ec2Settings.of("eu-central-1", "111122223333");

  final TestCloud project;
  final VirtualClock clock;
  final EmbeddedEc2 ec2;
  final Cloud cloud;

  PruneWorld() {
    this(Map.of());
  }

  PruneWorld(Map<String, String> parameters) {
    this(SETTINGS, parameters);
  }

  PruneWorld(Ec2Settings settings, Map<String, String> parameters) {
    project = new TestCloud(settings, parameters);
    cloud = project.cloud();
    ec2 = project.ec2();
    clock = cloud.clock();
  }

  /** An instance with a root and this number of data volumes. */
  String launch(int dataVolumes) {
    List<Disk> disks = new ArrayList<>();
    disks.add(new Disk("/dev/xvda", 8));
    for (int i = 0; i < dataVolumes; i++) {
      disks.add(new Disk("/dev/sd" + (char) ('f' + i), 10));
    }
    return project.launch(Map.of("Backup", "daily"), disks);
  }

  /** A good set made without the workflow: quickly, with the tags that it would have. */
  List<String> set(String plan, String instance, Map<String, String> more) {
    List<String> ids = created(plan, instance, more);
    clock.advance(Duration.ofMinutes(5));
    return ids;
  }

  List<String> created(String plan, String instance, Map<String, String> more) {
    List<String> volumes = project.volumesOf(instance);
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("ebs-backup:plan", plan);
    tags.put("ebs-backup:run", plan + "/" + clock.instant());
    tags.put("ebs-backup:source", instance);
    tags.put("ebs-backup:members", Integer.toString(volumes.size()));
    tags.put(
        "ebs-backup:volume",
        String.join(
            "+", volumes.stream().map(id -> id.substring(4) + " /x gp3 8 3000 125 - 0").toList()));
    tags.putAll(more);
    return ec2
        .createSnapshots(
            CreateSnapshotsRequest.builder()
                .instanceSpecification(spec -> spec.instanceId(instance))
                .tagSpecifications(specification(tags))
                .build())
        .snapshots()
        .stream()
        .map(snapshot -> snapshot.snapshotId())
        .toList();
  }

  static TagSpecification specification(Map<String, String> tags) {
    return TagSpecification.builder()
        .resourceType(ResourceType.SNAPSHOT)
        .tags(
            tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  /** Creates good sets, a day apart, and returns the ids of their snapshots, the oldest first. */
  List<List<String>> days(String instance, int days) {
    List<List<String>> sets = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      sets.add(set("daily", instance, Map.of()));
      clock.advance(Duration.ofDays(1).minus(Duration.ofMinutes(5)));
    }
    return sets;
  }

  /** An image that uses the snapshot. */
  void image(String imageId, String snapshotId, ImageState state) {
    ec2.add(
        Image.builder()
            .imageId(imageId)
            .ownerId("111122223333")
            .state(state)
            .blockDeviceMappings(
                BlockDeviceMapping.builder()
                    .deviceName("/dev/xvda")
                    .ebs(EbsBlockDevice.builder().snapshotId(snapshotId).build())
                    .build())
            .build());
  }

  void tag(String snapshotId, String key, String value) {
    ec2.createTags(r -> r.resources(snapshotId).tags(Tag.builder().key(key).value(value).build()));
  }

  void untag(String snapshotId, String key) {
    ec2.deleteTags(r -> r.resources(snapshotId).tags(Tag.builder().key(key).build()));
  }

  static String plan(String keep, String more) {
    return """
    {"plan":"daily","select":{"tags":{"Backup":["daily"]}},"keep":%s%s}
    """
        .formatted(keep, more.isEmpty() ? "" : "," + more);
  }

  /** Prunes, and checks the sums in the report, also against what is gone. */
  Execution prune(String keep, String more) {
    Map<String, Set<String>> before = Books.sets(ec2.contents().snapshots(), "daily");
    Execution execution = cloud.run("prune", Optional.empty(), plan(keep, more));
    Waits.areAsAskedFor(execution);
    if (TestCloud.report(execution).isPresent()) {
      assertBalanced(execution, before, Books.sets(ec2.contents().snapshots(), "daily"));
    }
    return execution;
  }

  private void assertBalanced(
      Execution execution, Map<String, Set<String>> before, Map<String, Set<String>> after) {
    Report report = report(execution);
    assertThat(report.count("kept") + report.count("held") + report.count("toDelete"))
        .as("kept, held and left to delete: %s", report.json())
        .isEqualTo(report.count("sets"));
    assertThat(report.lines().size() + (Long) report.json().get("linesOmitted"))
        .as("sets that a line names or that are counted: %s", report.json())
        .isEqualTo(report.count("sets") + report.count("deletedSets"));
    long gone = before.keySet().stream().filter(set -> !after.containsKey(set)).count();
    boolean ended = !report.status().equals("FAILED");
    assertThat(report.count("deletedSets"))
        .as("sets that are gone: %s", report.json())
        .isBetween(ended ? gone : 0, gone);
    long lost =
        before.entrySet().stream()
            .flatMap(
                set ->
                    set.getValue().stream()
                        .filter(id -> !after.getOrDefault(set.getKey(), Set.of()).contains(id)))
            .count();
    if (ended) {
      assertThat(report.count("deletedSnapshots") + report.count("alreadyGone"))
          .as("snapshots that are gone: %s", report.json())
          .isEqualTo(lost);
    }
    assertThat(execution.status() == ExecutionStatus.SUCCEEDED)
        .as(report.status())
        .isEqualTo(List.of("SUCCEEDED", "NOTHING_TO_DELETE", "DRY_RUN").contains(report.status()));
    if (report.status().equals("DRY_RUN")) {
      assertThat(after).as("a dry run").isEqualTo(before);
    }
  }

  /** Prunes, and returns the report of a run that succeeded. */
  Report pruned(String keep, String more) {
    Execution execution = prune(keep, more);
    assertThat(execution.status())
        .as("%s: %s", execution.error(), execution.cause())
        .isEqualTo(ExecutionStatus.SUCCEEDED);
    return report(execution);
  }

  Report report(Execution execution) {
    return TestCloud.report(execution)
        .map(report -> new Report((Map<?, ?>) Json.parse(report)))
        .orElseThrow();
  }

  /** Adds good sets of one volume of one source, a minute apart, without a call. */
  void add(int sets) {
    List<Snapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < sets; i++) {
      String volume = "vol-%017x".formatted(1);
      snapshots.add(
          Snapshot.builder()
              .snapshotId("snap-%017x".formatted(i))
              .volumeId(volume)
              .volumeSize(1)
              .ownerId("111122223333")
              .startTime(TestCloud.BEGINS.plus(Duration.ofMinutes(i)))
              .state(SnapshotState.COMPLETED)
              .progress("100%")
              .storageTier(StorageTier.STANDARD)
              .tags(
                  specification(
                          Map.of(
                              "ebs-backup:plan",
                              "daily",
                              "ebs-backup:run",
                              "daily/" + i,
                              "ebs-backup:source",
                              "i-00000000000000001",
                              "ebs-backup:members",
                              "1",
                              "ebs-backup:volume",
                              volume.substring(4) + " /x gp3 1 3000 125 - 0"))
                      .tags())
              .build());
    }
    ec2.add(new Ec2Contents(List.of(), List.of(), snapshots, List.of()));
  }

  /** A snapshot like the one of a run, but of a new run that is made now. */
  Snapshot newer(String run) {
    Snapshot like =
        ec2.contents().snapshots().stream()
            .filter(snapshot -> snapshot.tags().stream().anyMatch(tag -> tag.value().equals(run)))
            .findFirst()
            .orElseThrow();
    return like.toBuilder()
        .snapshotId("snap-0fffffffffffffff1")
        .startTime(clock.instant())
        .tags(
            like.tags().stream()
                .map(
                    tag ->
                        tag.value().equals(run) ? tag.toBuilder().value("daily/new").build() : tag)
                .toList())
        .build();
  }

  /** A copy as EC2 makes it, with the tags of the original: another id, volume and start. */
  String copyOf(String snapshotId) {
    Snapshot original =
        ec2.contents().snapshots().stream()
            .filter(snapshot -> snapshot.snapshotId().equals(snapshotId))
            .findFirst()
            .orElseThrow();
    String id = "snap-0c0" + snapshotId.substring(8);
    Snapshot copy =
        original.toBuilder()
            .snapshotId(id)
            .volumeId("vol-ffffffff")
            .startTime(clock.instant())
            .build();
    ec2.add(new Ec2Contents(List.of(), List.of(), List.of(copy), List.of()));
    return id;
  }

  /** The ids of the snapshots that exist. */
  List<String> existing() {
    return ec2.contents().snapshots().stream().map(Snapshot::snapshotId).toList();
  }

  /** The result of a prune. */
  record Report(Map<?, ?> json) {
    String status() {
      return (String) json.get("status");
    }

    String summary() {
      return (String) json.get("summary");
    }

    long count(String name) {
      return (Long) ((Map<?, ?>) json.get("counts")).get(name);
    }

    List<Map<?, ?>> lines() {
      return ((List<?>) json.get("lines")).stream().<Map<?, ?>>map(l -> (Map<?, ?>) l).toList();
    }

    /** The fate and the reason of each set, the newest first. */
    List<String> decisions() {
      return lines().stream().map(line -> line.get("fate") + ": " + line.get("reason")).toList();
    }

    List<String> fates() {
      return lines().stream().map(line -> (String) line.get("fate")).toList();
    }
  }
}
