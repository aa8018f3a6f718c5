package ebsbackup.verify;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.blocks.UnreadableException;
import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.SetClock;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each step means for the manifest, the page, and the wait after it. */
class ManifestPageTest {
  private static final Instant DEADLINE = NIGHT.plus(Duration.ofHours(1));

  private static final String BASE = "snap-0123456789abcdef0";

  private final DueManifest first = due("snap-1");
  private final DueManifest second = due("snap-2");
  private final SetClock clock = new SetClock(NIGHT);
  private final ManifestPage page =
      new ManifestPage(List.of(first, second), nothing(), DEADLINE, clock);

  private static DueManifest due(String snapshotId) {
    return DueManifest.of(volumeId(1), snapshotId, Optional.of(BASE));
  }

  static ManifestProgress nothing() {
    return new ManifestProgress(0, 0, 0, 0, List.of(), 0, Optional.empty());
  }

  private static HashStep made(DueManifest due) {
    return made(due, "a note");
  }

  private static HashStep made(DueManifest due, String note) {
    return new HashStep.Ended(
        ManifestLine.made(
            due,
            new DueManifest.Begun(2, 1, 40, Optional.of(note)),
            new ManifestRoot("0".repeat(64), 1, NIGHT)));
  }

  @Test
  void aNewManifest_isTheBaseOfEachLaterOneOfItsVolume() {
    DueManifest ofAnother = DueManifest.of(volumeId(2), "snap-3", Optional.of(BASE));
    DueManifest last = due("snap-4");
    ManifestPage all =
        new ManifestPage(List.of(first, second, ofAnother, last), nothing(), DEADLINE, clock);
    all.record(made(first.begun(1, 10, 5, Optional.empty())));

    for (DueManifest next :
        List.of(second.withBase("snap-1"), ofAnother, last.withBase("snap-1"))) {
      assertThat(all.next()).isEqualTo(next);
      all.record(new HashStep.Gone());
    }
  }

  @Test
  void aManifestIsMadeStepByStep_thenTheNextOne() {
    DueManifest begun = first.begun(1, 10, 5, Optional.empty());
    page.record(new HashStep.Further(begun));
    assertThat(page.next()).isEqualTo(begun);
    page.record(made(begun));
    // It differs less from the one that now has a manifest.
    assertThat(page.next()).isEqualTo(second.withBase("snap-1"));
    assertThat(page.hasNext()).isTrue();
    page.record(new HashStep.Gone());

    assertThat(page.hasNext()).isFalse();
    ManifestPage.End end = page.end(77);
    assertThat(end.later()).isEmpty();
    assertThat(end.waitSeconds()).isZero();
    assertThat(end.manifests().requests()).isEqualTo(77);
    assertThat(end.manifests().made()).isEqualTo(1);
    assertThat(end.manifests().notMade()).isZero();
    assertThat(end.manifests().blocksRead()).isEqualTo(40);
    assertThat(end.manifests().lines())
        .containsExactly(
            new ManifestLine(
                volumeId(1),
                "snap-1",
                Optional.of(BASE),
                40,
                Optional.of("0".repeat(64)),
                "a note"));
  }

  @Test
  void thePageEnds_beforeTheFunctionTimesOut_andAtTheDeadline() {
    clock.pass(ManifestPage.PATIENCE.minusMillis(1));
    assertThat(page.hasNext()).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(page.hasNext()).isFalse();

    ManifestPage late =
        new ManifestPage(List.of(first), nothing(), clock.instant().plusSeconds(1), clock);
    clock.pass(Duration.ofMillis(999));
    assertThat(late.hasNext()).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(late.hasNext()).isFalse();
  }

