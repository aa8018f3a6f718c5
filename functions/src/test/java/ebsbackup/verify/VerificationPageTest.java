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
    return new VerificationPage(
        new VerifyRequest("daily", MOST, false, 2_000_000, false),
        List.of(SelectedSet.of(first, List.of()), SelectedSet.of(second, List.of())),
        nothing().plusRequests(requests),
        deadline,
        clock);
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

  @Test
  void aThrottle_handsBackTheRest_andCountsNothing() {
    take(page, 3);
    assertThat(page.checked(Optional.of(checked(first, THROTTLED)))).isEmpty();

    assertThat(page.hasNext()).isFalse();
    assertThat(page.end().later()).hasSize(2);
    assertThat(page.end().waitSeconds()).isEqualTo(60);
    assertThat(page.end().progress()).isEqualTo(nothing().plusRequests(3));
  }

  static List<AwsCallException> passing() {
    return List.of(
        new ThrottledException("CreateTags", "Throttling", "", "", null),
        new OutcomeUnknownException("CreateTags", "HTTP 500", "", "", null));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aThrottledTag_handsBackTheRest(AwsCallException failure) {
    assertThat(page.checked(Optional.of(checked(first, SOUND)))).isPresent();
    page.failed(failure);

    assertThat(page.end().later()).hasSize(2);
    assertThat(page.end().waitSeconds()).isEqualTo(60);
    assertThat(page.end().progress()).isEqualTo(nothing());
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
  void afterThreeMinutes_theRestIsHandedBack_andAnUnreadSetWithIt() {
    clock.set(NIGHT.plus(VerificationPage.PATIENCE).minusNanos(1));
    assertThat(page.hasNext()).isTrue();
    clock.set(NIGHT.plus(VerificationPage.PATIENCE));
    assertThat(page.hasNext()).isFalse();
    assertThat(page.checked(Optional.of(checked(first, UNREAD)))).isEmpty();

    assertThat(page.end().later()).hasSize(2);
    assertThat(page.end().waitSeconds()).isZero();
    assertThat(page.end().progress()).isEqualTo(nothing());
  }

  @Test
  void withoutRequests_orTime_nothingIsHandedBack() {
    VerificationPage poor = page(MOST - 1, DEADLINE);
    assertThat(poor.hasNext()).isTrue();
    take(poor, 1);
    assertThat(poor.hasNext()).isFalse();
    assertThat(poor.checked(Optional.of(checked(first, THROTTLED)))).isEmpty();
    assertThat(poor.end().later()).isEmpty();
    assertThat(poor.end().waitSeconds()).isZero();
    assertThat(poor.end().progress().requests()).isEqualTo(MOST);

    VerificationPage late = page(0, NIGHT.plusSeconds(9));
    VerificationPage tooLate = page(0, NIGHT.plusSeconds(9));
    assertThat(late.hasNext()).isTrue();
    assertThat(late.checked(Optional.of(checked(first, THROTTLED)))).isEmpty();
    assertThat(late.end().later()).hasSize(2);
    clock.set(NIGHT.plusSeconds(9));
    assertThat(tooLate.hasNext()).isFalse();
    assertThat(late.end().later()).isEmpty();
    assertThat(late.end().waitSeconds()).isZero();
  }
}
