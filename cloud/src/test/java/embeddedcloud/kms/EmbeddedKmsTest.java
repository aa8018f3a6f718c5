package embeddedcloud.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;

/** The life of a key, and who may use it. */
class EmbeddedKmsTest {
  private static final String OWN = "123456789012";
  private static final String OTHER = "111122223333";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final Map<String, EmbeddedKms> accounts = new HashMap<>();
  private final EmbeddedKms kms = account(OWN);
  private final EmbeddedKms other = account(OTHER);
  private final String key = kms.createKey("alias/backup");

  private EmbeddedKms account(String id) {
    EmbeddedKms made = kms(id);
    accounts.put(id, made);
    return made;
  }

  private EmbeddedKms kms(String id) {
    return new EmbeddedKms(
        "eu-central-1", id, clock, account -> Optional.ofNullable(accounts.get(account)));
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private KeyMetadata schedule(int days) {
    kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(days));
    return kms.find(key).orElseThrow();
  }

  @Test
  void aKeyIsDeletedAfterItsWaitingPeriod_andCannotBeUsedInBetween() {
    assertThat(schedule(7).deletionDate()).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
    assertThat(kms.usable(key)).isFalse();
    refused("KMSInvalidStateException", () -> kms.enableKey(r -> r.keyId(key)));
    refused("KMSInvalidStateException", () -> kms.disableKey(r -> r.keyId(key)));
    refused("KMSInvalidStateException", () -> kms.scheduleKeyDeletion(r -> r.keyId(key)));
    clock.advance(Duration.ofDays(7).minusSeconds(1));
    assertThat(kms.find(key)).isPresent();
    clock.advance(Duration.ofSeconds(1));

    assertThat(kms.find(key)).isEmpty();
    assertThat(kms.find("alias/backup")).isEmpty();
    assertThat(kms.listAliases(r -> {}).aliases()).hasSize(1);
  }

  /** Replies as wholes: clients such as Terraform compare each member with their state. */
  @Test
  void everyReplyHasEveryMember() {
    Instant begun = clock.instant();
    clock.advance(Duration.ofHours(1));
    String id = key.substring(key.indexOf('/') + 1);
    KeyMetadata whole =
        KeyMetadata.builder()
            .awsAccountId(OWN)
            .keyId(id)
            .arn("arn:aws:kms:eu-central-1:123456789012:key/" + id)
            .creationDate(begun)
            .enabled(true)
            .keyState(KeyState.ENABLED)
            .keySpec(KeySpec.SYMMETRIC_DEFAULT)
            .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
            .keyManager(KeyManagerType.CUSTOMER)
            .multiRegion(false)
            .build();
    assertThat(described()).isEqualTo(whole);
    assertThat(kms.find("alias/aws/ebs").orElseThrow())
        .isEqualTo(
            whole.toBuilder()
                .keyId(kms.ebsKey().substring(kms.ebsKey().indexOf('/') + 1))
                .arn(kms.ebsKey())
                .keyManager(KeyManagerType.AWS)
                .build());
    assertThat(kms.listAliases(r -> {}))
        .isEqualTo(
            ListAliasesResponse.builder()
                .aliases(alias("alias/aws/ebs", kms.ebsKey()), alias("alias/backup", key))
                .truncated(false)
                .build());

    assertThat(kms.disableKey(r -> r.keyId(id))).isEqualTo(DisableKeyResponse.builder().build());
    assertThat(described())
        .isEqualTo(whole.toBuilder().enabled(false).keyState(KeyState.DISABLED).build());
    assertThat(kms.enableKey(r -> r.keyId(id))).isEqualTo(EnableKeyResponse.builder().build());
    assertThat(described()).isEqualTo(whole);
    Instant end = clock.instant().plus(Duration.ofDays(8));
    assertThat(kms.scheduleKeyDeletion(r -> r.keyId(id).pendingWindowInDays(8)))
        .isEqualTo(
            ScheduleKeyDeletionResponse.builder()
                .keyId(key)
                .keyState(KeyState.PENDING_DELETION)
                .deletionDate(end)
                .pendingWindowInDays(8)
                .build());
    assertThat(described())
        .isEqualTo(
            whole.toBuilder()
                .enabled(false)
                .keyState(KeyState.PENDING_DELETION)
                .deletionDate(end)
                .build());
    assertThat(kms.serviceName()).isEqualTo("kms");
  }

  private KeyMetadata described() {
    return kms.describeKey(r -> r.keyId(key)).keyMetadata();
  }

