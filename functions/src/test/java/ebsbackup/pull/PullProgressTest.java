package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PullProgressTest {
  private static final PullEstimate FIVE_SETS = new PullEstimate(5, 10, 80, 60, 1.6);

  private static List<SetProblem> problems(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new SetProblem("i-" + i, "the copy failed", List.of()))
        .toList();
  }

  private static CopyPage.End begun(int copies, int problems) {
    return new CopyPage.End(
        List.of(), Duration.ZERO, false, copies, problems(problems), Optional.empty());
  }

  /** Each field has a value of its own. */
  private static final PullProgress BEFORE =
      new PullProgress(
          60,
          10,
          20,
          30,
          40,
          50,
          problems(1),
          5,
          Optional.of(FIVE_SETS),
          Optional.of("a copy failed"),
          Optional.of("no lock"),
          Optional.of("too many copies"));

  @Test
  void theSetsThatAreDue_areAdded_andEverythingElseIsKept() {
    PullEstimate six = new PullEstimate(6, 12, 96, 70, 1.9);

    assertThat(BEFORE.plusDue(six))
        .isEqualTo(
            new PullProgress(
                6,
                10,
                20,
                30,
                40,
                50,
                problems(1),
                5,
                Optional.of(six),
                Optional.of("a copy failed"),
                Optional.of("no lock"),
                Optional.of("too many copies")));
  }

  @Test
  void copiesThatBegan_areAdded_andEverythingElseIsKept() {
    assertThat(BEFORE.plusBegun(begun(3, 2)))
        .isEqualTo(
            new PullProgress(
                60,
                10,
                23,
                30,
                40,
                50,
                List.of(problems(2).get(0), problems(2).get(0), problems(2).get(1)),
                5,
                Optional.of(FIVE_SETS),
                Optional.of("a copy failed"),
                Optional.of("no lock"),
                Optional.of("too many copies")));
  }

  @Test
  void theLastReasonWhyACopyDidNotStart_isKept() {
    CopyPage.End throttled =
        new CopyPage.End(List.of(), Duration.ZERO, true, 0, List.of(), Optional.of("throttled"));

    assertThat(BEFORE.plusBegun(throttled).obstacle()).contains("throttled");
  }

  @Test
  void copiesThatWereChecked_areAdded_andEverythingElseIsKept() {
    CheckedCopies checked =
        new CheckedCopies(
            List.of(), 1, List.of("snap-1", "snap-2", "snap-3"), 2, List.of(), Optional.of("b"));

    assertThat(BEFORE.plusChecked(checked))
        .isEqualTo(
            new PullProgress(
                60,
                11,
                20,
                32,
                40,
                50,
                problems(1),
                5,
                Optional.of(FIVE_SETS),
                Optional.of("a copy failed"),
                Optional.of("no lock"),
                Optional.of("too many copies")));
  }

  @Test
  void locks_areAdded_andEverythingElseIsKept() {
    assertThat(BEFORE.plusLocks(new LockPage.End(4, 3, Optional.of("denied"))))
        .isEqualTo(
            new PullProgress(
                60,
                10,
                20,
                30,
                44,
                3,
                problems(1),
                5,
                Optional.of(FIVE_SETS),
                Optional.of("a copy failed"),
                Optional.of("denied"),
                Optional.of("too many copies")));
  }

  @Test
  void whatTheStepsFind_isAddedUp() {
    PullProgress progress =
        PullProgress.NONE
            .plusDue(FIVE_SETS)
            .plusBegun(begun(3, 1))
            .plusBegun(begun(2, 0))
            .plusChecked(
                new CheckedCopies(
                    List.of(), 1, List.of("snap-1"), 1, problems(1), Optional.of("a")))
            .plusChecked(
                new CheckedCopies(
                    List.of(),
                    1,
                    List.of("snap-1", "snap-2", "snap-3"),
                    2,
                    List.of(),
                    Optional.of("b")));

    assertThat(progress.due()).isEqualTo(5);
    assertThat(progress.estimate()).contains(FIVE_SETS);
    assertThat(progress.begun()).isEqualTo(5);
    assertThat(progress.pulled()).isEqualTo(2);
    assertThat(progress.failed()).isEqualTo(3);
    assertThat(progress.failure()).contains("a");
    assertThat(progress.notGood()).isEqualTo(2);
    assertThat(progress.unfinished()).isEqualTo(1);
  }

  @Test
  void locksAddUp_andWhatIsUnlockedIsThatOfTheLastLook() {
    PullProgress progress =
        PullProgress.NONE
            .plusLocks(new LockPage.End(4, 2, Optional.of("denied")))
            .plusLocks(new LockPage.End(3, 1, Optional.of("throttled")));

    assertThat(progress.locked()).isEqualTo(7);
    assertThat(progress.unlocked()).isEqualTo(1);
    assertThat(progress.lockProblem()).contains("throttled");
  }

  @Test
  void problemsThatDoNotFit_areCounted() {
    PullProgress progress =
        PullProgress.NONE.plusBegun(begun(0, 90)).plusBegun(begun(0, 40)).plusBegun(begun(0, 1));

    assertThat(progress.problems()).hasSize(100);
    assertThat(progress.problemsOmitted()).isEqualTo(31);
    assertThat(progress.notGood()).isEqualTo(131);
    assertThat(progress.unfinished()).isZero();
  }
}
