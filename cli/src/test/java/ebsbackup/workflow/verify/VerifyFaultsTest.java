package ebsbackup.workflow.verify;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.kms.EmbeddedKms;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.lambda.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * If any call goes wrong, a damaged set is never taken for sound, and no key for dead; the next
 * verification finds what is there.
 */
class VerifyFaultsTest {
  private final VerifyWorld world = new VerifyWorld();
  private String run = "";

  @BeforeEach
  void aDamagedSet() {
    world.damage(world.launch());
    run = world.night();
  }

  @ParameterizedTest
  @CsvSource({
    "ListSnapshotBlocks, RequestThrottledException/ACCOUNT_THROTTLED, DAMAGED",
    "ListSnapshotBlocks, InternalServerException, DAMAGED",
    "ListSnapshotBlocks, AccessDeniedException/UNAUTHORIZED_ACCOUNT, PARTIAL",
    "GetSnapshotBlock, RequestThrottledException/RESOURCE_LEVEL_THROTTLE, DAMAGED",
    "GetSnapshotBlock, RequestThrottledException/DEPENDENCY_REQUEST_THROTTLED, DAMAGED",
    "GetSnapshotBlock, InternalServerException, DAMAGED",
    "GetSnapshotBlock, ValidationException/INVALID_CUSTOMER_KEY, PARTIAL",
    "DescribeSnapshots, RequestLimitExceeded, DAMAGED",
    "DescribeSnapshots, InternalError, DAMAGED",
    "CreateTags, RequestLimitExceeded, DAMAGED",
    "CreateTags, InternalError, DAMAGED",
    "CreateTags, TagLimitExceeded, DAMAGED"
  })
  void aCallThatFails_atAnyTime_makesNothingSound(String action, String code, String status) {
    long before = world.cloud.calls().count(action);
    assertThat(world.verify().status()).isEqualTo("DAMAGED");
    long calls = world.cloud.calls().count(action) - before;
    assertThat(calls).isPositive();
    for (long call = 1; call <= calls; call++) {
      forget();
      world.cloud.faults().clear();
      world.cloud.faults().on(action).call((int) call).refuse(code);

      VerifyWorld.Verified verified = world.verify();

      assertThat(verified.status()).as("%s %d", action, call).isIn(status, "DAMAGED");
      assertThat(verified.count("sound")).isZero();
      assertThat(world.tags(run)).allSatisfy(tag -> assertThat(tag).matches("none|damaged .*"));
      world.cloud.faults().clear();
      assertThat(world.verify().status()).isEqualTo("DAMAGED");
      assertThat(world.tags(run)).allMatch(tag -> tag.startsWith("damaged"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SelectSets", "VerifySnapshots", "ReportVerification"})
  void aFunctionThatIsKilled_isRepeated(String function) {
    world.cloud.fail(
        function, 1, new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));

    assertThat(world.verify().status()).isEqualTo("DAMAGED");
    assertThat(world.tags(run)).allMatch(tag -> tag.startsWith("damaged"));
  }

  @Test
  void throttlingForEver_endsWithTheDeadline_andWithoutAVerdict() {
    world.cloud.faults().on("ListSnapshotBlocks").always().refuse("RequestThrottledException");

    VerifyWorld.Verified verified = world.verify();

    assertThat(verified.status()).isEqualTo("SUCCEEDED");
    assertThat(verified.count("due")).isEqualTo(1);
    assertThat(verified.count("sets")).isZero();
    assertThat(world.tags(run)).containsExactly("none");
    assertThat(verified.execution().history()).hasSizeLessThan(10_000);
    assertThat(
            Duration.between(
                verified.execution().startDate(), verified.execution().stopDate().orElseThrow()))
        .isBetween(Duration.ofHours(6), Duration.ofHours(7));
  }

  private void forget() {
    List<String> ids = world.ofRun(run).stream().map(Snapshot::snapshotId).toList();
    world
        .cloud
        .ec2()
        .deleteTags(r -> r.resources(ids).tags(Tag.builder().key(VerifyWorld.VERIFIED).build()));
  }

  /** A world of its own, whose volumes are encrypted. */
  static final class Encrypted {
    private final VerifyWorld world = new VerifyWorld();
    private final EmbeddedKms kms = world.cloud.ec2().kms();
    private final String run;

    Encrypted() {
      world.launch(new Disk("/dev/sdf", 10).encryptedByDefault());
      run = world.night();
    }

    String key() {
      return kms.ebsKey();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Disabled, is Disabled",
    "PendingDeletion, is PendingDeletion",
    "Unavailable, is Unavailable"
  })
  void aKeyThatCannotOpenTheData_isNamed_andItsSetsAreNotSound(String state, String words) {
    Encrypted encrypted = new Encrypted();
    encrypted.kms.change(encrypted.key(), key -> key.keyState(state));

    VerifyWorld.Verified verified = encrypted.world.verify();

    assertThat(verified.execution().error()).contains("KEY_UNUSABLE");
    assertThat(verified.summary())
        .contains("the key " + encrypted.key() + " " + words, "1 good set of 1 source needs it")
        .contains("ValidationException - INVALID_CUSTOMER_KEY");
    assertThat(verified.count("unread")).isEqualTo(1);
    assertThat(encrypted.world.tags(encrypted.run)).containsExactly("none");

    encrypted.kms.change(encrypted.key(), key -> key.keyState("Enabled"));
    assertThat(encrypted.world.verify().status()).isEqualTo("SUCCEEDED");
    // A key that dies later is seen although every set has its verdict.
    encrypted.kms.change(encrypted.key(), key -> key.keyState(state));
    assertThat(encrypted.world.verify().status()).isEqualTo("KEY_UNUSABLE");
    assertThat(encrypted.world.tags(encrypted.run)).allMatch(tag -> tag.startsWith("sound"));
  }

  @Test
  void aKeyThatMayNotBeDescribed_orIsThrottled_isNoDeadKey() {
    Encrypted encrypted = new Encrypted();
    encrypted.kms.setAccess(encrypted.key(), KeyAccess.NO_DESCRIBE);

    VerifyWorld.Verified verified = encrypted.world.verify();

    assertThat(verified.status()).isEqualTo("SUCCEEDED");
    assertThat(verified.list("keys"))
        .extracting(key -> String.valueOf(key.get("state")))
        .singleElement()
        .asString()
        .startsWith("unchecked: DescribeKey: AccessDeniedException");
    encrypted.kms.setAccess(encrypted.key(), KeyAccess.NONE);
    encrypted.world.night();
    assertThat(encrypted.world.verify().status()).isEqualTo("PARTIAL");
  }
}