  static Stream<AwsCallException> passing() {
    return Stream.of(
        new ThrottledException("GetSnapshotBlock", "Throttled", "", "", null),
        new OutcomeUnknownException("PutObject", "Timeout", "", "", null));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPasses_isBroughtAgainAfterAMinute_behindTheOtherVolumes(AwsCallException failure) {
    DueManifest ofAnother = DueManifest.of(volumeId(2), "snap-3", Optional.of(BASE));
    DueManifest begun = first.begun(1, 10, 5, Optional.empty());
    ManifestPage three =
        new ManifestPage(List.of(begun, second, ofAnother), nothing(), DEADLINE, clock);
    three.failed(failure);

    assertThat(three.hasNext()).isFalse();
    assertThat(three.end(0))
        .isEqualTo(
            new ManifestPage.End(List.of(ofAnother, begun.plusAttempt(), second), 60, nothing()));
  }

  private static DueManifest tried(DueManifest due, int attempts) {
    return new DueManifest(
        due.volumeId(), due.snapshotId(), due.base(), due.begun(), due.original(), attempts);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatDoesNotPassAfterAll_isALine_andTheNextManifestIsMade(AwsCallException failure) {
    DueManifest last = tried(first, ManifestPage.MAX_ATTEMPTS - 1);
    ManifestPage both =
        new ManifestPage(
            List.of(last, tried(second, ManifestPage.MAX_ATTEMPTS - 2)),
            nothing(),
            DEADLINE,
            clock);
    both.failed(failure);

    assertThat(both.end(0))
        .isEqualTo(
            new ManifestPage.End(
                List.of(tried(second, ManifestPage.MAX_ATTEMPTS - 2)),
                60,
                nothing().plus(ManifestLine.notMade(first, failure.getMessage()))));
  }

  @Test
  void aStepThatIsMade_isNoFailedAttempt() {
    assertThat(tried(first, 3).begun(1, 10, 5, Optional.empty()))
        .isEqualTo(first.begun(1, 10, 5, Optional.empty()));
    assertThat(tried(first, 3).withBase("snap-9")).isEqualTo(tried(first.withBase("snap-9"), 3));
    assertThat(tried(first, 3).withoutBase()).isEqualTo(tried(first.withoutBase(), 3));
  }

  /** It has a manifest, so the report must not say that none could be made. */
  @Test
  void aCopyWhoseManifestsCannotBeRead_isNotCompared() {
    DueManifest copy = DueManifest.comparison(volumeId(1), "snap-1", "snap-0");
    ManifestPage last = new ManifestPage(List.of(copy), nothing(), DEADLINE, clock);
    last.notMade(new UnreadableException("no part"));

    assertThat(last.end(0).manifests())
        .isEqualTo(nothing().plus(CopyLine.unknown(copy, "snap-0", "no part")));
  }

  /** The wait would end after the deadline, so this attempt is the last one. */
  @Test
  void atTheDeadline_whatWasTriedIsNamed_andTheRestWaitsForTheNextRun() {
    AwsCallException failure =
        new ThrottledException("GetSnapshotBlock", "Throttled", "", "", null);
    DueManifest other = DueManifest.of(volumeId(2), "snap-3", Optional.of(BASE));
    ManifestPage late =
        new ManifestPage(
            List.of(first, other, tried(second, 2)), nothing(), NIGHT.plusSeconds(60), clock);
    late.failed(failure);

    assertThat(late.end(0))
        .isEqualTo(
            new ManifestPage.End(
                List.of(),
                0,
                nothing()
                    .plus(ManifestLine.notMade(first, failure.getMessage()))
                    .plus(ManifestLine.notMade(second, "the time of the run was used up"))));
  }

  static Stream<RuntimeException> lasting() {
    return Stream.of(
        new RefusedException("PutObject", "PreconditionFailed", "", "no bucket", null),
        new RefusedException("GetSnapshotBlock", "ValidationException", "", "no bucket", null),
        new AccessDeniedException("GetObject", "AccessDenied", "", "no bucket", null),
        new UnreadableException("no bucket"));
  }

  static Stream<AwsCallException> ofEveryObject() {
    return Stream.of(
        new RefusedException("PutObject", "NoSuchBucket", "", "no bucket", null),
        new AccessDeniedException("PutObject", "AccessDenied", "", "no bucket", null));
  }

  /** Otherwise 8 GiB of each volume would be read every night before the same answer. */
  @ParameterizedTest
  @MethodSource("ofEveryObject")
  void ifNoObjectCanBeWritten_theRestOfThePageIsNotRead(AwsCallException failure) {
    page.failed(failure);

    assertThat(page.hasNext()).isFalse();
    ManifestPage.End end = page.end(0);
    assertThat(end.later()).isEmpty();
    assertThat(end.manifests().notMade()).isEqualTo(1);
    assertThat(end.manifests().lines().getFirst().note()).contains("no bucket");
  }

  @Test
  void aManifestOfOneVolume_isNoBaseForAnother() {
    DueManifest other = DueManifest.of(volumeId(2), "snap-3", Optional.of(BASE));
    ManifestPage both = new ManifestPage(List.of(first, other), nothing(), DEADLINE, clock);

    both.record(made(first));

    assertThat(both.next()).isEqualTo(other);
  }

  @Test
  void aManifestThatWasNotMade_isNoBase() {
    page.notMade(new UnreadableException("no block"));

    assertThat(page.next()).isEqualTo(second);
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatDoesNotPass_isALine_andTheNextManifestIsMade(RuntimeException failure) {
    if (failure instanceof AwsCallException call) {
      page.failed(call);
    } else {
      page.notMade(failure);
    }

    assertThat(page.next()).isEqualTo(second);
    assertThat(page.hasNext()).isTrue();
    ManifestProgress progress = page.end(0).manifests();
    assertThat(progress.notMade()).isEqualTo(1);
    assertThat(progress.lines().getFirst().note()).contains("no bucket");
    assertThat(progress.lines().getFirst().isMade()).isFalse();
  }

  @Test
  void afterFiveMinutes_theRestIsForTheNextInvocation() {
    clock.set(NIGHT.plus(ManifestPage.PATIENCE).minusMillis(1));
    assertThat(page.hasNext()).isTrue();
    clock.set(NIGHT.plus(ManifestPage.PATIENCE));
    assertThat(page.hasNext()).isFalse();
    assertThat(page.end(0).later()).containsExactly(first, second);
  }

  @Test
  void atTheDeadline_whatWasBegunIsNamed_andTheRestWaitsForTheNextRun() {
    page.record(new HashStep.Further(first.begun(1, 10, 5, Optional.empty())));
    clock.set(DEADLINE);

    assertThat(page.hasNext()).isFalse();
    ManifestPage.End end = page.end(0);
    assertThat(end.later()).isEmpty();
    assertThat(end.waitSeconds()).isZero();
    assertThat(end.manifests().lines())
        .extracting(ManifestLine::snapshotId, ManifestLine::note, ManifestLine::blocksRead)
        .containsExactly(tuple("snap-1", "the time of the run was used up", 5L));
  }

  @Test
  void atTheDeadline_whatWasNotBegunIsNoFault() {
    clock.set(DEADLINE);

    assertThat(page.end(0).manifests()).isEqualTo(nothing());
  }

  @Test
  void afterTheLastManifest_theDeadlineIsNoFault_andNothingIsWaitedFor() {
    page.failed(new ThrottledException("GetSnapshotBlock", "Throttled", "", "", null));
    clock.set(DEADLINE);
    assertThat(page.end(0).waitSeconds()).isZero();

    ManifestPage empty = new ManifestPage(List.of(), nothing(), DEADLINE, clock);
    assertThat(empty.hasNext()).isFalse();
    assertThat(empty.end(0).manifests()).isEqualTo(nothing());
  }

  @Test
  void linesThatDoNotFit_areCounted_andThoseWithoutAManifestStay() {
    ManifestProgress progress = nothing();
    for (int i = 0; i < 200; i++) {
      progress =
          progress.plus(
              i == 150
                  ? ManifestLine.notMade(due("snap-bad"), "x".repeat(600))
                  : ((HashStep.Ended) made(due("snap-%017x".formatted(i)), "y".repeat(300)))
                      .line());
    }

    assertThat(progress.made()).isEqualTo(199);
    assertThat(progress.notMade()).isEqualTo(1);
    assertThat(progress.lines().size() + progress.linesOmitted()).isEqualTo(200);
    assertThat(progress.lines().getFirst().snapshotId()).isEqualTo("snap-bad");
    assertThat(progress.lines().getFirst().note()).hasSize(501);
    assertThat(progress.linesOmitted()).isPositive();
    assertThat(new Json().write(progress).length()).isBetween(26_000, 31_000);
  }

  @Test
  void aLongNote_isShortened() {
    assertThat(((HashStep.Ended) made(first, "y".repeat(501))).line().note())
        .isEqualTo("y".repeat(500) + "…");
    assertThat(ManifestLine.notMade(first, "x".repeat(501)).note())
        .isEqualTo("x".repeat(500) + "…");
  }

  /** Every field differs, so none can take the value of another. */
  @Test
  void whatAStepDoesNotChange_isKept() {
    List<ManifestLine> lines = List.of(ManifestLine.notMade(first, "denied"));
    CopyLine copy = CopyLine.unknown(first, "snap-0", "no manifest");
    Optional<ComparedCopies> copies = Optional.of(new ComparedCopies(5, 6, 7, List.of(), 8));
    Optional<ComparedCopies> more = Optional.of(new ComparedCopies(5, 6, 8, List.of(copy), 8));
    ManifestProgress progress = new ManifestProgress(1, 2, 3, 4, lines, 9, copies);

    assertThat(progress.plusRequests(10))
        .isEqualTo(new ManifestProgress(1, 2, 13, 4, lines, 9, copies));
    assertThat(progress.plus(copy)).isEqualTo(new ManifestProgress(1, 2, 3, 4, lines, 9, more));
    ManifestProgress failed = progress.plus(ManifestLine.notMade(second, "throttled"));
    assertThat(failed).isEqualTo(new ManifestProgress(1, 3, 3, 4, failed.lines(), 9, copies));
    assertThat(failed.lines()).containsExactly(lines.getFirst(), failed.lines().getLast());
    assertThat(ManifestReport.of(progress, 11))
        .isEqualTo(new ManifestReport(1, 2, 11, 4, 3, ManifestReport.cost(3), lines, 9, copies));
  }

  @Test
  void aComparison_isCountedBesideTheManifests() {
    page.record(new HashStep.Compared(CopyLine.unknown(first, "snap-0", "no manifest")));

    assertThat(page.next()).isEqualTo(second);
    ManifestProgress progress = page.end(0).manifests();
    assertThat(progress.copies().orElseThrow().unknown()).isEqualTo(1);
    assertThat(progress.plusRequests(1).copies()).isEqualTo(progress.copies());
    assertThat(progress.plus(ManifestLine.notMade(first, "x")).copies())
        .isEqualTo(progress.copies());
    assertThat(progress.made() + progress.notMade()).isZero();
  }

  @Test
  void aLongNoteIsShortened() {
    assertThat(made(due("snap-1"), "x".repeat(501)))
        .isEqualTo(made(due("snap-1"), "x".repeat(500) + "…"));
    assertThat(ManifestLine.notMade(due("snap-1"), "x".repeat(501)))
        .isEqualTo(ManifestLine.notMade(due("snap-1"), "x".repeat(500) + "…"));
  }
}
