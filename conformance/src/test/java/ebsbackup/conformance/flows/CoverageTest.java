package ebsbackup.conformance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Execution;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scenarios that are compared leave nothing out: counted from the definitions themselves. */
final class CoverageTest {
  @Test
  void everyChoiceRetryAndCatchIsTaken() {
    Set<Branch> branches;
    Set<Branch> entered;
    try (FlowWorld world = new FlowWorld()) {
      branches = all(world).collect(Collectors.toSet());
      entered = states(world).collect(Collectors.toSet());
    }

    for (Scenario scenario : Scenario.all()) {
      try (FlowWorld world = new FlowWorld()) {
        Execution execution = FlowsTest.runOurs(scenario, world);
        String definition = execution.machine().definitionText();
        for (Visit visit : Visit.of(execution)) {
          entered.remove(new Branch(scenario.workflow(), visit.state(), "entered"));
          Branch.taken(scenario.workflow(), definition, visit).forEach(branches::remove);
        }
      }
    }

    assertThat(sorted(branches)).isEmpty();
    assertThat(sorted(entered)).isEmpty();
  }

  /** What is counted is what the definitions have: a change of them is seen. */
  @Test
  void thereIsSomethingToCount() {
    try (FlowWorld world = new FlowWorld()) {
      for (String list : List.of("Choices", "Default", "Retry", "Catch")) {
        assertThat(all(world).filter(branch -> branch.which().startsWith(list)))
            .as(list)
            .hasSizeGreaterThan(10);
      }
    }
  }

  private static Stream<Branch> all(FlowWorld world) {
    return FlowWorld.WORKFLOWS.stream()
        .flatMap(workflow -> Branch.of(workflow, world.machine(workflow).definitionText()));
  }

  private static Stream<Branch> states(FlowWorld world) {
    return FlowWorld.WORKFLOWS.stream()
        .flatMap(
            workflow ->
                world.machine(workflow).definition().states().keySet().stream()
                    .map(state -> new Branch(workflow, state, "entered")));
  }

  private static List<String> sorted(Set<Branch> branches) {
    return new TreeSet<>(branches.stream().map(Branch::toString).toList()).stream().toList();
  }
}
