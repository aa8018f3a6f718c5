package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.request.Initialization;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan of a restore, from what AWS says to what will be done. */
class RestorePlannerTest {
  private static final Instant NOW = NIGHT.plus(Duration.ofHours(6));
  private static final String ARN =
      "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup-restore:";

  /** Two volumes, at /dev/sd0 and /dev/sd1, and the set of both. */
  private final List<Snapshot> snapshots =
      new ArrayList<>(Samples.snapshots("daily/n", NIGHT, "completed", "completed"));

  private final Map<String, Volume> volumes = new LinkedHashMap<>();
  private String state = "running";
  private List<OtherRestore> others = List.of();
  private Set<String> fastRestored = Set.of();
  private final Map<String, KeyLookup> keys = new HashMap<>();
  private Instance.Kind kind = Instance.Kind.ORDINARY;
  private Map<String, String> instanceTags = Map.of();

  RestorePlannerTest() {
    attached(0, "/dev/sd0");
    attached(1, "/dev/sd1");
  }

  @Test
  void plan_saysWhatWillBeMadeAndWhatItReplaces() {
    RestorePlan plan = plan("\"mode\": \"swap\", \"stop\": true");

    assertThat(plan.restoreId()).isEqualTo("one@" + NOW);
    assertThat(plan.deadline()).isEqualTo(NOW.plus(RestoreRequest.DEFAULT_DEADLINE));
    assertThat(plan.point().orElseThrow().age()).isEqualTo("PT6H");
    assertThat(plan.volumes())
        .extracting(PlannedVolume::sourceVolumeId)
        .containsExactly(volumeId(0), volumeId(1));
    assertThat(plan.placing().orElseThrow().replaced()).containsExactly(volumeId(0), volumeId(1));
    assertThat(plan.takeSafetySnapshot()).isTrue();
    assertThat(plan.checkHealth()).isTrue();
    assertThat(plan.checks())
        .containsExactly(
            new RestorePlan.Check("instance", INSTANCE_ID + " is running"),
            new RestorePlan.Check("other restores", "none of " + INSTANCE_ID),
            new RestorePlan.Check("snapshots", "2 completed, none archived"),
            new RestorePlan.Check("/dev/sd0", "has " + volumeId(0)),
            new RestorePlan.Check("/dev/sd1", "has " + volumeId(1)));
    assertThat(plan.warnings())
        .containsExactly(
            "%s is stopped and started, which erases its instance store volumes and changes its public IPv4 address, unless that is an Elastic IP address. An undo does not bring them back"
                .formatted(INSTANCE_ID));
  }

  /** The instance and the source of the backups differ, and so do all options. */
  @Test
  void plan_hasEverythingThatTheRequestAndTheFactsSay() {
    state = "stopped";
    oneVolumeAt("/dev/sdf", LostTags.NONE);
    RestorePlan plan =
        plan(
            "\"mode\": \"attach\", \"source\": \"i-0000000a\", \"onFailure\": \"keep\","
                + " \"deadline\": \"PT2H\", \"initialization\":"
                + " {\"rate\": 200}, \"waitFor\": \"initialized\"");

    Snapshot snapshot = snapshots.getFirst();
    Initialization initialization = Initialization.ofRate(200, true);
    assertThat(plan)
        .isEqualTo(
            new RestorePlan(
                "one@" + NOW,
                ARN + "one",
                INSTANCE_ID,
                "eu-central-1b",
                Optional.empty(),
                NOW,
                NOW.plus(Duration.ofHours(2)),
                Optional.of(new RestorePlan.Point("daily", "daily/n", NIGHT, "PT6H", List.of(), 0)),
                Optional.empty(),
                List.of(
                    new PlannedVolume(
                        snapshot.snapshotId(),
                        volumeId(0),
                        Optional.of("/dev/sdf"),
                        Samples.gp3(8),
                        Encryption.NONE,
                        true,
                        Map.of("Name", "data"),
                        List.of())),
                RestoreMode.ATTACH,
                false,
                true,
                initialization,
                initialization.estimate(List.of(8)),
                Optional.of(
                    new Placing(
                        Optional.of("/dev/xvda"),
                        false,
                        false,
                        false,
                        List.of(
                            new DeviceAssignment(
                                snapshot.snapshotId(), "/dev/sdf", false, Optional.empty())))),
                false,
                false,
                Optional.empty(),
                List.of(
                    new RestorePlan.Check("instance", INSTANCE_ID + " is stopped"),
                    new RestorePlan.Check("source", "the backups of i-0000000a"),
                    new RestorePlan.Check("other restores", "none of " + INSTANCE_ID),
                    new RestorePlan.Check("snapshots", "1 completed, none archived"),
                    new RestorePlan.Check("/dev/sdf", "is free")),
                List.of()));
  }

