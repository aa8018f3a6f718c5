package ebsbackup.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Requests that make no sense, kept as data, each refused by name and before any call to EC2. */
class BadRestoresTest {
  @TestFactory
  List<DynamicTest> isRefusedByNameWithoutACall() throws IOException {
    List<?> cases = read("/bad-input/restore-swap.json");
    assertThat(cases.size()).isGreaterThanOrEqualTo(40);
    return cases.stream()
        .map(item -> (Map<?, ?>) item)
        .map(item -> DynamicTest.dynamicTest((String) item.get("about"), () -> check(item)))
        .toList();
  }

  private static void check(Map<?, ?> item) {
    RestoreWorld world = new RestoreWorld();
    world.ec2.calls().clear();

    Execution execution =
        world.cloud.run("restore", Optional.empty(), Json.print(item.get("input")));

    assertThat(execution.error()).contains("ebsbackup.failure.InvalidInputException");
    Map<?, ?> cause = (Map<?, ?>) Json.parse(execution.cause().orElseThrow());
    assertThat(cause.get("errorMessage")).isEqualTo(item.get("says"));
    assertThat(world.ec2.calls().all()).isEmpty();
  }

  private static List<?> read(String resource) throws IOException {
    try (InputStream in = BadRestoresTest.class.getResourceAsStream(resource)) {
      return (List<?>) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