  private static AliasListEntry alias(String name, String arn) {
    return AliasListEntry.builder()
        .aliasName(name)
        .aliasArn("arn:aws:kms:eu-central-1:123456789012:" + name)
        .targetKeyId(arn.substring(arn.indexOf('/') + 1))
        .build();
  }

  @Test
  void whatIsRefused_isSaidWithTheKey() {
    assertThatThrownBy(() -> kms.describeKey(r -> r.keyId("none")))
        .hasMessageContaining("Key 'none' does not exist");
    kms.setAccess(key, KeyAccess.NONE);
    refused("AccessDeniedException", () -> kms.describeKey(r -> r.keyId(key)));
    assertThatThrownBy(() -> kms.getKeyPolicy(r -> r.keyId(key)))
        .hasMessageContaining(
            "User is not authorized to perform: kms:GetKeyPolicy on resource: " + key);
    refused("AccessDeniedException", () -> other.change(key, k -> k.enabled(false)));
  }

  @Test
  void aCanceledDeletion_leavesADisabledKey() {
    schedule(7);
    assertThat(kms.cancelKeyDeletion(r -> r.keyId(key)).keyId()).isEqualTo(key);
    refused("KMSInvalidStateException", () -> kms.cancelKeyDeletion(r -> r.keyId(key)));
    clock.advance(Duration.ofDays(7));

    assertThat(kms.find(key).orElseThrow().keyState()).isEqualTo(KeyState.DISABLED);
    kms.enableKey(r -> r.keyId(key));
    assertThat(kms.usable(key)).isTrue();
  }

  @Test
  void aDeletionThatIsScheduledAgain_hasItsNewDate() {
    schedule(7);
    kms.cancelKeyDeletion(r -> r.keyId(key));
    schedule(30);
    clock.advance(Duration.ofDays(7));
    assertThat(kms.find(key)).isPresent();
    clock.advance(Duration.ofDays(23));

    assertThat(kms.find(key)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 31})
  void aWaitingPeriodOutOfRange_isRefused(int days) {
    refused("ValidationException", () -> schedule(days));
    assertThat(kms.scheduleKeyDeletion(r -> r.keyId(key)).pendingWindowInDays()).isEqualTo(30);
  }

  @Test
  void onlyAnEnabledSymmetricEncryptionKeyOfTheRegion_isUsable() {
    List<Consumer<KeyMetadata.Builder>> changes =
        List.of(
            k -> k.keyState(KeyState.DISABLED),
            k -> k.keySpec(KeySpec.RSA_2048),
            k -> k.keyUsage(KeyUsageType.GENERATE_VERIFY_MAC));
    KeyMetadata good = kms.find(key).orElseThrow();
    for (Consumer<KeyMetadata.Builder> change : changes) {
      kms.change(key, change);
      assertThat(kms.usable(key)).isFalse();
      kms.add(good);
      assertThat(kms.usable(key)).isTrue();
    }

    kms.setAccess(key, KeyAccess.NONE);
    assertThat(List.of(key, good.keyId(), "alias/backup")).noneMatch(kms::usable);
    kms.setAccess(key, KeyAccess.FULL);
    assertThat(List.of(key, good.keyId(), "alias/backup")).allMatch(kms::usable);

    String elsewhere = key.replace("eu-central-1", "eu-west-1");
    kms.add(good.toBuilder().arn(elsewhere).build());
    assertThat(kms.usable(elsewhere)).isFalse();
    assertThat(other.usable(key)).isFalse();
  }

  @Test
  void aKeyIsFoundByItsIdOrArn_orItsAlias() {
    String id = kms.find(key).orElseThrow().keyId();

    assertThat(List.of(id, key, "alias/backup", key.replaceFirst("key/.*", "alias/backup")))
        .allSatisfy(name -> assertThat(kms.arnOf(name)).isEqualTo(key));
    assertThat(other.find(key)).isPresent();
    assertThat(other.find(id)).isEmpty();
    assertThatThrownBy(() -> kms.addAlias("alias/none", key + "0"))
        .hasMessageContaining("There is no key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Allow | '*'             | kms:*             | FULL",
        "Allow | '111122223333'  | kms:*             | FULL",
        "Allow | arn:aws:iam::111122223333:role/a | kms:* | FULL",
        "Allow | arn:aws:iam::444455556666:root   | kms:* | NONE",
        "Allow | '444455556666'  | kms:*             | NONE",
        "Allow | '*'             | kms:Decrypt       | NONE",
        "Deny  | '*'             | kms:*             | NONE"
      })
  void aPolicy_decidesForOtherAccounts(String effect, String who, String action, KeyAccess access) {
    kms.setPolicy(key, policy(effect, "{\"AWS\": \"" + who + "\"}", action, ""));

    assertThat(other.accessTo(key)).isEqualTo(access);
  }