  @Test
  void plan_takesASafetySnapshotOnlyOfVolumesThatAreReplaced() {
    assertThat(plan("\"mode\": \"attach\"").takeSafetySnapshot()).isFalse();
    assertThat(plan("\"mode\": \"create\"").takeSafetySnapshot()).isFalse();
    assertThat(plan("\"mode\": \"create\"").placing()).isEmpty();
    assertThat(
            plan("\"mode\": \"swap\", \"stop\": true, \"safetySnapshot\": false")
                .takeSafetySnapshot())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shutting-down", "terminated"})
  void plan_isRefusedForAnInstanceThatIsGone(String gone) {
    state = gone;

    assertRefused(INSTANCE_ID + " is " + gone, "\"mode\": \"create\"");
  }

  @Test
  void plan_isRefusedBesideAnotherRestoreUnlessItIsADryRun() {
    others = List.of(new OtherRestore(ARN + "zero", "zero", NOW.minusSeconds(1)));

    assertRefused(
        INSTANCE_ID
            + " is being restored by the execution zero, which started at 2026-03-01T08:59:59Z",
        "\"mode\": \"create\"");
    assertThat(plan("\"mode\": \"create\", \"dryRun\": true").dryRun()).isTrue();
    // AWS lists this execution among the others.
    others = List.of(new OtherRestore(ARN + "one", "one", NOW));
    assertThat(plan("\"mode\": \"create\"").checks())
        .contains(new RestorePlan.Check("other restores", "none of " + INSTANCE_ID));
  }

  @Test
  void plan_isRefusedWhereFastSnapshotRestoreIsNotEnabled() {
    String fast = "\"mode\": \"create\", \"initialization\": \"fsr\"";
    fastRestored = Set.of(snapshots.getFirst().snapshotId());

    assertRefused(
        "initialization is \"fsr\", but fast snapshot restore is not enabled for %s in eu-central-1b"
            .formatted(snapshots.getLast().snapshotId()),
        fast);
    fastRestored = Set.of(snapshots.getFirst().snapshotId(), snapshots.getLast().snapshotId());
    assertThat(plan(fast).checks())
        .contains(new RestorePlan.Check("fast snapshot restore", "enabled in eu-central-1b"));
  }

  @Test
  void plan_isRefusedIfAHealthCheckCannotRun() {
    state = "stopped";

    assertRefused(
        "healthCheck needs a running instance, but %s is stopped".formatted(INSTANCE_ID),
        "\"mode\": \"attach\", \"source\": \"i-0000000a\","
            + " \"healthCheck\": {\"shell\": [\"true\"]}");
  }

  @Test
  void plan_checksTheHealth_ofARunningInstanceThatGetsOtherVolumes_orWhereItIsAskedTo() {
    String check = ", \"healthCheck\": {\"shell\": [\"true\"]}";

    assertThat(plan("\"mode\": \"attach\"").checkHealth()).isFalse();
    assertThat(plan("\"mode\": \"swap\", \"stop\": false").checkHealth()).isTrue();
    RestorePlan asked = plan("\"mode\": \"attach\"" + check);
    assertThat(asked.checkHealth()).isTrue();
    assertThat(asked.checks())
        .contains(new RestorePlan.Check("health check", "AWS-RunShellScript"));
    assertThat(plan("\"mode\": \"create\"").checkHealth()).isFalse();
    state = "stopped";
    assertThat(plan("\"mode\": \"swap\"").checkHealth()).isFalse();
  }

  @Test
  void plan_namesTheSource_whereItIsAnotherOne() {
    assertThat(plan("\"mode\": \"create\"").checks())
        .extracting(RestorePlan.Check::check)
        .doesNotContain("source");
    assertThat(plan("\"mode\": \"create\", \"source\": \"i-0000000a\"").checks())
        .contains(new RestorePlan.Check("source", "the backups of i-0000000a"));
  }

  @Test
  void plan_warnsOfASnapshotWithoutAPlaceForTheMarkOfTheRestore() {
    Snapshot first = snapshots.getFirst();
    snapshots.set(0, tagged(first, 49));
    assertThat(plan("\"mode\": \"create\"").warnings()).isEmpty();

    snapshots.set(0, tagged(first, 50));
    assertThat(plan("\"mode\": \"create\"").warnings())
        .containsExactly(
            "ebs-backup:restoring cannot be added to %s because of the limit of 50 tags: do not prune before the"
                    .formatted(first.snapshotId())
                + " restore has ended");
    snapshots.set(1, tagged(snapshots.getLast(), 50));
    assertThat(plan("\"mode\": \"create\"").warnings())
        .singleElement()
        .asString()
        .contains(
            "cannot be added to %s, %s because"
                .formatted(first.snapshotId(), snapshots.getLast().snapshotId()));
  }

  @Test
  void plan_estimatesTheLoadingOfAllVolumes() {
    snapshots.set(1, SnapshotBuilder.like(snapshots.getLast()).size(500).build());
    Initialization initialization = Initialization.ofRate(200, false);

    assertThat(plan("\"mode\": \"create\", \"initialization\": {\"rate\": 200}").estimate())
        .isEqualTo(initialization.estimate(List.of(8, 500)));
  }

  @Test
  void plan_namesEachKeyThatCanBeUsed() {
    for (int i = 0; i < 2; i++) {
      String key = "arn:key-" + i;
      snapshots.set(i, SnapshotBuilder.like(snapshots.get(i)).encrypted(true, key).build());
      keys.put(
          key,
          new KeyLookup.Found(
              key, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Optional.empty(), false));
    }

    assertThat(plan("\"mode\": \"create\"").checks())
        .contains(
            new RestorePlan.Check("key", "arn:key-0 is Enabled"),
            new RestorePlan.Check("key", "arn:key-1 is Enabled"));
  }

  @Test
  void plan_warnsOfEachSnapshotThatWasVerifiedAsDamaged_ifItWasNamed() {
    for (int i = 0; i < 2; i++) {
      Map<String, String> tags = new LinkedHashMap<>(snapshots.get(i).tags());
      tags.put("ebs-backup:verified", i == 0 ? "damaged 2026-03-01 GPT" : "unknown");
      snapshots.set(i, SnapshotBuilder.like(snapshots.get(i)).tags(tags).build());
    }

    assertThat(plan("{\"run\": \"daily/n\"}", "\"mode\": \"create\"").warnings())
        .containsExactly(
            snapshots.getFirst().snapshotId()
                + " belongs to a set that was verified as damaged 2026-03-01 GPT");
  }

  @Test
  void plan_refusesASnapshotOfAnOutpost_inTheRegion() {
    Snapshot there = SnapshotBuilder.like(snapshots.getFirst()).outpost("arn:outpost/op-1").build();
    snapshots.set(0, there);

    assertRefused(
        "%s is stored on arn:outpost/op-1, so a volume can be created from it only there, but %s is in the Region"
            .formatted(there.snapshotId(), INSTANCE_ID),
        "\"mode\": \"create\"");
    kind = new Instance.Kind(true, false, List.of(), Optional.of("arn:outpost/op-2"));
    assertRefused(
        "%s is stored on arn:outpost/op-1, so a volume can be created from it only there, but %s is on arn:outpost/op-2"
            .formatted(there.snapshotId(), INSTANCE_ID),
        "\"mode\": \"create\"");
    kind = new Instance.Kind(true, false, List.of(), there.outpostArn());
    assertThat(plan("\"mode\": \"create\"").outpostArn()).contains("arn:outpost/op-1");
  }

  @Test
  void plan_warnsOfWhatThePlacesMean() {
    kind = new Instance.Kind(true, true, List.of(), Optional.empty());
    instanceTags = Map.of("aws:cloudformation:stack-name", "shop");
    Map<String, String> full = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      full.put("tag-" + i, "x");
    }
    volumes.put(volumeId(1), Samples.volume(1, "/dev/sd1", full));

    assertThat(plan("\"mode\": \"swap\", \"stop\": true").warnings())
        .anyMatch(warning -> warning.contains("is a Spot Instance"))
        .anyMatch(warning -> warning.contains("no room for the tags of the restore"))
        .anyMatch(warning -> warning.contains("a CloudFormation stack"));
  }

