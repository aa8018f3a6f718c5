package ebsbackup.restore;

import static ebsbackup.restore.SamplePlans.attached;
import static ebsbackup.restore.SamplePlans.seen;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacingTest {
  private static Placing placing(boolean full) {
    return SamplePlans.swapWithTagSetAside("owner", "db", full).placing().orElseThrow();
  }

  @Test
  void tagsToPutBack_leaveOutVolumesThatAreGone_orHaveTheTagAgain() {
    Placing.SetAside owner = new Placing.SetAside("owner", "db", false);

    assertThat(placing(false).tagsToPutBack(List.of(attached("vol-old2", "/dev/sdf", Map.of()))))
        .isEqualTo(Map.of("vol-old2", owner));
    assertThat(
            placing(false)
                .tagsToPutBack(List.of(attached("vol-old2", "/dev/sdf", Map.of("owner", "web")))))
        .isEmpty();
    assertThat(placing(false).tagsToPutBack(List.of())).isEmpty();
  }

  @Test
  void replacedWithPlace_leavesOutVolumesWithoutAPlaceForTheTag() {
    assertThat(placing(false).replacedWithPlace()).containsExactly("vol-old1", "vol-old2");
    assertThat(placing(true).replacedWithPlace()).containsExactly("vol-old1");
  }

  @Test
  void usable_areTheVolumesOfAnEarlierAttempt() {
    assertThat(
            SamplePlans.create()
                .usable(List.of(seen(1, "creating"), seen(2, "error"), seen(3, "available"))))
        .containsOnlyKeys("snap-1");
  }

  @Test
  void forwardAndBack_areTheTwoGoals() {
    RestorePlan plan = SamplePlans.swap();

    assertThat(plan.forward(SamplePlans.made()).away()).containsExactly("vol-old1", "vol-old2");
    assertThat(plan.back(SamplePlans.made()).away()).containsExactly("vol-new1", "vol-new2");
  }
}
