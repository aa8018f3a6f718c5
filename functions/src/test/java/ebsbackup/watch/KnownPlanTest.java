package ebsbackup.watch;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.volume;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Volume;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import ebsbackup.targets.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownPlanTest {
  private final Plan plan =
      new Json()
          .read(
              """
              {"plan": "daily", "select": {"tags": {"Backup": ["daily"]}},
               "exclude": {"volumeTags": {"Backup": ["never"]}}}
              """,
              Plan.class);
  private final Volume root = volume(1, "/dev/xvda", Map.of());
  private final Volume scratch = volume(2, "/dev/sdf", Map.of("Backup", "never"));

  @Test
  void anInstance_hasTheVolumesOfItsNextSet_andThoseLeftOut() {
    Target target = new Target(INSTANCE_ID, Optional.of("/dev/xvda"));

    assertThat(KnownPlan.Source.ofInstance(target, List.of(root, scratch), plan))
        .isEqualTo(new KnownPlan.Source(INSTANCE_ID, List.of(volumeId(1)), List.of(volumeId(2))));
  }

  /** EC2 leaves out the root volume by a field of its own, but it is left out all the same. */
  @Test
  void aRootVolumeThatIsLeftOut_isNamedAsWell() {
    Plan withoutRoot =
        new Json()
            .read(
                """
                {"plan": "daily", "select": {"tags": {"Backup": ["daily"]}},
                 "exclude": {"bootVolume": true}}
                """,
                Plan.class);
    Target target = new Target(INSTANCE_ID, Optional.of("/dev/xvda"));

    assertThat(KnownPlan.Source.ofInstance(target, List.of(root, scratch), withoutRoot))
        .isEqualTo(new KnownPlan.Source(INSTANCE_ID, List.of(volumeId(2)), List.of(volumeId(1))));
  }

  @Test
  void aVolume_isTakenOrLeftOut_andTakenAlsoIfItDoesNotExist() {
    assertThat(KnownPlan.Source.ofVolume(volumeId(1), Optional.of(root), plan))
        .isEqualTo(new KnownPlan.Source(volumeId(1), List.of(volumeId(1)), List.of()));
    assertThat(KnownPlan.Source.ofVolume(volumeId(2), Optional.of(scratch), plan))
        .isEqualTo(new KnownPlan.Source(volumeId(2), List.of(), List.of(volumeId(2))));
    assertThat(KnownPlan.Source.ofVolume(volumeId(3), Optional.empty(), plan))
        .isEqualTo(new KnownPlan.Source(volumeId(3), List.of(volumeId(3)), List.of()));
  }
}