  @Test
  void plan_warnsThatTheOwnerOfSharedSnapshotsCanDeleteThem() {
    String id = snapshots.getFirst().snapshotId();
    String from = "{\"snapshotIds\": [\"%s\"], \"owner\": \"999999999999\"}".formatted(id);

    assertThat(plan(from, "\"mode\": \"create\"").warnings())
        .containsExactly(
            "999999999999 shares the snapshots: the tags of the volumes and the verdicts of"
                + " verifications are not visible, and 999999999999 can delete the snapshots or stop"
                + " sharing them at any time");
  }

  @Test
  void plan_encryptsUnderTheKeyThatTheRequestNames_andSaysThatItCanBeUsed() {
    String key = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";
    keys.put(
        key,
        new KeyLookup.Found(
            key, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Optional.empty(), false));

    RestorePlan plan =
        plan("\"mode\": \"create\", \"volume\": {\"kmsKeyId\": \"%s\"}".formatted(key));

    assertThat(plan.volumes())
        .extracting(PlannedVolume::encryption)
        .containsOnly(Encryption.under(key));
    assertThat(plan.checks()).contains(new RestorePlan.Check("key", key + " is Enabled"));
  }

  /** Someone has enlarged the volume since the backup. */
  @Test
  void plan_givesAVolumeThatContinuesAnother_itsCurrentSettings_andOthersThoseOfTheBackup() {
    state = "stopped";
    VolumeSettings then = Samples.gp3(8);
    Member member = new Member(volumeId(5), Optional.of("/dev/sdf"), then, true, Map.of());
    SetTags set = new SetTags("daily", "daily/o", INSTANCE_ID, List.of(member));
    snapshots.add(
        Samples.snapshot(volumeId(5), NIGHT.plusSeconds(60), "completed", set.toTags(Map.of())));
    attached(5, "/dev/sdf");

    VolumeSettings enlarged = volumes.get(volumeId(5)).settings();
    assertThat(enlarged).isNotEqualTo(then);
    assertThat(plan("\"mode\": \"swap\"").volumes())
        .extracting(PlannedVolume::settings)
        .containsExactly(enlarged);
    assertThat(
            plan("\"mode\": \"swap\", \"replace\": {\"/dev/sdf\": \"%s\"}".formatted(volumeId(1)))
                .volumes())
        .extracting(PlannedVolume::settings)
        .containsExactly(then);
  }

