package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PullAdmissionTest {
  private static final Instant NIGHT = Instant.parse("2026-03-01T03:42:10Z");
  private static final String PULL = "arn:aws:states:eu-central-1:123456789012:execution:pull:";
  private static final OtherPull FIRST = pull("b", -60);
  private static final OtherPull OWN = pull("c", 0);

  private static OtherPull pull(String name, long seconds) {
    return new OtherPull(PULL + name, NIGHT.plusSeconds(seconds));
  }

  private static PullAdmission admission(OtherPull own, OtherPull... running) {
    return PullAdmission.of(own, List.of(running), 0, NIGHT.plusSeconds(1));
  }

  private static PullAdmission leftTo(OtherPull other) {
    return new PullAdmission(Optional.of(other.executionArn()), 0);
  }

  @Test
  void theOneThatBeganFirst_pulls_andByItsArnIfTwoBeganAtOnce() {
    assertThat(admission(OWN)).isEqualTo(PullAdmission.NOW);
    assertThat(admission(OWN, OWN, pull("a", 1), pull("d", 0))).isEqualTo(PullAdmission.NOW);
    assertThat(admission(OWN, OWN, pull("a", 0)).waitSeconds()).isPositive();
  }

  @Test
  void theSecond_waits_withGrowingIntervals() {
    assertThat(admission(OWN, OWN, FIRST)).isEqualTo(new PullAdmission(Optional.empty(), 60));
    assertThat(PullAdmission.of(OWN, List.of(FIRST), 60, NIGHT).waitSeconds()).isEqualTo(90);
    assertThat(PullAdmission.of(OWN, List.of(FIRST), 300, NIGHT).waitSeconds()).isEqualTo(300);
  }

  @Test
  void theThird_leavesThePullToTheOthers() {
    assertThat(admission(OWN, pull("a", -30), OWN, FIRST)).isEqualTo(leftTo(FIRST));
    assertThat(admission(pull("early-x", 0), pull("early-a", -30), FIRST)).isEqualTo(leftTo(FIRST));
    assertThat(admission(pull("early-x", 0), pull("a", -30), FIRST)).isEqualTo(leftTo(FIRST));
  }

  /** The prune of the night would be missing. */
  @Test
  void aScheduledPull_doesNotLeaveItsWorkToAnEarlyOneThatWaits() {
    assertThat(admission(OWN, pull("early-a", -30), FIRST).waitSeconds()).isEqualTo(60);
    assertThat(admission(OWN, pull("early-a", -30), pull("z", -20), FIRST))
        .isEqualTo(leftTo(FIRST));
  }

  @Test
  void noneWaitsForSoLong_thatThePullWouldNotFitIntoTheDay() {
    List<OtherPull> running = List.of(FIRST);
    Instant end = NIGHT.plus(PullAdmission.LONGEST_WAIT);

    assertThat(PullAdmission.of(OWN, running, 300, end.minusSeconds(1)).waitSeconds())
        .isEqualTo(300);
    assertThat(PullAdmission.of(OWN, running, 300, end)).isEqualTo(leftTo(FIRST));
  }

  @Test
  void onlyThePullThatBegins_hasADeadline() {
    assertThat(PullAdmission.NOW.deadline(NIGHT)).contains(NIGHT.plus(Duration.ofHours(12)));
    assertThat(leftTo(FIRST).deadline(NIGHT)).isEmpty();
    assertThat(new PullAdmission(Optional.empty(), 60).deadline(NIGHT)).isEmpty();
  }

  @Test
  void anEarlyPull_firstLetsTheSetsSettle() {
    OtherPull early = pull("early-2026", 0);

    assertThat(PullAdmission.settling(early, NIGHT))
        .contains(new PullAdmission(Optional.empty(), 360));
    assertThat(PullAdmission.settling(early, NIGHT.plusMillis(359_500)))
        .contains(new PullAdmission(Optional.empty(), 1));
    assertThat(PullAdmission.settling(early, NIGHT.plusSeconds(360))).isEmpty();
    assertThat(PullAdmission.settling(OWN, NIGHT)).isEmpty();
  }

  @Test
  void theEventsOfFiveMinutes_nameOneExecution_thatSelectsAfterThem() {
    assertThat(EarlyPull.nameAt(NIGHT)).isEqualTo("early-2026-03-01T03-40Z");
    assertThat(EarlyPull.nameAt(Instant.parse("2026-03-01T03:40:00Z")))
        .isEqualTo(EarlyPull.nameAt(Instant.parse("2026-03-01T03:44:59.999Z")));
    assertThat(EarlyPull.nameAt(Instant.parse("2026-03-01T03:45:00Z")))
        .isEqualTo("early-2026-03-01T03-45Z");
    assertThat(EarlyPull.SETTLING).isGreaterThan(EarlyPull.SLOT);
    assertThat(EarlyPull.isEarlyPull(PULL + EarlyPull.nameAt(NIGHT))).isTrue();
    assertThat(EarlyPull.isEarlyPull(PULL + "an-early-one")).isFalse();
  }
}
