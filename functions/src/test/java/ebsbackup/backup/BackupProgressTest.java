package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetProblem;
import ebsbackup.json.Json;
import ebsbackup.targets.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackupProgressTest {
  private static final BackupProgress NONE = new Json().read("{}", BackupProgress.class);
  private static final Instant TIME = Instant.parse("2026-03-01T03:00:20Z");

  @Test
  void anEmptyObject_isARunThatHasDoneNothing() {
    assertThat(NONE.selected()).isZero();
    assertThat(NONE.problems()).isEmpty();
    assertThat(NONE.createdAt()).isEmpty();
    assertThat(NONE.deferred()).isEmpty();
    assertThat(NONE.deferredLater()).isEmpty();
  }

  @Test
  void selectedCountsTargets_andThoseThatCannotBeBackedUp() {
    BackupProgress progress = NONE.plusSelected(3, List.of(problem(1))).plusSelected(2, List.of());

    assertThat(progress.selected()).isEqualTo(6);
    assertThat(progress.problems()).containsExactly(problem(1));
    assertThat(progress.problemsOmitted()).isZero();
  }

  @Test
  void aPageIsAdded() {
    PageResult result =
        new PageResult(
            2,
            1,
            4,
            List.of(problem(2)),
            List.of("vol-1", "vol-2"),
            List.of("i-1: Owner"),
            Optional.of(TIME),
            List.of(),
            Optional.of("throttled"));

    BackupProgress progress =
        NONE.plusSelected(9, List.of(problem(1)))
            .plusCreated(targets(0, 9), result)
            .plusCreated(targets(0, 9), result);

    assertThat(progress.selected()).isEqualTo(10);
    assertThat(progress.sets()).isEqualTo(6);
    assertThat(progress.skipped()).isEqualTo(8);
    assertThat(progress.problems()).containsExactly(problem(1), problem(2), problem(2));
    assertThat(progress.leftOut()).containsExactly("vol-1", "vol-2", "vol-1", "vol-2");
    assertThat(progress.leftOutCount()).isEqualTo(4);
    assertThat(progress.notCopied()).containsExactly("i-1: Owner", "i-1: Owner");
    assertThat(progress.createdAt()).contains(TIME);
  }

  /** Each field has a value of its own. */
  private static final BackupProgress BEFORE =
      new BackupProgress(
          30,
          4,
          15,
          List.of(problem(1)),
          6,
          List.of("vol-1"),
          7,
          List.of("i-1: Owner"),
          11,
          Optional.of(TIME),
          targets(0, 2),
          targets(2, 3),
          20,
          true,
          Optional.of("timed out"));

  @Test
  void aSelection_isAdded_andEverythingElseIsKept() {
    assertThat(BEFORE.plusSelected(10, List.of(problem(2))))
        .isEqualTo(
            new BackupProgress(
                41,
                4,
                15,
                List.of(problem(1), problem(2)),
                6,
                List.of("vol-1"),
                7,
                List.of("i-1: Owner"),
                11,
                Optional.of(TIME),
                targets(0, 2),
                targets(2, 3),
                20,
                true,
                Optional.of("timed out")));
  }

  @Test
  void theResultOfAPage_isAdded_andEverythingElseIsKept() {
    PageResult result =
        new PageResult(
            1,
            2,
            3,
            List.of(problem(2)),
            List.of("vol-2"),
            List.of("i-2: Team"),
            Optional.of(TIME.plusSeconds(1)),
            targets(8, 9),
            Optional.of("throttled"));

    assertThat(BEFORE.plusCreated(targets(0, 1), result))
        .isEqualTo(
            new BackupProgress(
                30,
                7,
                18,
                List.of(problem(1), problem(2)),
                6,
                List.of("vol-1", "vol-2"),
                8,
                List.of("i-1: Owner", "i-2: Team"),
                12,
                Optional.of(TIME.plusSeconds(1)),
                List.of(target(1), target(2), target(8)),
                List.of(),
                30,
                false,
                Optional.of("throttled")));
  }

  /** The others of the page are new. */
  @Test
  void oneDeferredTargetThatIsTriedAgain_makesTheNextWaitLonger() {
    PageResult deferred =
        new PageResult(
            0,
            0,
            0,
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(target(1)),
            Optional.empty());

    assertThat(BEFORE.plusCreated(List.of(target(8), target(1)), deferred).deferSeconds())
        .isEqualTo(30);
    assertThat(BEFORE.plusCreated(List.of(target(8), target(9)), deferred).deferSeconds())
        .isEqualTo(20);
  }

  @Test
  void whenTheLastSetWasCreated_isKept() {
    assertThat(BEFORE.plusCreated(targets(5, 6), NOTHING).createdAt()).contains(TIME);
    assertThat(BEFORE.plusCreated(targets(5, 6), later()).createdAt())
        .contains(TIME.plusSeconds(1));
  }

  @Test
  void theLastError_isKept() {
    assertThat(BEFORE.plusCreated(targets(5, 6), NOTHING).lastError()).contains("timed out");
  }

  @Test
  void deferredTargetsComeAPageAtATime_andEachIsListedOnce() {
    BackupProgress progress =
        NONE.plusCreated(targets(0, 100), deferring(targets(0, 100)))
            .plusCreated(targets(100, 130), deferring(targets(100, 130)));

    assertThat(progress.deferred()).isEqualTo(targets(0, 100));
    assertThat(progress.deferredLater()).isEqualTo(targets(100, 130));

    BackupProgress again =
        progress.plusCreated(progress.deferred(), deferring(progress.deferred().subList(0, 2)));

    assertThat(again.deferred()).containsAll(targets(100, 130)).endsWith(target(0), target(1));
    assertThat(again.deferred()).hasSize(32);
    assertThat(again.deferredLater()).isEmpty();
  }

  /** Their list is part of every payload. */
  @Test
  void aThousandDeferredTargets_areTriedBeforeMoreAreSelected() {
    BackupProgress almost = NONE.plusCreated(List.of(), deferring(targets(0, 999)));
    BackupProgress full = almost.plusCreated(List.of(), deferring(targets(999, 1_000)));

    assertThat(almost.deferredFirst()).isFalse();
    assertThat(full.deferredFirst()).isTrue();
    assertThat(full.plusSelected(1, List.of()).deferredFirst()).isTrue();
    assertThat(full.plusCreated(full.deferred(), NOTHING).deferredFirst()).isFalse();
  }

  @Test
  void theWaitForDeferredTargetsGrows_eachTimeThatTheyAreTried() {
    BackupProgress progress = NONE.plusCreated(targets(0, 2), deferring(targets(0, 2)));
    assertThat(progress.deferSeconds()).isEqualTo(20);
    assertThat(progress.plusCreated(targets(2, 4), NOTHING).deferSeconds()).isEqualTo(20);

    List<Integer> waits = new java.util.ArrayList<>();
    for (int i = 0; i < 9; i++) {
      progress = progress.plusCreated(progress.deferred(), deferring(progress.deferred()));
      waits.add(progress.deferSeconds());
    }

    assertThat(waits).containsExactly(30, 45, 68, 102, 153, 230, 300, 300, 300);
  }

  @Test
  void aRepeatedStep_countsNothingTwice() {
    BackupProgress before = NONE.plusSelected(2, List.of());

    assertThat(before.plusCreated(targets(0, 2), deferring(targets(0, 1))))
        .isEqualTo(before.plusCreated(targets(0, 2), deferring(targets(0, 1))));
    assertThat(before.selected()).isEqualTo(2);
  }

  @Test
  void whatDoesNotFit_isCounted() {
    List<SetProblem> page = IntStream.range(0, 150).mapToObj(BackupProgressTest::problem).toList();
    PageResult result =
        new PageResult(
            0,
            0,
            0,
            page,
            Collections.nCopies(150, "vol-1"),
            Collections.nCopies(15, "i-1: Owner"),
            Optional.empty(),
            List.of(),
            Optional.empty());

    BackupProgress progress =
        NONE.plusCreated(List.of(), result)
            .plusCreated(List.of(), result)
            .plusSelected(0, page)
            .plusCreated(List.of(), result);

    assertThat(progress.problems()).hasSize(200);
    assertThat(progress.problemsOmitted()).isEqualTo(400);
    assertThat(progress.leftOut()).hasSize(200);
    assertThat(progress.leftOutCount()).isEqualTo(450);
    assertThat(progress.notCopied()).hasSize(20);
    assertThat(progress.notCopiedCount()).isEqualTo(45);
  }

  @Test
  void theLargestProgress_fitsIntoAPayloadWithTwoPagesOfTargets() {
    List<String> volumes = Collections.nCopies(30, "vol-%017x".formatted(1));
    List<SetProblem> problems =
        Collections.nCopies(300, new SetProblem("i-%017x".formatted(1), "é".repeat(400), volumes));
    PageResult result =
        new PageResult(
            0,
            0,
            0,
            problems,
            Collections.nCopies(300, "vol-%017x".formatted(1)),
            Collections.nCopies(20, "i-1: " + "k".repeat(128 * 50)),
            Optional.of(TIME),
            targets(0, 1_100),
            Optional.of("é".repeat(500)));

    BackupProgress progress = NONE.plusCreated(List.of(), result);

    assertThat(progress.problems()).hasSizeGreaterThan(50);
    assertThat(new Json().write(progress).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(200_000);
  }

  private static final PageResult NOTHING = deferring(List.of());

  private static PageResult deferring(List<Target> targets) {
    return new PageResult(
        0, 0, 0, List.of(), List.of(), List.of(), Optional.empty(), targets, Optional.empty());
  }

  private static PageResult later() {
    return new PageResult(
        1,
        0,
        0,
        List.of(),
        List.of(),
        List.of(),
        Optional.of(TIME.plusSeconds(1)),
        List.of(),
        Optional.empty());
  }

  private static SetProblem problem(int number) {
    return new SetProblem("i-" + number, "it is terminated", List.of());
  }

  private static List<Target> targets(int from, int to) {
    return IntStream.range(from, to).mapToObj(BackupProgressTest::target).toList();
  }

  private static Target target(int number) {
    return new Target("i-%017x".formatted(number), Optional.of("/dev/xvda"));
  }
}
