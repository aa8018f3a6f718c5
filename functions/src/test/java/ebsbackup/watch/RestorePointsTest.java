package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.watch.RestorePoints.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestorePointsTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

  private static Instant hour(int hour) {
    return MIDNIGHT.plus(Duration.ofHours(hour));
  }

  private static Point point(int time, int safeSince) {
    return new Point(hour(time), hour(safeSince));
  }

  @Test
  void aSetCountsFromItsCompletion_withTheAgeOfItsStart() {
    RestorePoints points = new RestorePoints(List.of(point(3, 5), point(27, 30)));

    assertThat(points.age(hour(4))).isEmpty();
    assertThat(points.age(hour(5))).contains(Duration.ofHours(2));
    assertThat(points.age(hour(29))).contains(Duration.ofHours(26));
    assertThat(points.age(hour(30))).contains(Duration.ofHours(3));
  }

  @Test
  void anOlderSetThatIsCompletedLater_changesNothing() {
    RestorePoints points = new RestorePoints(List.of(point(3, 20), point(10, 11)));

    assertThat(points.newest(hour(21))).contains(point(10, 11));
  }

  @Test
  void theLongestGap_endsWithACompletionOrWithTheSpan() {
    RestorePoints points = new RestorePoints(List.of(point(0, 1), point(24, 25), point(72, 75)));

    assertThat(points.longestGap(hour(0), hour(76))).contains(Duration.ofHours(51));
    assertThat(points.longestGap(hour(75), hour(200))).contains(Duration.ofHours(128));
    assertThat(points.longestGap(hour(0), hour(10))).contains(Duration.ofHours(10));
  }

  /** Sets count from their completion, in each place that compares times. */
  @Test
  void setsThatTakeHours_countFromTheirCompletion() {
    // The second is older than the first, but safe later; the last two are safe at once.
    RestorePoints points =
        new RestorePoints(
            List.of(point(10, 20), point(5, 22), point(30, 45), point(31, 50), point(33, 50)));

    assertThat(points.newest(hour(19))).isEmpty();
    assertThat(points.newest(hour(25))).contains(point(10, 20));
    assertThat(points.newest(hour(45))).contains(point(30, 45));
    assertThat(points.newest(hour(50))).contains(point(33, 50));
    assertThat(points.longestGap(hour(15), hour(48))).contains(Duration.ofHours(35));
    assertThat(points.longestGap(hour(46), hour(49))).contains(Duration.ofHours(19));
    // Within 30 hours from 20 to 40, and from 45 to 60.
    assertThat(points.shareWithin(Duration.ofHours(30), hour(0), hour(60))).contains(35 / 40.0);
  }

  @Test
  void beforeTheFirstSet_nothingIsKnown() {
    RestorePoints points = new RestorePoints(List.of(point(100, 101)));

    assertThat(points.longestGap(hour(0), hour(50))).isEmpty();
    assertThat(points.shareWithin(Duration.ofHours(1), hour(0), hour(50))).isEmpty();
    assertThat(points.longestGap(hour(0), hour(103))).contains(Duration.ofHours(3));
  }

  @Test
  void theShareWithinTheTarget_isOfTheTimeSinceTheFirstSet() {
    RestorePoints points = new RestorePoints(List.of(point(0, 0), point(30, 30)));

    assertThat(points.shareWithin(Duration.ofDays(1), hour(0), hour(40))).contains(34 / 40.0);
    assertThat(points.shareWithin(Duration.ofHours(30), hour(0), hour(40))).contains(1.0);
  }
}
