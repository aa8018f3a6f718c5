package embeddedcloud.states;

import embeddedcloud.cloudwatch.EmbeddedCloudWatch;
import embeddedcloud.json.Json;
import embeddedcloud.s3.EmbeddedS3;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A Step Functions service on its own clock, with functions that a test writes as lambdas. */
final class Workflow {
  static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  static final String ARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:Test";
  static final String ROLE = "arn:aws:iam::123456789012:role/Test";

  final VirtualClock clock = new VirtualClock(START);
  final List<Call> calls = new ArrayList<>();
  final EmbeddedS3 s3 = new EmbeddedS3("123456789012", "eu-central-1");
  final EmbeddedCloudWatch cloudWatch = new EmbeddedCloudWatch(clock);
  final StateMachines service = new StateMachines(clock, this::invoke, this::call, 7);
  private Function function = call -> new TaskOutcome.Succeeded(Duration.ofMillis(5), "null", "1");

  /** One invocation that the state machine asked for. */
  record Call(Instant at, int number, String functionName, String payload) {}

  /** What the function under test does. */
  interface Function {
    TaskOutcome call(Call call);
  }

  private TaskOutcome invoke(String functionName, String payload) {
    Call call = new Call(clock.instant(), calls.size() + 1, functionName, payload);
    calls.add(call);
    return function.call(call);
  }

  Workflow function(Function outcome) {
    function = outcome;
    return this;
  }

  /** A function that answers with JSON made of its payload. */
  Workflow answers(UnaryOperator<String> answer) {
    return function(
        call -> new TaskOutcome.Succeeded(Duration.ofMillis(5), answer.apply(call.payload()), "1"));
  }

  /** Fails with these errors, one a call, then answers "done". */
  Workflow failsWith(String... errors) {
    return function(
        call ->
            call.number() <= errors.length
                ? new TaskOutcome.Failed(Duration.ZERO, errors[call.number() - 1], "why")
                : new TaskOutcome.Succeeded(Duration.ZERO, "\"done\"", "1"));
  }

  /** Starts an execution and runs it to its end. */
  Execution run(String definition, String input) {
    Execution execution = start(definition, input);
    clock.runWhile(() -> execution.status() == ExecutionStatus.RUNNING);
    return execution;
  }

  Execution start(String definition, String input) {
    service.create("Test", ARN, ROLE, definition);
    return service.startExecution(ARN, Optional.of("run-1"), input);
  }

  /** A whole definition of one state that ends, from its fields. */
  static String single(String fields) {
    return machine("\"Only\": {" + fields + ", \"End\": true}", "Only");
  }

  static String machine(String states, String startAt) {
    return """
        {"QueryLanguage": "JSONata", "StartAt": "%s", "States": {%s}}
        """
        .formatted(startAt, states);
  }

  /** A Task state without its braces. */
  static String task(String more) {
    return """
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "work", "Payload": "{%% $states.input %%}"}%s
        """
        .formatted(more.isEmpty() ? "" : ", " + more);
  }

  /** The output of a Pass state with this Output, a JSON text. */
  static String output(String output, String input) {
    return new Workflow()
        .run(single("\"Type\": \"Pass\", \"Output\": " + output), input)
        .output()
        .orElseThrow();
  }

  /** The result of one expression, as JSON text, in a Pass state. */
  static String evaluate(String expression, String input) {
    return output(Json.print("{% " + expression + " %}"), input);
  }

  /** How the execution ends when a Pass state evaluates this. */
  static Execution evaluating(String expression, String input) {
    return new Workflow()
        .run(
            single("\"Type\": \"Pass\", \"Output\": " + Json.print("{% " + expression + " %}")),
            input);
  }

  static List<String> events(Execution execution) {
    return execution.history().stream().map(event -> event.typeAsString()).toList();
  }

  static Object json(String text) {
    return Json.parse(text);
  }

  static Map<?, ?> object(String text) {
    return (Map<?, ?>) Json.parse(text);
  }

  private TaskOutcome call(String action, Map<?, ?> arguments) {
    return action.equals("putObject")
        ? s3.putObject(arguments)
        : cloudWatch.putMetricData(arguments);
  }
}
