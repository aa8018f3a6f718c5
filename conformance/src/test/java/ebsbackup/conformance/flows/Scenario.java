package ebsbackup.conformance.flows;

import ebsbackup.local.lambda.Fault;
import ebsbackup.local.lambda.Fault.TimeoutName;
import ebsbackup.local.states.StateMachine;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One execution worth comparing.
 *
 * @param workflow backup, restore or prune
 * @param given what has happened in a new world before it starts, and what will go wrong
 * @param input of the execution, in that world
 * @param changed the definition as this scenario has it deployed
 */
record Scenario(
    String name,
    String workflow,
    Consumer<FlowWorld> given,
    Function<FlowWorld, String> input,
    UnaryOperator<String> changed) {

  /** What can happen to a call of any function: all but the last are tried again. */
  private static final Map<String, Fault> FAULTS =
      Map.of(
          "is refused once", Fault.serviceException(),
          "is throttled once", Fault.tooManyRequests(),
          "is killed once", new Fault.TimesOutAfterEffect(TimeoutName.SANDBOX_TIMEDOUT),
          "is lost once", new Fault.TimesOutBeforeEffect(TimeoutName.LAMBDA_UNKNOWN),
          "answers {} once", new Fault.Garbage("{}"));

  private static final Fault DENIED =
      new Fault.Refused("Lambda.AccessDeniedException", "not authorized to perform InvokeFunction");

  static Scenario of(
      String name, String workflow, Consumer<FlowWorld> given, Function<FlowWorld, String> input) {
    return new Scenario(name, workflow, given, input, UnaryOperator.identity());
  }

  /** All of them. */
  static List<Scenario> all() {
    return Stream.of(BackupScenarios.all(), RestoreScenarios.all(), PruneScenarios.all())
        .flatMap(List::stream)
        .toList();
  }

  /** This scenario, once for each fault of each of these functions. */
  Stream<Scenario> withFaultsOf(String... functions) {
    return Stream.of(functions)
        .flatMap(
            function ->
                Stream.concat(
                    FAULTS.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(fault -> and(function, fault.getKey(), 1, fault.getValue())),
                    Stream.of(
                        and(function, "is not to be called", 1, DENIED),
                        and(function, "is throttled for good", 7, Fault.tooManyRequests()))));
  }

  private Scenario and(String function, String what, int calls, Fault fault) {
    return new Scenario(
        name + ", " + function + " " + what,
        workflow,
        given.andThen(world -> world.fail(function, 1, calls, fault)),
        input,
        changed);
  }

  /** The state machine to start, which is the deployed one unless the scenario changes it. */
  StateMachine machine(FlowWorld world) {
    StateMachine deployed = world.machine(workflow);
    String definition = changed.apply(deployed.definitionText());
    return definition.equals(deployed.definitionText())
        ? deployed
        : world
            .cloud
            .stateMachines()
            .create(
                deployed.name() + "-changed",
                deployed.arn() + "-changed",
                deployed.roleArn(),
                definition);
  }

  @Override
  public String toString() {
    return workflow + ": " + name;
  }
}
