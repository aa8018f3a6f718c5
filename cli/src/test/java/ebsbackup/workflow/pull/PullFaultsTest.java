package ebsbackup.workflow.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Faults;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A call goes wrong, before or after its effect: the source keeps what it has, no snapshot is
 * copied twice, no set is counted in part, and the next pull makes every set good.
 */
class PullFaultsTest {
  private static final String ALL = "\"last\": -1";
  private static final String LOCK = "\"lock\": {\"mode\": \"governance\", \"for\": \"P300D\"}";

  private static final String TOO_MANY =
      "Too many snapshot copies in progress. The limit is 20 for this destination region.";

  private final PullWorld world = PullWorld.ofRegion();

  @BeforeEach
  void anInstance() {
    world.launch(1);
  }

  /** How a call goes wrong: refused before its effect, or without an answer after it. */
  private enum How {
    THROTTLED("RequestLimitExceeded"),
    FAILED("InternalError"),
    REFUSED("InvalidParameterValue"),
    DENIED("UnauthorizedOperation"),
    LIMITED("ResourceLimitExceeded"),
    ANSWER_LOST("");

    private final String code;

    How(String code) {
      this.code = code;
    }

    void at(Faults faults, String action, int call) {
      if (code.isEmpty()) {
        faults.on(action).call(call).loseReply();
      } else {
        faults.on(action).call(call).refuse(code, TOO_MANY);
      }
    }
  }

  /** How often a pull of one set of two volumes makes each of these calls, at the most. */
  private static final Map<String, Integer> CALLS =
      new TreeMap<>(
          Map.of(
              "CopySnapshot", 2,
              "LockSnapshot", 2,
              "DescribeLockedSnapshots", 1,
              "DescribeSnapshots", 4));

  /** Only a copy is worth more than one way of each kind. */
  private static List<How> ways(String action) {
    return action.equals("CopySnapshot")
        ? List.of(How.values())
        : List.of(How.DENIED, How.ANSWER_LOST);
  }

  private void assertNothingTwice(String run) {
    Map<String, Long> bySource =
        world.copies().stream()
            .filter(copy -> tag(copy, "ebs-backup:run").equals(run))
            .filter(copy -> copy.state() != SnapshotState.ERROR)
            .collect(
                Collectors.groupingBy(
                    copy -> tag(copy, "ebs-backup:copy").split(" ", -1)[0], Collectors.counting()));
    assertThat(bySource.values()).containsOnly(1L);
    assertThat(bySource.keySet())
        .containsExactlyInAnyOrderElementsOf(
            world.ofRun(run).stream().map(Snapshot::snapshotId).toList());
  }

  private static String tag(Snapshot snapshot, String key) {
    return TestCloud.tag(snapshot.tags(), key).orElse("");
  }

  @Test
  void aCallThatGoesWrong_atAnyTime_isMadeUpFor() {
    for (Map.Entry<String, Integer> calls : CALLS.entrySet()) {
      for (int call = 1; call <= calls.getValue(); call++) {
        for (How how : ways(calls.getKey())) {
          String run = world.night();
          int before = world.source.snapshots().size();
          how.at(world.vault.faults(), calls.getKey(), call);

          PullWorld.Pulled pulled = world.pull(ALL, LOCK);

          String what = "%s %d %s: %s".formatted(calls.getKey(), call, how, pulled.summary());
          assertThat(pulled.status()).as(what).isIn("SUCCEEDED", "PARTIAL", "FAILED");
          world.vault.faults().clear();
          PullWorld.Pulled next = world.pull(ALL, LOCK);
          assertThat(next.status()).as(what).isIn("SUCCEEDED", "NOTHING_TO_PULL");
          // What completes after a run has broken off, no run counts.
          assertThat(pulled.count("pulled") + next.count("pulled")).as(what).isLessThan(2);
          assertNothingTwice(run);
          assertThat(world.source.snapshots()).as(what).hasSize(before);
        }
      }
    }
    assertThat(world.vault.ec2().describeLockedSnapshots(r -> {}).snapshots())
        .hasSameSizeAs(world.completed());
  }

  @Test
  void aListingAtTheSourceThatGoesWrong_endsInAReport_andNothingIsLost() {
    for (int call = 1; call <= 2; call++) {
      for (How how : ways("DescribeSnapshots")) {
        String run = world.night();
        how.at(world.source.faults(), "DescribeSnapshots", call);

        PullWorld.Pulled pulled = world.pull(ALL, "");

        world.source.faults().clear();
        PullWorld.Pulled next = world.pull(ALL, "");
        assertThat(pulled.count("pulled") + next.count("pulled"))
            .as("%d %s: %s", call, how, pulled.summary())
            .isLessThan(2);
        assertNothingTwice(run);
      }
    }
  }

