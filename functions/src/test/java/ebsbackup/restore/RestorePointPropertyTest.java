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

class RestorePointPropertyTest {
  private static final Duration DAY = Duration.ofDays(1);

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
