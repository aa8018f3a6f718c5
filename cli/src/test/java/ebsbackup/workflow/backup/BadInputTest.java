package ebsbackup.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Malformed input fails by name, through the real workflow, before any call to EC2. */
final class BadInputTest {
  private static final int MIN_CASES = 40;

  private final TestCloud cloud = new TestCloud();

  /** One malformed input, as the files have it. */
  private record Case(String workflow, String about, Object input, String says) {}

  @TestFactory
  Stream<DynamicTest> everyCase_isRefusedByName() {
    return cases()
        .map(bad -> DynamicTest.dynamicTest(bad.workflow + ": " + bad.about, () -> refuses(bad)));
  }

  @Test
  void thereAreEnoughCases() {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(MIN_CASES);
  }

  private void refuses(Case bad) {
    Execution execution = cloud.cloud().run(bad.workflow, Optional.empty(), Json.print(bad.input));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("ebsbackup.failure.InvalidInputException");
    Map<?, ?> cause = (Map<?, ?>) Json.parse(execution.cause().orElseThrow());
    assertThat((String) cause.get("errorMessage")).startsWith(bad.says);
    assertThat(cloud.calls().all()).isEmpty();
    assertThat(cloud.cloud().messages().getLast().text()).contains(bad.says);
  }

  private static Stream<Case> cases() {
    return Stream.of("backup", "restore").flatMap(BadInputTest::cases);
  }

  private static Stream<Case> cases(String workflow) {
    return ((List<?>) Json.parse(read("/bad-input/" + workflow + ".json")))
        .stream()
            .map(one -> (Map<?, ?>) one)
            .map(
                one ->
                    new Case(
                        workflow,
                        (String) one.get("about"),
                        one.get("input"),
                        (String) one.get("says")));
  }

  private static String read(String resource) {
    try (InputStream in = BadInputTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
