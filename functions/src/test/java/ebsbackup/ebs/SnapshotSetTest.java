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

  /** A snapshot is completed long after the moment that it shows. */
  @Test
  void madeAt_isTheStart_whereNoSnapshotIsACopy() {
    assertThat(set("r", NIGHT, "completed", "completed").madeAt()).isEqualTo(NIGHT);
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

  @Test
  void failed_byEveryStateThatIsNeitherCompletedNorPending() {
    assertThat(set("r", NIGHT, "completed", "completed").failed()).isFalse();
    assertThat(set("r", NIGHT, "completed", "recoverable").failed()).isTrue();
    assertThat(set("r", NIGHT, "completed", "pending").pending()).isTrue();
    assertThat(set("r", NIGHT, "completed", "error").pending()).isFalse();
  }

  @Test
  void whole_whenEveryPlannedVolumeHasASnapshotInAnyState() {
    assertThat(set("r", NIGHT, "pending", "error").whole()).isTrue();
    assertThat(set("r", NIGHT, "completed", "").whole()).isFalse();
    assertThat(set("r", NIGHT, "completed", "").missingVolumes()).containsExactly(volumeId(1));
    assertThat(set("r", NIGHT, "pending", "error").missingVolumes()).isEmpty();
  }

  @Test
  void problem_namesThreeSnapshots_andCountsTheRest() {
    String three =
        set("r", NIGHT, "error", "error", "", "completed").problem().orElseThrow().reason();
    String four = set("r", NIGHT, "", "", "", "", "completed").problem().orElseThrow().reason();

    assertThat(three).endsWith("; no snapshot of " + volumeId(2));
    assertThat(four)
        .isEqualTo(
            "no snapshot of %s; no snapshot of %s; no snapshot of %s; and 1 more"
                .formatted(volumeId(0), volumeId(1), volumeId(2)));
  }

  @Test
  void problem_namesTwentyVolumesAtMost() {
    String[] missing = new String[21];
    java.util.Arrays.fill(missing, "");
    missing[20] = "completed";

    SetProblem twenty = set("r", NIGHT, missing).problem().orElseThrow();

    assertThat(twenty.volumes()).hasSize(20);
    assertThat(twenty.reason()).endsWith("and 17 more");
    assertThat(twenty.source()).isEqualTo(Samples.INSTANCE_ID);
    assertThat(new SetProblem("i-1", "x", twenty.volumes()).jsonBytes())
        .isEqualTo(60 + 6 + 4 + 520);
  }
}