  @Test
  void plan_makesACopy_likeTheVolumeThatItsTagsName() {
    Snapshot original = Samples.snapshots("r", NIGHT, "completed").getFirst();
    Snapshot copy = SnapshotBuilder.like(Samples.copied(original, NOW)).id("snap-0000000a").build();
    snapshots.add(copy);
    String from = "{\"snapshotIds\": [\"%s\"]}".formatted(copy.snapshotId());

    PlannedVolume planned = plan(from, "\"mode\": \"create\"").volumes().getFirst();

    assertThat(planned.device()).contains("/dev/sd0");
    assertThat(planned.settings()).isEqualTo(Samples.gp3(8));
  }

  @Test
  void plan_checksTheKeysOfTheVolumesThatStay_onlyWhereTheInstanceIsStopped() {
    Volume staying = SamplePlans.attached("vol-stays", "/dev/sdz", Map.of());
    volumes.put("vol-stays", encrypted(staying, staying.attachments()));

    assertRefused(
        "the instance would not start again: the key of vol-stays, arn:none, does not exist",
        "\"mode\": \"swap\", \"stop\": true");
    assertThat(plan("\"mode\": \"swap\", \"stop\": false").warnings()).isEmpty();
    volumes.put("vol-stays", encrypted(staying, List.of()));
    assertThat(plan("\"mode\": \"swap\", \"stop\": true").volumes()).hasSize(2);
  }