  @Test
  void aFunctionThatIsKilled_isRepeated_andCopiesNothingTwice() {
    for (String function :
        List.of("SelectSetsToPull", "CreateCopies", "LockCopies", "CheckCopies", "ReportPull")) {
      String run = world.night();
      world.vault.fail(
          function, 1, new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));

      PullWorld.Pulled pulled = world.pull(ALL, LOCK);

      assertThat(pulled.status()).as(function).isEqualTo("SUCCEEDED");
      assertNothingTwice(run);
    }
  }

  @Test
  void twoDeliveriesOfOneOccurrence_copyOnce_sinceOneWaitsForTheOther() {
    String run = world.night();
    Execution first = world.vault.cloud().start("pull", Optional.empty(), world.plan(ALL, ""));
    Execution second = world.vault.cloud().start("pull", Optional.empty(), world.plan(ALL, ""));

    world.vault.cloud().finish(first);
    world.vault.cloud().finish(second);

    assertThat(List.of(first, second))
        .extracting(e -> String.valueOf(PullWorld.report(e).get("status")))
        .containsExactlyInAnyOrder("SUCCEEDED", "NOTHING_TO_PULL");
    assertNothingTwice(run);
  }

  @Test
  void aCopyThatNeverEnds_endsTheRunWithItsDeadline_andTheNextAdoptsIt() {
    String run = world.night();
    world.vault.faults().keepSnapshotsPending("vol-ffffffff", Duration.ofHours(20));

    PullWorld.Pulled pulled = world.pull();

    assertThat(pulled.status()).isEqualTo("PARTIAL");
    assertThat(pulled.count("unfinished")).isEqualTo(1);
    assertThat(pulled.execution().history()).hasSizeLessThan(5_000);
    assertThat(
            Duration.between(
                pulled.execution().startDate(), pulled.execution().stopDate().orElseThrow()))
        .isBetween(Duration.ofHours(12), Duration.ofHours(13));
    assertThat(world.pull().status()).isEqualTo("SUCCEEDED");
    assertNothingTwice(run);
  }

  @Test
  void aRunThatHasPulledSets_andWhoseTimeIsUsedUp_goesOnInTheNextExecution() {
    world.night();
    String slow = world.night();
    world
        .vault
        .faults()
        .on("CopySnapshot")
        .call(3)
        .interfere(
            () -> world.vault.faults().keepSnapshotsPending("vol-ffffffff", Duration.ofHours(15)));

    PullWorld.Pulled pulled = world.pull(ALL, "");
    world.vault.pass(Duration.ofHours(5));

    assertThat(pulled.status()).isEqualTo("PARTIAL");
    assertThat(pulled.count("pulled")).isEqualTo(1);
    assertThat(pulled.execution().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    List<Execution> all =
        world.vault.cloud().executions().stream().filter(e -> e.arn().contains("-pull:")).toList();
    assertThat(all)
        .extracting(e -> String.valueOf(PullWorld.report(e).get("status")))
        .containsExactly("PARTIAL", "SUCCEEDED");
    assertNothingTwice(slow);
    assertThat(world.vault.cloud().executions())
        .filteredOn(e -> e.arn().contains("-prune:"))
        .hasSize(1);
  }

  @Test
  void aLimitThatNeverEnds_staysWithinTheLimitOfTheHistory() {
    world.night();
    world.vault.faults().on("CopySnapshot").always().refuse("ResourceLimitExceeded", TOO_MANY);

    PullWorld.Pulled pulled = world.pull();

    assertThat(pulled.status()).isEqualTo("PARTIAL");
    assertThat(pulled.execution().history()).hasSizeLessThan(15_000);
    assertThat(world.copies()).isEmpty();
    assertThat(pulled.summary())
        .startsWith(
            "0 of 1 set pulled with 0 new snapshots, 0 given up, 1 left for the next run; the last"
                + " copy that did not start: CopySnapshot: ResourceLimitExceeded - "
                + TOO_MANY);
  }

  @Test
  void aLimitThatNoCopyInProgressExplains_isReportedAtOnce() {
    world.night();
    world
        .vault
        .faults()
        .on("CopySnapshot")
        .always()
        .refuse("ResourceLimitExceeded", "Your quota for time-based copies is 0 MiB/s");

    PullWorld.Pulled pulled = world.pull();

    assertThat(pulled.status()).isEqualTo("PARTIAL");
    assertThat(pulled.summary()).contains("Your quota for time-based copies is 0 MiB/s");
    assertThat(
            Duration.between(
                pulled.execution().startDate(), pulled.execution().stopDate().orElseThrow()))
        .isLessThan(Duration.ofMinutes(10));
  }
}
