package ebsbackup.targets;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Page;
import ebsbackup.ebs.SetProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelectedTargetsTest {
  @Test
  void idsOfInstancesAndVolumes_becomeTargets() {
    SelectedTargets page =
        SelectedTargets.of(new Page<>(List.of("vol-1", "i-gone"), Optional.of("2")), List.of());

    assertThat(page.targets()).containsExactly(Target.ofVolume("vol-1"));
    assertThat(page.unusable())
        .containsExactly(new SetProblem("i-gone", "the instance does not exist", List.of()));
    assertThat(page.cursor()).contains("2");
  }

  @Test
  void instancesThatAreGoneAreNamed_andOthersHaveTheirRootDevice() {
    Instance running = instance("i-1", "running");

    SelectedTargets page =
        SelectedTargets.of(
            new Page<>(List.of("i-1", "i-2", "i-3"), Optional.empty()),
            List.of(instance("i-3", "shutting-down"), instance("i-2", "terminated"), running));

    assertThat(page.targets()).containsExactly(new Target("i-1", Optional.of("/dev/xvda")));
    assertThat(page.unusable())
        .containsExactly(
            new SetProblem("i-2", "the instance is terminated", List.of()),
            new SetProblem("i-3", "the instance is shutting-down", List.of()));
    assertThat(SelectedTargets.of(new Page<>(List.of(running), Optional.of("c"))))
        .isEqualTo(new SelectedTargets(page.targets(), List.of(), Optional.of("c")));
    assertThat(
            SelectedTargets.of(
                    new Page<>(List.of(running, instance("i-3", "stopped")), Optional.empty()))
                .targets())
        .extracting(Target::id)
        .containsExactly("i-1", "i-3");
  }

  private static Instance instance(String id, String state) {
    return new Instance(
        id, state, "eu-central-1b", Optional.of("/dev/xvda"), Instance.Kind.ORDINARY, Map.of());
  }

  @Test
  void aListIsTakenAPageAtATime() {
    List<String> ids = List.of("i-1", "i-2", "i-3");

    assertThat(SelectedTargets.slice(ids, 2, Optional.empty()))
        .isEqualTo(new Page<>(List.of("i-1", "i-2"), Optional.of("2")));
    assertThat(SelectedTargets.slice(ids, 2, Optional.of("2")))
        .isEqualTo(new Page<>(List.of("i-3"), Optional.empty()));
    assertThat(SelectedTargets.slice(ids, 3, Optional.empty()).cursor()).isEmpty();
  }
}
