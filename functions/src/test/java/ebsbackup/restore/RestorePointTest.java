package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.SnapshotSet;
import ebsbackup.failure.RestoreRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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
        .hasMessageContaining("1 are not good")
        .hasMessageContaining("is error");
  }

  @Test
  void ofRun_isRefusedForASetThatIsNotGood() {
    assertThat(RestorePoint.ofRun(INSTANCE_ID, all, "r1").set()).isEqualTo(first);
    assertThatThrownBy(() -> RestorePoint.ofRun(INSTANCE_ID, all, "r3"))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageContaining("r3 is not good");
    assertThatThrownBy(() -> RestorePoint.ofRun(INSTANCE_ID, all, "r9"))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage("run r9 has no set of " + INSTANCE_ID);
  }

  /** Against the plainest reading: no set that would be a better choice was left. */
  @Property
  void before_neverLeavesABetterSet(
      @ForAll @Size(max = 12) List<Boolean> good, @ForAll @IntRange(min = 0, max = 13) int day) {
    List<SnapshotSet> sets =
        java.util.stream.IntStream.range(0, good.size())
            .mapToObj(
                i ->
                    set(
                        "r" + i,
                        NIGHT.plus(DAY.multipliedBy(i)),
                        good.get(i) ? "completed" : "error"))
            .toList();
    int best = -1;
    for (int i = 0; i < good.size() && i <= day; i++) {
      best = good.get(i) ? i : best;
    }
    Instant time = NIGHT.plus(DAY.multipliedBy(day));
    if (best < 0) {
      assertThatThrownBy(() -> RestorePoint.before(INSTANCE_ID, sets, time))
          .isInstanceOf(RestoreRefusedException.class);
    } else {
      RestorePoint point = RestorePoint.before(INSTANCE_ID, sets, time);
      assertThat(point.set()).isEqualTo(sets.get(best));
      assertThat(point.passedOver()).hasSize(Math.min(day, good.size() - 1) - best);
    }
  }
}
