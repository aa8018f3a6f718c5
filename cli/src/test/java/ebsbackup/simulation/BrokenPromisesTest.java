package ebsbackup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.cli.Deployment;
import ebsbackup.simulation.Event.Filled;
import ebsbackup.simulation.Scenario.Kind;
import ebsbackup.simulation.Scenario.Plan;
import ebsbackup.simulation.Scenario.Selection;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.ec2.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDeviceSpecification;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * The simulation notices each promise that is broken. The product keeps them, so a {@link Breaker}
 * breaks them.
 */
class BrokenPromisesTest {
  private static final Instant BEGINS = Instant.parse("2026-03-02T00:00:00Z");
  private static final Path PROJECT = Path.of("..");
  private static final String ROOT = "/dev/xvda";
  private static final String DATA = "/dev/sdf";
  private static final int DATA_SIZE = 11;

  /** The size of a volume that a person has created. */
  private static final int OTHER_SIZE = 5;

  private static Instant hour(int number) {
    return BEGINS.plus(Duration.ofHours(number));
  }

  private static Plan plan(boolean dryRun) {
    return new Plan(
        "daily",
        new Selection(Kind.TAGS, "Backup", "daily"),
        false,
        "skip me=yes",
        Map.of(
            "last", 1, "hourly", 0, "daily", 0, "weekly", 0, "monthly", 0, "yearly", 0, "within",
            1),
        "UTC",
        "PT1H",
        dryRun);
  }

  private static Event.Launch launch() {
    Disk root =
        new Disk(
            ROOT,
            VolumeType.GP3,
            9,
            Optional.of(3100),
            Optional.of(130),
            true,
            false,
            Map.of("Name", "root"));
    Disk data =
        new Disk(
            DATA,
            VolumeType.GP3,
            DATA_SIZE,
            Optional.of(3200),
            Optional.of(140),
            false,
            false,
            Map.of("Name", "data"));
    return new Event.Launch(
        BEGINS,
        "eu-central-1b",
        Map.of("Backup", "daily"),
        List.of(new Filled(root, List.of(1, 2)), new Filled(data, List.of(3))));
  }

  private static Event.Launch second() {
    Event.Launch first = launch();
    return new Event.Launch(BEGINS.plusSeconds(60), first.zone(), first.tags(), first.disks());
  }

  private static Event.NewVolume newVolume() {
    return new Event.NewVolume(
        BEGINS, "eu-central-1b", new Filled(new Disk(DATA, OTHER_SIZE), List.of(6)));
  }

  private static Event.Backup backup(int number) {
    return new Event.Backup(hour(number), plan(false), Optional.empty());
  }

  /** A backup whose prune deletes nothing. */
  private static Event.Backup keptBackup(int number) {
    return new Event.Backup(hour(number), plan(true), Optional.empty());
  }

  private static Event.Restore restore(String mode, Optional<Boolean> healthy) {
    return new Event.Restore(
        hour(39), 0, mode, Optional.empty(), Optional.of(0), false, false, false, healthy);
  }

  private static final List<Event> ONE_BACKUP = List.of(launch(), newVolume(), backup(1));
  private static final List<Event> TWO_BACKUPS =
      List.of(launch(), newVolume(), backup(1), backup(31));
  private static final List<Event> DRY_RUNS =
      List.of(
          launch(), keptBackup(1), keptBackup(31), new Event.Prune(hour(35), plan(false), true));
  private static final List<Event> TWO_SETS =
      List.of(launch(), keptBackup(1), keptBackup(31), restore("create", Optional.empty()));
  private static final List<Event> TWO_INSTANCES = List.of(launch(), second(), backup(1));
  private static final List<Event> SWAP =
      List.of(launch(), newVolume(), backup(1), restore("swap", Optional.empty()));
  private static final List<Event> FAILED_SWAP =
      List.of(launch(), newVolume(), backup(1), restore("swap", Optional.of(false)));
  private static final List<Event> CREATE =
      List.of(launch(), newVolume(), backup(1), restore("create", Optional.empty()));
  private static final List<Event> ATTACH =
      List.of(launch(), newVolume(), backup(1), restore("attach", Optional.empty()));

  private static Arguments breaks(
      String what, List<Event> events, String promise, String text, Consumer<Breaker> change) {
    return Arguments.of(what, events, promise, text, change);
  }

