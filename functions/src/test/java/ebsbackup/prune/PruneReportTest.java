package ebsbackup.prune;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.json.Json;
import ebsbackup.prune.PruneReport.Status;
import ebsbackup.request.Pruning;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PruneReportTest {
  private static final PruneProgress NONE = new Json().read("{}", PruneProgress.class);
  private static final SnapshotSet OLD = set("daily/1", NIGHT, "completed");
  private static final SnapshotSet NEW = set("daily/2", NIGHT.plusSeconds(60), "completed");
  private static final Pruning DRY_RUN =
      new Pruning(
          ZoneOffset.UTC, Optional.empty(), Pruning.DEFAULT_GRACE, Optional.empty(), true, true);
  private static final Decision KEPT = new Decision(NEW, Verdict.KEEP, List.of("last 1"));
  private static final Decision DELETABLE = new Decision(OLD, Verdict.DELETE, List.of("no rule"));

  @Test
  void aDeletedSetThatIsStillListed_isReportedOnce() {
    PruneProgress progress = NONE.plusDeleted(result(1, Outcome.Result.DELETED));

    PruneReport report = report(progress, Optional.empty(), Optional.empty(), KEPT, DELETABLE);

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report.summary()).isEqualTo("1 set deleted (1 snapshot), 1 kept, 0 held back");
    assertThat(report.counts().sets()).isEqualTo(1);
    assertThat(report.lines())
        .extracting(PruneReport.Line::fate)
        .containsExactly("KEEP", "DELETED");
    assertThat(report.estimate()).isEmpty();
  }

  @Test
  void aRefusedSet_isLeft_withItsReason() {
    PruneProgress progress = NONE.plusDeleted(result(0, Outcome.Result.REFUSED));

    PruneReport report = report(progress, Optional.empty(), Optional.empty(), DELETABLE);

    assertThat(report.status()).isEqualTo(Status.PARTIAL);
    assertThat(report.summary())
        .endsWith(
            "; 1 could not be deleted, the first: %s of %s: because"
                .formatted(OLD.tags().source(), NIGHT));
    assertThat(report.lines()).extracting(PruneReport.Line::fate).containsExactly("REFUSED");
    assertThat(report.lines()).extracting(PruneReport.Line::reason).containsExactly("because");
    assertThat(report.lines()).extracting(PruneReport.Line::snapshots).containsExactly(1);
    assertThat(report.counts().sets()).isEqualTo(1);
  }

  @Test
  void whatEndsAPrune_isItsStatus() {
    assertThat(report(NONE, Optional.empty(), Optional.empty(), KEPT).status())
        .isEqualTo(Status.NOTHING_TO_DELETE);
    PruneReport stopped = report(NONE, Optional.of("too many"), Optional.empty(), KEPT);
    assertThat(stopped.status()).isEqualTo(Status.STOPPED);
    assertThat(stopped.summary()).isEqualTo("Nothing was deleted: too many");
    PruneReport failed = report(NONE, Optional.empty(), Optional.of("x".repeat(2_001)), KEPT);
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.summary())
        .startsWith("The run failed: " + "x".repeat(2_000) + "…; 0 sets deleted");
  }

  @Test
  void aDryRun_saysWhatWouldBeDeleted_andWhatThatIsEstimatedToFree() {
    Decision rest = new Decision(NEW, Verdict.DELETE, List.of("a deletion has begun"));
    PruneProgress progress =
        NONE.plusPreview(2)
            .plusEstimates(
                List.of(
                    new SetEstimate(NEW.ref(), Optional.empty()),
                    new SetEstimate(OLD.ref(), Optional.of(3L << 20))))
            .plusRequests(2_000_000, List.of());

    PruneReport report =
        PruneReport.of(
            "daily",
            DRY_RUN,
            progress,
            decided(List.of(), Optional.of("a note"), DELETABLE, rest),
            Optional.of("too many"),
            Optional.empty());

    assertThat(report.summary())
        .isEqualTo(
            "2 of 2 sets would be deleted, 0 kept, 0 held back; but the run would stop: too many;"
                + " estimated to free 3.0 MiB without 1 set that could not be estimated; a note");
    assertThat(report.estimate().flatMap(Estimate::cost))
        .contains(
            "2000000 requests, about 1.200000 dollars at 0.0006 per 1,000; prices differ by Region");
    assertThat(report.lines())
        .extracting(PruneReport.Line::estimatedBytes)
        .containsExactly(Optional.empty(), Optional.of(3L << 20));
    assertThat(Estimate.NONE.words()).isEmpty();
    assertThat(Estimate.NONE.expecting(1).words())
        .isEqualTo("; estimated to free 0.0 MiB without 1 set that could not be estimated");
    assertThat(Estimate.NONE.expecting(1).known(List.of(1L << 20)).words())
        .isEqualTo("; estimated to free 1.0 MiB");
  }

  @Test
  void ofTheFirstRefusal_theReasonIsGiven_notOfADeletion() {
    PruneProgress progress =
        NONE.plusDeleted(result(1, Outcome.Result.DELETED))
            .plusDeleted(
                new DeletionResult(
                    0,
                    0,
                    0,
                    List.of(new Outcome(NEW.ref(), Outcome.Result.REFUSED, "no", Optional.empty())),
                    Optional.empty()));

    assertThat(report(progress, Optional.empty(), Optional.empty(), KEPT).summary())
        .endsWith("the first: %s of %s: no".formatted(NEW.tags().source(), NEW.startTime()));
    assertThat(progress.outcomes().getLast()).hasToString("REFUSED %s: no".formatted(NEW.ref()));
  }

  @Test
  void ignoredSnapshots_areNamed_orCounted() {
    List<Ignored> ignored =
        IntStream.range(0, 103)
            .mapToObj(
                i ->
                    new Ignored(
                        SnapshotBuilder.like(OLD.snapshots().getFirst()).id("snap-" + i).build(),
                        "why"))
            .toList();

    PruneReport report =
        PruneReport.of(
            "daily",
            Pruning.DEFAULT,
            NONE,
            decided(ignored, Optional.empty(), KEPT),
            Optional.empty(),
            Optional.empty());

    assertThat(report.ignored())
        .hasSize(100)
        .startsWith(new PruneReport.IgnoredLine("snap-0", "why"));
    assertThat(report.ignoredOmitted()).isEqualTo(3);
  }

  @Test
  void linesOfOneMoment_areInTheOrderOfTheirRuns() {
    Decision second = new Decision(set("2", NIGHT, "completed"), Verdict.HELD, List.of("x"));
    Decision first = new Decision(set("1", NIGHT, "completed"), Verdict.KEEP, List.of("x"));

    assertThat(report(NONE, Optional.empty(), Optional.empty(), second, first).lines())
        .extracting(PruneReport.Line::run)
        .containsExactly("1", "2");
  }

  @Test
  void aLongReason_isShortened() {
    Decision kept =
        new Decision(set("1", NIGHT, "completed"), Verdict.KEEP, List.of("x".repeat(501)));

    assertThat(report(NONE, Optional.empty(), Optional.empty(), kept).lines())
        .extracting(PruneReport.Line::reason)
        .containsExactly("x".repeat(500) + "…");
  }

  @Test
  void setsThatAreKept_areLeftOutFirst() {
    Decision[] many =
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    new Decision(
                        set("r".repeat(150) + i, NIGHT.plusSeconds(i), "completed"),
                        i < 20 ? Verdict.HELD : Verdict.KEEP,
                        List.of("x".repeat(500))))
            .toArray(Decision[]::new);

    PruneReport report = report(NONE, Optional.empty(), Optional.empty(), many);

    assertThat(report.lines().size() + report.linesOmitted()).isEqualTo(400);
    assertThat(report.linesOmitted()).isPositive();
    assertThat(report.lines()).filteredOn(line -> line.fate().equals("HELD")).hasSize(20);
    assertThat(new Json().write(report.lines())).hasSizeBetween(150_000, 180_000);
    PruneReport deleted =
        report(
            NONE.plusDeleted(result(1, Outcome.Result.DELETED)),
            Optional.empty(),
            Optional.empty(),
            KEPT);
    assertThat(deleted.linesOmitted()).isZero();
  }

  private static Decided decided(
      List<Ignored> ignored, Optional<String> note, Decision... decisions) {
    return new Decided(List.of(decisions), ignored, Optional.of(Duration.ZERO), note);
  }

  /** Every number and text differs, so none can stand in the place of another. */
  @Test
  void everyCountAndLineIsWhereItBelongs() {
    SetRef deleted = new SetRef("i-0fedcba9876543210", "daily/0", NIGHT.minusSeconds(60));
    Decision held = decisions(Verdict.HELD, 1).getFirst();
    PruneProgress progress =
        new PruneProgress(
            5,
            1,
            17,
            18,
            19,
            List.of(
                new Outcome(deleted, Outcome.Result.DELETED, "no rule", Optional.of(77L)),
                new Outcome(OLD.ref(), Outcome.Result.REFUSED, "in use", Optional.empty())),
            2,
            Optional.empty(),
            List.of(new SetEstimate(held.set().ref(), Optional.of(88L))),
            Optional.empty());
    List<Decision> decisions = new ArrayList<>(List.of(DELETABLE));
    decisions.addAll(decisions(Verdict.KEEP, 6));
    decisions.addAll(decisions(Verdict.HELD, 4));
    decisions.addAll(decisions(Verdict.DELETE, 2));

    PruneReport report =
        PruneReport.of(
            "daily",
            Pruning.DEFAULT,
            progress,
            new Decided(
                decisions,
                List.of(new Ignored(OLD.snapshots().getFirst(), "no plan has created it")),
                Optional.of(Duration.ZERO),
                Optional.empty()),
            Optional.empty(),
            Optional.empty());

    assertThat(report.counts()).isEqualTo(new PruneReport.Counts(13, 6, 4, 3, 5, 1, 17, 18, 19));
    assertThat(report.summary())
        .startsWith(
            "5 sets deleted (17 snapshots, 18 already gone, 19 in the Recycle Bin now), 6 kept,"
                + " 4 held back; 1 could not be deleted");
    assertThat(report.ignored())
        .containsExactly(
            new PruneReport.IgnoredLine(
                OLD.snapshots().getFirst().snapshotId(), "no plan has created it"));
    assertThat(report.lines())
        .contains(
            line(deleted, "DELETED", 0, "no rule", Optional.of(77L)),
            line(OLD.ref(), "REFUSED", 1, "in use", Optional.empty()),
            line(held.set().ref(), "HELD", 1, "because", Optional.of(88L)));
    assertThat(report.linesOmitted()).isEqualTo(4);
  }

  @Test
  void aDryRun_saysHowManySetsWouldBeDeleted() {
    List<Decision> decisions = new ArrayList<>(List.of(DELETABLE));
    decisions.addAll(decisions(Verdict.KEEP, 3));
    decisions.addAll(decisions(Verdict.HELD, 2));
    Pruning dryRun =
        new Pruning(
            ZoneOffset.UTC, Optional.empty(), Duration.ofDays(2), Optional.empty(), true, false);

    PruneReport report =
        PruneReport.of(
            "daily",
            dryRun,
            NONE,
            new Decided(decisions, List.of(), Optional.of(Duration.ZERO), Optional.empty()),
            Optional.empty(),
            Optional.empty());

    assertThat(report.summary()).isEqualTo("1 of 6 sets would be deleted, 3 kept, 2 held back");
  }

  @Test
  void nothingToDelete_andARunThatStops_sayWhatIsLeft() {
    Decision held = decisions(Verdict.HELD, 1).getFirst();
    List<Decision> kept = decisions(Verdict.KEEP, 2);
    PruneProgress one =
        NONE.plusDeleted(
            new DeletionResult(
                3,
                0,
                4,
                List.of(
                    new Outcome(OLD.ref(), Outcome.Result.DELETED, "because", Optional.empty())),
                Optional.empty()));

    assertThat(
            report(NONE, Optional.empty(), Optional.empty(), held, kept.get(0), kept.get(1))
                .summary())
        .isEqualTo("Nothing to delete: 2 sets kept, 1 held back");
    assertThat(
            report(one, Optional.of("too many"), Optional.empty(), held, kept.get(0), kept.get(1))
                .summary())
        .isEqualTo(
            "Stopped after 1 set deleted (3 snapshots, 4 in the Recycle Bin now), 2 kept, 1 held"
                + " back: too many");
  }

  private static List<Decision> decisions(Verdict verdict, int sets) {
    return IntStream.range(0, sets)
        .mapToObj(
            i ->
                new Decision(
                    set("%s/%d".formatted(verdict, i), NIGHT.plusSeconds(1000L + i), "completed"),
                    verdict,
                    List.of("because")))
        .toList();
  }

  private static PruneReport.Line line(
      SetRef set, String fate, int snapshots, String reason, Optional<Long> estimatedBytes) {
    return new PruneReport.Line(
        set.source(), set.startTime(), set.run(), fate, snapshots, reason, estimatedBytes);
  }

  private static DeletionResult result(int snapshots, Outcome.Result result) {
    return new DeletionResult(
        snapshots,
        0,
        0,
        List.of(new Outcome(OLD.ref(), result, "because", Optional.empty())),
        Optional.empty());
  }

  private static PruneReport report(
      PruneProgress progress,
      Optional<String> stopReason,
      Optional<String> failure,
      Decision... decisions) {
    return PruneReport.of(
        "daily",
        Pruning.DEFAULT,
        progress,
        decided(List.of(), Optional.empty(), decisions),
        stopReason,
        failure);
  }
}
