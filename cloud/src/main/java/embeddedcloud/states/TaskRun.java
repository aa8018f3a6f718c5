package embeddedcloud.states;

import embeddedcloud.states.State.Catcher;
import embeddedcloud.states.State.Retrier;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** One visit to a Task state: attempts, retries with backoff, and finally catchers. */
final class TaskRun {
  /** The duration of an API call from Step Functions to itself. */
  private static final Duration START_TAKES = Duration.ofMillis(50);

  private final StateRunner runner;
  private final State.Task task;

  /** The number of retries so far by retrier. Each retrier counts its own, as on AWS. */
  private final Map<Retrier, Long> retries = new HashMap<>();

  TaskRun(StateRunner runner, State.Task task) {
    this.runner = runner;
    this.task = task;
  }

  void attempt() {
    try {
      checkPartition();
      Scope scope = runner.scope(Map.of());
      Payload arguments = runner.payload(task.arguments().evaluate(scope), "arguments");
      Map<?, ?> fields = task.integration().checked(arguments.value());
      Optional<Duration> timeout =
          task.timeoutSeconds()
              .map(
                  template ->
                      StateRunner.whole(
                          template.evaluate(scope), "TimeoutSeconds", 1, State.MAX_SECONDS))
              .map(Duration::ofSeconds);
      scheduled(arguments, timeout);
      TaskOutcome outcome =
          switch (task.integration()) {
            case INVOKE -> invoke(fields);
            case START -> start(fields);
            case PUT_METRIC_DATA, PUT_OBJECT ->
                runner.environment().sdk().call(task.integration().resource(), fields);
          };
      if (timeout.isPresent() && outcome.duration().compareTo(timeout.get()) > 0) {
        runner.resume(timeout.get(), this::timedOut);
      } else {
        runner.resume(outcome.duration(), () -> completed(outcome));
      }
    } catch (StatesError error) {
      failed(error);
    }
  }

  private void checkPartition() {
    String partition = task.resource().split(":", -1)[1];
    if (!partition.equals(runner.execution().machine().partition())) {
      throw StatesError.named(
          StatesError.RUNTIME,
          "The resource belongs to a different partition from the running execution");
    }
  }

  private TaskOutcome invoke(Map<?, ?> fields) {
    Object payload = fields.containsKey("Payload") ? fields.get("Payload") : Map.of();
    return runner
        .environment()
        .tasks()
        .invoke((String) fields.get("FunctionName"), Payload.of(payload).json());
  }

  private TaskOutcome start(Map<?, ?> fields) {
    Object input = fields.containsKey("Input") ? fields.get("Input") : Map.of();
    try {
      Execution started =
          runner
              .environment()
              .starter()
              .start(
                  (String) fields.get("StateMachineArn"),
                  Optional.ofNullable((String) fields.get("Name")),
                  Payload.of(input).json());
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("ExecutionArn", started.arn());
      result.put("StartDate", Timestamps.print(started.startDate()));
      return new TaskOutcome.Succeeded(START_TAKES, Payload.of(result).json(), "");
    } catch (SfnException e) {
      return new TaskOutcome.Failed(
          START_TAKES, "StepFunctions." + e.getClass().getSimpleName(), cause(e));
    }
  }

  /** The integration's wording, which differs from that of the current SDK. */
  private static String cause(SfnException e) {
    return ("%s (Service: AWSStepFunctions; Status Code: %d; Error Code: %s; Request ID: %s;"
            + " Proxy: null)")
        .formatted(
            e.awsErrorDetails().errorMessage(),
            e.statusCode(),
            e.awsErrorDetails().errorCode(),
            e.requestId());
  }

  private void scheduled(Payload arguments, Optional<Duration> timeout) {
    runner.record(
        HistoryEventType.TASK_SCHEDULED,
        event ->
            event.taskScheduledEventDetails(
                d ->
                    d.resourceType(task.integration().resourceType())
                        .resource(task.integration().resource())
                        .region(runner.execution().machine().region())
                        .parameters(arguments.json())
                        .timeoutInSeconds(timeout.map(Duration::toSeconds).orElse(null))));
    runner.record(
        HistoryEventType.TASK_STARTED,
        event ->
            event.taskStartedEventDetails(
                d ->
                    d.resourceType(task.integration().resourceType())
                        .resource(task.integration().resource())));
  }

  private void completed(TaskOutcome outcome) {
    try {
      switch (outcome) {
        case TaskOutcome.Succeeded succeeded -> succeeded(succeeded);
        case TaskOutcome.Failed failed ->
            throw recordFailure(StatesError.named(failed.error(), failed.cause()));
      }
    } catch (StatesError error) {
      failed(error);
    }
  }

  private void succeeded(TaskOutcome.Succeeded outcome) {
    Object result = outcome.value();
    if (task.integration() == Integration.INVOKE) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("ExecutedVersion", outcome.executedVersion());
      answer.put("Payload", result);
      answer.put("StatusCode", 200L);
      result = answer;
    }
    Payload payload;
    try {
      payload = runner.payload(result, "result");
    } catch (StatesError tooLarge) {
      throw recordFailure(tooLarge);
    }
    runner.record(
        HistoryEventType.TASK_SUCCEEDED,
        event ->
            event.taskSucceededEventDetails(
                d ->
                    d.resourceType(task.integration().resourceType())
                        .resource(task.integration().resource())
                        .output(payload.json())
                        .outputDetails(History.COMPLETE)));
    runner.leave(task.exit(), payload, Map.of("result", result));
  }

  /** Records TaskFailed for an error of the task itself. */
  private StatesError recordFailure(StatesError error) {
    runner.record(
        HistoryEventType.TASK_FAILED,
        event ->
            event.taskFailedEventDetails(
                d ->
                    d.resourceType(task.integration().resourceType())
                        .resource(task.integration().resource())
                        .error(error.error())
                        .cause(error.cause())));
    return error;
  }

  private void timedOut() {
    runner.record(
        HistoryEventType.TASK_TIMED_OUT,
        event ->
            event.taskTimedOutEventDetails(
                d ->
                    d.resourceType(task.integration().resourceType())
                        .resource(task.integration().resource())
                        .error(StatesError.TIMEOUT)));
    failed(StatesError.named(StatesError.TIMEOUT, ""));
  }

  private void failed(StatesError thrown) {
    StatesError error = runner.report(thrown);
    Optional<Retrier> retrier =
        task.retriers().stream().filter(r -> matches(r.errorEquals(), error)).findFirst();
    if (retrier.isPresent()) {
      long retry = retries.merge(retrier.get(), 1L, Long::sum);
      if (retry <= retrier.get().maxAttempts()) {
        runner.countRetry();
        runner.resume(delay(retrier.get(), retry), this::attempt);
        return;
      }
    }
    Catcher catcher =
        task.catchers().stream()
            .filter(c -> matches(c.errorEquals(), error))
            .findFirst()
            .orElseThrow(() -> error);
    Map<String, Object> errorOutput = new LinkedHashMap<>();
    errorOutput.put("Error", error.error());
    errorOutput.put("Cause", error.cause());
    Payload standard = runner.payload(errorOutput, "error output");
    runner.leave(catcher.exit(), standard, Map.of("errorOutput", errorOutput));
  }

  private static boolean matches(List<String> listed, StatesError error) {
    return listed.stream().anyMatch(error::matches);
  }

  private Duration delay(Retrier retrier, long retry) {
    Duration delay = retrier.delay(retry);
    return retrier.fullJitter()
        ? Duration.ofMillis(runner.environment().random().nextLong(delay.toMillis() + 1))
        : delay;
  }
}