  static Stream<Arguments> ofBackups() {
    String good = "good means good";
    return Stream.of(
        breaks(
            "a snapshot is lost before the end of the run",
            ONE_BACKUP,
            good,
            "counts 1 good sets, and there are 0",
            b -> b.in("backup", "Done", run -> b.delete(b.snapshot(0)))),
        breaks(
            "a snapshot holds other data than its volume",
            ONE_BACKUP,
            good,
            "does not hold",
            b -> b.in("backup", "Create Snapshots", run -> b.write(b.volume(DATA)))),
        breaks(
            "a set has a volume that the plan excludes",
            ONE_BACKUP,
            good,
            "whose set should have",
            b ->
                b.before(
                    "CreateSnapshots",
                    "CreateSnapshots",
                    () -> b.tag(b.volume(DATA), "skip me", "yes"))),
        breaks(
            "an instance is neither backed up nor named",
            TWO_INSTANCES,
            good,
            "has no good set and is not named",
            b ->
                b.before(
                    "SelectTargets",
                    "DescribeInstances",
                    () -> b.untag(b.instance().instanceId(), "Backup"))),
        breaks(
            "a run creates two sets of an instance",
            ONE_BACKUP,
            "nothing twice",
            "has two sets of i-",
            b ->
                b.after(
                    "CreateSnapshots",
                    "CreateSnapshots",
                    () -> {
                      b.ec2
                          .contents()
                          .snapshots()
                          .forEach(s -> b.tag(s.snapshotId(), "ebs-backup:run", "another"));
                      throw SdkClientException.create("Connection reset");
                    })),
        breaks(
            "a volume loses its data",
            ONE_BACKUP,
            "nothing is lost",
            "does not hold",
            b -> b.in("backup", "Done", run -> b.write(b.free(OTHER_SIZE)))));
  }

  static Stream<Arguments> ofPrunes() {
    String hurts = "prune never hurts";
    return Stream.of(
        breaks(
            "a snapshot of the set that stays is deleted",
            TWO_BACKUPS,
            hurts,
            "keeps it",
            b -> b.after("DeleteSnapshots", "DeleteSnapshot", () -> b.delete(b.snapshot(1)))),
        breaks(
            "a snapshot of a person is deleted",
            TWO_BACKUPS,
            hurts,
            "which no run has created, is deleted",
            b ->
                b.at(
                    hour(20),
                    () -> {
                      String own =
                          b.ec2.createSnapshot(r -> r.volumeId(b.volume(DATA))).snapshotId();
                      b.after(
                          "DeleteSnapshots",
                          "DeleteSnapshot",
                          () -> b.ec2.deleteSnapshot(r -> r.snapshotId(own)));
                    })),
        breaks(
            "a set on hold is deleted",
            TWO_BACKUPS,
            hurts,
            "is on hold: Ann",
            b -> b.before("DeleteSnapshots", "DeleteSnapshot", b::hold)),
        breaks(
            "a set of an image is deleted",
            TWO_BACKUPS,
            hurts,
            "belongs to an image",
            b ->
                b.before(
                    "DeleteSnapshots",
                    "DeleteSnapshot",
                    () -> b.ec2.add(image(b.snapshots(0).getLast())))),
        breaks(
            "another function deletes",
            TWO_BACKUPS,
            hurts,
            "PlanPrune deletes",
            b -> b.before("PlanPrune", "DescribeSnapshots", () -> b.delete(b.snapshot(0)))),
        breaks(
            "a dry run does not list what it would delete",
            DRY_RUNS,
            "prune deletes what no rule keeps",
            "is kept by a prune that ended DRY_RUN",
            b ->
                b.at(
                    hour(33),
                    () -> {
                      b.hold();
                      b.in("prune", "All Good?", run -> b.release());
                    })));
  }

  private static Image image(Snapshot snapshot) {
    return Image.builder()
        .imageId("ami-1")
        .ownerId("123456789012")
        .state(ImageState.AVAILABLE)
        .blockDeviceMappings(
            BlockDeviceMapping.builder()
                .deviceName(ROOT)
                .ebs(EbsBlockDevice.builder().snapshotId(snapshot.snapshotId()).build())
                .build())
        .build();
  }

