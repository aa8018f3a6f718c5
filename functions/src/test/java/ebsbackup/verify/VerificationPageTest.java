package ebsbackup.verify;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.VerificationTest.verified;
import static ebsbackup.verify.SampleChecks.SOUND;
import static ebsbackup.verify.SampleChecks.THROTTLED;
import static ebsbackup.verify.SampleChecks.UNREAD;
import static ebsbackup.verify.SampleChecks.checked;
import static ebsbackup.verify.SampleChecks.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.SetClock;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.request.VerifyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationPageTest {
  private static final Instant DEADLINE = NIGHT.plus(Duration.ofHours(1));
  private static final int MOST = 10_000;

  private final SnapshotSet first = verified(1, "-");
  private final SnapshotSet second = verified(0, "-");

  private final SetClock clock = new SetClock(NIGHT);

  private final VerificationPage page = page(0, DEADLINE);

  private VerificationPage page(int requests, Instant deadline) {
    return page(requests, deadline, selected(first, 0), selected(second, 0));
  }

  private VerificationPage page(int requests, Instant deadline, SelectedSet... sets) {
    return new VerificationPage(
        new VerifyRequest("daily", MOST, false, 2_000_000, false),
        List.of(sets),
        nothing().plusRequests(requests),
        deadline,
        clock);
  }

  /** A set that was tried before. */
  private static SelectedSet selected(SnapshotSet set, int attempts) {
    return new SelectedSet(set.ref(), SelectedSet.of(set, List.of()).snapshots(), attempts);
  }

  private static void take(VerificationPage page, int requests) {
    for (int i = 0; i < requests; i++) {
      assertThat(page.budget().take()).isTrue();
    }
  }

  @Test
  void everySetIsRead_andCountsOnceItIsRecorded() {
    for (SnapshotSet set : List.of(first, second)) {
      assertThat(page.hasNext()).isTrue();
      assertThat(page.next()).isEqualTo(SelectedSet.of(set, List.of()));
      take(page, 2);
      assertThat(page.checked(Optional.of(checked(set, SOUND)))).isPresent();
      page.recorded();
    }

    assertThat(page.hasNext()).isFalse();
    assertThat(page.end().later()).isEmpty();
    assertThat(page.end().waitSeconds()).isZero();
    assertThat(page.end().progress().sound()).isEqualTo(2);
    assertThat(page.end().progress().requests()).isEqualTo(4);
  }

  @Test
  void aSetThatIsGone_countsNothing_andOneThatIsUnreadIsAProblem() {
    assertThat(page.checked(Optional.empty())).isEmpty();
    assertThat(page.next()).isEqualTo(SelectedSet.of(second, List.of()));
    assertThat(page.checked(Optional.of(checked(second, UNREAD)))).isEmpty();

    assertThat(page.hasNext()).isFalse();
    assertThat(page.end().later()).isEmpty();
    assertThat(page.end().progress().unread()).isEqualTo(1);
    assertThat(page.end().progress().sets()).isEqualTo(1);
    assertThat(page.end().progress().unrecorded()).isZero();
  }

  /** Otherwise one set that AWS cannot read would keep all others waiting. */
  @Test
  void aThrottledSet_isTriedAgainAfterTheOthers_andCountsNothing() {
    take(page, 3);
    assertThat(page.checked(Optional.of(checked(first, THROTTLED)))).isEmpty();

    assertThat(page.hasNext()).isFalse();
    assertThat(page.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(selected(second, 0), selected(first, 1)), 60, nothing().plusRequests(3)));
  }

  @Test
  void aSetThatIsThrottledAgainAndAgain_isUnread_andTheOthersAreTriedFurther() {
    VerificationPage last =
        page(
            0,
            DEADLINE,
            selected(first, VerificationPage.MAX_ATTEMPTS - 1),
            selected(second, VerificationPage.MAX_ATTEMPTS - 2));
    take(last, 4);
    assertThat(last.checked(Optional.of(checked(first, THROTTLED)))).isEmpty();

    assertThat(last.hasNext()).isFalse();
    assertThat(last.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(selected(second, VerificationPage.MAX_ATTEMPTS - 2)),
                60,
                nothing().plus(checked(first, THROTTLED), Optional.empty()).plusRequests(4)));
  }

  static List<AwsCallException> passing() {
    return List.of(
        new ThrottledException("CreateTags", "Throttling", "", "", null),
        new OutcomeUnknownException("CreateTags", "HTTP 500", "", "", null));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aThrottledTag_isWrittenAfterTheOthers(AwsCallException failure) {
    assertThat(page.checked(Optional.of(checked(first, SOUND)))).isPresent();
    page.failed(failure);

    assertThat(page.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(selected(second, 0), selected(first, 1)), 60, nothing()));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aTagThatIsThrottledAgainAndAgain_isAVerdictThatIsNotRecorded(AwsCallException failure) {
    VerificationPage last = page(0, DEADLINE, selected(first, VerificationPage.MAX_ATTEMPTS - 1));
    assertThat(last.checked(Optional.of(checked(first, SOUND)))).isPresent();
    last.failed(failure);

    assertThat(last.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(),
                60,
                nothing().plus(checked(first, SOUND), Optional.of(failure.getMessage()))));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aListingThatIsThrottledAgainAndAgain_isTheReasonWhyTheSetIsUnread(AwsCallException failure) {
    SelectedSet tried = selected(first, VerificationPage.MAX_ATTEMPTS - 1);
    VerificationPage last = page(0, DEADLINE, tried);
    last.failed(failure);

    assertThat(last.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(), 60, nothing().plusUnread(tried, Optional.of(failure.getMessage()))));
  }

  static List<AwsCallException> lasting() {
    return List.of(
        new RefusedException("CreateTags", "TagLimitExceeded", "", "", null),
        new AccessDeniedException("CreateTags", "UnauthorizedOperation", "", "", null));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void aTagThatIsRefused_isAProblemOfTheSet_andWithoutAListingNothingGoesOn(
      AwsCallException failure) {
    assertThatThrownBy(() -> page.failed(failure)).isSameAs(failure);
    assertThat(page.checked(Optional.of(checked(first, SOUND)))).isPresent();
    page.failed(failure);

    assertThat(page.next()).isEqualTo(SelectedSet.of(second, List.of()));
    assertThatThrownBy(() -> page.failed(failure)).isSameAs(failure);
    assertThat(page.end().progress().unrecorded()).isEqualTo(1);
    assertThat(page.end().progress().sound()).isEqualTo(1);
    assertThat(page.end().progress().problem()).contains(failure.getMessage());
  }

  @Test
  void aSetThatWasDeletedBeforeItsVerdictWasRecorded_countsNothing() {
    assertThat(page.checked(Optional.of(checked(first, SOUND)))).isPresent();
    page.failed(new RefusedException("CreateTags", "InvalidSnapshot.NotFound", "", "", null));

    assertThat(page.end())
        .isEqualTo(new VerificationPage.End(List.of(selected(second, 0)), 0, nothing()));
  }

  @Test
  void afterThreeMinutes_noFurtherSetIsBegun() {
    clock.set(NIGHT.plus(VerificationPage.PATIENCE).minusNanos(1));
    assertThat(page.hasNext()).isTrue();
    clock.set(NIGHT.plus(VerificationPage.PATIENCE));
    assertThat(page.hasNext()).isFalse();
    assertThat(page.budget().spent()).isFalse();

    assertThat(page.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(selected(first, 0), selected(second, 0)), 0, nothing()));
  }

  /** A set of 128 volumes takes longer than three minutes. */
  @Test
  void aSetThatDoesNotFitIntoTheRestOfTheTime_getsTheWholeTimeOfTheNextAttempt() {
    assertThat(page.checked(Optional.of(checked(first, SOUND)))).isPresent();
    page.recorded();
    clock.set(NIGHT.plus(VerificationPage.LONGEST).minusNanos(1));
    take(page, 1);
    clock.set(NIGHT.plus(VerificationPage.LONGEST));
    assertThat(page.checked(Optional.of(checked(second, UNREAD)))).isEmpty();

    VerificationPage.End end = page.end();
    assertThat(end)
        .isEqualTo(
            new VerificationPage.End(
                List.of(selected(second, 0)),
                0,
                nothing().plus(checked(first, SOUND), Optional.empty()).plusRequests(1)));
  }

  /** Otherwise every run would spend all of its requests and time on the set, and say nothing. */
  @Test
  void aSetThatDoesNotFitIntoAnyAttempt_isUnread() {
    clock.set(NIGHT.plus(VerificationPage.LONGEST));
    assertThat(page.checked(Optional.of(checked(first, UNREAD)))).isEmpty();

    assertThat(page.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(selected(second, 0)),
                0,
                nothing().plus(checked(first, UNREAD), Optional.empty())));
  }

  @Test
  void aSetThatTakesAllRequestsOfARun_isUnread_butNotOneThatFoundOnlyTheRestOfThem() {
    take(page, MOST);
    assertThat(page.checked(Optional.of(checked(first, UNREAD)))).isEmpty();
    assertThat(page.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(),
                0,
                nothing().plus(checked(first, UNREAD), Optional.empty()).plusRequests(MOST)));

    VerificationPage poor = page(MOST - 1, DEADLINE);
    assertThat(poor.hasNext()).isTrue();
    take(poor, 1);
    assertThat(poor.hasNext()).isFalse();
    assertThat(poor.checked(Optional.of(checked(first, UNREAD)))).isEmpty();
    assertThat(poor.end())
        .isEqualTo(new VerificationPage.End(List.of(), 0, nothing().plusRequests(MOST)));
  }

  /** The wait would end after the deadline, so this attempt is the last one. */
  @Test
  void atTheDeadline_whatWasTriedIsUnread_andTheRestIsForTheNextRun() {
    SelectedSet tried = selected(verified(2, "-"), 3);
    VerificationPage late =
        page(7, NIGHT.plusSeconds(60), selected(first, 0), tried, selected(second, 0));
    assertThat(late.checked(Optional.of(checked(first, THROTTLED)))).isEmpty();

    assertThat(late.end())
        .isEqualTo(
            new VerificationPage.End(
                List.of(),
                0,
                nothing()
                    .plusRequests(7)
                    .plus(checked(first, THROTTLED), Optional.empty())
                    .plusUnread(tried, Optional.empty())));
  }

  @Test
  void whatTheDeadlineAllows_isTriedAgain() {
    VerificationPage late = page(0, NIGHT.plusSeconds(60).plusNanos(1));
    assertThat(late.checked(Optional.of(checked(first, THROTTLED)))).isEmpty();
    assertThat(late.end().later()).containsExactly(selected(second, 0), selected(first, 1));

    VerificationPage tooLate = page(0, NIGHT.plusSeconds(9));
    clock.set(NIGHT.plusSeconds(9));
    assertThat(tooLate.hasNext()).isFalse();
    assertThat(tooLate.end()).isEqualTo(new VerificationPage.End(List.of(), 0, nothing()));
  }
}
