package embeddedcloud.states;

import embeddedcloud.states.State.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** Runs the states of one execution one after the other. {@link TaskRun} runs its tasks. */
final class StateRunner {
  private final Execution execution;
  private final Environment environment;
  private Variables variables = new Variables();

  private String current;
  private Payload input;
  private Instant enteredTime;
  private long enteredEventId;
  private long retryCount;

  private long transitions;
  private int largestPayload;
  private String largestPayloadAt = "";
  private StatesError reported;

  StateRunner(Execution execution, Environment environment) {
    this.execution = execution;
    this.environment = environment;
    this.current = execution.machine().definition().startAt();
    this.input = execution.inputPayload();
    measure(input, "execution input");
  }

  Usage usage() {
    return new Usage(transitions, execution.historySize(), largestPayload, largestPayloadAt);
  }

  /** Discards values that only a redrive would need. */
  void forget() {
    input = execution.inputPayload();
    variables = new Variables();
  }

  void start() {
    guarded(() -> enter(current, input));
  }

  /** Redrives: schedules a task again, or enters any other state again, with the same input. */
  void redrive() {
    guarded(
        () -> {
          if (state() instanceof State.Task task) {
            transitions++;
            retryCount = 0;
            new TaskRun(this, task).attempt();
          } else {
            enter(current, input);
          }
        });
  }

  private State state() {
    return execution.machine().definition().states().get(current);
  }

  private void enter(String name, Payload with) {
    current = name;
    input = with;
    enteredTime = environment.clock().instant();
    retryCount = 0;
    transitions++;
    State state = state();
    enteredEventId =
        execution
            .record(
                HistoryEventType.fromValue(state.type() + "StateEntered"),
                event ->
                    event.stateEnteredEventDetails(
                        d -> d.name(name).input(with.json()).inputDetails(History.COMPLETE)))
            .id();
    run(state);
  }

  private void run(State state) {
    switch (state) {
      case State.Task task -> new TaskRun(this, task).attempt();
      case State.Choice choice -> choose(choice);
      case State.Wait wait -> {
        Duration time = time(wait);
        resume(time, () -> leave(wait.exit(), input, Map.of()));
      }
      case State.Pass pass -> leave(pass.exit(), input, Map.of());
      case State.Succeed succeed ->
          leave(new Exit(succeed.output(), Map.of(), Optional.empty()), input, Map.of());
      case State.Fail fail -> {
        Scope scope = scope(Map.of());
        execution.fail(
            text(fail.error(), scope, "Error", DefinitionReader.MAX_ERROR),
            text(fail.cause(), scope, "Cause", DefinitionReader.MAX_CAUSE));
      }
    }
  }

  private void choose(State.Choice choice) {
    Scope scope = scope(Map.of());
    for (int i = 0; i < choice.rules().size(); i++) {
      State.Rule rule = choice.rules().get(i);
      Object holds = rule.condition().evaluate(scope);
      if (!(holds instanceof Boolean)) {
        throw StatesError.queryEvaluation(
            "Choices[" + i + "]/Condition",
            "The Condition must evaluate to a boolean, not " + holds);
      }
      if (holds.equals(true)) {
        leave(rule.exit(), input, Map.of());
        return;
      }
    }
    Exit otherwise =
        choice
            .otherwise()
            .orElseThrow(
                () ->
                    StatesError.named(
                        StatesError.NO_CHOICE_MATCHED,
                        "No rule of the state '"
                            + choice.name()
                            + "' holds, and it has no Default."));
    leave(otherwise, input, Map.of());
  }

  private Duration time(State.Wait wait) {
    Object seconds = wait.seconds().evaluate(scope(Map.of()));
    return Duration.ofSeconds(whole(seconds, "Seconds", 0, State.MAX_SECONDS));
  }

  static long whole(Object value, String location, long least, long most) {
    OptionalLong number = State.wholeNumber(value, least, most);
    return number.orElseThrow(
        () ->
            StatesError.queryEvaluation(
                location,
                "Expected a whole number from " + least + " to " + most + ", not " + value));
  }

  private static Optional<String> text(
      Optional<Template> template, Scope scope, String location, int most) {
    return template.map(
        present -> {
          if (present.evaluate(scope) instanceof String text && text.length() <= most) {
            return text;
          }
          throw StatesError.queryEvaluation(
              location, "Expected a string of at most " + most + " characters");
        });
  }