  static Stream<Arguments> ofRestores() {
    String lands = "a restore lands where it should";
    String done = "nothing stays half-done";
    return Stream.of(
        modified("another size", " is [gp3, 99, 3200, 140,", r -> r.size(99)),
        modified("another type", " is [io2, 11, 3200, null,", r -> r.volumeType("io2").iops(3200)),
        modified("other IOPS", " is [gp3, 11, 3300, 140,", r -> r.iops(3300)),
        modified("another throughput", " is [gp3, 11, 3200, 150,", r -> r.throughput(150)),
        restored("other data", "does not hold", b -> b.write(b.volume(DATA))),
        restored("a tag less", "has the tags {}", b -> b.untag(b.volume(DATA), "Name")),
        restored("another tag", "Name=other", b -> b.tag(b.volume(DATA), "Name", "other")),
        restored(
            "no restore",
            "does not say which restore",
            b -> b.untag(b.volume(DATA), "ebs-backup:restore")),
        restored("one more volume", "/dev/sdz=vol-", BrokenPromisesTest::attachOther),
        restored("another flag", "/dev/sdf=true", b -> deleteOnTermination(b, DATA)),
        restored(
            "no power",
            "has stop",
            b -> b.ec2.stopInstances(r -> r.instanceIds(b.instance().instanceId()))),
        restored(
            "no replaced volume",
            "which was replaced, is",
            b -> b.ec2.deleteVolume(r -> r.volumeId(b.free(DATA_SIZE)))),
        restored(
            "no mark on the replaced volume",
            "which was replaced, is",
            b -> b.untag(b.free(DATA_SIZE), "ebs-backup:replaced")),
        restored(
            "a tag less on the replaced volume",
            "which was replaced, is",
            b -> b.untag(b.free(DATA_SIZE), "Name")),
        breaks(
            "an attached volume has another flag",
            ATTACH,
            lands,
            "/dev/sdg=true",
            b -> b.in("restore", "Done", run -> deleteOnTermination(b, "/dev/sdg"))),
        breaks(
            "a set that is not the newest is restored",
            TWO_SETS,
            lands,
            "was restored, and the newest good set is",
            b ->
                b.before(
                    "PlanRestore",
                    "DescribeSnapshots",
                    () -> b.untag(b.snapshot(1).snapshotId(), "ebs-backup:run"))),
        breaks(
            "a volume of a person is deleted",
            CREATE,
            lands,
            "which another execution or a person created",
            b ->
                b.after(
                    "CreateVolumes",
                    "CreateVolume",
                    () -> b.ec2.deleteVolume(r -> r.volumeId(b.free(OTHER_SIZE))))),
        breaks(
            "the mark of a restore stays",
            SWAP,
            "marks end",
            "leaves its mark on [snap-",
            b ->
                b.in(
                    "restore",
                    "Done",
                    run ->
                        b.tag(
                            b.snapshot(0).snapshotId(),
                            "ebs-backup:restoring",
                            run.name() + " x"))),
        breaks(
            "the mark of a restore stays on a volume",
            SWAP,
            "marks end",
            "leaves its mark on [vol-",
            b ->
                b.in(
                    "restore",
                    "Done",
                    run -> b.tag(b.volume(DATA), "ebs-backup:restoring", run.name() + " x"))),
        breaks(
            "a refused restore leaves one more volume attached",
            CREATE,
            done,
            "a restore that ended ebsbackup.failure.RestoreRefusedException leaves i-",
            b ->
                b.before(
                    "PlanRestore",
                    "DescribeSnapshots",
                    () -> {
                      b.snapshots(0).forEach(s -> b.untag(s.snapshotId(), "ebs-backup:run"));
                      attachOther(b);
                    })),
        breaks(
            "an undone swap leaves one more volume attached",
            FAILED_SWAP,
            done,
            "/dev/sdz=vol-",
            b -> b.in("restore", "Not Restored", run -> attachOther(b))),
        breaks(
            "an undone swap leaves another flag",
            FAILED_SWAP,
            done,
            "/dev/sdf=true",
            b -> b.in("restore", "Not Restored", run -> deleteOnTermination(b, DATA))),
        breaks(
            "an undone swap leaves the instance stopped",
            FAILED_SWAP,
            done,
            "[stopping{",
            b ->
                b.in(
                    "restore",
                    "Not Restored",
                    run -> b.ec2.stopInstances(r -> r.instanceIds(b.instance().instanceId())))),
        breaks(
            "an undone swap leaves a volume without saying so",
            FAILED_SWAP,
            done,
            "does not say so",
            b ->
                b.after(
                    "CreateVolumes",
                    "CreateVolume",
                    () -> b.ec2.createVolume(r -> r.availabilityZone("eu-central-1b").size(1)))));
  }

