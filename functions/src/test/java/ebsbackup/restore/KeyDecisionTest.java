package ebsbackup.restore;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.snapshot;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.Place;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.VolumeOverride;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which key a new volume gets, in eu-central-1; "alias/mine" is an alias of arn:mine. */
class KeyDecisionTest {
  private static final String OTHER_REGION =
      "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";

  private static final String OFF =
      "arn:off, is Disabled: enable it (aws kms enable-key --key-id arn:off)";

  private final Map<String, KeyLookup> keys = new HashMap<>();
  private final Snapshot plain = withKey(false, "");
  private final Snapshot encrypted = withKey(true, "arn:source");
  private EncryptionByDefault byDefault = new EncryptionByDefault.Off();
  private VolumeOverride override = VolumeOverride.NOTHING;

  KeyDecisionTest() {
    keys.put("arn:source", found("arn:source", "Enabled"));
    keys.put("alias/mine", found("arn:mine", "Enabled"));
    keys.put("arn:off", found("arn:off", "Disabled"));
    keys.put("arn:hidden", new KeyLookup.Unchecked("AccessDenied"));
  }

  @Test
  void anEncryptedSnapshotKeepsItsKey() {
    KeyDecision decision = decision();

    assertThat(decision.of(encrypted)).isEqualTo(Encryption.under("arn:source"));
    assertThat(decision.usable()).containsExactly("arn:source");
    assertThat(decision.warnings()).isEmpty();
  }

  @Test
  void anEncryptedSnapshotThatNamesNoKey_leavesItToEc2() {
    KeyDecision decision = decision();
    Snapshot unnamed = withKey(true, "");

    assertThat(decision.of(unnamed)).isEqualTo(new Encryption(true, Optional.empty()));
    assertThat(decision.warnings())
        .containsExactly(
            unnamed.snapshotId()
                + " is encrypted, but EC2 does not show its key: EC2 decides which key the volume gets");
  }

  @Test
  void theKeyOfTheRequestGoesFirst_byItsArn() {
    override = asking("alias/mine");

    assertThat(decision().of(plain)).isEqualTo(Encryption.under("arn:mine"));
    assertThat(decision().of(encrypted)).isEqualTo(Encryption.under("arn:mine"));
    String here = OTHER_REGION.replace("us-east-1", "eu-central-1");
    keys.put(here, found(here, "Enabled"));
    override = asking(here);
    assertThat(decision().of(plain)).isEqualTo(Encryption.under(here));
  }

  @Test
  void theKeyOfTheRequest_canBeNamedByItsArn_inTheRegionOfTheRestore() {
    String here = OTHER_REGION.replace("us-east-1", "eu-central-1");
    keys.put(here, found(here, "Enabled"));
    override = asking(here);

    assertThat(decision().of(plain)).isEqualTo(Encryption.under(here));
  }

  @Test
  void aKeyThatEbsCannotUseIsRefused() {
    assertRefused(
        () -> decision().of(withKey(true, "arn:off")),
        ("the key of %s, " + OFF).formatted(plain.snapshotId()));
    assertRefused(
        () -> decision().of(withKey(true, "arn:none")),
        "the key of %s, arn:none, does not exist in eu-central-1".formatted(plain.snapshotId()));
    override = asking(OTHER_REGION);
    assertRefused(
        () -> decision().of(plain),
        "volume.kmsKeyId is %s, a key in us-east-1, but the restore is in eu-central-1"
            .formatted(OTHER_REGION));
    override = asking("alias/none");
    assertRefused(
        () -> decision().of(plain), "volume.kmsKeyId, alias/none, does not exist in eu-central-1");
    keys.put("alias/off", found("arn:off", "Disabled"));
    override = asking("alias/off");
    assertRefused(() -> decision().of(plain), "volume.kmsKeyId, " + OFF);
    override = VolumeOverride.NOTHING;
    byDefault = new EncryptionByDefault.On("arn:off");
    assertRefused(() -> decision().of(plain), "the default key for EBS encryption, " + OFF);
  }

  @Test
  void aKeyThatCannotBeChecked_isTakenWithAWarning() {
    KeyDecision decision = decision();

    assertThat(decision.of(withKey(true, "arn:hidden"))).isEqualTo(Encryption.under("arn:hidden"));
    assertThat(decision.usable()).isEmpty();
    assertThat(decision.warnings())
        .containsExactly("the key arn:hidden could not be checked: AccessDenied");
  }

  /** A snapshot can be shared without its key, and then EC2 would refuse or lose the volume. */
  @Test
  void theKeyOfASharedSnapshot_hasToBeShared_alsoIfTheVolumeGetsAnother() {
    Snapshot hidden = shared("arn:hidden");

    String refusal =
        "the key of %s, arn:hidden, is not shared with this account (AccessDenied): its policy must allow the account to use it"
            .formatted(hidden.snapshotId());

    assertRefused(() -> decision().of(hidden), refusal);
    override = asking("alias/mine");
    assertRefused(() -> decision().of(hidden), refusal);
    assertRefused(
        () -> decision().of(shared("arn:off")),
        ("the key of %s, " + OFF).formatted(hidden.snapshotId()));
  }

