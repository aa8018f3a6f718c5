package ebsbackup.local.states;

import com.google.gson.JsonParseException;
import ebsbackup.local.states.State.Catcher;
import ebsbackup.local.states.State.Retrier;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** One stay in a Task state: attempts, retries with back-off, and what catches in the end. */
final class TaskRun {
  private static final String RESOURCE_TYPE = "lambda";
  private static final String RESOURCE = "invoke";

  private final StateRunner runner;
  private final State.Task task;

  /** Retries so far by retrier: each counts its own, as on AWS. */
  private final Map<Retrier, Long> retries = new HashMap<>();

  TaskRun(StateRunner runner, State.Task task) {
    this.runner = runner;
    this.task = task;
  }

  void attempt() {
    try {
      Scope scope = runner.scope(Map.of());
      Payload arguments = runner.payload(task.arguments().evaluate(scope), "arguments");
      Map<?, ?> fields = checked(arguments.value());
      Optional<Duration> timeout =
          task.timeoutSeconds()
              .map(
                  template ->
                      StateRunner.whole(
                          template.evaluate(scope), "TimeoutSeconds", 1, State.MAX_SECONDS))
              .map(Duration::ofSeconds);
      scheduled(arguments, timeout);
      Object payload = fields.containsKey("Payload") ? fields.get("Payload") : Map.of();
      TaskOutcome outcome =
          runner
              .environment()
              .tasks()
              .invoke((String) fields.get("FunctionName"), Payload.of(payload).json());
      if (timeout.isPresent() && outcome.duration().compareTo(timeout.get()) > 0) {
        runner.resume(timeout.get(), this::timedOut);
      } else {
        runner.resume(outcome.duration(), () -> completed(outcome));
      }
    } catch (StatesError error) {
      failed(error);
    }
  }

  private static Map<?, ?> checked(Object arguments) {
    if (arguments instanceof Map<?, ?> fields
        && fields.get("FunctionName") instanceof String name
        && !name.isEmpty()
        && Set.of("FunctionName", "Payload").containsAll(fields.keySet())) {
      return fields;
    }
    throw StatesError.named(
        StatesError.RUNTIME,
        "The Arguments of lambda:invoke must be an object of FunctionName and Payload");
  }

  private void scheduled(Payload arguments, Optional<Duration> timeout) {
    runner.record(
        HistoryEventType.TASK_SCHEDULED,
        event ->
            event.taskScheduledEventDetails(
                d ->
                    d.resourceType(RESOURCE_TYPE)
                        .resource(RESOURCE)
                        .region(runner.execution().machine().region())
                        .parameters(arguments.json())
                        .timeoutInSeconds(timeout.map(Duration::toSeconds).orElse(null))));
    runner.record(
        HistoryEventType.TASK_STARTED,
        event ->
            event.taskStartedEventDetails(d -> d.resourceType(RESOURCE_TYPE).resource(RESOURCE)));
  }

  private void completed(TaskOutcome outcome) {
    try {
      switch (outcome) {
        case TaskOutcome.Succeeded succeeded -> succeeded(succeeded);
        case TaskOutcome.Failed failed ->
            throw lost(StatesError.named(failed.error(), failed.cause()));
      }
    } catch (StatesError error) {
      failed(error);
    }
  }

  private void succeeded(TaskOutcome.Succeeded outcome) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ExecutedVersion", outcome.executedVersion());
    result.put("Payload", parsed(outcome.payload()));
    result.put("StatusCode", 200L);
    Payload payload;
    try {
      payload = runner.payload(result, "result");
    } catch (StatesError tooLarge) {
      throw lost(tooLarge);
    }
    runner.record(
        HistoryEventType.TASK_SUCCEEDED,
        event ->
            event.taskSucceededEventDetails(
                d ->
                    d.resourceType(RESOURCE_TYPE)
                        .resource(RESOURCE)
                        .output(payload.json())
                        .outputDetails(History.COMPLETE)));
    runner.leave(task.exit(), payload, Map.of("result", result));
  }

  private Object parsed(String payload) {
    try {
      return StrictJson.parse(payload);
    } catch (JsonParseException e) {
      throw lost(
          StatesError.named(
              StatesError.RUNTIME, "The function's answer is not JSON: " + e.getMessage()));
    }
  }

  /** Writes TaskFailed for an error of the task itself. */
  private StatesError lost(StatesError error) {
    runner.record(
        HistoryEventType.TASK_FAILED,
        event ->
            event.taskFailedEventDetails(
                d ->
                    d.resourceType(RESOURCE_TYPE)
                        .resource(RESOURCE)
                        .error(error.error())
                        .cause(error.cause())));
    return error;
  }

  private void timedOut() {
    runner.record(
        HistoryEventType.TASK_TIMED_OUT,
        event ->
            event.taskTimedOutEventDetails(
                d -> d.resourceType(RESOURCE_TYPE).resource(RESOURCE).error(StatesError.TIMEOUT)));
    failed(StatesError.named(StatesError.TIMEOUT, ""));
  }

  private void failed(StatesError error) {
    runner.report(error);
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
