package ebsbackup.conformance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.conformance.Third;
import embeddedcloud.states.Execution;
import embeddedcloud.states.StateMachine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Every scenario on our interpreter and on moto's, each in a world of its own, with the same
 * handlers: the same states, calls, times and result, and the same things left in the account.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FlowsTest {
  private static final String NAME = "under-test";

  private final MotoEngine moto = new MotoEngine();

  @AfterAll
  void end() {
    moto.close();
  }

  static Stream<Scenario> scenarios() {
    return Third.of(Scenario.all());
  }

  /** What there is some time after an execution. */
  private record Aftermath(String contents, List<String> others) {
    static Aftermath of(FlowWorld world) {
      // Long enough for what the execution started to end, too.
      world.clock.advance(Duration.ofHours(3));
      return new Aftermath(
          world.ec2.contents().toString(),
          world.cloud.executions().stream()
              .filter(execution -> !execution.name().equals(NAME))
              .map(
                  execution ->
                      Run.withoutRandomNames(execution.arn())
                          + " "
                          + execution.status()
                          + execution.output())
              .toList());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void bothInterpretersAgree(Scenario scenario) {
    Run ours;
    Aftermath afterOurs;
    try (FlowWorld world = new FlowWorld()) {
      ours = Run.of(runOurs(scenario, world));
      afterOurs = Aftermath.of(world);
    }
    Run theirs;
    Aftermath afterTheirs;
    try (FlowWorld world = new FlowWorld()) {
      scenario.given().accept(world);
      StateMachine machine = scenario.machine(world);
      theirs = moto.run(world, machine, NAME, scenario.input().apply(world), ours.delays());
      afterTheirs = Aftermath.of(world);
    }

    assertThat(theirs.states()).isEqualTo(ours.states());
    assertThat(theirs.steps()).isEqualTo(ours.steps());
    assertThat(theirs.events()).isEqualTo(ours.events());
    assertThat(theirs).isEqualTo(ours);
    assertThat(afterTheirs).isEqualTo(afterOurs);
  }

  /** A scenario on our own interpreter. */
  static Execution runOurs(Scenario scenario, FlowWorld world) {
    scenario.given().accept(world);
    StateMachine machine = scenario.machine(world);
    Execution execution =
        world
            .cloud
            .stateMachines()
            .startExecution(machine.arn(), Optional.of(NAME), scenario.input().apply(world));
    world.clock.runWhile(() -> execution.status() == ExecutionStatus.RUNNING);
    return execution;
  }
}