  @Test
  void aVolumeThatKeepsTheKeyOfAnotherAccount_isWarnedOf() {
    KeyDecision keeping = decision();

    assertThat(keeping.of(shared("arn:source"))).isEqualTo(Encryption.under("arn:source"));
    assertThat(keeping.warnings())
        .containsExactly(
            "the volume of %s gets the key arn:source of the account 999999999999, which can revoke access to it; use volume.kmsKeyId to choose another key"
                .formatted(encrypted.snapshotId()));
    override = asking("alias/mine");
    KeyDecision changing = decision();
    assertThat(changing.of(shared("arn:source"))).isEqualTo(Encryption.under("arn:mine"));
    assertThat(changing.warnings()).isEmpty();
  }

  private static Snapshot shared(String key) {
    return SnapshotBuilder.like(withKey(true, key)).owner("999999999999").build();
  }

  @Test
  void anUnencryptedSnapshot_followsTheAccountsDefault() {
    assertThat(decision().of(plain)).isEqualTo(Encryption.NONE);

    byDefault = new EncryptionByDefault.On("alias/mine");
    KeyDecision on = decision();
    assertThat(on.of(plain)).isEqualTo(Encryption.under("arn:mine"));
    assertThat(on.warnings())
        .containsExactly(
            plain.snapshotId()
                + " is not encrypted, but EBS encrypts by default: its volume gets the key"
                + " arn:mine");

    byDefault = new EncryptionByDefault.Unchecked("AccessDenied");
    KeyDecision unchecked = decision();
    assertThat(unchecked.of(plain)).isEqualTo(Encryption.NONE);
    assertThat(unchecked.warnings())
        .containsExactly(
            "whether EBS encrypts the volumes of unencrypted snapshots by default could not be"
                + " checked: AccessDenied");
  }

  @Test
  void anInstanceMustBeAbleToStartWithTheVolumesThatStay() {
    for (String usable : List.of("arn:source", "arn:hidden", "")) {
      assertThatCode(() -> decision().checkStaying(volume(usable))).doesNotThrowAnyException();
    }
    assertRefused(
        () -> decision().checkStaying(volume("arn:off")),
        "the instance would not start again: the key of vol-1, " + OFF);
    assertRefused(
        () -> decision().checkStaying(volume("arn:none")),
        "the instance would not start again: the key of vol-1, arn:none, does not exist");
  }

  @Test
  void aReplacedVolumeWhoseKeyIsGone_couldNotBePutBack() {
    KeyDecision decision = decision();
    decision.checkReplaced(volume("arn:source"));
    assertThat(decision.warnings()).isEmpty();

    decision.checkReplaced(volume("arn:none"));
    assertThat(decision.warnings())
        .containsExactly(
            "an undo could not put the old volume back: the key of vol-1, arn:none, does not"
                + " exist");
  }

  @Test
  void theKeysToLookUp_areThoseOfSnapshotsRequestDefaultAndVolumes() {
    assertThat(
            KeyFacts.names(
                asking("alias/mine"),
                List.of(plain, encrypted),
                new EncryptionByDefault.On("alias/aws/ebs"),
                List.of(volume("arn:off"), volume(""), volume("arn:none"))))
        .containsExactly("arn:source", "alias/mine", "alias/aws/ebs", "arn:off", "arn:none");
    assertThat(
            KeyFacts.names(
                VolumeOverride.NOTHING, List.of(plain), new EncryptionByDefault.Off(), List.of()))
        .isEmpty();
  }

  @Test
  void theDefaultMatters_ifASnapshotIsNotEncryptedAndNoKeyIsAskedFor() {
    assertThat(KeyFacts.dependsOnDefault(VolumeOverride.NOTHING, List.of(encrypted, plain)))
        .isTrue();
    assertThat(KeyFacts.dependsOnDefault(VolumeOverride.NOTHING, List.of(encrypted))).isFalse();
    assertThat(KeyFacts.dependsOnDefault(asking("alias/mine"), List.of(plain))).isFalse();
  }

  private KeyDecision decision() {
    return new KeyDecision(
        new Place("123456789012", "eu-central-1"), override, new KeyFacts(keys, byDefault));
  }

  private static KeyLookup found(String arn, String state) {
    return new KeyLookup.Found(
        arn, state, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Optional.empty(), false);
  }

  private static VolumeOverride asking(String key) {
    return new VolumeOverride(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(key),
        Map.of());
  }

  private static Volume volume(String key) {
    return new Volume(
        "vol-1",
        gp3(8),
        "eu-central-1b",
        "in-use",
        Optional.empty(),
        Optional.empty(),
        key.isEmpty() ? Encryption.NONE : Encryption.under(key),
        List.of(),
        Map.of());
  }

  private static Snapshot withKey(boolean isEncrypted, String key) {
    return SnapshotBuilder.like(snapshot(volumeId(0), NIGHT, "completed", Map.of()))
        .encrypted(isEncrypted, key)
        .build();
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(RestoreRefusedException.class).hasMessage(message);
  }
}
