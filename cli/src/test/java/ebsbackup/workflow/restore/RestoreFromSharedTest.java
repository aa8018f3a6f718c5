package ebsbackup.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.pull.PullWorld;
import embeddedcloud.ec2.Disk;
import embeddedcloud.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;

/** An account restores from the sets that another account shares with it, without a copy. */
class RestoreFromSharedTest {
  private static final Map<String, String> ALLOWED = Map.of("RestoreFromAccounts", PullWorld.OWN);

  private final PullWorld world = PullWorld.ofAccount(ALLOWED);

  private static String from(String form) {
    return "{\"owner\": \"%s\", %s}".formatted(PullWorld.OWN, form);
  }

  private static String ids(List<Snapshot> snapshots) {
    return "\"snapshotIds\": " + Json.print(snapshots.stream().map(Snapshot::snapshotId).toList());
  }

  private Restore restore(String source, String from, String... more) {
    String target = world.vault.launch(new Disk("/dev/sdz", 8));
    return restoreTo(target, source, from, more);
  }

  private Restore restoreTo(String target, String source, String from, String... more) {
    List<String> fields = new ArrayList<>(List.of(more));
    fields.add("\"source\": \"%s\"".formatted(source));
    return world.vault.restore(TestCloud.restoreOf(target, from, String.join(", ", fields)));
  }

  /** The new volumes hold what the source's volumes hold, in their order. */
  private void assertSame(Restore restore, String source) {
    assertThat(restore.succeeded()).as(restore.execution().cause().orElse("")).isTrue();
    assertThat(
            restore.report().volumes().stream()
                .map(volume -> world.vault.sha256(volume.volumeId()))
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            world.source.volumesOf(source).stream().map(world.source::sha256).toList());
  }

  private void assertNothingWritten() {
    assertThat(world.vault.calls().byAction())
        .doesNotContainKeys("CreateTags", "AttachVolume", "DetachVolume", "StopInstances");
    assertThat(world.vault.volumes()).allSatisfy(v -> assertThat(v.snapshotId()).isEmpty());
  }

  private void share(TestCloud owner, String snapshotId, OperationType operation) {
    owner
        .ec2()
        .modifySnapshotAttribute(
            r -> r.snapshotId(snapshotId).operationType(operation).userIds(PullWorld.VAULT));
  }

  @Test
  void everyFormOfFrom_restoresBitForBit_withTheSettingsOfTheDescription() {
    String source = world.launch(2);
    String run = world.night();
    List<Snapshot> set = world.ofRun(run);
    for (String form :
        List.of(
            "\"latest\": true",
            "\"before\": \"%s\"".formatted(world.source.now()),
            "\"run\": \"daily/2026-03-01T00:00:00Z\"",
            ids(set))) {
      Restore restore = restore(source, from(form));

      assertSame(restore, source);
      for (Restore.NewVolume made : restore.report().volumes()) {
        Volume volume = world.vault.volume(made.volumeId());
        Snapshot snapshot =
            set.stream().filter(s -> s.snapshotId().equals(made.snapshotId())).findFirst().get();
        Volume was = world.source.volume(snapshot.volumeId());
        assertThat(volume.volumeType()).isEqualTo(was.volumeType());
        assertThat(volume.iops()).isEqualTo(was.iops());
        assertThat(volume.size()).isEqualTo(was.size());
        assertThat(made.device()).isEqualTo(was.attachments().getFirst().device());
      }
    }
    assertThat(world.vault.calls().count("CopySnapshot")).isZero();
    assertThat(world.copies()).isEmpty();
  }

