package ebsbackup.workflow.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.OperationType;

/** What the source shares is pulled within minutes; an event that is lost changes the time only. */
class EarlyPullTest {
  private static final Map<String, String> ENABLED = Map.of("PullScheduleState", "ENABLED");

  private final PullWorld world = PullWorld.ofAccount(ENABLED);

  private List<Execution> pulls() {
    return world.vault.cloud().executions().stream()
        .filter(e -> e.arn().contains("-pull:"))
        .toList();
  }

  private List<Execution> prunes() {
    return world.vault.cloud().executions().stream()
        .filter(e -> e.arn().contains("-prune:"))
        .toList();
  }

  private static String status(Execution pull) {
    return String.valueOf(PullWorld.report(pull).get("status"));
  }

  /** The schedules of the vault for a day, from the night's backup on. */
  private void untilTheScheduledPull() {
    Instant now = world.vault.now();
    world.vault.cloud().runSchedules(now, now.plus(Duration.ofDays(1)), occurrence -> false);
  }

  @Test
  void aSetOfEight_isPulledOnce_hoursBeforeTheSchedule() {
    world.launch(7);
    String unused = world.night();

    assertThat(pulls())
        .singleElement()
        .satisfies(p -> assertThat(status(p)).isEqualTo("SUCCEEDED"));
    assertThat(world.completed()).hasSize(8);
    assertThat(world.runs()).hasSize(1);
    assertThat(prunes()).as("the safety limits of a prune are for a night").isEmpty();

    untilTheScheduledPull();

    assertThat(pulls())
        .extracting(EarlyPullTest::status)
        .containsExactly("SUCCEEDED", "NOTHING_TO_PULL");
    assertThat(prunes()).hasSize(1);
    assertThat(world.vault.calls().count("CopySnapshot")).isEqualTo(8);
  }

  @Test
  void whenEveryEventIsLost_theSchedulePullsTheSame() {
    world.vault.cloud().deliverEvents(event -> 0);
    world.launch(2);
    String unused = world.night();
    assertThat(pulls()).isEmpty();

    untilTheScheduledPull();

    assertThat(pulls()).extracting(EarlyPullTest::status).containsExactly("SUCCEEDED");
    assertThat(world.runs()).hasSize(1);
    assertThat(world.completed()).hasSize(3);
  }

  @Test
  void eventsThatComeThreeTimes_pullOnce() {
    world.vault.cloud().deliverEvents(event -> 3);
    world.launch(7);
    String unused = world.night();

    assertThat(pulls()).extracting(EarlyPullTest::status).containsExactly("SUCCEEDED");
    assertThat(world.vault.calls().count("CopySnapshot")).isEqualTo(8);
    assertThat(world.vault.cloud().undelivered()).isEmpty();
  }

  /**
   * The pull that runs has selected its sets before: an event that starts nothing would be lost.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 7, 40})
  void whatIsSharedWhileAPullRuns_isPulledRightAfterIt(int minutes) {
    world.vault.faults().keepSnapshotsPending("vol-ffffffff", Duration.ofHours(1));
    world.launch(0);
    String unused = world.source.backup(TestCloud.daily(PullWorld.SHARE)).report().run();
    world.source.pass(Duration.ofMinutes(minutes));
    unused = world.source.backup(TestCloud.daily(PullWorld.SHARE)).report().run();

    world.source.pass(Duration.ofHours(4));

    assertThat(world.runs()).hasSize(2);
    assertThat(pulls())
        .extracting(EarlyPullTest::status)
        .isSubsetOf("SUCCEEDED", "NOTHING_TO_PULL", "ALREADY_RUNNING");
    assertThat(world.vault.calls().count("CopySnapshot")).isEqualTo(2);
  }

  /** A night of a large fleet: the runs stay few, and their calls too. */
  @Test
  void hundredsOfEvents_startAFewExecutions() {
    for (int instance = 0; instance < 60; instance++) {
      world.launch(4);
    }
    String unused = world.night();
    world.source.pass(Duration.ofHours(6));

    assertThat(world.completed()).hasSize(300);
    assertThat(pulls()).hasSizeBetween(1, 3);
    assertThat(world.vault.calls().count("CopySnapshot")).isEqualTo(300);
  }

  @Test
  void aStranger_startsNothing() {
    TestCloud stranger = world.source.in("999999999999", PullWorld.SOURCE_REGION, Map.of());
    String volume = stranger.root(stranger.launch(new Disk("/dev/sdf", 8)));
    String snapshot = stranger.ec2().createSnapshot(r -> r.volumeId(volume)).snapshotId();
    stranger.pass(Duration.ofHours(1));

    stranger
        .ec2()
        .modifySnapshotAttribute(
            r -> r.snapshotId(snapshot).operationType(OperationType.ADD).userIds(PullWorld.VAULT));
    stranger.pass(Duration.ofHours(1));

    assertThat(pulls()).isEmpty();
  }

  @Test
  void aScheduleThatIsDisabled_disablesTheRule() {
    PullWorld disabled = PullWorld.ofAccount();
    disabled.launch(1);
    String unused = disabled.night();

    assertThat(disabled.vault.cloud().executions()).isEmpty();
  }

  @Test
  void thePullOfAnotherRegionOfTheAccount_hasNoRule() {
    assertThat(PullWorld.ofRegion().vault.cloud().template().rules())
        .extracting(rule -> rule.logicalId())
        .containsExactly("ExecutionFailedRule");
  }

  @Test
  void anEventTooManyForStepFunctions_isTriedAgainLater() {
    world.launch(1);
    world.vault.fail(
        "StartEarlyPull", 1, new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));
    String unused = world.night();

    assertThat(pulls()).extracting(EarlyPullTest::status).containsExactly("SUCCEEDED");
    assertThat(world.completed()).hasSize(2);
  }
}
