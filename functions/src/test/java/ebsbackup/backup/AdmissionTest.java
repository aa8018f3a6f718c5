package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdmissionTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Run RUN = new Run("daily/noon", "daily", NOON, NOON.plusSeconds(3600));
  private static final String ME = "arn:me";
  private static final Admission START = new Admission(Turn.START, Optional.empty(), 0);

  @Test
  void starts_whenAlone() {
    assertThat(decide(other(ME, "RUNNING", 0, "daily", "daily/noon"))).isEqualTo(START);
  }

  @Test
  void alreadyDone_whenAnEarlierExecutionDoesTheSameOccurrence() {
    assertThat(decide(other("arn:a", "RUNNING", -5, "daily", "daily/noon")))
        .isEqualTo(new Admission(Turn.ALREADY_DONE, Optional.of("arn:a"), 0));
  }

  @Test
  void alreadyDone_whenTheOccurrenceHasSucceeded() {
    assertThat(decide(other("arn:a", "SUCCEEDED", -500, "daily", "daily/noon")))
        .isEqualTo(new Admission(Turn.ALREADY_DONE, Optional.of("arn:a"), 0));
  }

  /** One that left the occurrence to another does not count: the other may have failed since. */
  @ParameterizedTest
  @EnumSource(Status.class)
  void anExecutionThatSucceeded_hasDoneTheOccurrence_unlessItLeftItToAnother(Status result) {
    Admission expected =
        result == Status.ALREADY_DONE
            ? START
            : new Admission(Turn.ALREADY_DONE, Optional.of("arn:a"), 0);

    assertThat(decide(succeeded(Optional.of(result)))).isEqualTo(expected);
  }

  @Test
  void anExecutionThatSucceededWithAReportThatCannotBeRead_hasDoneTheOccurrence() {
    assertThat(decide(succeeded(Optional.empty())).turn()).isEqualTo(Turn.ALREADY_DONE);
  }

  private static Execution succeeded(Optional<Status> result) {
    return new Execution(
        "arn:a",
        "SUCCEEDED",
        NOON.minusSeconds(500),
        Optional.of("daily"),
        Optional.of("daily/noon"),
        result);
  }

  @Test
  void starts_whenTheOtherDeliveryCameLater() {
    assertThat(decide(other("arn:z", "RUNNING", 5, "daily", "daily/noon"))).isEqualTo(START);
  }

  @Test
  void oneOfTwoDeliveriesInTheSameMillisecondStarts() {
    Admission mine = decide(other("arn:z", "RUNNING", 0, "daily", "daily/noon"));
    Admission theirs =
        Admission.decide(
            RUN, "arn:z", NOON, List.of(other(ME, "RUNNING", 0, "daily", "daily/noon")), NOON);

    assertThat(List.of(mine, theirs))
        .containsExactly(START, new Admission(Turn.ALREADY_DONE, Optional.of(ME), 0));
  }

  @Test
  void waits_forAnEarlierRunOfThePlan() {
    assertThat(decide(other("arn:a", "RUNNING", -5, "daily", "daily/morning")))
        .isEqualTo(new Admission(Turn.WAIT, Optional.of("arn:a"), 300));
  }

  @Test
  void waits_whicheverExecutionIsListedFirst() {
    assertThat(
            decide(
                other("arn:h", "RUNNING", -9, "hourly", "hourly/noon"),
                other("arn:a", "RUNNING", -5, "daily", "daily/morning")))
        .isEqualTo(new Admission(Turn.WAIT, Optional.of("arn:a"), 300));
    assertThat(
            decide(
                other("arn:h", "RUNNING", -9, "hourly", "hourly/noon"),
                other("arn:a", "SUCCEEDED", -50, "daily", "daily/noon")))
        .isEqualTo(new Admission(Turn.ALREADY_DONE, Optional.of("arn:a"), 0));
  }

  @Test
  void givesUp_whenTheEarlierRunIsStillGoingAtTheDeadline() {
    List<Execution> earlier = List.of(other("arn:a", "RUNNING", -5, "daily", "daily/morning"));

    assertThat(Admission.decide(RUN, ME, NOON, earlier, RUN.deadline().minusSeconds(20)))
        .isEqualTo(new Admission(Turn.WAIT, Optional.of("arn:a"), 20));
    assertThat(Admission.decide(RUN, ME, NOON, earlier, RUN.deadline()))
        .isEqualTo(new Admission(Turn.GIVE_UP, Optional.of("arn:a"), 1));
  }

  @Test
  void starts_besideOtherPlansAndFinishedRuns() {
    assertThat(
            decide(
                other("arn:a", "RUNNING", -5, "hourly", "hourly/noon"),
                other("arn:b", "SUCCEEDED", -50, "daily", "daily/morning")))
        .isEqualTo(START);
  }

  @Test
  void starts_besideAnExecutionWhoseInputIsNoPlan() {
    assertThat(
            decide(
                new Execution(
                    "arn:a",
                    "RUNNING",
                    NOON.minusSeconds(1),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())))
        .isEqualTo(START);
  }

  @Test
  void starts_whenItIsOnlyListedItself_howeverItsStartIsRounded() {
    assertThat(decide(other(ME, "RUNNING", -1, "daily", "daily/noon"))).isEqualTo(START);
    assertThat(decide(other(ME, "SUCCEEDED", 0, "daily", "daily/noon"))).isEqualTo(START);
  }

  @Test
  void starts_whenTheOccurrenceHasFailed() {
    assertThat(decide(other("arn:a", "FAILED", -500, "daily", "daily/noon"))).isEqualTo(START);
  }

  @Test
  void starts_beforeALaterRunOfThePlan() {
    assertThat(decide(other("arn:z", "RUNNING", 5, "daily", "daily/evening"))).isEqualTo(START);
  }

  @Test
  void theOrderIsByStart_andByArnWithinOneMillisecond() {
    assertThat(other("arn:a", "RUNNING", 0, "daily", "x").isBefore(NOON, "arn:b")).isTrue();
    assertThat(other("arn:a", "RUNNING", 0, "daily", "x").isBefore(NOON, "arn:a")).isFalse();
    assertThat(other("arn:b", "RUNNING", 0, "daily", "x").isBefore(NOON, "arn:a")).isFalse();
    assertThat(other("arn:a", "RUNNING", 1, "daily", "x").isBefore(NOON, "arn:b")).isFalse();
    assertThat(other("arn:b", "RUNNING", -1, "daily", "x").isBefore(NOON, "arn:a")).isTrue();
  }

  private static Admission decide(Execution... others) {
    return Admission.decide(RUN, ME, NOON, List.of(others), NOON);
  }

  private static Execution other(
      String arn, String status, int seconds, String plan, String runId) {
    return new Execution(
        arn,
        status,
        NOON.plusSeconds(seconds),
        Optional.of(plan),
        Optional.of(runId),
        Optional.of(Status.SUCCEEDED).filter(succeeded -> status.equals("SUCCEEDED")));
  }
}
