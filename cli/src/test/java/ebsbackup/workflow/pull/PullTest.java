package ebsbackup.workflow.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.restore.Restore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.states.TaskOutcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Whole sets are pulled from another Region or account, kept by rules of their own, restored. */
class PullTest {
  private static void assertSucceeded(PullWorld.Pulled pulled, int sets) {
    assertThat(pulled.status()).as(pulled.execution().cause().orElse("")).isEqualTo("SUCCEEDED");
    assertThat(pulled.count("pulled")).isEqualTo(sets);
  }

  /** The set is restored at an instance of the vault, bit for bit. */
  private static void assertRestored(PullWorld world, String source, String from) {
    String target = world.vault.launch(new Disk("/dev/sdz", 8));
    Restore restore =
        world.vault.restore(
            TestCloud.restoreOf(target, from, "\"source\": \"%s\"".formatted(source)));

    assertThat(restore.report().status().toString())
        .as(restore.execution().cause().orElse(""))
        .isEqualTo("SUCCEEDED");
    List<String> before =
        world.source.volumesOf(source).stream().map(world.source::sha256).toList();
    assertThat(
            restore.report().volumes().stream()
                .map(volume -> world.vault.sha256(volume.volumeId()))
                .toList())
        .containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void aRegionIsLost_andTheSetOfEightIsRestoredInTheOther_bitForBit() {
    PullWorld world = PullWorld.ofRegion();
    String instance = world.launch(7);
    String run = world.night();

    assertSucceeded(world.pull(), 1);

    assertThat(world.completed())
        .hasSize(8)
        .allSatisfy(
            copy -> {
              assertThat(copy.kmsKeyId()).isEqualTo(world.key);
              assertThat(copy.volumeId()).isEqualTo("vol-ffffffff");
              assertThat(TestCloud.tag(copy.tags(), "ebs-backup:plan")).contains("copies");
            });
    world.source.faults().on("DescribeSnapshots").always().refuse("Unavailable");
    for (String from :
        List.of(
            "{\"latest\": true}",
            "{\"run\": \"%s\"}".formatted(run),
            "{\"before\": \"%s\"}".formatted(world.source.now()),
            "{\"snapshotIds\": %s}"
                .formatted(
                    Json.print(world.completed().stream().map(Snapshot::snapshotId).toList())))) {
      assertRestored(world, instance, from);
    }
  }

  @Test
  void aRestoredVolume_hasTheSettingsThatItHadAtTheSource() {
    PullWorld world = PullWorld.ofRegion();
    String instance = world.launch(1);
    world.night();
    world.pull();

    assertRestored(world, instance, "{\"latest\": true}");

    assertThat(world.vault.volumes())
        .filteredOn(volume -> volume.size() == 10)
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(volume.kmsKeyId()).isEqualTo(world.key);
              assertThat(volume.availabilityZone()).isEqualTo("eu-west-1b");
              assertThat(TestCloud.tag(volume.tags(), "Name")).contains("data0");
              assertThat(volume.volumeTypeAsString())
                  .isEqualTo(world.source.volume(world.source.data(instance)).volumeTypeAsString());
            });
  }

  @Test
  void anAccountIsLost_andItsSetsAreRestoredInTheOther() {
    PullWorld world = PullWorld.ofAccount();
    String instance = world.launch(2);
    world.night();

    assertSucceeded(world.pull(), 1);

    world.ofRun("none");
    assertThat(world.completed()).hasSize(3);
    assertRestored(world, instance, "{\"latest\": true}");
    assertThat(world.pull().status()).isEqualTo("NOTHING_TO_PULL");
  }

  @Test
  void aSecondPull_findsNothing_andAnotherNightIsPulledAlone() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(1);
    world.night();
    assertSucceeded(world.pull(), 1);

    PullWorld.Pulled second = world.pull();

    assertThat(second.status()).isEqualTo("NOTHING_TO_PULL");
    assertThat(second.execution().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    world.night();
    assertSucceeded(world.pull(), 1);
    assertThat(world.completed()).hasSize(4);
    assertThat(world.vault.calls().count("CopySnapshot")).isEqualTo(4);
  }

  @Test
  void onlyWhatTheRulesKeepIsPulled_theNewestFirst() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(0);
    List<String> runs = List.of(world.night(), world.night(), world.night());

    assertSucceeded(world.pull("\"last\": 2", ""), 2);

    assertThat(world.runs()).containsExactlyElementsOf(runs.subList(1, 3));
  }

  @Test
  void aDryRun_reportsWhatItWouldCopy_andWritesNothing() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(1);
    world.night();

    PullWorld.Pulled dry =
        world.pull("\"last\": 5", "\"dryRun\": true, \"completeWithin\": \"PT1H\"");

    assertThat(dry.status()).isEqualTo("DRY_RUN");
    assertThat(dry.execution().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(dry.summary()).startsWith("1 set to copy, 2 snapshots of at most 18 GiB");
    assertThat(world.copies()).isEmpty();
    assertThat(world.vault.calls().byAction().keySet()).containsOnly("DescribeSnapshots");
  }

  @Test
  void aForeignSnapshot_withAForgedDescription_isNeverPulled() {
    PullWorld world = PullWorld.ofAccount();
    world.launch(1);
    String run = world.night();
    Snapshot real = world.ofRun(run).getFirst();
    var thief = world.source.in("999999999999", PullWorld.SOURCE_REGION, Map.of());
    String instance = thief.launch(new Disk("/dev/sdf", 10));
    String forged =
        thief
            .ec2()
            .createSnapshot(r -> r.volumeId(thief.root(instance)).description(real.description()))
            .snapshotId();
    thief.pass(Duration.ofHours(1));
    share(thief, forged);
    // The owner's own snapshot of another volume, with the description of the set.
    String other = world.source.launch(Map.of(), List.of(new Disk("/dev/xvda", 8)));
    String copied =
        world
            .source
            .ec2()
            .createSnapshot(
                r -> r.volumeId(world.source.root(other)).description(real.description()))
            .snapshotId();
    world.source.pass(Duration.ofHours(1));
    share(world.source, copied);

    assertSucceeded(world.pull(), 1);

    assertThat(world.completed())
        .hasSize(2)
        .allSatisfy(
            copy ->
                assertThat(TestCloud.tag(copy.tags(), "ebs-backup:copy").orElse(""))
                    .doesNotContain(forged, copied));
  }

  private static void share(TestCloud owner, String snapshotId) {
    owner
        .ec2()
        .modifySnapshotAttribute(
            r ->
                r.snapshotId(snapshotId).operationType(OperationType.ADD).userIds(PullWorld.VAULT));
  }

  @Test
  void oneCopyOfASetOfEightFails_andTheNextAttemptMakesTheSetGood() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(7);
    Snapshot member = world.ofRun(world.night()).get(3);
    world.vault.faults().failNextCopyOf(member.snapshotId(), "Given key ID is not accessible");

    PullWorld.Pulled pulled = world.pull();

    assertSucceeded(pulled, 1);
    assertThat(pulled.summary()).contains("1 new snapshot failed and was removed", "Given key ID");
    assertThat(world.copies()).hasSize(8);
    assertThat(world.copies())
        .filteredOn(
            copy ->
                TestCloud.tag(copy.tags(), "ebs-backup:copy")
                    .filter(tag -> tag.startsWith(member.snapshotId()) && tag.contains(" 2 arn:"))
                    .isPresent())
        .hasSize(1);
  }

  /** What has completed since the check, or belongs to another plan, must not be deleted. */
  @Test
  void theRemovalOfFailedCopies_deletesNothingElse() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(1);
    world.night();
    world.pull();
    List<String> sound = world.copies().stream().map(Snapshot::snapshotId).toList();

    TaskOutcome outcome =
        world.vault.invoke(
            "RemoveFailedCopies",
            "{\"plan\": %s, \"failed\": %s}"
                .formatted(world.plan("\"last\": 5", ""), Json.print(sound)));

    assertThat(outcome.toString()).contains("\"removed\":0");
    assertThat(world.copies()).extracting(Snapshot::snapshotId).containsExactlyElementsOf(sound);
  }

  @Test
  void aKeyThatTheSourceDisables_failsThreeTimes_isNamed_andTheNextRunPulls() {
    PullWorld world = PullWorld.ofRegion();
    String key = world.source.ec2().kms().createKey("alias/shop");
    world.source.ec2().modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    world.source.launch(new Disk("/dev/sdf", 10).encryptedByDefault());
    world.night();
    world.source.ec2().kms().change(key, k -> k.keyState("Disabled"));

    PullWorld.Pulled pulled = world.pull();

    assertThat(pulled.status()).isEqualTo("PARTIAL");
    assertThat(pulled.summary()).contains("3 copies of snap-", "Given key ID is not accessible");
    assertThat(pulled.execution().error()).contains("PARTIAL");
    assertThat(world.copies()).allMatch(copy -> copy.stateAsString().equals("completed"));
    world.source.ec2().kms().change(key, k -> k.keyState("Enabled"));
    assertSucceeded(world.pull(), 1);
  }

  @Test
  void aShareIsWithdrawnHalfWay_andTheSetIsNeverCountedAsGood() {
    PullWorld world = PullWorld.ofAccount();
    world.launch(2);
    List<Snapshot> set = world.ofRun(world.night());
    world
        .vault
        .faults()
        .on("CopySnapshot")
        .call(2)
        .interfere(
            () ->
                set.forEach(
                    s ->
                        world
                            .source
                            .ec2()
                            .modifySnapshotAttribute(
                                r ->
                                    r.snapshotId(s.snapshotId())
                                        .operationType(OperationType.REMOVE)
                                        .userIds(PullWorld.VAULT))));

    PullWorld.Pulled pulled = world.pull();

    assertThat(pulled.status()).isEqualTo("PARTIAL");
    assertThat(pulled.count("pulled")).isZero();
    assertThat(pulled.count("notGood")).isEqualTo(1);
    Execution restore =
        world
            .vault
            .cloud()
            .run(
                "restore",
                Optional.empty(),
                TestCloud.restoreOf(
                    world.vault.launch(new Disk("/dev/sdz", 8)),
                    "{\"latest\": true}",
                    "\"source\": \"%s\""
                        .formatted(
                            TestCloud.tag(set.getFirst().tags(), "ebs-backup:source")
                                .orElseThrow())));
    assertThat(restore.status()).isEqualTo(ExecutionStatus.FAILED);
    set.forEach(s -> share(world.source, s.snapshotId()));
    assertSucceeded(world.pull(), 1);
    assertThat(world.completed()).hasSize(3);
  }

  @Test
  void pruneAtTheDestination_keepsTheNewestCopyOfEveryVolume() {
    PullWorld world = PullWorld.ofRegion();
    String instance = world.launch(1);
    String first = world.night();
    world.pull("\"last\": 1", "");
    String data = world.source.data(instance);
    world.source.detach(data);
    String second = world.night();
    String third = world.night();

    assertSucceeded(world.pull("\"last\": 1", ""), 1);
    world.vault.pass(Duration.ofHours(1));

    assertThat(world.runs()).containsExactly(first, third).doesNotContain(second);
    // With a newer copy of the volume, the first set goes.
    world.source.ec2().attachVolume(r -> r.volumeId(data).instanceId(instance).device("/dev/sdf"));
    world.source.pass(Duration.ofMinutes(1));
    String fourth = world.night();
    assertSucceeded(world.pull("\"last\": 1", ""), 1);
    world.vault.pass(Duration.ofHours(1));
    assertThat(world.runs()).containsExactly(fourth);
  }

  @Test
  void whatIsGoneAtTheSource_isKeptByTheRulesOfTheVault_andRestored() {
    PullWorld world = PullWorld.ofRegion();
    String instance = world.launch(1);
    List<String> runs = List.of(world.night(), world.night(), world.night());
    assertSucceeded(world.pull("\"last\": 3", ""), 3);
    List<String> bytes =
        world.source.volumesOf(instance).stream().map(world.source::sha256).toList();
    List<String> volumes = world.source.volumesOf(instance);
    List<Snapshot> sets = world.source.snapshots();
    world.source.ec2().terminateInstances(r -> r.instanceIds(instance));
    world.source.pass(Duration.ofMinutes(5));
    volumes.stream()
        .filter(id -> world.source.volumes().stream().anyMatch(v -> v.volumeId().equals(id)))
        .forEach(id -> world.source.ec2().deleteVolume(r -> r.volumeId(id)));
    sets.forEach(s -> world.source.ec2().deleteSnapshot(r -> r.snapshotId(s.snapshotId())));
    world.vault.pass(Duration.ofDays(400));

    assertThat(world.pull("\"last\": 3", "").status()).isEqualTo("NOTHING_TO_PULL");
    world.vault.pass(Duration.ofHours(1));
    assertThat(world.runs()).isEqualTo(runs);
    // What a backup plan says about sources that are gone, is nothing to copies.
    world
        .vault
        .cloud()
        .run(
            "prune",
            Optional.empty(),
            TestCloud.plan(
                "copies",
                "{\"tags\": {\"Backup\": [\"daily\"]}}",
                "\"keep\": {\"last\": 3, \"goneAfter\": \"P1D\"}"));
    assertThat(world.runs()).isEqualTo(runs);
    world.pull("\"last\": 2", "");
    world.vault.pass(Duration.ofHours(1));
    assertThat(world.runs()).isEqualTo(runs.subList(1, 3));
    Restore restore =
        world.vault.restore(
            TestCloud.restoreOf(
                world.vault.launch(new Disk("/dev/sdz", 8)),
                "{\"latest\": true}",
                "\"source\": \"%s\"".formatted(instance)));
    assertThat(
            restore.report().volumes().stream()
                .map(volume -> world.vault.sha256(volume.volumeId()))
                .toList())
        .containsExactlyInAnyOrderElementsOf(bytes);
  }

  @Test
  void copiesAreLocked_whilePending_andALockThatFailedIsTriedAgainByTheNextRun() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(1);
    world.night();
    String lock = "\"lock\": {\"mode\": \"governance\", \"for\": \"P30D\"}";
    world.vault.faults().on("LockSnapshot").always().refuse("InternalFailure");

    PullWorld.Pulled unlocked = world.pull("\"last\": 1", lock);

    assertThat(unlocked.status()).isEqualTo("PARTIAL");
    assertThat(unlocked.summary()).contains("2 snapshots are not locked: LockSnapshot");
    assertThat(world.completed()).hasSize(2);
    world.vault.faults().clear();
    PullWorld.Pulled locked = world.pull("\"last\": 1", lock);
    assertThat(locked.status()).isEqualTo("NOTHING_TO_PULL");
    assertThat(locked.count("locked")).isEqualTo(2);
    world.night();
    world.pull("\"last\": 1", lock);
    world.vault.pass(Duration.ofHours(1));
    // The rules would let the first set go; its lock does not.
    assertThat(world.completed()).hasSize(4);
    assertThat(world.vault.ec2().describeLockedSnapshots(r -> {}).snapshots()).hasSize(4);
    world.vault.pass(Duration.ofDays(31));
    world.night();
    world.pull("\"last\": 1", "");
    world.vault.pass(Duration.ofHours(1));
    assertThat(world.completed()).hasSize(2);
  }

  @Test
  void aComplianceLock_hasTheCoolOffOfThePlan() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(0);
    world.night();

    world.pull(
        "\"last\": 1",
        """
        "lock": {"mode": "compliance", "for": "P30D", "coolOff": "PT48H", "irrevocable": true}
        """);

    assertThat(world.vault.ec2().describeLockedSnapshots(r -> {}).snapshots())
        .singleElement()
        .satisfies(
            locked -> {
              assertThat(locked.lockStateAsString()).isEqualTo("compliance-cooloff");
              assertThat(locked.coolOffPeriod()).isEqualTo(48);
            });
  }

  @Test
  void twentyFiveSets_arePulled_twentyCopiesAtATime() {
    PullWorld world = PullWorld.ofRegion();
    for (int i = 0; i < 25; i++) {
      world.launch(0);
    }
    world.night();

    assertSucceeded(world.pull(), 25);

    assertThat(world.completed()).hasSize(25);
    assertThat(world.vault.calls().count("CopySnapshot")).isEqualTo(25);
  }

  @Test
  void otherToolsCopyAsWell_andThePullWaitsForAPlace() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(0);
    String run = world.night();
    String snapshot = world.ofRun(run).getFirst().snapshotId();
    world.vault.faults().keepSnapshotsPending("vol-ffffffff", Duration.ofHours(2));
    for (int i = 0; i < 20; i++) {
      world
          .vault
          .ec2()
          .copySnapshot(
              r ->
                  r.sourceRegion(PullWorld.SOURCE_REGION)
                      .sourceSnapshotId(snapshot)
                      .destinationRegion(PullWorld.REGION)
                      .encrypted(true)
                      .kmsKeyId(world.key));
    }

    PullWorld.Pulled pulled = world.pull();

    assertSucceeded(pulled, 1);
    // The other copies take two hours, and it looks every minute.
    assertThat(
            Duration.between(
                pulled.execution().startDate(),
                world.vault.ec2().describeSnapshots(r -> r.ownerIds("self")).snapshots().stream()
                    .map(Snapshot::startTime)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()))
        .isBetween(Duration.ofHours(2), Duration.ofMinutes(121));
  }

  @Test
  void theTagsOfTheSource_areCarriedOver_exceptThoseOfTheSourceAlone() {
    PullWorld world = PullWorld.ofRegion();
    world.launch(0);
    Snapshot original = world.ofRun(world.night()).getFirst();
    world
        .source
        .ec2()
        .createTags(
            r ->
                r.resources(original.snapshotId())
                    .tags(
                        Tag.builder().key("Team").value("shop").build(),
                        Tag.builder().key("ebs-backup:hold").value("Ann").build()));

    world.pull("\"last\": 1", "\"tags\": {\"copy\": \"yes\"}");

    List<Tag> tags = world.completed().getFirst().tags();
    assertThat(TestCloud.tag(tags, "Team")).contains("shop");
    assertThat(TestCloud.tag(tags, "copy")).contains("yes");
    assertThat(TestCloud.tag(tags, "ebs-backup:hold")).isEmpty();
    assertThat(TestCloud.tag(tags, "Name")).isEqualTo(TestCloud.tag(original.tags(), "Name"));
  }

  @Test
  void aBackupWithACopyPlan_andAPullFromItsOwnPlace_areRefused() {
    PullWorld world = PullWorld.ofRegion();
    String plan = world.plan("\"last\": 1", "");

    Execution backup = world.vault.cloud().run("backup", Optional.empty(), plan);
    PullWorld.Pulled pull = world.run(plan.replace("eu-central-1", "eu-west-1"));

    assertThat(backup.error().orElse("")).endsWith("InvalidInputException");
    assertThat(pull.execution().error().orElse("")).endsWith("InvalidInputException");
    assertThat(pull.execution().cause().orElse(""))
        .startsWith("from.region: expected a Region other");
    assertThat(world.vault.calls().byAction()).isEmpty();
  }
}
