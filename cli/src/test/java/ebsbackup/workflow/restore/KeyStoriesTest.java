package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreWorld.DATA;
import static ebsbackup.workflow.restore.RestoreWorld.LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.AwsCall;
import embeddedcloud.CallListener;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.kms.EmbeddedKms;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** Restores of encrypted volumes, with keys that work and keys that do not. */
class KeyStoriesTest {
  private RestoreWorld world = new RestoreWorld();
  private EmbeddedKms kms = world.ec2.kms();
  private final String key = kms.createKey("alias/backup");
  private final String other = kms.createKey("alias/other");

  /**
   * Begins anew with an instance whose volume at that device is encrypted under a key of the
   * account, and returns that key.
   */
  private String beginWithEncrypted(String device) {
    world =
        new RestoreWorld(
            Ec2Settings.of("eu-central-1", "111122223333"),
            disk -> disk.device().equals(device) ? disk.encryptedByDefault() : disk);
    kms = world.ec2.kms();
    kms.createKey("alias/backup");
    kms.createKey("alias/other");
    // The account chose this key as its default. A key that AWS manages cannot be disabled.
    kms.change(kms.ebsKey(), ebs -> ebs.keyManager(KeyManagerType.CUSTOMER));
    return kms.ebsKey();
  }

  /** The last set's snapshot of the data volume, as if the volume were encrypted. */
  private String encryptedSnapshot() {
    Snapshot plain =
        world.ec2.contents().snapshots().stream()
            .filter(s -> s.volumeId().equals(world.volumeAt(DATA)))
            .findFirst()
            .orElseThrow();
    Snapshot encrypted =
        plain.toBuilder()
            .snapshotId("snap-000000000000000ee")
            .encrypted(true)
            .kmsKeyId(key)
            .build();
    world.ec2.add(new Ec2Contents(List.of(), List.of(), List.of(encrypted), List.of()));
    return encrypted.snapshotId();
  }

  private Execution restore(String mode, String... fields) {
    return world.restore(mode, fields);
  }

  private static String from(String snapshotId) {
    return "\"from\": {\"snapshotIds\": [\"%s\"]}".formatted(snapshotId);
  }

