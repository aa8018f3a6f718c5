package ebsbackup.conformance.flows;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * An execution that has ended, in what two interpreters must agree on.
 *
 * @param output JSON's null unless it succeeded
 * @param events its history
 * @param steps what was called and waited for, and when
 */
record Run(
    String status,
    Object output,
    Optional<String> error,
    Optional<String> cause,
    List<Event> events,
    List<Step> steps) {

  /** How the embedded cloud, as AWS, and the other interpreter begin to say what went wrong. */
  private static final Pattern EVALUATION_FAILED =
      Pattern.compile(
          "(An error occurred while executing the state '|evaluation failed: ).*", Pattern.DOTALL);

  /** The name of an execution that is started without one is random. */
  private static final Pattern RANDOM_NAME =
      Pattern.compile("(:execution:[\\w-]+:)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  Run {
    output = comparable(output);
    events =
        events.stream()
            .map(e -> new Event(e.type(), e.id(), e.previous(), comparable(e.details())))
            .toList();
    steps = steps.stream().map(s -> new Step(s.at(), s.what(), comparable(s.with()))).toList();
  }

  /**
   * Each interpreter has words of its own for an expression that fails; a function may pass them
   * on.
   */
  private static Object comparable(Object value) {
    return switch (value) {
      case Map<?, ?> map -> comparable(map);
      case List<?> list -> comparableList(list);
      case String text -> {
        String told = EVALUATION_FAILED.matcher(text).replaceFirst("(evaluation failed)");
        yield withoutRandomNames(told);
      }
      case null -> null;
      default -> value;
    };
  }

  static String withoutRandomNames(String text) {
    return RANDOM_NAME.matcher(text).replaceAll("$1(random)");
  }

  private static List<Object> comparableList(List<?> list) {
    List<Object> copy = new ArrayList<>();
    list.forEach(element -> copy.add(comparable(element)));
    return copy;
  }

  private static Map<String, Object> comparable(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> copy.put((String) name, comparable(value)));
    return copy;
  }

  /**
   * @param what "call", "wait" or "retry"
   * @param with what is handed over, as JSON; or for how long
   */
  record Step(Instant at, String what, Object with) {}

  static Step wait(Instant at, Duration time) {
    return new Step(at, "wait", time);
  }

  static Step retry(Instant at, Duration delay) {
    return new Step(at, "retry", delay);
  }

  static Step call(Instant at, Map<String, ?> arguments) {
    return new Step(at, "call", arguments);
  }

  /** The states that were entered, in order. */
  List<String> states() {
    return events.stream().flatMap(event -> event.entered().stream()).toList();
  }

  /** How long it waited before each retry. */
  List<Duration> delays() {
    return steps.stream()
        .filter(step -> step.what().equals("retry"))
        .map(step -> (Duration) step.with())
        .toList();
  }

  /** One that ran on the embedded cloud, from its history. */
  static Run of(Execution execution) {
    List<Step> steps = new ArrayList<>();
    HistoryEvent failed = null;
    HistoryEvent waiting = null;
    for (HistoryEvent event : execution.history()) {
      switch (event.type()) {
        case TASK_FAILED, TASK_TIMED_OUT, EVALUATION_FAILED -> failed = event;
        case TASK_STATE_ENTERED -> failed = null;
        case WAIT_STATE_ENTERED -> waiting = event;
        case WAIT_STATE_EXITED -> {
          Instant since = Objects.requireNonNull(waiting).timestamp();
          steps.add(wait(since, Duration.between(since, event.timestamp())));
        }
        case TASK_SCHEDULED -> {
          if (failed != null) {
            steps.add(
                retry(failed.timestamp(), Duration.between(failed.timestamp(), event.timestamp())));
          }
          steps.add(
              new Step(
                  event.timestamp(),
                  "call",
                  Json.parse(event.taskScheduledEventDetails().parameters())));
        }
        default -> {
          // Says nothing that the others don't.
        }
      }
    }
    return new Run(
        execution.status().toString(),
        execution.output().map(Json::parse).orElse(null),
        execution.error(),
        execution.cause(),
        execution.history().stream().map(Event::of).toList(),
        steps);
  }
}
