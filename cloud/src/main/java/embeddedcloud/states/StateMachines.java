package embeddedcloud.states;

import com.google.gson.JsonParseException;
import embeddedcloud.json.StrictJson;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * Step Functions in one account and Region: state machines, their executions, and listeners. Throws
 * the SDK's exceptions.
 */
public final class StateMachines {
  /** The execution names that Step Functions accepts. */
  private static final Pattern NAME =
      Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cc}]{1,80}");

  private static final Pattern MACHINE_ARN =
      Pattern.compile("arn:[a-z-]+:states:[a-z0-9-]+:\\d{12}:stateMachine:[^:]{1,80}");

  /** How long Step Functions keeps an execution that has ended. */
  private static final Duration EXECUTION_KEPT = Duration.ofDays(90);

  /**
   * How long a history is kept if histories are forgotten. Readers need it only right after the
   * end.
   */
  private static final Duration HISTORY_KEPT = Duration.ofDays(1);

  private final VirtualClock clock;
  private final RandomGenerator random;
  private final Environment environment;
  private final Map<String, StateMachine> machines = new LinkedHashMap<>();

  /** In the order of their last status change, latest last. */
  private final SequencedMap<String, Execution> executions = new LinkedHashMap<>();

  /** In the same order. */
  private final SequencedSet<Execution> running = new LinkedHashSet<>();

  private final List<Consumer<Map<String, Object>>> statusListeners = new ArrayList<>();
  private final List<BiConsumer<Execution, HistoryEvent>> eventListeners = new ArrayList<>();
  private final Deque<Execution> ended = new ArrayDeque<>();
  private final Deque<Execution> outlines = new ArrayDeque<>();
  private Optional<Consumer<Execution>> endListener = Optional.empty();
  private int mostResults = Page.MAX_RESULTS;

  /**
   * @param seed determines jitter, generated names and {@code $random}, so it replays a run
   */
  public StateMachines(VirtualClock clock, TaskRunner tasks, SdkCalls sdk, long seed) {
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.environment =
        new Environment(
            clock,
            tasks,
            sdk,
            this::startExecution,
            random,
            this::notifyEvent,
            this::notifyStatusChange);
  }

  /**
   * Registers a state machine.
   *
   * @param definition ASL, with every {@code ${Name}} already replaced
   * @throws BadDefinitionException naming the field and what is expected
   */
  public StateMachine create(String name, String arn, String roleArn, String definition) {
    return create(name, arn, roleArn, definition, Definition.parse(definition));
  }

  /**
   * Registers a state machine with a definition that is already parsed.
   *
   * @param parsed the result of {@link Definition#parse} for {@code definition}
   */
  public StateMachine create(
      String name, String arn, String roleArn, String definition, Definition parsed) {
    if (!MACHINE_ARN.matcher(arn).matches()) {
      throw SfnErrors.invalidArn(arn);
    }
    if (machines.containsKey(arn)) {
      throw SfnErrors.machineAlreadyExists(arn);
    }
    StateMachine machine =
        new StateMachine(name, arn, roleArn, definition, parsed, clock.instant());
    machines.put(arn, machine);
    return machine;
  }

  public StateMachine machine(String arn) {
    return Optional.ofNullable(machines.get(arn))
        .orElseThrow(() -> SfnErrors.machineDoesNotExist(arn));
  }

  /** All state machines, in the order of their creation. */
  public List<StateMachine> machines() {
    return List.copyOf(machines.values());
  }

  /**
   * Starts an execution, which runs as the clock advances. If an execution with the same name and
   * input is still running, returns that execution.
   *
   * @param name empty: generates a name
   * @param input one JSON document of at most 262,144 bytes
   */
  public Execution startExecution(String machineArn, Optional<String> name, String input) {
    StateMachine machine = machine(machineArn);
    String chosen = name.orElseGet(() -> JsonataFunctions.randomUuid(random).toString());
    if (!NAME.matcher(chosen).matches()) {
      throw SfnErrors.invalidName(chosen);
    }
    Payload payload = payload(input);
    Execution before = executions.get(machine.executionArn(chosen));
    if (before != null) {
      if (before.status() == ExecutionStatus.RUNNING && before.input().equals(input)) {
        return before;
      }
      throw SfnErrors.executionAlreadyExists(before.arn());
    }
    Execution execution = new Execution(environment, machine, chosen, payload);
    executions.put(execution.arn(), execution);
    execution.start();
    return execution;
  }

  private static Payload payload(String input) {
    Payload payload;
    try {
      payload = new Payload(StrictJson.parse(input), input, Payload.utf8Length(input));
    } catch (JsonParseException e) {
      throw SfnErrors.invalidInput(String.valueOf(e.getMessage()));
    }
    if (payload.tooLarge()) {
      throw SfnErrors.validation(
          "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must"
              + " have length less than or equal to "
              + Payload.MAX_BYTES);
    }
    return payload;
  }

  public Execution execution(String executionArn) {
    return Optional.ofNullable(executions.get(executionArn))
        .orElseThrow(() -> SfnErrors.executionDoesNotExist(executionArn));
  }

  /** The executions by their end time, or start time if they still run, latest first. */
  public List<Execution> executions(String machineArn) {
    return latestFirst(machineArn).toList();
  }

  /** The same executions as a lazy stream, since a long run has many. */
  Stream<Execution> latestFirst(String machineArn) {
    return latestFirst(machine(machineArn), executions.sequencedValues());
  }

  /** The running executions: few, however many have ended. */
  Stream<Execution> running(String machineArn) {
    return latestFirst(machine(machineArn), running);
  }

  private static Stream<Execution> latestFirst(
      StateMachine machine, SequencedCollection<Execution> of) {
    return of.reversed().stream()
        .filter(execution -> execution.machine().arn().equals(machine.arn()));
  }

  public boolean anyRunning() {
    return !running.isEmpty();
  }

  /** Stops an execution. Has no effect if it has ended. */
  public void stopExecution(String executionArn, Optional<String> error, Optional<String> cause) {
    Execution execution = execution(executionArn);
    if (execution.status() == ExecutionStatus.RUNNING) {
      execution.abort(error, cause);
    }
  }

  /** Continues at the state in which the execution failed, timed out or was stopped. */
  public void redriveExecution(String executionArn) {
    execution(executionArn).redrive();
  }

  /** Limits the pages of all further listings to this many items. */
  public void limitPages(int most) {
    mostResults = most;
  }

  int mostResults() {
    return mostResults;
  }

  /**
   * Adds a listener for EventBridge's event of every status change, including RUNNING, as a JSON
   * object. The listener is called during the change, at the same virtual instant.
   */
  public void onStatusChange(Consumer<Map<String, Object>> listener) {
    statusListeners.add(listener);
  }

  /** Adds a listener for every event of every execution's history as it is written. */
  public void onEvent(BiConsumer<Execution, HistoryEvent> listener) {
    eventListeners.add(listener);
  }

  private void notifyEvent(Execution execution, HistoryEvent event) {
    eventListeners.forEach(listener -> listener.accept(execution, event));
  }

  /**
   * From now on, discards the history and output of an execution a day after its end, and the
   * execution after 90 days, so a long run needs no more memory than a short one.
   *
   * @param listener receives each execution as it ends
   */
  public void forgetHistories(Consumer<Execution> listener) {
    endListener = Optional.of(listener);
  }

  private void forget() {
    Instant now = clock.instant();
    while (endedBefore(now.minus(HISTORY_KEPT), ended)) {
      Execution execution = ended.remove();
      execution.forgetHistory();
      outlines.add(execution);
    }
    while (endedBefore(now.minus(EXECUTION_KEPT), outlines)) {
      executions.remove(outlines.remove().arn());
    }
  }

  private static boolean endedBefore(Instant time, Deque<Execution> queue) {
    return !queue.isEmpty() && queue.element().stopDate().orElseThrow().isBefore(time);
  }

  private void notifyStatusChange(Execution execution) {
    executions.putLast(execution.arn(), execution);
    if (execution.status() == ExecutionStatus.RUNNING) {
      running.add(execution);
      // A redriven execution has ended before.
      ended.remove(execution);
    } else {
      running.remove(execution);
      endListener.ifPresent(
          listener -> {
            listener.accept(execution);
            ended.add(execution);
            forget();
          });
    }
    if (!statusListeners.isEmpty()) {
      Map<String, Object> event =
          StatusChange.of(execution, JsonataFunctions.randomUuid(random), clock.instant());
      statusListeners.forEach(listener -> listener.accept(event));
    }
  }
}
