package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.set;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotSetTest {
  @Test
  void good_whenEveryPlannedVolumeHasACompletedSnapshot() {
    assertThat(set("r", NIGHT, "completed", "completed").good()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending", "error", "recoverable", "recovering", "something-new", ""})
  void good_isFalseForAnyOtherState(String state) {
    SnapshotSet set = set("r", NIGHT, "completed", state);

    assertThat(set.good()).isFalse();
    assertThat(set.problem().orElseThrow().volumes()).containsExactly(volumeId(1));
  }

  @Test
  void problem_namesTheSnapshotItsStateAndEc2sMessage() {
    assertThat(set("r", NIGHT, "error").problem().orElseThrow().reason())
        .contains(volumeId(0))
        .endsWith("is error (Client.InternalError)");
  }

  @Test
  void problem_ofALargeSetIsShort() {
    String[] states = new String[128];
    java.util.Arrays.fill(states, "error");

    SetProblem problem = set("r", NIGHT, states).problem().orElseThrow();

    assertThat(problem.volumes()).hasSize(20);
    assertThat(problem.reason())
        .endsWith("and 125 more; 128 volumes in all")
        .hasSizeLessThanOrEqualTo(301);
  }

  @Test
  void failed_onlyWhenWaitingCannotHelp() {
    assertThat(set("r", NIGHT, "pending", "completed").failed()).isFalse();
    assertThat(set("r", NIGHT, "pending", "error").failed()).isTrue();
  }
}
