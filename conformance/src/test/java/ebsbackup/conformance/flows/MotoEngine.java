package ebsbackup.conformance.flows;

import ebsbackup.conformance.flows.Run.Step;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.states.StateMachine;
import embeddedcloud.states.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.SfnException;

/**
 * Runs executions on moto's interpreter, which has no AWS and no time of its own: both are an
 * embedded cloud's, to which the execution itself stays unknown.
 */
final class MotoEngine implements AutoCloseable {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** What the embedded Step Functions takes to answer. */
  private static final Duration START_TAKES = Duration.ofMillis(50);

  private final Conversation interpreter = Conversation.interpreter();

  /**
   * Runs an execution to its end.
   *
   * @param delays what random delays before retries are, in order, so that two runs can be compared
   */
  Run run(FlowWorld world, StateMachine machine, String name, String input, List<Duration> delays) {
    Map<String, Object> what = new LinkedHashMap<>();
    what.put("definition", machine.definitionText());
    what.put("machineArn", machine.arn());
    what.put("machineName", machine.name());
    what.put("roleArn", machine.roleArn());
    what.put("executionArn", machine.arn().replace(":stateMachine:", ":execution:") + ":" + name);
    what.put("name", name);
    what.put("startTime", MILLISECONDS.format(world.clock.instant()));
    what.put("input", Json.parse(input));
    interpreter.write(what);
    return new Answering(world, new ArrayDeque<>(delays)).untilTheEnd();
  }

  @Override
  public void close() {
    interpreter.close();
  }

  private final class Answering {
    private final FlowWorld world;
    private final Deque<Duration> delays;
    private final List<Step> steps = new ArrayList<>();

    Answering(FlowWorld world, Deque<Duration> delays) {
      this.world = world;
      this.delays = delays;
    }

    Run untilTheEnd() {
      while (true) {
        Map<?, ?> said = interpreter.read();
        if (said.containsKey("status")) {
          return new Run(
              (String) said.get("status"),
              said.get("output"),
              Optional.ofNullable((String) said.get("error")),
              Optional.ofNullable((String) said.get("cause")),
              ((List<?>) said.get("events")).stream().map(Event::of).toList(),
              steps);
        }
        interpreter.write(answer(said));
      }
    }

    private Map<String, ?> answer(Map<?, ?> question) {
      if (question.containsKey("invoke")) {
        return invoke(question);
      }
      if (question.containsKey("start")) {
        return start(question);
      }
      if (question.containsKey("putMetricData")) {
        return put("putMetricData", (Map<?, ?>) question.get("putMetricData"));
      }
      if (question.containsKey("putObject")) {
        return put("putObject", (Map<?, ?>) question.get("putObject"));
      }
      if (question.containsKey("wait")) {
        Duration time = seconds(question.get("wait"));
        steps.add(Run.wait(now(), time));
        world.clock.advance(time);
        return Map.of();
      }
      if (question.containsKey("jitter")) {
        Duration most = seconds(question.get("jitter"));
        Duration delay = delays.isEmpty() ? Duration.ZERO : delays.getFirst();
        if (delay.compareTo(most) > 0) {
          throw new AssertionError("our retry after " + delay + " should be within " + most);
        }
        return Map.of("seconds", delay.toMillis() / 1000.0);
      }
      if (question.containsKey("retryAfter")) {
        Duration delay = seconds(question.get("retryAfter"));
        delays.pollFirst();
        steps.add(Run.retry(now(), delay));
        world.clock.advance(delay);
        return Map.of();
      }
      throw new IllegalStateException("not understood: " + question);
    }

    private Map<String, ?> invoke(Map<?, ?> question) {
      String function = (String) question.get("invoke");
      Object payload = question.get("payload");
      steps.add(Run.call(now(), Map.of("FunctionName", function, "Payload", payload)));
      TaskOutcome outcome = world.cloud.functions().invoke(function, Json.print(payload));
      Duration patience = seconds(question.get("timeoutSeconds"));
      if (outcome.duration().compareTo(patience) > 0) {
        world.clock.advance(patience);
        return Map.of("timedOut", true);
      }
      world.clock.advance(outcome.duration());
      return switch (outcome) {
        case TaskOutcome.Succeeded succeeded -> payload(Json.parse(succeeded.payload()));
        case TaskOutcome.Failed failed -> Map.of("error", failed.error(), "cause", failed.cause());
      };
    }

    private static Map<String, ?> payload(Object answer) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("payload", answer);
      return fields;
    }

    private Map<String, ?> start(Map<?, ?> question) {
      String machine = (String) question.get("start");
      Optional<String> name = Optional.ofNullable((String) question.get("name"));
      Object input = question.get("input");
      Map<String, Object> arguments = new LinkedHashMap<>();
      arguments.put("StateMachineArn", machine);
      arguments.put("Input", input);
      name.ifPresent(given -> arguments.put("Name", given));
      steps.add(Run.call(now(), arguments));
      try {
        Execution started =
            world.cloud.stateMachines().startExecution(machine, name, Json.print(input));
        return Map.of(
            "executionArn", started.arn(), "startDate", MILLISECONDS.format(started.startDate()));
      } catch (SfnException e) {
        return Map.of(
            "error", e.awsErrorDetails().errorCode(), "cause", e.awsErrorDetails().errorMessage());
      } finally {
        world.clock.advance(START_TAKES);
      }
    }

    private Map<String, ?> put(String action, Map<?, ?> arguments) {
      Map<String, Object> named = new LinkedHashMap<>();
      arguments.forEach((name, value) -> named.put((String) name, value));
      steps.add(Run.call(now(), named));
      TaskOutcome outcome =
          action.equals("putObject")
              ? world.cloud.s3().putObject(arguments)
              : world.cloud.cloudWatch().putMetricData(arguments);
      world.clock.advance(outcome.duration());
      return switch (outcome) {
        case TaskOutcome.Succeeded succeeded -> Map.of();
        case TaskOutcome.Failed failed -> Map.of("error", failed.error(), "cause", failed.cause());
      };
    }

    private Instant now() {
      return world.clock.instant();
    }
  }

  private static Duration seconds(Object number) {
    return Duration.ofMillis(Math.round(((Number) number).doubleValue() * 1000));
  }
}
