package ebsbackup.conformance.flows;

import embeddedcloud.lambda.Fault;
import embeddedcloud.lambda.Fault.TimeoutName;
import embeddedcloud.states.StateMachine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One execution worth comparing.
 *
 * @param workflow backup, restore, prune, pull, verify or watch
 * @param given what has happened in a new world before it starts, and what will go wrong
 * @param input of the execution, in that world
 * @param change in the definition that is deployed
 */
record Scenario(
    String name,
    String workflow,
    Consumer<FlowWorld> given,
    Function<FlowWorld, String> input,
    Optional<Change> change) {

  /** What can happen to a call of any function, and is tried again. */
  private static final Map<String, Fault> FAULTS =
      Map.of(
          "is refused once", Fault.serviceException(),
          "is throttled once", Fault.tooManyRequests(),
          "is killed once", new Fault.TimesOutAfterEffect(TimeoutName.SANDBOX_TIMEDOUT),
          "is lost once", new Fault.TimesOutBeforeEffect(TimeoutName.LAMBDA_UNKNOWN),
          "answers {} once", new Fault.Garbage("{}"),
          "answers null once", new Fault.Garbage("null"));

  private static final Fault DENIED =
      new Fault.Refused("Lambda.AccessDeniedException", "not authorized to perform InvokeFunction");

  /** What a function says of a call that its role does not allow; never tried again. */
  private static final Fault UNAUTHORIZED =
      new Fault.Refused(
          "ebsbackup.failure.AccessDeniedException",
          "{\"errorMessage\": \"DescribeTags: UnauthorizedOperation\", \"errorType\": \"ebsbackup.failure.AccessDeniedException\"}");

  /** Other words at one or more places of a definition. */
  record Change(String from, String to) {
    String apply(String definition) {
      if (!definition.contains(from)) {
        throw new IllegalStateException("no " + from + " in the definition any more");
      }
      return definition.replace(from, to);
    }
  }

  static Scenario of(
      String name, String workflow, Consumer<FlowWorld> given, Function<FlowWorld, String> input) {
    return new Scenario(name, workflow, given, input, Optional.empty());
  }

  /** All of them. */
  static List<Scenario> all() {
    return Stream.of(
            BackupScenarios.all(),
            RestoreScenarios.all(),
            PruneScenarios.all(),
            PullScenarios.all(),
            VerifyScenarios.all(),
            WatchScenarios.all())
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
                        and(function, "is not to be called once", 1, DENIED),
                        and(function, "lacks a permission", 1, UNAUTHORIZED),
                        and(function, "is throttled for good", 7, Fault.tooManyRequests()))));
  }

  private Scenario and(String function, String what, int calls, Fault fault) {
    return new Scenario(
        name + ", " + function + " " + what,
        workflow,
        given.andThen(world -> world.fail(function, 1, calls, fault)),
        input,
        change);
  }

  /** The state machine to start: the deployed one, or a changed one beside it. */
  StateMachine machine(FlowWorld world) {
    StateMachine deployed = world.machine(workflow);
    return change
        .map(
            made ->
                world
                    .cloud
                    .stateMachines()
                    .create(
                        deployed.name() + "-changed",
                        deployed.arn() + "-changed",
                        deployed.roleArn(),
                        made.apply(deployed.definitionText())))
        .orElse(deployed);
  }

  @Override
  public String toString() {
    return workflow + ": " + name;
  }
}