  @Test
  void plan_ofASwap_keepsTheDevicesAndFlagsOfTheInstance() {
    assertThat(plan("\"mode\": \"swap\", \"stop\": true").volumes())
        .extracting(PlannedVolume::device, PlannedVolume::deleteOnTermination)
        .containsExactly(
            tuple(Optional.of("/dev/sd0"), false), tuple(Optional.of("/dev/sd1"), false));
  }

  @Test
  void plan_takesTheTagsThatASetLost_fromTheVolumeThatWasBackedUp() {
    oneVolumeAt("/dev/sd0", new LostTags(1, List.of("owner")));
    volumes.put(volumeId(0), Samples.volume(0, "/dev/sd0", Map.of("owner", "ann")));

    RestorePlan plan = plan("\"mode\": \"create\"");
    assertThat(plan.volumes().getFirst().tags()).isEqualTo(Map.of("Name", "data", "owner", "ann"));
    assertThat(plan.warnings())
        .containsExactly(
            "the set does not hold 1 tag (owner) of %s: the current volume supplies the values"
                .formatted(volumeId(0)));
  }

  @Test
  void plan_warnsOfAVolumeThatTheRequestReplacesByAnother() {
    oneVolumeAt("/dev/sdf", LostTags.NONE);
    String replace = "{\"/dev/sdf\": \"%s\"}".formatted(volumeId(1));

    assertThat(plan("\"mode\": \"swap\", \"stop\": false, \"replace\": " + replace).warnings())
        .singleElement()
        .asString()
        .contains(volumeId(1))
        .contains("is replaced by the contents of")
        .endsWith(", another volume, as requested");
  }

  @Test
  void plan_warnsThatTheRootOfAnotherInstanceMayHaveAProductCode() {
    String fields = "\"mode\": \"attach\", \"source\": \"i-0000000a\"";
    assertThat(plan(fields).warnings()).isEmpty();

    oneVolumeAt("/dev/sda1", LostTags.NONE);
    assertThat(plan(fields).warnings())
        .singleElement()
        .asString()
        .contains("is a snapshot of /dev/sda1 of i-0000000a. If that is a root volume");
  }

  /** Replaces the set by one of the first volume alone. */
  private void oneVolumeAt(String device, LostTags lost) {
    Member member =
        new Member(
            volumeId(0),
            Optional.of(device),
            Samples.gp3(8),
            true,
            Map.of("Name", "data"),
            Optional.of(lost),
            Optional.empty());
    SetTags tags = new SetTags("daily", "daily/n", INSTANCE_ID, List.of(member));
    snapshots.clear();
    snapshots.add(Samples.snapshot(volumeId(0), NIGHT, "completed", tags.toTags(Map.of())));
  }

