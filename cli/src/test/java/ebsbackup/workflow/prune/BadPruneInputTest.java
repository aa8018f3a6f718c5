package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case of bad-input/prune.json is refused by name before anything is read or deleted. */
class BadPruneInputTest {
  static Stream<Arguments> cases() throws IOException {
    try (InputStream in = BadPruneInputTest.class.getResourceAsStream("/bad-input/prune.json")) {
      List<?> cases = (List<?>) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return cases.stream().map(c -> (Map<?, ?>) c).map(c -> Arguments.of(c.get("about"), c));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void prune_refuses(String about, Map<?, ?> bad) {
    PruneWorld world = new PruneWorld();

    Execution execution = world.cloud.run("prune", Optional.empty(), Json.print(bad.get("input")));

    assertThat(execution.error()).as(about).contains("ebsbackup.failure.InvalidInputException");
    assertThat(execution.cause().orElseThrow()).startsWith((String) bad.get("says"));
    assertThat(world.ec2.calls().byAction()).doesNotContainKeys("DeleteSnapshot", "DescribeImages");
  }
}