  private static String policy(String effect, String principal, String action, String more) {
    return """
    {"Statement": [
      {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "kms:*"},
      {"Effect": "%s", "Principal": %s, "Action": ["%s"]%s}]}
    """
        .formatted(effect, principal, action, more);
  }

  @Test
  void aDenial_winsUnlessItHasACondition() {
    String allow = "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:*\"}";
    String deny = "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:%s\"%s}";
    String policy = "{\"Statement\": [" + allow + ", " + deny + "]}";

    kms.setPolicy(key, policy.formatted("DescribeKey", ""));
    assertThat(other.accessTo(key)).isEqualTo(KeyAccess.NO_DESCRIBE);
    kms.setPolicy(key, policy.formatted("Decrypt", ""));
    assertThat(other.accessTo(key)).isEqualTo(KeyAccess.NONE);
    kms.setPolicy(key, policy.formatted("Decrypt", ", \"Condition\": {}"));
    assertThat(other.accessTo(key)).isEqualTo(KeyAccess.FULL);
    kms.setPolicy(key, "{}");
    assertThat(other.accessTo(key)).isEqualTo(KeyAccess.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'Principal': '*', 'NotAction': 'kms:DescribeKey'               | NO_DESCRIBE",
        "'Principal': '*', 'NotAction': ['kms:Put*', 'kms:Describe*']   | NO_DESCRIBE",
        "'Principal': '*', 'NotAction': ['kms:Put*', 'kms:Cancel*']     | FULL",
        "'Principal': '*', 'NotAction': 'kms:*'                         | NONE",
        "'NotPrincipal': {'AWS': '444455556666'}, 'Action': 'kms:*'     | FULL",
        "'NotPrincipal': {'Service': 'a.amazonaws.com'}, 'Action': '*'  | FULL",
        "'NotPrincipal': {'AWS': ['1', '111122223333']}, 'Action': '*'  | NONE"
      })
  void aPolicyMaySayWhoAndWhatItDoesNotMean(String statement, KeyAccess access) {
    kms.setPolicy(key, json("{'Statement': {'Effect': 'Allow', " + statement + "}}"));

    assertThat(other.accessTo(key)).isEqualTo(access);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                    | expected an object, but was []",
        "{'Statement': null}   | Statement[0]: expected an object, but was null",
        "{'Statement': [#, 7]} | Statement[1]: expected an object, but was 7",
        "{'Statement': [#, {'Effect': 'Maybe'}]} | Statement[1].Effect: expected Allow or Deny, but was \"Maybe\"",
        "{'Statement': {}}     | Statement[0].Effect: expected Allow or Deny, but was null",
        "{'Statement': {'Effect': 'Deny', 'Action': '*'}} | Statement[0]: expected either Principal or NotPrincipal, but was {",
        "{'Statement': {'Effect': 'Deny', 'Principal': '*', 'NotPrincipal': '*'}} | Statement[0]: expected either Principal or NotPrincipal, but was {",
        "{'Statement': {'Effect': 'Deny', 'Principal': '7', 'Action': '*'}} | Statement[0].Principal: expected an object or \"*\", but was \"7\"",
        "{'Statement': {'Effect': 'Deny', 'NotPrincipal': {'AWS': null}, 'Action': '*'}} | Statement[0].NotPrincipal.AWS: expected a string or a list of strings, but was null",
        "{'Statement': {'Effect': 'Deny', 'Principal': '*'}} | Statement[0]: expected either Action or NotAction, but was {",
        "{'Statement': {'Effect': 'Deny', 'Principal': '*', 'NotAction': ['a', 7]}} | Statement[0].NotAction: expected a string or a list of strings, but was [\"a\",7]",
        "{'Statement': {'Effect': 'Deny', 'Principal': '*', 'Action': '*', 'NotResource': 'b'}} | Statement[0].NotResource: expected no such element, because the policy of a key is about this key only, but was \"b\""
      })
  void whatIsNoPolicyOfAKey_isRefused(String policy, String message) {
    String good = "{'Effect': 'Allow', 'Principal': '*', 'Action': 'kms:*'}";

    assertThatThrownBy(() -> kms.setPolicy(key, json(policy.replace("#", good))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThat(kms.listing().policies()).isEmpty();
  }

  @Test
  void anAliasIsNoKeyId_exceptToDescribeTheKey() {
    for (String alias : List.of("alias/backup", key.replaceFirst("key/.*", "alias/backup"))) {
      assertThat(kms.describeKey(r -> r.keyId(alias)).keyMetadata().arn()).isEqualTo(key);
      refused("NotFoundException", () -> kms.getKeyPolicy(r -> r.keyId(alias)));
      refused("NotFoundException", () -> kms.disableKey(r -> r.keyId(alias)));
      refused("NotFoundException", () -> kms.enableKey(r -> r.keyId(alias)));
      refused("NotFoundException", () -> kms.scheduleKeyDeletion(r -> r.keyId(alias)));
      refused("NotFoundException", () -> kms.cancelKeyDeletion(r -> r.keyId(alias)));
    }
    refused("ValidationException", () -> kms.describeKey(r -> {}));
    refused("ValidationException", () -> kms.disableKey(r -> {}));
  }

  @Test
  void aKeyThatAwsManages_orOfAnotherAccount_cannotBeChanged() {
    kms.setPolicy(key, policy("Allow", "\"*\"", "kms:*", ""));
    changesNothing(kms, kms.ebsKey());
    changesNothing(other, key);

    assertThat(kms.getKeyPolicy(r -> r.keyId(kms.ebsKey())).policyName()).isEqualTo("default");
    assertThat(kms.keys())
        .extracting(KeyMetadata::keyState)
        .containsExactly(KeyState.ENABLED, KeyState.ENABLED);
  }

  private static void changesNothing(EmbeddedKms caller, String arn) {
    refused("AccessDeniedException", () -> caller.disableKey(r -> r.keyId(arn)));
    refused("AccessDeniedException", () -> caller.enableKey(r -> r.keyId(arn)));
    refused("AccessDeniedException", () -> caller.scheduleKeyDeletion(r -> r.keyId(arn)));
    refused("AccessDeniedException", () -> caller.cancelKeyDeletion(r -> r.keyId(arn)));
  }

  @Test
  void aKeyThatWasDeleted_doesNotComeBackWhenSomethingNamesIt() {
    schedule(7);
    clock.advance(Duration.ofDays(7));
    kms.expect(key);
    assertThat(kms.find(key)).isEmpty();

    assertThat(kms.createKey("alias/backup")).isEqualTo(key);
    assertThat(kms.usable(key)).isTrue();
  }

  @Test
  void aListing_recreatesTheSameAccount() {
    assertThat(other.listing()).isEqualTo(KeyListing.NONE);
    schedule(7);
    EmbeddedKms again = kms(OWN);
    again.add(kms.listing());

    assertThat(again.listing()).isEqualTo(kms.listing());
    assertThat(again.listing().aliases()).extracting(AliasListEntry::aliasName).hasSize(2);
    again.expect(key.replace("key/", "key/0"));
    assertThat(again.keys()).hasSize(2);
    clock.advance(Duration.ofDays(7));
    assertThat(again.find(key)).isEmpty();
  }

  @Test
  void aChangedPolicyOrAccess_isListedEvenOfAnAccountWithoutKeysOfItsOwn() {
    EmbeddedKms policy = kms("444455556666");
    policy.setPolicy(policy.ebsKey(), "{}");
    EmbeddedKms access = kms("444455556666");
    access.setAccess(access.ebsKey(), KeyAccess.NO_DESCRIBE);

    assertThat(policy.listing().policies()).hasSize(1);
    assertThat(access.listing().access()).hasSize(1);
  }

  /** An account has other keys in each Region. */
  @Test
  void aKeyOfAnotherAccountInAnotherRegion_isNotLookedForInThisRegion() {
    String elsewhere = other.ebsKey().replace("eu-central-1", "eu-west-1");
    kms.expect(elsewhere);

    assertThat(other.keys()).extracting(KeyMetadata::arn).doesNotContain(elsewhere);
    assertThat(kms.usable(elsewhere)).isFalse();
  }

  @Test
  void aKeyThatIsNamedInTheWorld_isExpectedInItsOwnAccount() {
    String named = other.ebsKey().replaceFirst("key/.*", "key/named");
    kms.expect(named);
    kms.expect(null);
    kms.expect("alias/none");

    assertThat(other.usable(named)).isTrue();
    assertThat(kms.find(named).orElseThrow().awsAccountId()).isEqualTo(OTHER);
    kms.expect("arn:aws:kms:eu-west-1:444455556666:key/far");
    assertThat(kms.find("arn:aws:kms:eu-west-1:444455556666:key/far").orElseThrow().awsAccountId())
        .isEqualTo("444455556666");
    assertThat(kms.keys()).hasSize(3);
    KeyMetadata disabled =
        kms.find(key).orElseThrow().toBuilder().keyState(KeyState.DISABLED).build();
    kms.add(disabled);
    kms.expect(key);
    assertThat(kms.usable(key)).isFalse();
  }
}
