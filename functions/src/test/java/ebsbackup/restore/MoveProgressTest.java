package ebsbackup.restore;

import static ebsbackup.restore.SamplePlans.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MoveProgressTest {
  private static final MoveProgress.Attempt MADE =
      new MoveProgress.Attempt(List.of("StopInstances"), Optional.empty());
  private static final MoveProgress.Attempt REFUSED =
      new MoveProgress.Attempt(
          List.of("StopInstances (refused)"), Optional.of("IncorrectInstanceState"));

  @Test
  void doneAndStuck_endTheMove() {
    assertThat(MoveProgress.done(START))
        .isEqualTo(
            new MoveProgress(true, Optional.empty(), START, 0, 0, List.of(), Optional.empty()));
    Optional<String> problem = Optional.of("vol-1 no longer exists");
    assertThat(MoveProgress.stuck(START, "vol-1 no longer exists"))
        .isEqualTo(new MoveProgress(true, problem, START, 0, 0, List.of(), Optional.empty()));
  }

  @Test
  void waiting_looksLessAndLessOften_andKeepsTheRefusals() {
    MoveProgress progress = MoveProgress.waiting(START, 20, 2, "vol-1 is detaching");

    assertThat(progress.finished()).isFalse();
    assertThat(progress.waitSeconds()).isEqualTo(30);
    assertThat(progress.refusals()).isEqualTo(2);
    assertThat(progress.waitingFor()).contains("vol-1 is detaching");
  }

  @Test
  void tried_looksAgainSoon_whenEveryCallWasAccepted() {
    MoveProgress progress = MoveProgress.tried(START, 40, 3, MADE, 4);

    assertThat(progress.finished()).isFalse();
    assertThat(progress.waitSeconds()).isEqualTo(5);
    assertThat(progress.refusals()).isZero();
    assertThat(progress.did()).containsExactly("StopInstances");
    assertThat(progress.waitingFor()).isEmpty();
  }

  @Test
  void tried_countsRefusals_andFailsAfterTheMost() {
    MoveProgress third = MoveProgress.tried(START, 40, 2, REFUSED, 4);
    MoveProgress fourth = MoveProgress.tried(START, 40, 3, REFUSED, 4);

    assertThat(third.finished()).isFalse();
    assertThat(third.refusals()).isEqualTo(3);
    assertThat(third.waitSeconds()).isEqualTo(60);
    assertThat(third.waitingFor()).contains("IncorrectInstanceState");
    assertThat(fourth)
        .isEqualTo(
            new MoveProgress(
                true,
                Optional.of("IncorrectInstanceState"),
                START,
                0,
                4,
                List.of("StopInstances (refused)"),
                Optional.empty()));
  }
}
