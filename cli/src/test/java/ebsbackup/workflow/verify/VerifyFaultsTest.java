package ebsbackup.workflow.verify;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.kms.EmbeddedKms;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.lambda.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * If any call goes wrong, a damaged set is never taken for sound, and no key for dead; the next
 * verification finds what is there.
 */
class VerifyFaultsTest {
  private static final String LIST = "ListSnapshotBlocks";
  private static final String GET = "GetSnapshotBlock";

  private final VerifyWorld world = new VerifyWorld();
  private String run = "";

  @BeforeEach
  void aDamagedSet() {
    world.damage(world.launch());
    run = world.night();
  }

  /** The call that fails, how, and how the verification may end. */
  private record Failure(String action, String code, String status) {}

  private static final List<Failure> FAILURES =
      List.of(
          new Failure(LIST, "RequestThrottledException/ACCOUNT_THROTTLED", "DAMAGED"),
          new Failure(LIST, "AccessDeniedException/UNAUTHORIZED_ACCOUNT", "PARTIAL"),
          new Failure(GET, "RequestThrottledException/DEPENDENCY_REQUEST_THROTTLED", "DAMAGED"),
          new Failure(GET, "InternalServerException", "DAMAGED"),
          new Failure(GET, "ValidationException/INVALID_CUSTOMER_KEY", "PARTIAL"),
          new Failure("DescribeSnapshots", "RequestLimitExceeded", "DAMAGED"),
          new Failure("CreateTags", "InternalError", "DAMAGED"),
          new Failure("CreateTags", "TagLimitExceeded", "DAMAGED"));

  /** How often a verification of the one set makes each of these calls. */
  private static final Map<String, Integer> CALLS =
      Map.of(LIST, 2, GET, 1, "DescribeSnapshots", 4, "CreateTags", 1);

  @Test
  void aCallThatFails_atAnyTime_makesNothingSound() {
    Map<String, Long> before = world.cloud.calls().byAction();
    assertThat(world.verify().status()).isEqualTo("DAMAGED");
    CALLS.forEach(
        (action, calls) ->
            assertThat(world.cloud.calls().byAction().get(action) - before.getOrDefault(action, 0L))
                .as(action)
                .isEqualTo((long) calls));
    for (Failure failure : FAILURES) {
      for (int call = 1; call <= CALLS.get(failure.action()); call++) {
        forget();
        world.cloud.faults().on(failure.action()).call(call).refuse(failure.code());

        VerifyWorld.Verified verified = world.verify();

        assertThat(verified.status()).as("%s %d", failure, call).isIn(failure.status(), "DAMAGED");
        assertThat(verified.count("sound")).isZero();
        assertThat(world.tags(run)).allSatisfy(tag -> assertThat(tag).matches("none|damaged .*"));
        world.cloud.faults().clear();
        assertThat(world.verify().status()).isEqualTo("DAMAGED");
        assertThat(world.tags(run)).allMatch(tag -> tag.startsWith("damaged"));
      }
    }
  }

  @Test
  void aFunctionThatIsKilled_isRepeated() {
    for (String function : List.of("SelectSets", "VerifySnapshots", "ReportVerification")) {
      world.cloud.fail(
          function, 1, new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));
    }

    assertThat(world.verify().status()).isEqualTo("DAMAGED");
    assertThat(world.tags(run)).allMatch(tag -> tag.startsWith("damaged"));
  }

  @Test
  void throttlingForEver_isReported_andWithoutAVerdict() {
    world.cloud.faults().on(LIST).always().refuse("RequestThrottledException");

    VerifyWorld.Verified verified = world.verify();

    assertThat(verified.execution().error()).contains("PARTIAL");
    assertThat(verified.summary())
        .startsWith("1 set read: 0 sound, 0 unknown, 0 damaged, 0 suspect, 1 unread")
        .contains(" is unread: ListSnapshotBlocks: RequestThrottledException");
    assertThat(verified.count("due")).isEqualTo(1);
    assertThat(world.tags(run)).containsExactly("none");
    assertThat(
            Duration.between(
                verified.execution().startDate(), verified.execution().stopDate().orElseThrow()))
        .isBetween(Duration.ofMinutes(20), Duration.ofMinutes(21));
  }

  /** The set with the oldest verdict comes first in every run, so it could stop all others. */
  @Test
  void aSetThatAwsCannotRead_isReported_andTheSetsOfOtherSourcesAreRead() {
    // Nothing was ever written to these volumes, so no block of them is read.
    world.cloud.launch(new Disk("/dev/sdf", 10));
    world.cloud.launch(new Disk("/dev/sdf", 10));
    world.night();
    world.cloud.faults().on(GET).always().refuse("InternalServerException");

    VerifyWorld.Verified verified = world.verify();

    assertThat(verified.execution().error()).contains("PARTIAL");
    assertThat(verified.count("unknown")).isEqualTo(2);
    assertThat(verified.count("unread")).isEqualTo(2);
    assertThat(verified.summary())
        .contains(" is unread: GetSnapshotBlock: InternalServerException");
  }

  @ParameterizedTest
  @CsvSource({
    "ListSnapshotBlocks, 1",
    "ListSnapshotBlocks, 3",
    "ListSnapshotBlocks, 4",
    "GetSnapshotBlock, 2",
    "CreateTags, 3"
  })
  void aSetThatIsDeletedMeanwhile_isNoProblem_norIsItForTheSetAfterIt(String action, int call) {
    VerifyWorld sound = new VerifyWorld();
    sound.launch();
    List<String> old = sound.ofRun(sound.night()).stream().map(Snapshot::snapshotId).toList();
    String kept = sound.night();
    sound
        .cloud
        .faults()
        .on(action)
        .call(call)
        .interfere(
            () -> old.forEach(id -> sound.cloud.ec2().deleteSnapshot(r -> r.snapshotId(id))));

    VerifyWorld.Verified verified = sound.verify();

    assertThat(verified.execution().error()).isEmpty();
    assertThat(sound.cloud.snapshots()).hasSameSizeAs(sound.ofRun(kept));
    assertThat(verified.count("sets")).isEqualTo(1);
    assertThat(sound.tags(kept)).allMatch(tag -> tag.startsWith("sound "));
  }

  /** A dry run reads nothing, so it must not look like a verification that succeeded. */
  @Test
  void theMessageOfAFailure_doesNotCallADryRunASuccess() {
    assertThat(world.verify("{\"plan\": \"daily\", \"dryRun\": true}").status())
        .isEqualTo("DRY_RUN");
    world.verify();

    assertThat(world.cloud.cloud().messages())
        .singleElement()
        .asString()
        .contains("Last run of the plan that succeeded: none among the latest executions");
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
  void aKeyThatMayNotBeDescribed_orIsThrottled_isNotADeadKey() {
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
