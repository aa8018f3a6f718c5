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
    return new CopyPage.End(List.of(), Duration.ZERO, false, copies, problems(problems));
  }

  @Test
  void whatTheStepsFind_isAddedUp() {
    PullProgress progress =
        PullProgress.NONE
            .plusDue(FIVE_SETS)
            .plusBegun(begun(3, 1))
            .plusBegun(begun(2, 0))
            .plusChecked(
                new CheckedCopies(List.of(), 1, List.of("snap-1"), problems(1), Optional.of("a")))
            .plusChecked(
                new CheckedCopies(
                    List.of(), 1, List.of("snap-2", "snap-3"), List.of(), Optional.of("b")));

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