  @Test
  void plan_warnsIfAReplacedVolumeCouldNotBePutBack() {
    Volume old = volumes.get(volumeId(0));
    volumes.put(volumeId(0), encrypted(old, old.attachments()));

    assertThat(plan("\"mode\": \"swap\", \"stop\": false").warnings())
        .containsExactly(
            "an undo could not put the old volume back: the key of %s, arn:none, does not exist"
                .formatted(volumeId(0)));
  }

  @Test
  void plan_saysTheSameOfSeveralVolumesOnce() {
    volumes.replaceAll((id, volume) -> encrypted(volume, volume.attachments()));

    assertThat(plan("\"mode\": \"swap\", \"stop\": false").warnings())
        .containsExactly(
            "an undo could not put the old volume back: the key of %s, arn:none, does not exist; the same applies to %s"
                .formatted(volumeId(0), volumeId(1)));
  }

  @Test
  void plan_makesASnapshotOfAnotherTool_likeTheVolumeItWasTakenOf() {
    Snapshot foreign =
        Samples.snapshot(volumeId(0), NIGHT.plusSeconds(1), "completed", Map.of("Name", "mine"));
    snapshots.add(foreign);
    String from = "{\"snapshotIds\": [\"%s\"]}".formatted(foreign.snapshotId());

    PlannedVolume planned = plan(from, "\"mode\": \"create\"").volumes().getFirst();

    assertThat(planned.device()).contains("/dev/sd0");
    assertThat(planned.settings()).isEqualTo(volumes.get(volumeId(0)).settings());
    assertThat(planned.lineage()).isEmpty();
    volumes.put(
        volumeId(0),
        encrypted(
            volumes.get(volumeId(0)),
            List.of(Attachment.at("i-0000000a", "/dev/sdz", true, "attached"))));
    assertThat(
            plan(from, "\"mode\": \"create\", \"source\": \"i-0000000a\"")
                .volumes()
                .getFirst()
                .device())
        .contains("/dev/sdz");
  }

  /** The snapshot with that many tags, those of the set among them. */
  private static Snapshot tagged(Snapshot snapshot, int number) {
    Map<String, String> tags = new LinkedHashMap<>(snapshot.tags());
    for (int i = 0; tags.size() < number; i++) {
      tags.put("extra-" + i, "x");
    }
    return SnapshotBuilder.like(snapshot).tags(tags).build();
  }

  private static Volume encrypted(Volume volume, List<Attachment> attachments) {
    return new Volume(
        volume.volumeId(),
        volume.settings(),
        volume.availabilityZone(),
        volume.state(),
        Optional.empty(),
        volume.snapshotId(),
        Encryption.under("arn:none"),
        attachments,
        volume.tags());
  }

  private void attached(int number, String device) {
    volumes.put(volumeId(number), Samples.volume(number, device, Map.of()));
  }

  private void assertRefused(String reason, String fields) {
    assertThatThrownBy(() -> plan(fields))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(reason);
  }

  /** A restore of the latest set. */
  private RestorePlan plan(String fields) {
    return plan("{\"latest\": true}", fields);
  }

  private RestorePlan plan(String from, String fields) {
    RestoreRequest request =
        new Json()
            .read(
                "{\"instanceId\": \"%s\", \"from\": %s, %s}".formatted(INSTANCE_ID, from, fields),
                RestoreRequest.class);
    return RestorePlanner.plan(
        request,
        new RestorePlanner.Asker(ARN + "one", "one", NOW),
        new RestoreFacts(
            new Instance(
                INSTANCE_ID, state, "eu-central-1b", Optional.of("/dev/xvda"), kind, instanceTags),
            others,
            ChosenSnapshots.of(request, snapshots, NOW),
            volumes,
            fastRestored,
            new KeyFacts(keys, new EncryptionByDefault.Off())),
        NOW);
  }
}
