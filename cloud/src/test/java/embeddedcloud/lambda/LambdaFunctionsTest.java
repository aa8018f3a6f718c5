package embeddedcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import embeddedcloud.json.Json;
import embeddedcloud.lambda.Fault.TimeoutName;
import embeddedcloud.states.Execution;
import embeddedcloud.states.StateMachines;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

class LambdaFunctionsTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:";

  private final VirtualClock clock = new VirtualClock(START);
  // Not ofRuntime: the tests' own handlers must not depend on the serializer that is deployed.
  private final LambdaFunctions lambda = new LambdaFunctions(clock, SerializerLookup.standard());
  private final List<Map<String, String>> environments = new ArrayList<>();

  private Object handler(Class<?> type, Map<String, String> environment)
      throws ReflectiveOperationException {
    environments.add(environment);
    return type.getConstructor(Clock.class).newInstance(clock);
  }

  private void deploy(String name, Class<?> handler) {
    deploy(name, handler, this::handler);
  }

  private void deploy(String name, Class<?> handler, HandlerFactory factory) {
    lambda.deploy(
        new FunctionConfiguration(
            name,
            ARN + name,
            handler.getName() + "::handleRequest",
            Map.of("STAGE", "test"),
            Duration.ofSeconds(3),
            512,
            "/aws/lambda/test"),
        factory);
  }

  private Map<?, ?> succeeds(String function, String payload) {
    TaskOutcome outcome = lambda.invoke(function, payload);
    assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
    return (Map<?, ?>) Json.parse(((TaskOutcome.Succeeded) outcome).payload());
  }

  private TaskOutcome.Failed fails(String function, String payload) {
    TaskOutcome outcome = lambda.invoke(function, payload);
    assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
    return (TaskOutcome.Failed) outcome;
  }

  private static Map<?, ?> cause(TaskOutcome.Failed failed) {
    return (Map<?, ?>) Json.parse(failed.cause());
  }

  @Test
  void invoke_givesTheHandlerItsTypesItsEnvironmentAndItsContext() {
    deploy("Echo", EchoHandler.class);

    Map<?, ?> answer = succeeds("Echo", "{\"text\":\"hé\",\"numbers\":[1,2]}");

    assertThat(answer.get("text")).isEqualTo("hé");
    assertThat(answer.get("numbers")).isEqualTo(List.of(1L, 2L));
    assertThat(answer.get("remainingMillis")).isEqualTo(3000L);
    assertThat(answer.get("function")).isEqualTo(ARN + "Echo");
    assertThat(((Number) answer.get("at")).longValue()).isEqualTo(START.getEpochSecond());
    assertThat(environments).containsExactly(Map.of("STAGE", "test"));
  }

  @Test
  void invoke_keepsTheInstanceWarmUntilTold() {
    deploy("Echo", EchoHandler.class);

    assertThat(succeeds("Echo", "{}").get("calls")).isEqualTo(1L);
    assertThat(succeeds("Echo", "{}").get("calls")).isEqualTo(2L);
    lambda.coldStart();
    assertThat(succeeds("Echo", "{}").get("calls")).isEqualTo(1L);
  }

  @ParameterizedTest
  @CsvSource({
    "Echo,true",
    "arn:aws:lambda:eu-west-1:123456789012:function:Echo,true",
    "arn:aws:lambda:eu-west-1:123456789012:function:Echo:live,true",
    "Echo:live,true",
    "arn:aws:lambda:eu-west-1:999999999999:function:Echo,false",
    "Ech,false"
  })
  void invoke_findsAFunctionByNameOrArnWithOrWithoutAlias(String name, boolean found) {
    deploy("Echo", EchoHandler.class);

    TaskOutcome outcome = lambda.invoke(name, "{}");

    if (found) {
      assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
    } else {
      assertThat(((TaskOutcome.Failed) outcome).error())
          .isEqualTo("Lambda.ResourceNotFoundException");
    }
  }

  @Test
  void invoke_findsTypesThatASuperclassBinds() {
    deploy("Greet", GreetingHandler.class);

    TaskOutcome.Succeeded outcome = (TaskOutcome.Succeeded) lambda.invoke("Greet", "{\"hi\":2}");

    assertThat(outcome.payload()).isEqualTo("[\"hi\",\"hi\"]");
  }

  @Test
  void invoke_handsAStreamHandlerTheBytes() {
    deploy("Upper", UpperCaseStreamHandler.class);

    TaskOutcome.Succeeded outcome = (TaskOutcome.Succeeded) lambda.invoke("Upper", "\"abc\"");

    assertThat(outcome.payload()).isEqualTo("\"ABC\"");
    assertThat(fails("Upper", "\"io\"").error()).isEqualTo("java.io.IOException");
  }

  @Test
  void anExceptionIsReportedAsTheRuntimeDoes() {
    deploy("Echo", EchoHandler.class);

    TaskOutcome.Failed failed = fails("Echo", "{\"text\":\"this\",\"fail\":true}");

    assertThat(failed.error()).isEqualTo("embeddedcloud.lambda.EchoHandler$EchoException");
    assertThat(cause(failed).get("errorMessage")).isEqualTo("cannot answer this");
    assertThat(cause(failed).get("errorType")).isEqualTo(failed.error());
    assertThat((List<?>) cause(failed).get("stackTrace"))
        .isNotEmpty()
        .allSatisfy(frame -> assertThat((String) frame).contains("EchoHandler.handleRequest"));
  }

  @Test
  void inputThatDoesNotFitTheTypeIsAnErrorOfTheFunction() {
    deploy("Echo", EchoHandler.class);

    assertThat(fails("Echo", "{\"numbers\":\"none\"}").error()).contains("Exception");
  }

  @Test
  void logLinesComeWithTimeFunctionAndRequest() {
    List<LogLine> lines = new ArrayList<>();
    lambda.onLog(lines::add);
    deploy("Echo", EchoHandler.class);

    succeeds("Echo", "{\"text\":\"a\"}");
    succeeds("Echo", "{\"text\":\"b\"}");

    assertThat(lines).extracting(LogLine::message).containsExactly("asked a", "asked b");
    assertThat(lines).extracting(LogLine::functionName).containsOnly("Echo");
    assertThat(lines).extracting(LogLine::at).containsOnly(START);
    assertThat(lines).extracting(LogLine::requestId).doesNotHaveDuplicates();
  }

  @Test
  void payloadsHaveLambdasLimit() {
    deploy("Echo", EchoHandler.class);
    String big = "{\"text\":\"" + "x".repeat(6 * 1024 * 1024) + "\"}";

    assertThat(fails("Echo", big).error()).isEqualTo("Lambda.RequestTooLargeException");
    assertThat(fails("Echo", "{\"answerBytes\":6291456}").error())
        .isEqualTo("Function.ResponseSizeTooLarge");
  }

  @Test
  void theContextTellsAllAboutTheFunctionAndTheCall() {
    List<LogLine> lines = new ArrayList<>();
    List<Optional<String>> running = new ArrayList<>();
    lambda.onLog(
        line -> {
          lines.add(line);
          running.add(lambda.running());
        });
    deploy("Tell", TellingHandler.class, (type, environment) -> new TellingHandler());
    TaskOutcome first = lambda.invoke("Tell", "{}");
    String alias = ARN + "Tell:live";

    Map<?, ?> told = succeeds(alias, "{}");

    assertThat(told)
        .isEqualTo(
            Map.of(
                "request", "00000000-0eb5-0000-0000-000000000002",
                "group", "/aws/lambda/test",
                "stream", "embedded",
                "name", "Tell",
                "version", "$LATEST",
                "arn", alias,
                "memory", "512",
                "remaining", "3000"));
    assertThat(first)
        .isInstanceOfSatisfying(
            TaskOutcome.Succeeded.class,
            outcome -> {
              assertThat(outcome.executedVersion()).isEqualTo("$LATEST");
              assertThat(outcome.duration()).isEqualTo(Duration.ofMillis(120));
              assertThat(outcome.payload()).contains("\"arn\":\"" + ARN + "Tell\"");
            });
    assertThat(lines)
        .containsExactly(
            new LogLine(START, "Tell", "00000000-0eb5-0000-0000-000000000001", "in bytes"),
            new LogLine(START, "Tell", "00000000-0eb5-0000-0000-000000000002", "in bytes"));
    assertThat(running).containsExactly(Optional.of("Tell"), Optional.of("Tell"));
    assertThat(lambda.running()).isEmpty();
  }

  @Test
  void aPayloadOfExactlyTheLimitIsTaken() {
    deploy("Echo", EchoHandler.class);
    String fits = "{\"text\":\"" + "x".repeat(6 * 1024 * 1024 - 11) + "\"}";
    assertThat(fails("Echo", fits).error()).isEqualTo("Function.ResponseSizeTooLarge");
    assertThat(fails("Echo", fits + " ").error()).isEqualTo("Lambda.RequestTooLargeException");

    int more =
        ((TaskOutcome.Succeeded) lambda.invoke("Echo", "{\"answerBytes\":1}")).payload().length();
    int most = 6 * 1024 * 1024 - more + 1;
    // The count of calls in the answer has as many digits as before.
    assertThat(lambda.invoke("Echo", "{\"answerBytes\":" + most + "}"))
        .isInstanceOf(TaskOutcome.Succeeded.class);
    TaskOutcome.Failed failed = fails("Echo", "{\"answerBytes\":" + (most + 1) + "}");
    assertThat(cause(failed))
        .isEqualTo(
            Map.of(
                "errorType",
                "Function.ResponseSizeTooLarge",
                "errorMessage",
                "Response payload size exceeded maximum allowed payload size (6291456"
                    + " bytes)."));
  }

  @Test
  void aFunctionIsDeployedOnce_andOthersAreNamedIfOneIsUnknown() {
    deploy("Echo", EchoHandler.class);
    deploy("Greet", GreetingHandler.class);

    assertThatThrownBy(() -> deploy("Echo", GreetingHandler.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two functions are called Echo");
    assertThatThrownBy(() -> lambda.takes("Ech", Duration.ZERO))
        .hasMessage("no function Ech, only [Echo, Greet]");
  }

  @Test
  void everyFunctionStartsCold_afterAllWereDiscarded() {
    deploy("Echo", EchoHandler.class);
    deploy("Echo2", EchoHandler.class);
    List.of("Echo", "Echo2").forEach(name -> succeeds(name, "{}"));
    lambda.coldStart();

    assertThat(succeeds("Echo", "{}").get("calls")).isEqualTo(1L);
    assertThat(succeeds("Echo2", "{}").get("calls")).isEqualTo(1L);
  }

  @Test
  void aSlowCall_hasTheAnswerOfTheHandler_alsoAnError() {
    deploy("Echo", EchoHandler.class);
    for (int call = 1; call <= 3; call++) {
      lambda.fail("Echo", call, new Fault.Slow(Duration.ofMillis(call == 3 ? 3_000 : 2_999)));
    }
    TaskOutcome.Succeeded answer = (TaskOutcome.Succeeded) lambda.invoke("Echo", "{}");
    assertThat(answer.executedVersion()).isEqualTo("$LATEST");
    TaskOutcome.Failed failed = fails("Echo", "{\"text\":\"this\",\"fail\":true}");
    assertThat(failed.duration()).isEqualTo(Duration.ofMillis(2_999));
    assertThat(failed.error()).isEqualTo("embeddedcloud.lambda.EchoHandler$EchoException");
    assertThat(cause(failed).get("errorMessage")).isEqualTo("cannot answer this");
    assertThat(fails("Echo", "{}").error()).isEqualTo("Sandbox.Timedout");
  }

  @Test
  void aRefusal_hasItsNameAndItsMessage() {
    deploy("Echo", EchoHandler.class);
    lambda.fail("Echo", 1, Fault.serviceException());

    assertThat(lambda.invoke("Echo", "{}"))
        .isEqualTo(
            new TaskOutcome.Failed(
                Duration.ofMillis(120), "Lambda.ServiceException", "Service is unavailable"));
  }

  @Test
  void aRefusedCallRunsNothing() {
    deploy("Echo", EchoHandler.class);
    lambda.fail("Echo", 1, Fault.serviceException());
    lambda.fail("Echo", 2, Fault.tooManyRequests());

    assertThat(fails("Echo", "{}").error()).isEqualTo("Lambda.ServiceException");
    assertThat(fails("Echo", "{}").error()).isEqualTo("Lambda.TooManyRequestsException");
    assertThat(succeeds("Echo", "{}").get("calls")).isEqualTo(1L);
    assertThat(lambda.calls("Echo")).isEqualTo(3);
  }

  @Test
  void aTimeOutBeforeTheEffectRunsNothingAndOneAfterItRunsTheHandler() {
    List<LogLine> lines = new ArrayList<>();
    lambda.onLog(lines::add);
    deploy("Echo", EchoHandler.class);
    lambda.fail("Echo", 1, new Fault.TimesOutBeforeEffect(TimeoutName.SANDBOX_TIMEDOUT));
    lambda.fail("Echo", 2, new Fault.TimesOutAfterEffect(TimeoutName.LAMBDA_UNKNOWN));

    TaskOutcome.Failed before = fails("Echo", "{\"text\":\"a\"}");
    assertThat(lines).isEmpty();
    TaskOutcome.Failed after = fails("Echo", "{\"text\":\"b\"}");

    assertThat(lines).extracting(LogLine::message).containsExactly("asked b");
    assertThat(before.error()).isEqualTo("Sandbox.Timedout");
    assertThat(before.duration()).isEqualTo(Duration.ofSeconds(3));
    assertThat(cause(before).get("errorType")).isEqualTo("Sandbox.Timedout");
    assertThat((String) cause(before).get("errorMessage"))
        .startsWith("RequestId: ")
        .endsWith("Error: Task timed out after 3.00 seconds");
    assertThat(after.error()).isEqualTo("Lambda.Unknown");
    assertThat(after.cause())
        .startsWith("The cause could not be determined")
        .contains("Task timed out after 3.00 seconds");
    assertThat(succeeds("Echo", "{}").get("calls")).as("a new instance").isEqualTo(1L);
  }

  @Test
  void aSlowCallTakesLongAndTimesOutPastTheFunctionsLimit() {
    deploy("Echo", EchoHandler.class);
    lambda.fail("Echo", 1, new Fault.Slow(Duration.ofSeconds(2)));
    lambda.fail("Echo", 2, new Fault.Slow(Duration.ofSeconds(20)));
    lambda.takes("Echo", Duration.ofMillis(40));

    assertThat(lambda.invoke("Echo", "{}").duration()).isEqualTo(Duration.ofSeconds(2));
    assertThat(fails("Echo", "{}").error()).isEqualTo("Sandbox.Timedout");
    assertThat(lambda.invoke("Echo", "{}").duration()).isEqualTo(Duration.ofMillis(40));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"fail\":true}"})
  void aCallThatTakesTooLong_timesOut_whetherItSucceedsOrFails(String payload) {
    deploy("Echo", EchoHandler.class);
    succeeds("Echo", "{}");
    lambda.takes("Echo", Duration.ofSeconds(3));
    lambda.fail("Echo", 3, new Fault.Garbage("[]"));
    lambda.fail("Echo", 4, new Fault.Slow(Duration.ofSeconds(1)));

    for (int call = 2; call <= 4; call++) {
      TaskOutcome.Failed failed = fails("Echo", payload);
      assertThat(failed.error()).isEqualTo("Sandbox.Timedout");
      assertThat(failed.duration()).isEqualTo(Duration.ofSeconds(3));
    }
    lambda.takes("Echo", Duration.ofSeconds(2));
    assertThat(succeeds("Echo", "{}").get("calls")).as("a new instance").isEqualTo(1L);
  }

  @Test
  void garbageThatIsJsonArrivesAndOtherGarbageIsAnError() {
    deploy("Echo", EchoHandler.class);
    lambda.fail("Echo", 3, new Fault.Garbage(" "));
    lambda.fail("Echo", 1, new Fault.Garbage("[\"garbage\"]"));
    lambda.fail("Echo", 2, new Fault.Garbage("<html>"));

    assertThat(((TaskOutcome.Succeeded) lambda.invoke("Echo", "{}")).payload())
        .isEqualTo("[\"garbage\"]");
    TaskOutcome.Failed failed = fails("Echo", "{}");
    assertThat(failed.error()).isEqualTo("Lambda.Unknown");
    assertThat(failed.cause())
        .isEqualTo(
            "The cause could not be determined because Lambda did not return an error type."
                + " Returned payload: <html>");
    assertThat(fails("Echo", "{}").error()).isEqualTo("Lambda.Unknown");
    assertThat(succeeds("Echo", "{}").get("calls")).as("a new instance").isEqualTo(1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"embeddedcloud.lambda.NoHandler", "embeddedcloud.lambda.EchoHandler::handle"})
  void deploy_refusesAHandlerThatIsNotThere(String handler) {
    FunctionConfiguration configuration =
        new FunctionConfiguration(
            "Echo",
            ARN + "Echo",
            handler,
            Map.of(),
            Duration.ofSeconds(3),
            512,
            "/aws/lambda/test");

    assertThatThrownBy(() -> lambda.deploy(configuration, this::handler))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Handler");
  }

  @Test
  void invoke_failsIfTheHandlerCannotBeCreated() {
    deploy("Unwired", UnwiredHandler.class);

    TaskOutcome.Failed failed = fails("Unwired", "\"a\"");

    assertThat(failed.cause())
        .contains("no constructor: ", "UnwiredHandler.<init>(java.time.Clock)");
  }

  @Test
  void aWorkflowSeesTheFunctionsErrorAndCause() {
    deploy("Echo", EchoHandler.class);
    StateMachines service =
        new StateMachines(
            clock,
            lambda,
            (action, arguments) -> {
              throw new AssertionError(action);
            },
            1);
    String machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:Ask";
    service.create(
        "Ask",
        machine,
        "arn:aws:iam::123456789012:role/Ask",
        """
        {"QueryLanguage": "JSONata", "StartAt": "Ask", "States": {
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"FunctionName": "%sEcho:live", "Payload": "{%% $states.input %%}"},
            "Retry": [{"ErrorEquals": ["Lambda.ServiceException", "Sandbox.Timedout"]}],
            "Catch": [{"ErrorEquals": ["embeddedcloud.lambda.EchoHandler$EchoException"],
              "Output": "{%% $parse($states.errorOutput.Cause).errorMessage %%}", "Next": "No"}],
            "End": true},
          "No": {"Type": "Succeed"}}}
        """
            .formatted(ARN));
    lambda.fail("Echo", 1, Fault.serviceException());
    lambda.fail("Echo", 2, new Fault.TimesOutAfterEffect(TimeoutName.SANDBOX_TIMEDOUT));

    Execution execution =
        service.startExecution(machine, Optional.empty(), "{\"text\":\"it\",\"fail\":true}");
    clock.runWhile(() -> true);

    assertThat(execution.output()).contains("\"cannot answer it\"");
    assertThat(execution.history())
        .filteredOn(event -> event.typeAsString().equals("TaskFailed"))
        .extracting(event -> event.taskFailedEventDetails().error())
        .containsExactly(
            "Lambda.ServiceException",
            "Sandbox.Timedout",
            "embeddedcloud.lambda.EchoHandler$EchoException");
    assertThat(execution.history()).extracting(HistoryEvent::id).doesNotHaveDuplicates();
  }

  @Test
  void standardSerializers_readAwsEventsAndBeans() {
    SerializerLookup runtime = SerializerLookup.standard();

    Object event =
        runtime
            .forType(ScheduledEvent.class)
            .fromJson("{\"detail-type\":\"Scheduled Event\",\"time\":\"2026-03-01T03:00:00Z\"}");
    Object bean = runtime.forType(EchoHandler.Question.class).fromJson("{\"text\":\"a\"}");

    assertThat(((ScheduledEvent) event).getDetailType()).isEqualTo("Scheduled Event");
    assertThat(((EchoHandler.Question) bean).text).isEqualTo("a");
  }

  @Test
  void serializersOfTheRuntime_readWithWhatIsDeployed() {
    Object text = SerializerLookup.ofRuntime().forType(String.class).fromJson("\"a\"");

    assertThat(text).isEqualTo("a");
  }

  @Test
  void aSerializerOfTheTestsOwnIsUsedForInputAndOutput() {
    LambdaFunctions own =
        new LambdaFunctions(
            clock,
            type ->
                new PojoSerializer<>() {
                  @Override
                  public Object fromJson(InputStream input) {
                    return Map.of("own", 1);
                  }

                  @Override
                  public Object fromJson(String input) {
                    return Map.of("own", 1);
                  }

                  @Override
                  public void toJson(Object value, OutputStream output) {
                    try {
                      output.write(
                          Json.print(Map.of("type", type.toString()))
                              .getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }
                });
    own.deploy(
        new FunctionConfiguration(
            "Greet",
            ARN + "Greet",
            GreetingHandler.class.getName(),
            Map.of(),
            Duration.ofSeconds(3),
            512,
            "/aws/lambda/test"),
        this::handler);

    assertThat(((TaskOutcome.Succeeded) own.invoke("Greet", "{}")).payload())
        .contains("java.util.List<java.lang.String>");
  }
}
