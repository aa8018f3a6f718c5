package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.pull.PullReport.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullReportTest {
  private static final DueSets DUE = new DueSets(List.of(Copies.set(1), Copies.set(0)));
  private static final PullProgress BEGUN =
      PullProgress.NONE.plusDue(PullEstimate.of(DUE, Optional.empty()));
  private static final SetProblem PROBLEM = new SetProblem("i-1", "because", List.of());

  private static PullReport report(PullProgress progress) {
    return PullReport.of("copies", false, progress, Optional.empty(), Optional.empty());
  }

  private static PullProgress pulled(int sets) {
    return BEGUN.plusChecked(
        new CheckedCopies(List.of(), sets, List.of(), 0, List.of(), Optional.empty()));
  }

  @Test
  void theStatusSaysTheWorst() {
    assertThat(report(PullProgress.NONE).status()).isEqualTo(Status.NOTHING_TO_PULL);
    assertThat(report(pulled(2)).status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report(pulled(1)).status()).isEqualTo(Status.PARTIAL);
    assertThat(PullReport.of("copies", true, BEGUN, Optional.empty(), Optional.empty()).status())
        .isEqualTo(Status.DRY_RUN);
    assertThat(
            PullReport.of("copies", false, pulled(2), Optional.empty(), Optional.of("x")).status())
        .isEqualTo(Status.FAILED);
    assertThat(report(pulled(2).plusLocks(new LockPage.End(3, 1, Optional.of("no lock")))).status())
        .isEqualTo(Status.PARTIAL);
  }

  @Test
  void itsCountsComeFromTheProgress() {
    PullEstimate estimate = PullEstimate.of(DUE, Optional.empty());
    PullProgress progress =
        new PullProgress(
            60,
            10,
            20,
            30,
            40,
            50,
            List.of(PROBLEM),
            5,
            Optional.of(estimate),
            Optional.empty(),
            Optional.empty(),
            Optional.of("too many copies"));

    assertThat(report(progress))
        .isEqualTo(
            new PullReport(
                Status.PARTIAL,
                "copies",
                "10 of 60 sets pulled with 20 new snapshots, 6 given up, 44 left for the next run;"
                    + " the last copy that did not start: too many copies; i-1: because; 30 new snapshots failed and were removed; 50 snapshots are"
                    + " not locked",
                new PullReport.Counts(60, 10, 6, 44, 20, 30, 40, 50),
                List.of(PROBLEM),
                5,
                Optional.of(estimate),
                true));
  }

  /** Step Functions may have begun the execution with the release before. */
  @Test
  void progressWithoutAReasonForTheWait_isRead_andAReasonThatHasPassedIsNotReported() {
    Json json = new Json();
    assertThat(json.read("{}", PullProgress.class)).isEqualTo(PullProgress.NONE);
    CopyPage.End waited =
        new CopyPage.End(
            List.of(), Duration.ZERO, true, 0, List.of(), Optional.of("too many copies"));

    assertThat(report(BEGUN.plusBegun(waited)).summary())
        .isEqualTo(
            "0 of 2 sets pulled with 0 new snapshots, 0 given up, 2 left for the next run; the"
                + " last copy that did not start: too many copies");
    assertThat(report(pulled(2).plusBegun(waited)).summary()).doesNotContain("too many copies");
  }

  @Test
  void itContinues_ifItHasPulledSetsAndOthersAreLeft() {
    assertThat(report(pulled(1)).continues()).isTrue();
    assertThat(report(pulled(0)).continues()).isFalse();
    assertThat(report(pulled(2)).continues()).isFalse();
    assertThat(
            PullReport.of("copies", false, pulled(1), Optional.empty(), Optional.of("x"))
                .continues())
        .isFalse();
  }

  @Test
  void aFailedRun_tellsTheFailureFirst_andNotAllOfALongOne() {
    PullReport failed =
        PullReport.of("copies", false, pulled(1), Optional.empty(), Optional.of("x".repeat(2_001)));

    assertThat(failed.summary())
        .isEqualTo(
            "The run failed: "
                + "x".repeat(2_000)
                + "…; 1 of 2 sets pulled with 0 new snapshots, 0 given up, 1 left for the next run");
  }

  @Test
  void anExecutionBesideAnother_leavesThePullToThat() {
    PullReport report =
        PullReport.of("copies", false, PullProgress.NONE, Optional.of("arn:x"), Optional.empty());

    assertThat(report.status()).isEqualTo(Status.ALREADY_RUNNING);
    assertThat(report.summary()).isEqualTo("Another execution already pulls for this plan: arn:x");
  }

  @Test
  void onlyAnExecutionThatCopiesForTheSamePlan_isAnother() {
    Json json = new Json();
    String plan =
        """
        {"plan": "copies", "from": {"region": "eu-central-1", "plan": "daily"},
         "kmsKeyId": "alias/copies", "keep": {"last": 1}, "dryRun": false}
        """;

    assertThat(OtherPull.copiesFor(json, plan, "copies")).isTrue();
    assertThat(OtherPull.copiesFor(json, plan, "others")).isFalse();
    assertThat(OtherPull.copiesFor(json, plan.replace("false", "true"), "copies")).isFalse();
    assertThat(OtherPull.copiesFor(json, "{}", "copies")).isFalse();
  }

  @Test
  void setsAreGivenUpOrUnfinished_neverLost() {
    PullReport report =
        report(
            BEGUN.plusChecked(
                new CheckedCopies(
                    List.of(),
                    0,
                    List.of("snap-1"),
                    1,
                    List.of(PROBLEM),
                    Optional.of("snap-1 is error (key)"))));

    assertThat(report.counts()).isEqualTo(new PullReport.Counts(2, 0, 1, 1, 0, 1, 0, 0));
    assertThat(report.notGood()).containsExactly(PROBLEM);
    assertThat(report.summary())
        .isEqualTo(
            "0 of 2 sets pulled with 0 new snapshots, 1 given up, 1 left for the next run;"
                + " i-1: because; 1 new snapshot failed and was removed, the first: snap-1 is"
                + " error (key)");
  }

  @Test
  void whatIsNotLocked_isNamed_untilItIs() {
    PullProgress unlocked = pulled(2).plusLocks(new LockPage.End(0, 2, Optional.of("denied")));

    assertThat(report(unlocked).summary()).endsWith("2 snapshots are not locked: denied");
    assertThat(report(unlocked.plusLocks(new LockPage.End(2, 0, Optional.empty()))).summary())
        .doesNotContain("lock");
  }

  @Test
  void aDryRunTellsCostAndDuration() {
    PullReport report = PullReport.of("copies", true, BEGUN, Optional.empty(), Optional.empty());

    assertThat(report.summary())
        .isEqualTo(
            "2 sets to copy, 4 snapshots of at most 32 GiB: at most about PT1M21S and 0.64"
                + " dollars; prices differ by Region");
  }

  @Test
  void aPromisedTimeCostsMore() {
    PullEstimate estimate = PullEstimate.of(DUE, Optional.of(new CompletionTime(60)));

    assertThat(estimate.seconds()).isEqualTo(3600);
    assertThat(estimate.dollars()).isCloseTo(1.152, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"1, 15", "439, 15", "440, 30", "1024, 45", "16384, 570", "28125, 960"})
  void theShortestTimeDependsOnTheSize(int gibibytes, int minutes) {
    assertThat(CompletionTime.shortest(sized(gibibytes)).minutes()).isEqualTo(minutes);
  }

  @Test
  void aTimeThatTheSizeCannotMake_isRefusedWithTheNumber() {
    CompletionTime time = CompletionTime.within(Duration.ofMinutes(44));

    assertThat(time.minutes()).isEqualTo(30);
    assertThat(time.checkedFor(List.of(sized(440)))).isEqualTo(time);
    assertThatThrownBy(() -> time.checkedFor(List.of(sized(8), sized(1024))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "completeWithin: expected at least PT45M, the minimum for %s with 1024 GiB, but was"
                    .formatted(sized(1024).snapshotId())
                + " PT30M");
  }

  private static Snapshot sized(int gibibytes) {
    Snapshot s = Copies.set(0).snapshots().getFirst();
    return new Snapshot(
        s.snapshotId(),
        s.volumeId(),
        gibibytes,
        s.description(),
        s.startTime(),
        s.completionTime(),
        s.state(),
        s.stateMessage(),
        s.progress(),
        s.encrypted(),
        s.kmsKeyId(),
        s.dataEncryptionKeyId(),
        s.ownerId(),
        s.ownerAlias(),
        s.storageTier(),
        s.outpostArn(),
        s.transferType(),
        s.tags());
  }

  @Test
  void theKeyOfCopies_hasToBeKnownByItsArn_andUsable() {
    KeyLookup found =
        new KeyLookup.Found(
            Copies.KEY, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Optional.empty(), false);
    KeyLookup disabled =
        new KeyLookup.Found(
            Copies.KEY,
            "Disabled",
            "SYMMETRIC_DEFAULT",
            "ENCRYPT_DECRYPT",
            Optional.empty(),
            false);

    assertThat(DestinationKey.arn("alias/x", found)).isEqualTo(Copies.KEY);
    assertThat(DestinationKey.arn(Copies.KEY, new KeyLookup.Unchecked("denied")))
        .isEqualTo(Copies.KEY);
    assertThatThrownBy(() -> DestinationKey.arn("alias/x", new KeyLookup.Unchecked("denied")))
        .hasMessageContaining("kmsKeyId: expected the ARN of a key")
        .hasMessageContaining("denied");
    assertThatThrownBy(() -> DestinationKey.arn("alias/x", new KeyLookup.Missing()))
        .hasMessage("kmsKeyId: expected a key that exists in this Region, but was \"alias/x\"");
    assertThatThrownBy(() -> DestinationKey.arn("alias/x", disabled))
        .hasMessageContaining("kmsKeyId: expected a usable key, but was " + Copies.KEY);
  }
}