  @Test
  void theNewestGoodSet_isTaken_andAnOlderOneByItsTime() {
    String source = world.launch(1);
    world.night();
    String first = world.source.now().toString();
    List<String> before =
        world.source.volumesOf(source).stream().map(world.source::sha256).toList();
    world.source.write(world.source.data(source), 1, 'x');
    world.night();

    assertSame(restore(source, from("\"latest\": true")), source);
    Restore older = restore(source, from("\"before\": \"%s\"".formatted(first)));

    assertThat(older.report().volumes().stream().map(v -> world.vault.sha256(v.volumeId())))
        .containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void aSwap_putsASharedVolumeInThePlaceOfOneOfTheInstance() {
    String source = world.launch(1);
    world.night();
    String target = world.vault.launch(new Disk("/dev/sdf", 10));

    Restore restore =
        world.vault.restore(
            """
            {"instanceId": "%s", "source": "%s", "from": %s, "mode": "swap", "stop": true,
             "devices": ["/dev/sdf"], "replace": {"/dev/sdf": "%s"}}
            """
                .formatted(target, source, from("\"latest\": true"), world.vault.data(target)));

    assertThat(restore.succeeded()).as(restore.execution().cause().orElse("")).isTrue();
    assertThat(world.vault.sha256(world.vault.data(target)))
        .isEqualTo(world.source.sha256(world.source.data(source)));
    assertThat(world.source.snapshots())
        .as("nothing of the owner is marked")
        .allSatisfy(
            s -> assertThat(s.tags()).extracting(Tag::key).doesNotContain("ebs-backup:restoring"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "snapshotIds"})
  void aForgedDescriptionOfAThirdAccount_isNeverUsed(String form) {
    String source = world.launch(0);
    String run = world.night();
    Snapshot real = world.ofRun(run).getFirst();
    TestCloud thief = world.source.in("999999999999", PullWorld.SOURCE_REGION, Map.of());
    String volume = thief.root(thief.launch(new Disk("/dev/sdf", 8)));
    String forged =
        thief
            .ec2()
            .createSnapshot(r -> r.volumeId(volume).description(real.description()))
            .snapshotId();
    thief.pass(Duration.ofHours(1));
    share(thief, forged, OperationType.ADD);

    if (form.equals("latest")) {
      Restore restore = restore(source, from("\"latest\": true"));

      assertThat(restore.report().volumes())
          .extracting(Restore.NewVolume::snapshotId)
          .containsExactly(real.snapshotId());
    } else {
      Restore restore = restore(source, from("\"snapshotIds\": [\"%s\"]".formatted(forged)));

      assertThat(restore.refusal())
          .contains(forged + " is not shared with this account by " + PullWorld.OWN);
      assertNothingWritten();
    }
  }

  /** The owner's own snapshots of other volumes, with the description of a set. */
  @ParameterizedTest
  @ValueSource(strings = {"latest", "snapshotIds"})
  void aDescriptionThatDoesNotFit_isRefused(String form) {
    String source = world.launch(0);
    Snapshot real = world.ofRun(world.night()).getFirst();
    String other = world.source.launch(Map.of(), List.of(new Disk("/dev/xvda", 8)));
    share(world.source, real.snapshotId(), OperationType.REMOVE);
    String copied =
        world
            .source
            .ec2()
            .createSnapshot(
                r -> r.volumeId(world.source.root(other)).description(real.description()))
            .snapshotId();
    world.source.pass(Duration.ofHours(1));
    share(world.source, copied, OperationType.ADD);

    Restore restore =
        restore(
            source,
            from(
                form.equals("latest")
                    ? "\"latest\": true"
                    : "\"snapshotIds\": [\"%s\"]".formatted(copied)));

    assertThat(restore.refusal())
        .contains(form.equals("latest") ? "has no set at or before" : "does not match");
    assertNothingWritten();
  }

  /** The description of a copy, for example. */
  @Test
  void anotherSnapshotWithTheSameDescription_doesNotPreventTheRestoreOfTheRealOne() {
    String source = world.launch(0);
    List<Snapshot> real = world.ofRun(world.night());
    String other = world.source.launch(Map.of(), List.of(new Disk("/dev/xvda", 8)));
    String copied =
        world
            .source
            .ec2()
            .createSnapshot(
                r ->
                    r.volumeId(world.source.root(other)).description(real.getFirst().description()))
            .snapshotId();
    world.source.pass(Duration.ofHours(1));
    share(world.source, copied, OperationType.ADD);

    assertSame(restore(source, from(ids(real))), source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"latest\": true", "\"run\": \"daily/2026-03-01T00:00:00Z\"", "IDS"})
  void aSetOfWhichOneSnapshotIsNotShared_isNotASet(String form) {
    String source = world.launch(2);
    List<Snapshot> set = world.ofRun(world.night());
    share(world.source, set.getLast().snapshotId(), OperationType.REMOVE);

    Restore restore = restore(source, from(form.equals("IDS") ? ids(set.subList(0, 1)) : form));

    assertThat(restore.refusal()).containsAnyOf("has no set", "not all snapshots of its set");
    assertThat(restore.refusal()).contains(form.equals("IDS") ? "snap-" : PullWorld.OWN);
    assertNothingWritten();
  }

  @Test
  void oneSnapshotOfASharedSet_isRestored_withoutTheOthers() {
    String source = world.launch(2);
    Snapshot named = world.ofRun(world.night()).getFirst();

    Restore restore = restore(source, from(ids(List.of(named))));

    assertThat(restore.succeeded()).as(restore.execution().cause().orElse("")).isTrue();
    assertThat(restore.report().volumes())
        .extracting(Restore.NewVolume::snapshotId)
        .containsExactly(named.snapshotId());
  }

  /** In the account that restores, anyone who may tag could name another source. */
  @Test
  void tagsThatThisAccountHasPutOnASharedSnapshot_sayNothing() {
    String source = world.launch(0);
    Snapshot snapshot = world.ofRun(world.night()).getFirst();
    world
        .vault
        .ec2()
        .createTags(
            r ->
                r.resources(snapshot.snapshotId())
                    .tags(snapshot.tags().stream().map(RestoreFromSharedTest::ofAnother).toList()));

    assertSame(restore(source, from("\"latest\": true")), source);
    assertThat(restore("i-0bad0000000000001", from("\"latest\": true")).refusal())
        .contains("i-0bad0000000000001 of the account " + PullWorld.OWN + " has no set");
  }

  private static Tag ofAnother(Tag tag) {
    return tag.key().equals("ebs-backup:source")
        ? tag.toBuilder().value("i-0bad0000000000001").build()
        : tag;
  }

  @Test
  void aSnapshotOfAnotherTool_isRestoredByItsId_asTheRequestSays() {
    String source = world.launch(0);
    String volume = world.source.root(source);
    String snapshot = world.source.ec2().createSnapshot(r -> r.volumeId(volume)).snapshotId();
    world.source.pass(Duration.ofHours(1));
    share(world.source, snapshot, OperationType.ADD);
    String from = from("\"snapshotIds\": [\"%s\"]".formatted(snapshot));

    assertThat(restore(source, from).refusal()).contains("specify volume.type");
    assertSame(restore(source, from, "\"volume\": {\"type\": \"gp3\"}"), source);
  }

  @Test
  void aShareThatIsWithdrawnBetweenPlanAndCreate_endsTheRestore_andLeavesNoVolume() {
    String source = world.launch(1);
    List<Snapshot> set = world.ofRun(world.night());
    // The dry runs of both kinds of volumes, then the first volume.
    world
        .vault
        .faults()
        .on("CreateVolume")
        .call(4)
        .interfere(
            () -> set.forEach(s -> share(world.source, s.snapshotId(), OperationType.REMOVE)));

    Restore restore = restore(source, from("\"latest\": true"));
    world.vault.pass(Duration.ofMinutes(10));

    assertThat(restore.succeeded()).isFalse();
    assertThat(restore.report().summary()).contains("snap-");
    assertThat(world.vault.volumes()).allSatisfy(v -> assertThat(v.snapshotId()).isEmpty());
  }

  @Test
  void anAccountThatTheParameterDoesNotName_isRefused_beforeTheFirstCall() {
    PullWorld closed = PullWorld.ofAccount();
    String target = closed.vault.launch(new Disk("/dev/sdz", 8));
    int calls = closed.vault.calls().all().size();

    Restore restore =
        closed.vault.restore(
            TestCloud.restoreOf(
                target, from("\"latest\": true"), "\"source\": \"i-0bad0000000000001\""));

    assertThat(restore.execution().error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(restore.execution().cause().orElse(""))
        .contains("from.owner", "RestoreFromAccounts");
    assertThat(closed.vault.calls().all()).hasSize(calls);
  }

  private static String planOf(Restore restore) {
    return restore.execution().history().stream()
        .map(event -> event.stateExitedEventDetails())
        .filter(exited -> exited != null && exited.name().equals("Plan Restore"))
        .findFirst()
        .orElseThrow()
        .output();
  }

  private String encrypted(boolean shareKey) {
    String key = world.source.ec2().kms().createKey("alias/source");
    String account = "arn:aws:iam::%s:root";
    String allow =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"%s\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}";
    String vault = shareKey ? ", " + allow.formatted(account.formatted(PullWorld.VAULT)) : "";
    world
        .source
        .ec2()
        .kms()
        .setPolicy(
            key,
            "{\"Statement\": [" + allow.formatted(account.formatted(PullWorld.OWN)) + vault + "]}");
    world.source.ec2().modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    String source = world.source.launch(new Disk("/dev/sdf", 10).encryptedByDefault());
    world.night();
    return source;
  }

  @Test
  void anEncryptedVolume_getsTheKeyOfTheRequest_orKeepsThatOfTheOwner_withAWarning() {
    String source = encrypted(true);
    String own = world.vault.ec2().kms().createKey("alias/restored");

    Restore kept = restore(source, from("\"latest\": true"), "\"devices\": [\"/dev/sdf\"]");
    Restore changed =
        restore(
            source,
            from("\"latest\": true"),
            "\"devices\": [\"/dev/sdf\"]",
            "\"volume\": {\"kmsKeyId\": \"%s\"}".formatted(own));

    assertThat(world.vault.volume(kept.volumeAt("/dev/sdf")).kmsKeyId())
        .isEqualTo(world.source.volume(world.source.data(source)).kmsKeyId());
    assertThat(planOf(kept)).contains("which can revoke access to it");
    assertThat(world.vault.volume(changed.volumeAt("/dev/sdf")).kmsKeyId()).isEqualTo(own);
    assertThat(planOf(changed)).doesNotContain("which can revoke access to it");
  }

  @Test
  void aKeyThatIsNotShared_isNamed_beforeTheFirstWrite() {
    String source = encrypted(false);

    Restore restore = restore(source, from("\"latest\": true"));

    assertThat(restore.refusal()).contains("is not shared with this account", "its policy");
    assertNothingWritten();
  }
}
