package ebsbackup.restore;

import static ebsbackup.restore.SamplePlans.START;
import static ebsbackup.restore.SamplePlans.attached;
import static ebsbackup.restore.SamplePlans.seen;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.restore.RemovedVolumes.KeptVolume;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RemovedVolumesTest {
  private static final Removal DELETE = new Removal.Delete();
  private static final Removal CREATING = new Removal.Keep("it is still being created", true);
  private static final Removal ATTACHED = new Removal.Keep("it is attached", false);

  private static RemovedVolumes look(Duration elapsed, Map<String, Removal> done) {
    return RemovedVolumes.of(2, List.of(), new TreeMap<>(done), START, START.plus(elapsed), 0);
  }

  @Test
  void removal_isOfUnusedVolumesThatTheRestoreMade() {
    RestorePlan plan = SamplePlans.create();

    assertThat(Removal.of(plan, seen(1, "available"))).isEqualTo(DELETE);
    assertThat(Removal.of(plan, seen(1, "creating"))).isEqualTo(CREATING);
    assertThat(Removal.of(plan, seen(1, "in-use"))).isEqualTo(ATTACHED);
    assertThat(Removal.of(plan, seen(1, "deleting"))).isEqualTo(new Removal.Gone());
    assertThat(Removal.of(plan, seen(1, "deleted"))).isEqualTo(new Removal.Gone());
    assertThat(Removal.of(plan, seen(1, "error"))).isEqualTo(DELETE);
    assertThat(Removal.of(plan, seen(3, "available"))).isEqualTo(new Removal.Foreign());
    assertThat(Removal.of(plan, attached("vol-9", "/dev/sdf", Map.of())))
        .isEqualTo(new Removal.Foreign());
  }

  @Test
  void of_finishes_whenEveryVolumeIsRemovedOrStays() {
    RemovedVolumes look = look(Duration.ZERO, Map.of("vol-new1", DELETE, "vol-new2", ATTACHED));

    assertThat(look.finished()).isTrue();
    assertThat(look.removed()).containsExactly("vol-new1");
    assertThat(look.kept()).containsExactly(new KeptVolume("vol-new2", "it is attached"));
  }

  @Test
  void of_waitsForAVolumeThatMayStillAppear() {
    Map<String, Removal> one = Map.of("vol-new1", DELETE, "vol-9", new Removal.Foreign());

    assertThat(look(Duration.ofSeconds(59), one).finished()).isFalse();
    assertThat(look(Duration.ofSeconds(60), one).finished()).isTrue();
  }

  @Test
  void of_waitsForAVolumeThatMayStillAppear_howeverManyForeignOnesThereAre() {
    Map<String, Removal> one =
        Map.of("vol-new1", DELETE, "vol-8", new Removal.Foreign(), "vol-9", new Removal.Foreign());

    assertThat(look(Duration.ofSeconds(59), one).finished()).isFalse();
  }

  @Test
  void of_waitsForAVolumeThatIsBeingCreated_butNotForEver() {
    Map<String, Removal> done = Map.of("vol-new1", DELETE, "vol-new2", CREATING);

    assertThat(look(Duration.ofMinutes(9), done).finished()).isFalse();
    assertThat(look(Duration.ofMinutes(10), done).finished()).isTrue();
  }

  @Test
  void of_countsWhatEarlierLooksRemoved() {
    RemovedVolumes look =
        RemovedVolumes.of(2, List.of("vol-new1"), Map.of("vol-new2", DELETE), START, START, 15);

    assertThat(look.removed()).containsExactly("vol-new1", "vol-new2");
    assertThat(look.finished()).isTrue();
  }

  @Test
  void of_countsAVolumeThatIsGoneAsRemoved() {
    RemovedVolumes look =
        look(Duration.ZERO, Map.of("vol-new1", new Removal.Gone(), "vol-new2", DELETE));

    assertThat(look.removed()).containsExactlyInAnyOrder("vol-new1", "vol-new2");
    assertThat(look.finished()).isTrue();
    assertThat(look.since()).isEqualTo(START);
    assertThat(look.waitSeconds()).isEqualTo(15);
  }

  @Test
  void of_doesNotWaitForAnAttachedVolume_norCountsAForeignOneAsItsOwn() {
    RemovedVolumes attached =
        look(Duration.ZERO, Map.of("vol-new1", ATTACHED, "vol-new2", ATTACHED));
    RemovedVolumes foreign =
        look(
            Duration.ofSeconds(1),
            Map.of("vol-8", new Removal.Foreign(), "vol-9", new Removal.Foreign()));

    assertThat(attached.finished()).isTrue();
    assertThat(foreign.finished()).isFalse();
    assertThat(foreign.kept())
        .extracting(KeptVolume::reason)
        .containsOnly("this restore did not create it");
  }
}
