package ebsbackup.conformance.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import embeddedcloud.Cloud;
import embeddedcloud.json.Json;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.LoopbackServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each function in a process of its own, on the client that Lambda's runtime runs it with and with
 * the clients that it makes itself, says what it says in this JVM: of its sample, of input that it
 * refuses, and of the sample once more.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HandlersOnRuntimeClientTest {
  private static final Path FOLDER = Path.of("target", "runtime");

  private SampleCloud samples;

  @BeforeAll
  void moveTheSamples() throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "the runtime's client runs on Linux only");
    samples = new SampleCloud(FOLDER.resolve("world"));
  }

  static Stream<Named<LambdaFunction>> functions() throws IOException {
    return SampleCloud.functions().stream().map(f -> Named.of(f.logicalId(), f));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionOnTheRuntimeClient_saysWhatItSaysInThisJvm(LambdaFunction function)
      throws Exception {
    List<String> logged = new ArrayList<>();
    List<Object> here = new ArrayList<>();
    try (Cloud cloud = samples.open()) {
      cloud.functions().onLog(line -> logged.add(line.message()));
      for (String event : events(function)) {
        here.add(said(cloud.functions().invoke(function.arn(), event)));
      }
    }
    List<Object> there = new ArrayList<>();
    List<RuntimeApi.Answer> answers = new ArrayList<>();
    List<RuntimeException> defects = new ArrayList<>();
    List<String> stdout;
    List<String> stderr;
    try (Cloud cloud = samples.open();
        LoopbackServer server =
            LoopbackServer.start(Endpoint.of(cloud), 0, new Object(), defects::add);
        FunctionProcess process =
            FunctionProcess.start(function, server.uri(), FOLDER.resolve(function.logicalId()))) {
      for (String event : events(function)) {
        RuntimeApi.Answer answer = process.invoke(event);
        answers.add(answer);
        there.add(said(answer));
      }
      stdout = process.stdout();
      stderr = process.stderr();
    }

    assertAlike(there, here);
    FunctionLog log = new FunctionLog(stdout);
    assertAlike(log.messages(), logged);
    assertThat(log.errors()).hasSameSizeAs(answers.stream().filter(a -> a.isError()).toList());
    assertThat(answers).extracting(RuntimeApi.Answer::requestId).containsAll(log.requestIds());
    assertThat(stderr).isEmpty();
    assertThat(defects).isEmpty();
  }

  private static void assertAlike(List<?> there, List<?> here) {
    assertThat(there)
        .usingRecursiveComparison()
        .withEqualsForType(Alike::alike, String.class)
        .isEqualTo(here);
  }

  /**
   * The sample, what is not an input of any function, and the sample again on the warm instance.
   */
  private List<String> events(LambdaFunction function) throws IOException {
    String sample = samples.event(function);
    List<String> events = new ArrayList<>(List.of(sample, "{\"unknown\": 1}", "[1]", "\"text\""));
    events.add(sample.replace("i-0a1b2c3d4e5f60718", "i-0fedcba9876543210"));
    events.add(sample.replace("\"plan\"", "\"plam\""));
    events.add(sample);
    return events;
  }

  private static Object said(TaskOutcome outcome) {
    return switch (outcome) {
      case TaskOutcome.Succeeded succeeded -> Json.parse(succeeded.payload());
      case TaskOutcome.Failed failed -> {
        assertThat(failed.cause()).contains("\"errorType\":\"" + failed.error() + "\"");
        yield error(failed.cause());
      }
    };
  }

  private static Object said(RuntimeApi.Answer answer) {
    return answer.isError() ? error(answer.body()) : Json.parse(answer.body());
  }

  /**
   * What Step Functions sees of it. The frames of the stack differ, and so does what the JVM says
   * about a null: the package has no names of variables, and R8 writes method references out.
   */
  private static Object error(String json) {
    Map<?, ?> error = (Map<?, ?>) Json.parse(json);
    Object type = error.get("errorType");
    return type.equals("java.lang.NullPointerException")
        ? List.of(type)
        : List.of(type, error.get("errorMessage"));
  }
}