  /**
   * Leaves the current state.
   *
   * @param standard the state's output unless it has an Output field
   * @param extra {@code result} or {@code errorOutput}, if present
   */
  void leave(Exit exit, Payload standard, Map<String, Object> extra) {
    Scope scope = scope(extra);
    // All expressions read the variables as they were when the state was entered.
    Payload output =
        exit.output().isPresent()
            ? payload(exit.output().get().evaluate(scope), "output")
            : standard;
    Map<String, Payload> assigned = new LinkedHashMap<>();
    exit.assign()
        .forEach((name, template) -> assigned.put(name, Payload.of(template.evaluate(scope))));
    variables.assign(assigned);
    State state = state();
    record(
        HistoryEventType.fromValue(state.type() + "StateExited"),
        event ->
            event.stateExitedEventDetails(
                d -> {
                  d.name(current).output(output.json()).outputDetails(History.COMPLETE);
                  if (!assigned.isEmpty()) {
                    Map<String, String> texts = new LinkedHashMap<>();
                    assigned.forEach((name, variable) -> texts.put(name, variable.json()));
                    d.assignedVariables(texts).assignedVariablesDetails(a -> a.truncated(false));
                  }
                }));
    if (exit.next().isPresent()) {
      String next = exit.next().get();
      resume(Duration.ZERO, () -> enter(next, output));
    } else {
      execution.succeed(output);
    }
  }

  /** The value as a payload, checked against the limit. */
  Payload payload(Object value, String what) {
    Payload payload = Payload.of(value);
    measure(payload, current + " " + what);
    if (payload.tooLarge()) {
      throw StatesError.named(
          StatesError.DATA_LIMIT_EXCEEDED,
          "The state/task '"
              + current
              + "' returned a result with a size exceeding the maximum number of bytes service"
              + " limit. Its "
              + what
              + " has "
              + payload.bytes()
              + " bytes, the limit is "
              + Payload.MAX_BYTES
              + ".");
    }
    return payload;
  }

  private void measure(Payload payload, String where) {
    if (payload.bytes() > largestPayload) {
      largestPayload = payload.bytes();
      largestPayloadAt = where;
    }
  }

  Scope scope(Map<String, Object> extra) {
    Map<String, Object> states = new LinkedHashMap<>();
    states.put("input", input.value());
    states.put("context", context());
    states.putAll(extra);
    return new Scope(
        states, variables.values(), environment.clock().instant(), environment.random());
  }

  private Map<String, Object> context() {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("Id", execution.arn());
    run.put("Input", execution.inputPayload().value());
    run.put("Name", execution.name());
    run.put("RoleArn", execution.machine().roleArn());
    run.put("StartTime", Timestamps.print(execution.startDate()));
    run.put("RedriveCount", (long) execution.redriveCount());
    execution
        .redriveDate()
        .ifPresent(redriven -> run.put("RedriveTime", Timestamps.print(redriven)));
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("EnteredTime", Timestamps.print(enteredTime));
    state.put("Name", current);
    state.put("RetryCount", retryCount);
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("Id", execution.machine().arn());
    machine.put("Name", execution.machine().name());
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("Execution", run);
    context.put("State", state);
    context.put("StateMachine", machine);
    return context;
  }

  void countRetry() {
    retryCount++;
    transitions++;
  }

  Environment environment() {
    return environment;
  }

  Execution execution() {
    return execution;
  }

  void record(HistoryEventType type, Consumer<HistoryEvent.Builder> details) {
    execution.record(type, details);
  }

  void resume(Duration delay, Runnable step) {
    execution.resume(delay, () -> guarded(step));
  }

  /**
   * Records EvaluationFailed once for an expression that could not be evaluated.
   *
   * @return the error for retriers, catchers and the execution
   */
  StatesError report(StatesError error) {
    if (error.location().isEmpty() || error == reported) {
      return error;
    }
    StatesError told = error.withStatePrefix(current, enteredEventId);
    reported = told;
    if (!execution.isHistoryFull()) {
      record(
          HistoryEventType.EVALUATION_FAILED,
          event ->
              event.evaluationFailedEventDetails(
                  d ->
                      d.state(current)
                          .location(told.location())
                          .error(told.error())
                          .cause(told.cause())));
    }
    return told;
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (StatesError error) {
      StatesError told = report(error);
      execution.fail(Optional.of(told.error()), Optional.of(told.cause()));
    }
  }
}