  /** Something about a restored volume, or its instance, is not as it should be. */
  private static Arguments restored(String what, String text, Consumer<Breaker> change) {
    return breaks(
        "a swap ends with " + what,
        SWAP,
        "a restore lands where it should",
        text,
        b -> b.in("restore", "Done", run -> change.accept(b)));
  }

  /** The restored volume, which is not attached yet, is modified while the swap is under way. */
  private static Arguments modified(
      String what, String text, Consumer<ModifyVolumeRequest.Builder> change) {
    return breaks(
        "a swap ends with " + what,
        SWAP,
        "a restore lands where it should",
        text,
        b ->
            b.in(
                "restore",
                "Place Volumes",
                run -> b.ec2.modifyVolume(r -> change.accept(r.volumeId(b.free(DATA_SIZE))))));
  }

  private static void attachOther(Breaker breaker) {
    breaker.ec2.attachVolume(
        r ->
            r.volumeId(breaker.free(OTHER_SIZE))
                .instanceId(breaker.instance().instanceId())
                .device("/dev/sdz"));
  }

  private static void deleteOnTermination(Breaker breaker, String device) {
    breaker.ec2.modifyInstanceAttribute(
        r ->
            r.instanceId(breaker.instance().instanceId())
                .blockDeviceMappings(
                    InstanceBlockDeviceMappingSpecification.builder()
                        .deviceName(device)
                        .ebs(
                            EbsInstanceBlockDeviceSpecification.builder()
                                .deleteOnTermination(true)
                                .build())
                        .build()));
  }

  private static Simulation.Outcome play(List<Event> events, Path project, Consumer<Breaker> change)
      throws IOException {
    Scenario scenario =
        new Scenario(
            1,
            "eu-central-1",
            0,
            Duration.ZERO,
            BEGINS,
            Duration.ofDays(3),
            plan(false),
            "rate(2 days)",
            "UTC",
            0,
            plan(false),
            events);
    return Simulation.play(
        scenario,
        (parameters, clock, ec2, seed) -> {
          Cloud cloud = Deployment.deploy(Project.in(project), parameters, clock, ec2, seed);
          change.accept(new Breaker(cloud, ec2));
          return cloud;
        });
  }

  @Test
  void withoutAChange_everyPromiseHolds() throws IOException {
    for (List<Event> events :
        List.of(
            ONE_BACKUP,
            TWO_BACKUPS,
            TWO_INSTANCES,
            DRY_RUNS,
            TWO_SETS,
            SWAP,
            FAILED_SWAP,
            CREATE,
            ATTACH)) {
      assertThat(play(events, PROJECT, breaker -> {}).violation()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"ofBackups", "ofPrunes", "ofRestores"})
  void theSimulationFinds(
      String what, List<Event> events, String promise, String text, Consumer<Breaker> change)
      throws IOException {
    assertThat(play(events, PROJECT, change).violation())
        .as(what)
        .hasValueSatisfying(
            violation -> {
              assertThat(violation.promise()).isEqualTo(promise);
              assertThat(violation.text()).contains(text);
            });
  }

  /** The state that reports, the field of its counts, and the promise. */
  @ParameterizedTest
  @MethodSource("reports")
  void aReportWhoseBooksDoNotBalance_isFound(
      String workflow, String field, String text, @TempDir Path mutant) throws IOException {
    SimulationTest.plant(
        mutant,
        "statemachine/" + workflow + ".asl.json",
        "\"Output\": \"\\{% \\$states.result.Payload %}\",\\s+\"Next\": \"All Good\\?\"",
        "\"Output\": \"{% \\$merge([\\$states.result.Payload, {'counts': "
            + "\\$merge([\\$states.result.Payload.counts, {'"
            + field
            + "': 7}])}]) %}\", \"Next\": \"All Good?\"");

    assertThat(play(TWO_BACKUPS, mutant, breaker -> {}).violation())
        .hasValueSatisfying(
            violation -> {
              assertThat(violation.promise()).isEqualTo("the books balance");
              assertThat(violation.text()).contains(text);
            });
  }

  static Stream<Arguments> reports() {
    return Stream.of(
        Arguments.of("backup", "selected", "selected is not good + skipped + not good"),
        Arguments.of("backup", "sets", "selected is not sets + skipped + without set"),
        Arguments.of("backup", "withoutSet", "selected is not sets + skipped + without set"),
        Arguments.of("backup", "notGood", "a success has problems"),
        Arguments.of("prune", "sets", "prune NOTHING_TO_DELETE"),
        Arguments.of("prune", "kept", "kept=7"),
        Arguments.of("prune", "held", "held=7"));
  }
}
