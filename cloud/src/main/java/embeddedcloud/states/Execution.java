package embeddedcloud.states;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/**
 * One execution of a state machine: its status, its result and its history. It advances only while
 * the virtual clock runs, one continuation at a time, so any number of executions can interleave.
 */
public final class Execution {
  private final Environment environment;
  private final StateMachine machine;
  private final String name;
  private final String arn;
  private Payload input;
  private final Instant startDate;
  private final History history = new History();
  private final StateRunner runner;

  private ExecutionStatus status = ExecutionStatus.RUNNING;
  private Optional<Instant> stopDate = Optional.empty();
  private Optional<String> output = Optional.empty();
  private Optional<String> error = Optional.empty();
  private Optional<String> cause = Optional.empty();
  private Optional<Instant> redriveDate = Optional.empty();
  private Optional<Instant> deadline;
  private int redriveCount;

  /** Counts redrives and ends. A step that was scheduled before the latest of them is obsolete. */
  private int generation;

  Execution(Environment environment, StateMachine machine, String name, Payload input) {
    this.environment = environment;
    this.machine = machine;
    this.name = name;
    this.arn = machine.executionArn(name);
    this.input = input;
    this.startDate = environment.clock().instant();
    this.deadline = machine.definition().timeout().map(startDate::plus);
    this.runner = new StateRunner(this, environment);
  }

  public StateMachine machine() {
    return machine;
  }

  public String name() {
    return name;
  }

  public String arn() {
    return arn;
  }

  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
  public ExecutionStatus status() {
    return status;
  }

  public Instant startDate() {
    return startDate;
  }

  /** When the execution ended; empty while it runs. */
  public Optional<Instant> stopDate() {
    return stopDate;
  }

  /** JSON. */
  public String input() {
    return input.json();
  }

  /** JSON; present only if the execution succeeded. */
  public Optional<String> output() {
    return output;
  }

  /** The error's name if the execution failed, timed out, or was stopped with an error. */
  public Optional<String> error() {
    return error;
  }

  public Optional<String> cause() {
    return cause;
  }

  public int redriveCount() {
    return redriveCount;
  }

  public Optional<Instant> redriveDate() {
    return redriveDate;
  }

  /** A live view of the events so far, oldest first. */
  public List<HistoryEvent> history() {
    return history.events();
  }

  int historySize() {
    return history.size();
  }

  /** Discards the history, the variables and the output, which can be 256 KiB. */
  void forgetHistory() {
    history.forget();
    output = Optional.empty();
    forgetValues();
  }

  /** Discards values that only a redrive would need. */
  private void forgetValues() {
    input = new Payload(Map.of(), input.json(), input.bytes());
    runner.forget();
  }

  /** How close the execution came to the limits of Step Functions. */
  public Usage usage() {
    return runner.usage();
  }

  /** Whether the execution ended without success and its history is kept and not full. */
  boolean isRedrivable() {
    return status != ExecutionStatus.RUNNING
        && status != ExecutionStatus.SUCCEEDED
        && history.isComplete()
        && !history.isFull();
  }

  boolean isHistoryFull() {
    return history.isFull();
  }

  Payload inputPayload() {
    return input;
  }

  void start() {
    record(
        HistoryEventType.EXECUTION_STARTED,
        event ->
            event.executionStartedEventDetails(
                d ->
                    d.input(input.json())
                        .inputDetails(History.COMPLETE)
                        .roleArn(machine.roleArn())));
    environment.onStatusChange().accept(this);
    resume(Duration.ZERO, runner::start);
  }

  /**
   * Retries the state in which the execution failed, timed out or was stopped.
   *
   * @throws software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException unless {@link
   *     #isRedrivable}
   */
  void redrive() {
    if (!isRedrivable()) {
      throw SfnErrors.notRedrivable(
          "Execution is " + status + " with " + history.size() + " events and cannot be redriven");
    }
    generation++;
    redriveCount++;
    Instant now = environment.clock().instant();
    redriveDate = Optional.of(now);
    deadline = machine.definition().timeout().map(now::plus);
    status = ExecutionStatus.RUNNING;
    stopDate = Optional.empty();
    error = Optional.empty();
    cause = Optional.empty();
    record(
        HistoryEventType.EXECUTION_REDRIVEN,
        event -> event.executionRedrivenEventDetails(d -> d.redriveCount(redriveCount)));
    environment.onStatusChange().accept(this);
    resume(Duration.ZERO, runner::redrive);
  }

  /** Runs a step after the given virtual time, unless the execution ends or times out before. */
  void resume(Duration delay, Runnable step) {
    Instant at = environment.clock().instant().plus(delay);
    int scheduledIn = generation;
    // Schedules either the step or the timeout. A timeout that cannot happen would still advance
    // the clock to its instant when everything else is done.
    boolean late = deadline.filter(at::isAfter).isPresent();
    Runnable action = late ? this::timeOut : step;
    environment
        .clock()
        .schedule(
            late ? deadline.get() : at,
            () -> {
              if (scheduledIn == generation) {
                action.run();
              }
            });
  }

  HistoryEvent record(HistoryEventType type, Consumer<HistoryEvent.Builder> details) {
    HistoryEvent.Builder event = HistoryEvent.builder();
    details.accept(event);
    HistoryEvent added = history.add(type, environment.clock().instant(), event);
    environment.onEvent().accept(this, added);
    return added;
  }

  void succeed(Payload result) {
    output = Optional.of(result.json());
    record(
        HistoryEventType.EXECUTION_SUCCEEDED,
        event ->
            event.executionSucceededEventDetails(
                d -> d.output(result.json()).outputDetails(History.COMPLETE)));
    end(ExecutionStatus.SUCCEEDED);
  }

  void fail(Optional<String> name, Optional<String> why) {
    error = cut(name, DefinitionReader.MAX_ERROR);
    cause = cut(why, DefinitionReader.MAX_CAUSE);
    record(
        HistoryEventType.EXECUTION_FAILED,
        event ->
            event.executionFailedEventDetails(
                d -> d.error(error.orElse(null)).cause(cause.orElse(null))));
    end(ExecutionStatus.FAILED);
  }

  void abort(Optional<String> name, Optional<String> why) {
    error = name;
    cause = why;
    record(
        HistoryEventType.EXECUTION_ABORTED,
        event ->
            event.executionAbortedEventDetails(
                d -> d.error(name.orElse(null)).cause(why.orElse(null))));
    end(ExecutionStatus.ABORTED);
  }

  private void timeOut() {
    error = Optional.of(StatesError.TIMEOUT);
    record(
        HistoryEventType.EXECUTION_TIMED_OUT,
        event -> event.executionTimedOutEventDetails(d -> d.error(StatesError.TIMEOUT)));
    end(ExecutionStatus.TIMED_OUT);
  }

  private void end(ExecutionStatus with) {
    generation++;
    status = with;
    stopDate = Optional.of(environment.clock().instant());
    if (with == ExecutionStatus.SUCCEEDED) {
      forgetValues();
    }
    environment.onStatusChange().accept(this);
  }

  static Optional<String> cut(Optional<String> text, int most) {
    return text.map(value -> value.length() <= most ? value : value.substring(0, most));
  }
}
