package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.set;
import static ebsbackup.ebs.VerificationTest.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.failure.RestoreRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestorePointTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant NIGHT_2 = NIGHT.plus(DAY);
  private static final Instant NIGHT_3 = NIGHT_2.plus(DAY);

  private final SnapshotSet first = set("r1", NIGHT, "completed", "completed");
  private final SnapshotSet second = set("r2", NIGHT_2, "completed", "completed");
  private final SnapshotSet broken = set("r3", NIGHT_3, "completed", "error");
  private final List<SnapshotSet> all = List.of(second, broken, first);

  @Test
  void before_takesTheNewestGoodSetAndSaysWhatItPassedOver() {
    RestorePoint point = RestorePoint.before(INSTANCE_ID, all, NIGHT_3.plus(DAY));

    assertThat(point.set()).isEqualTo(second);
    assertThat(point.passedOver()).extracting(RestorePoint.PassedOver::run).containsExactly("r3");
  }

  @Test
  void before_includesTheMomentItself() {
    assertThat(RestorePoint.before(INSTANCE_ID, all, NIGHT).set()).isEqualTo(first);
    assertThat(RestorePoint.before(INSTANCE_ID, all, NIGHT_2.minusMillis(1)).set())
        .isEqualTo(first);
  }

  @Test
  void before_isRefusedWhenNothingIsThatOld() {
    assertThatThrownBy(() -> RestorePoint.before(INSTANCE_ID, all, NIGHT.minusSeconds(1)))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(INSTANCE_ID + " has no set at or before 2026-03-01T02:59:59Z");
  }

  @Test
  void before_isRefusedWhenNoneIsGood_withTheNewestReason() {
    assertThatThrownBy(() -> RestorePoint.before(INSTANCE_ID, List.of(broken), NIGHT_3))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(
            "%s has no good set at or before %s: 1 set is passed over, the newest because %s"
                .formatted(INSTANCE_ID, NIGHT_3, broken.problem().orElseThrow().reason()));
  }

  @Test
  void ofRun_isRefusedForASetThatIsNotGood() {
    assertThat(RestorePoint.ofRun(INSTANCE_ID, all, "r1").set()).isEqualTo(first);
    assertThatThrownBy(() -> RestorePoint.ofRun(INSTANCE_ID, all, "r3"))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(
            "the set of %s of run r3 is not good: %s"
                .formatted(INSTANCE_ID, broken.problem().orElseThrow().reason()));
    assertThatThrownBy(() -> RestorePoint.ofRun(INSTANCE_ID, all, "r9"))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage("run r9 has no set of " + INSTANCE_ID);
  }

  @Test
  void before_namesTwentySetsThatItPassedOver_andCountsTheRest() {
    List<SnapshotSet> sets = new ArrayList<>(List.of(first));
    for (int i = 1; i <= 21; i++) {
      sets.add(set("bad" + i, NIGHT.plus(DAY.multipliedBy(i)), "completed", "error"));
    }

    RestorePoint point = RestorePoint.before(INSTANCE_ID, sets, NIGHT.plus(DAY.multipliedBy(30)));

    assertThat(point.set()).isEqualTo(first);
    assertThat(point.passedOver()).hasSize(20);
    assertThat(point.passedOver().getFirst().run()).isEqualTo("bad21");
    assertThat(point.passedOverOmitted()).isEqualTo(1);
    assertThat(RestorePoint.before(INSTANCE_ID, sets, NIGHT).passedOverOmitted()).isZero();
  }

  @Test
  void ofRun_takesTheOldestGoodSet_andOnlyOfThatRun() {
    SnapshotSet later = set("r1", NIGHT_2, "completed");

    assertThat(RestorePoint.ofRun(INSTANCE_ID, List.of(later, first, second), "r1").set())
        .isEqualTo(first);
  }

  @Test
  void before_passesOverASetThatIsDamaged_andSaysHowToTakeIt() {
    SnapshotSet damaged = verified(5, "damaged 2026-03-06 vol-1: GPT");

    RestorePoint point = RestorePoint.before(INSTANCE_ID, List.of(damaged, first), Instant.MAX);

    assertThat(point.set()).isEqualTo(first);
    assertThat(point.passedOver())
        .containsExactly(
            new RestorePoint.PassedOver(
                "r5",
                damaged.startTime(),
                new SetProblem(
                    INSTANCE_ID,
                    "it was verified as damaged 2026-03-06 vol-1: GPT; use from.run = \"r5\" to"
                        + " restore it anyway",
                    List.of())));
    assertThatThrownBy(() -> RestorePoint.before(INSTANCE_ID, List.of(damaged), Instant.MAX))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageContaining(
            "1 set is passed over, the newest because it was verified as damaged");
    assertThat(RestorePoint.ofRun(INSTANCE_ID, List.of(damaged), "r5").set()).isEqualTo(damaged);
  }

  @Test
  void before_passesOverASuspectSet_andEveryNewerOne_untilAPersonDecides() {
    SnapshotSet suspect = verified(5, "suspect " + "x".repeat(240));
    SnapshotSet next = verified(6, "sound");
    SnapshotSet decided = verified(7, "accepted by Ann");

    RestorePoint point =
        RestorePoint.before(INSTANCE_ID, List.of(next, suspect, first), Instant.MAX);

    assertThat(point.set()).isEqualTo(first);
    assertThat(point.passedOver())
        .extracting(passed -> passed.problem().reason())
        .satisfiesExactly(
            reason ->
                assertThat(reason)
                    .startsWith("it is newer than the set of run r5, which was verified as suspect")
                    .endsWith("; use from.run = \"r6\" to restore it anyway"),
            reason ->
                assertThat(reason)
                    .startsWith("it was verified as suspect xxx")
                    .endsWith("x…; use from.run = \"r5\" to restore it anyway"));
    assertThat(RestorePoint.before(INSTANCE_ID, List.of(decided, next, suspect), Instant.MAX).set())
        .isEqualTo(decided);
  }

  @Test
  void before_takesASetOfWhichNothingIsKnown_orThatAPersonAccepted() {
    SnapshotSet unknown = verified(5, "unknown 2026-03-06 a raw database");
    SnapshotSet accepted = verified(6, "accepted by Ann");

    assertThat(RestorePoint.before(INSTANCE_ID, List.of(first, unknown), Instant.MAX).set())
        .isEqualTo(unknown);
    assertThat(RestorePoint.before(INSTANCE_ID, List.of(first, accepted), Instant.MAX).set())
        .isEqualTo(accepted);
  }
}