  private Volume restored(String snapshotId) {
    return world.volumes().stream()
        .filter(v -> v.snapshotId().equals(snapshotId))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"create, ", "swap, \"stop\": true"})
  void aVolumeGetsTheKeyOfItsSnapshot(String mode, String stop) {
    String snapshot = encryptedSnapshot();

    Execution done =
        stop == null ? restore(mode, from(snapshot)) : restore(mode, from(snapshot), stop);

    assertThat(done.error()).as(done.cause().orElse("")).isEmpty();
    assertThat(restored(snapshot).kmsKeyId()).isEqualTo(key);
  }

  @Test
  void theSnapshotsKeyIsNamedEvenWhereAnotherIsTheDefault() {
    String snapshot = encryptedSnapshot();
    world.ec2.enableEbsEncryptionByDefault(r -> {});
    world.ec2.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(other));

    restore("create", from(snapshot));

    assertThat(restored(snapshot).kmsKeyId()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({"alias/other", "ARN", "ID"})
  void theRequestNamesAnotherKeyInAnyForm(String form) {
    String snapshot = encryptedSnapshot();
    String name =
        form.equals("ARN") ? other : form.equals("ID") ? other.replaceAll(".*/", "") : form;

    restore("create", from(snapshot), "\"volume\": {\"kmsKeyId\": \"%s\"}".formatted(name));

    assertThat(restored(snapshot).kmsKeyId()).isEqualTo(other);
  }

  @Test
  void anUnencryptedSnapshotIsEncryptedOnRequest() {
    Execution done =
        restore(
            "create",
            "\"devices\": [\"%s\"]".formatted(DATA),
            "\"volume\": {\"kmsKeyId\": \"alias/other\"}");

    assertThat(done.error()).isEmpty();
    assertThat(world.volumes().getLast().kmsKeyId()).isEqualTo(other);
  }

  @Test
  void encryptionByDefaultIsInThePlanAndFollowed() {
    world.ec2.enableEbsEncryptionByDefault(r -> {});
    world.ec2.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId("alias/other"));
    String devices = "\"devices\": [\"%s\"]".formatted(DATA);

    Execution planned = restore("create", devices, "\"dryRun\": true");
    Execution done =
        world.cloud.run("restore", Optional.of("r2"), world.request("create", devices));

    assertThat(planWarnings(planned)).contains("EBS encrypts by default", other);
    assertThat(done.error()).isEmpty();
    assertThat(world.volumes().getLast().kmsKeyId()).isEqualTo(other);
  }

  @Test
  void encryptionByDefault_thatMayNotBeRead_isAWarning_andNotTakenForOff() {
    world.ec2.faults().on("GetEbsEncryptionByDefault").always().refuse("UnauthorizedOperation");

    Execution planned =
        restore("create", "\"devices\": [\"%s\"]".formatted(DATA), "\"dryRun\": true");

    assertThat(planWarnings(planned)).contains("by default could not be checked");
  }

  @Test
  void withoutEncryptionNoKeyIsAskedFor() {
    restore("create", "\"devices\": [\"%s\"]".formatted(DATA));

    assertThat(world.volumes().getLast().encrypted()).isFalse();
  }

  enum Bad {
    DISABLED("is Disabled: enable it"),
    PENDING_DELETION("is PendingDeletion on 20"),
    PENDING_IMPORT("is PendingImport"),
    ASYMMETRIC("has the spec RSA_2048"),
    FOR_SIGNATURES("is for SIGN_VERIFY"),
    DELETED("does not exist");

    private final String says;

    Bad(String says) {
      this.says = says;
    }
  }

  private void spoil(String arn, Bad how) {
    switch (how) {
      case DISABLED -> kms.disableKey(r -> r.keyId(arn));
      case PENDING_DELETION -> kms.scheduleKeyDeletion(r -> r.keyId(arn).pendingWindowInDays(7));
      case PENDING_IMPORT -> kms.change(arn, k -> k.keyState(KeyState.PENDING_IMPORT));
      case ASYMMETRIC -> kms.change(arn, k -> k.keySpec(KeySpec.RSA_2048));
      case FOR_SIGNATURES -> kms.change(arn, k -> k.keyUsage(KeyUsageType.SIGN_VERIFY));
      case DELETED -> {
        kms.scheduleKeyDeletion(r -> r.keyId(arn).pendingWindowInDays(7));
        world.clock.advance(Duration.ofDays(8));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSnapshotsKeyThatEbsCannotUseIsRefused_inADryRunToo(Bad how) {
    String snapshot = encryptedSnapshot();
    spoil(key, how);

    refused(how.says, "create", from(snapshot));
    refused(how.says, "swap", from(snapshot), "\"stop\": true");
    // The source's key is needed for every target key.
    refused(how.says, "create", from(snapshot), "\"volume\": {\"kmsKeyId\": \"alias/other\"}");
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOfTheRequestThatEbsCannotUseIsRefused(Bad how) {
    String snapshot = encryptedSnapshot();
    spoil(other, how);

    refused(
        how.says, "create", from(snapshot), "\"volume\": {\"kmsKeyId\": \"%s\"}".formatted(other));
  }

  @Test
  void aKeyOfAnotherRegionIsRefused() {
    String snapshot = encryptedSnapshot();

    refused(
        "a key in us-east-1, but the restore is in eu-central-1",
        "create",
        from(snapshot),
        "\"volume\": {\"kmsKeyId\": \"%s\"}".formatted(key.replace("eu-central-1", "us-east-1")));
  }

  @Test
  void aKeyThatMayNotBeDescribedIsAWarning_andTheRestoreWorks() {
    String snapshot = encryptedSnapshot();
    kms.setAccess(key, KeyAccess.NO_DESCRIBE);

    Execution planned = restore("create", from(snapshot), "\"dryRun\": true");
    Execution done =
        world.cloud.run("restore", Optional.of("r2"), world.request("create", from(snapshot)));

    assertThat(planWarnings(planned)).contains("could not be checked", "AccessDeniedException");
    assertThat(done.error()).as(done.cause().orElse("")).isEmpty();
    assertThat(restored(snapshot).kmsKeyId()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({"create", "swap"})
  void aKeyDisabledAfterThePlan_isNamedAsTheProbableCause(String mode) {
    String snapshot = encryptedSnapshot();
    before("ec2:CreateVolume", 2, call -> kms.disableKey(r -> r.keyId(key)));
    Map<String, String> mapping = world.mapping();

    Execution failed =
        mode.equals("swap")
            ? restore(mode, from(snapshot), "\"stop\": true")
            : restore(mode, from(snapshot));

    assertThat(failed.error()).contains("FAILED");
    assertThat(failed.cause().orElseThrow())
        .contains("the volume is gone: probably because its key, " + key + ", is Disabled");
    assertThat(world.mapping()).isEqualTo(mapping);
  }

  @Test
  void aKeyWhosePolicyWasCut_isNamedAsThePerhapsCause() {
    String snapshot = encryptedSnapshot();
    kms.setAccess(key, KeyAccess.NONE);

    Execution failed = restore("create", from(snapshot));

    assertThat(failed.error()).contains("FAILED");
    assertThat(failed.cause().orElseThrow())
        .contains("the volume is error: perhaps because of its key, " + key);
    assertThat(world.volumes()).noneMatch(v -> snapshot.equals(v.snapshotId()));
  }

  @Test
  void aKeyDisabledBeforeTheAttach_isUndone() {
    String snapshot = encryptedSnapshot();
    before("ec2:AttachVolume", 1, call -> kms.disableKey(r -> r.keyId(key)));
    Map<String, String> mapping = world.mapping();

    Execution undone = restore("swap", from(snapshot), "\"stop\": true");

    assertThat(undone.error()).contains("UNDONE");
    assertThat(world.mapping()).isEqualTo(mapping);
    assertThat(world.power()).isEqualTo("running");
  }

  @Test
  void anInstanceThatCouldNotStartAgainIsNotStopped() {
    String chosen = beginWithEncrypted(LOGS);
    kms.disableKey(r -> r.keyId(chosen));

    refused(
        "the instance would not start again: the key of " + world.volumeAt(LOGS),
        "swap",
        "\"devices\": [\"%s\"]".formatted(DATA),
        "\"stop\": true");
  }

  @Test
  void aDisabledKeyOfAVolumeWithoutSnapshots_isFoundToo() {
    String later =
        world
            .ec2
            .createVolume(
                r ->
                    r.availabilityZone("eu-central-1b")
                        .size(8)
                        .volumeType("gp3")
                        .encrypted(true)
                        .kmsKeyId(other))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    world.ec2.attachVolume(r -> r.volumeId(later).instanceId(world.instanceId).device("/dev/sdz"));
    world.clock.advance(Duration.ofMinutes(1));
    kms.disableKey(r -> r.keyId(other));

    refused(
        "the key of %s, %s, is Disabled".formatted(later, other),
        "swap",
        "\"devices\": [\"%s\"]".formatted(DATA),
        "\"stop\": true");
  }

  @Test
  void anOldVolumeThatCouldNotBePutBackIsAWarning() {
    String chosen = beginWithEncrypted(DATA);
    kms.disableKey(r -> r.keyId(chosen));

    Execution planned =
        restore("swap", from(encryptedSnapshot()), "\"stop\": true", "\"dryRun\": true");

    assertThat(planWarnings(planned))
        .contains("an undo could not put the old volume back", world.volumeAt(DATA));
  }

  private void before(String action, int nth, Consumer<AwsCall> event) {
    int[] seen = {0};
    world.cloud.onCall(
        new CallListener() {
          @Override
          public void before(AwsCall call) {
            if (call.action().equals(action) && ++seen[0] == nth) {
              event.accept(call);
            }
          }

          @Override
          public void after(AwsCall call) {}
        });
  }

  private void refused(String says, String mode, String... fields) {
    List<Volume> before = world.volumes();
    for (boolean dryRun : new boolean[] {true, false}) {
      String[] more = java.util.Arrays.copyOf(fields, fields.length + 1);
      more[fields.length] = "\"dryRun\": " + dryRun;
      Execution refused = world.cloud.run("restore", Optional.empty(), world.request(mode, more));

      assertThat(refused.error()).contains("ebsbackup.failure.RestoreRefusedException");
      assertThat(refused.cause().orElseThrow()).contains(says);
    }
    assertThat(world.volumes()).isEqualTo(before);
  }

  private static String planWarnings(Execution planned) {
    assertThat(planned.error()).as(planned.cause().orElse("")).isEmpty();
    return String.valueOf(((Map<?, ?>) RestoreWorld.report(planned).get("plan")).get("warnings"));
  }
}
