package ebsbackup.verify;

import static ebsbackup.verify.SampleChecks.FIRST;
import static ebsbackup.verify.SampleChecks.SOUND;
import static ebsbackup.verify.SampleChecks.THROTTLED;
import static ebsbackup.verify.SampleChecks.UNKNOWN;
import static ebsbackup.verify.SampleChecks.damaged;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.VolumeChange;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Usual NONE = new Usual(0, 0, 0);
  private static final VolumeChange QUIET = new VolumeChange(3, 100, "snap-00000000", 3, 0);
  private static final VolumeChange ATTACK = new VolumeChange(80, 100, "snap-00000000", 12, 12);

  private final Comparison quiet = new Comparison.Compared(QUIET, NONE, true);
  private final Comparison attack = new Comparison.Compared(ATTACK, NONE, true);
  private final Comparison failed = new Comparison.Failed((Verdict.Unread) THROTTLED);

  @Test
  void anAlarm_isSuspect_unlessAStructureIsDamaged() {
    assertThat(attack.with(SOUND))
        .isInstanceOfSatisfying(
            Verdict.Suspect.class,
            suspect -> assertThat(suspect.evidence()).startsWith("12 of 12 sampled blocks"));
    assertThat(attack.with(UNKNOWN).word()).isEqualTo("suspect");
    assertThat(attack.with(THROTTLED).word()).isEqualTo("suspect");
    assertThat(attack.with(damaged(1, 0))).isEqualTo(damaged(1, 0));
  }

  @Test
  void anOrdinaryNight_orNoComparison_leavesTheVerdictOnTheStructures() {
    assertThat(quiet.with(SOUND)).isEqualTo(SOUND);
    assertThat(quiet.with(UNKNOWN)).isEqualTo(UNKNOWN);
    assertThat(FIRST.with(SOUND)).isEqualTo(SOUND);
  }

  @Test
  void aFailure_makesNothingSound_andNothingSuspect() {
    assertThat(failed.with(SOUND)).isEqualTo(THROTTLED);
    assertThat(failed.with(UNKNOWN)).isEqualTo(THROTTLED);
    assertThat(failed.with(damaged(1, 0))).isEqualTo(damaged(1, 0));
  }

  @Test
  void onlyAWholeCount_belongsToTheHistory() {
    Comparison part = new Comparison.Compared(QUIET, NONE, false);

    assertThat(quiet.history()).containsExactly(QUIET);
    assertThat(attack.history()).containsExactly(ATTACK);
    assertThat(part.history()).isEmpty();
    assertThat(FIRST.history()).isEmpty();
    assertThat(failed.history()).isEmpty();
    assertThat(part.words()).isEqualTo("at least " + quiet.words());
    assertThat(quiet.words()).startsWith("3 of 100 blocks changed");
    assertThat(FIRST.words()).isEqualTo("the first set");
    assertThat(failed.words()).isEmpty();
  }
}
