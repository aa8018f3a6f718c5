package ebsbackup.ebs;

import static ebsbackup.ebs.VerificationTest.verified;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceVerdictsTest {
  private final SnapshotSet sound = verified(0, "sound");
  private final SnapshotSet damaged = verified(1, "damaged x");
  private final SnapshotSet suspect = verified(1, "suspect y");

  private static SourceVerdicts of(SnapshotSet... sets) {
    return SourceVerdicts.of(List.of(sets));
  }

  @Test
  void theNewestVerdict_decidesOnADamage() {
    assertThat(of().undecided()).isEmpty();
    assertThat(of(sound).undecided()).isEmpty();
    assertThat(of(sound, damaged).undecided()).contains(damaged);
    assertThat(of(damaged, verified(2, "unknown")).undecided()).contains(damaged);
    assertThat(of(damaged, verified(2, "-")).undecided()).contains(damaged);
    assertThat(of(damaged, verified(2, "sound")).undecided()).isEmpty();
    assertThat(of(damaged, verified(2, "accepted")).undecided()).isEmpty();
  }

  @Test
  void onlyAPerson_endsASuspicion() {
    assertThat(of(sound, suspect).undecided()).contains(suspect);
    assertThat(
            of(suspect, verified(2, "sound"), verified(3, "unknown"), verified(4, "-")).undecided())
        .contains(suspect);
    assertThat(of(suspect, verified(2, "accepted"), verified(3, "sound")).undecided()).isEmpty();
    assertThat(of(verified(0, "accepted"), suspect).undecided()).contains(suspect);
    // A damage that ended does not end the suspicion before it.
    assertThat(of(suspect, verified(2, "damaged x"), verified(3, "sound")).undecided())
        .contains(suspect);
    SnapshotSet later = verified(3, "damaged z");
    assertThat(of(suspect, later).undecided()).contains(later);
  }

  @Test
  void whatIsAlarming_orNewerThanASuspicion_isNotUsable() {
    SnapshotSet next = verified(2, "sound");
    SnapshotSet decided = verified(3, "accepted");
    SnapshotSet last = verified(4, "-");
    SourceVerdicts verdicts = of(last, decided, next, suspect, sound);

    assertThat(verdicts.against(suspect)).contains("it was verified as suspect y");
    assertThat(verdicts.against(next))
        .contains("it is newer than the set of run r1, which was verified as suspect y");
    assertThat(List.of(sound, suspect, next, decided, last))
        .filteredOn(verdicts::usable)
        .containsExactly(sound, decided, last);
    assertThat(of(damaged, next).against(damaged)).contains("it was verified as damaged x");
    assertThat(of(damaged, next).usable(next)).isTrue();
  }

  @Test
  void whatSpeaksAgainstASet_doesSoSinceItsOwnVerdict_orSinceTheSuspicionBeforeIt() {
    SnapshotSet suspected = verified(1, "suspect 2026-03-02T05:00:00Z y");
    SnapshotSet next = verified(2, "sound 2026-03-03T05:00:00Z -");
    SnapshotSet broken = verified(3, "damaged 2026-03-04T05:00:00Z x");
    SourceVerdicts verdicts = of(broken, next, suspected, sound);

    assertThat(verdicts.againstSince(sound)).isEmpty();
    assertThat(verdicts.againstSince(suspected)).contains(Instant.parse("2026-03-02T05:00:00Z"));
    assertThat(verdicts.againstSince(next)).contains(Instant.parse("2026-03-02T05:00:00Z"));
    assertThat(verdicts.againstSince(broken)).contains(Instant.parse("2026-03-04T05:00:00Z"));
    assertThat(of(damaged).againstSince(damaged)).as("a verdict without a time").isEmpty();
  }

  @Test
  void theNewestSoundSet_isGood_andBeforeTheSuspicion() {
    SnapshotSet failed = failed(verified(5, "sound"));

    assertThat(of(sound, failed, verified(3, "sound"), verified(4, "accepted")).newestSound())
        .contains(verified(3, "sound"));
    assertThat(of(sound, suspect, verified(2, "sound")).newestSound()).contains(sound);
    assertThat(of(suspect, verified(2, "accepted"), verified(3, "sound")).newestSound())
        .contains(verified(3, "sound"));
    assertThat(of(failed, verified(1, "unknown")).newestSound()).isEmpty();
    assertThat(of(failed).usable(failed)).isFalse();
    assertThat(of(sound, suspect, failed, verified(2, "-")).newestUsable()).contains(sound);
    assertThat(of(sound, damaged, verified(2, "-")).newestUsable()).contains(verified(2, "-"));
    assertThat(of(failed).newestUsable()).isEmpty();
  }

  private static SnapshotSet failed(SnapshotSet set) {
    return new SnapshotSet(
        set.tags(),
        set.startTime(),
        set.snapshots().stream()
            .map(each -> SnapshotBuilder.like(each).state("error").build())
            .toList());
  }

  @Test
  void everySource_isJudgedByItself() {
    SnapshotSet other =
        new SnapshotSet(
            new SetTags("daily", "r2", "i-other", suspect.tags().members()),
            suspect.startTime(),
            suspect.snapshots());
    Map<String, SourceVerdicts> bySource = SourceVerdicts.bySource(List.of(other, sound));

    assertThat(bySource.keySet()).containsExactly(Samples.INSTANCE_ID, "i-other");
    assertThat(bySource.get(Samples.INSTANCE_ID).undecided()).isEmpty();
    assertThat(bySource.get("i-other").undecided()).contains(other);
  }
}
