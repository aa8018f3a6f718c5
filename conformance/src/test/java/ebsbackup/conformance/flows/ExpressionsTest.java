package ebsbackup.conformance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every expression of the definitions on the engine of the embedded cloud and on the reference
 * implementation of JSONata: with what the scenarios really hand over, and with that changed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExpressionsTest {
  /** As many recorded inputs of one expression as are tried, and as many changed ones. */
  private static final int RECORDED = 15;

  private static final int CHANGED = 85;
  private static final int LEAST = 20;

  private final Map<String, Set<Input>> inputs = inputs();

  /** The reference that moto is given, and the version that AWS says it implements. */
  @ParameterizedTest
  @ValueSource(strings = {"jsonata", "jsonata-2.0.6"})
  void bothEnginesAgree(String version) {
    Set<Difference> known = EnumSet.noneOf(Difference.class);
    try (Conversation jsonata = Conversation.jsonata(version)) {
      inputs.forEach(
          (expression, tried) -> {
            for (Input input : tried) {
              Evaluation ours = Evaluation.ours(expression, input.states(), input.variables());
              Evaluation reference =
                  Evaluation.reference(jsonata, expression, input.states(), input.variables());
              if (!ours.agreesWith(reference)) {
                known.add(
                    Difference.between(ours, reference)
                        .orElseThrow(
                            () ->
                                new AssertionError(
                                    "%s with %s: %s here, %s there"
                                        .formatted(
                                            expression, Json.print(input), ours, reference))));
              }
            }
          });
    }

    assertThat(known).as("what is listed, and what occurs").containsExactly(Difference.values());
  }

  @Test
  void everyExpressionIsTriedWithEnough() {
    try (FlowWorld world = new FlowWorld()) {
      for (String workflow : FlowWorld.WORKFLOWS) {
        assertThat(expressions(Json.parse(world.machine(workflow).definitionText())))
            .isNotEmpty()
            .allSatisfy(
                expression ->
                    assertThat(inputs.get(expression)).hasSizeGreaterThanOrEqualTo(LEAST));
      }
    }
  }

  private static Map<String, Set<Input>> inputs() {
    Map<String, Set<Input>> inputs = new LinkedHashMap<>();
    for (Scenario scenario : Scenario.all()) {
      try (FlowWorld world = new FlowWorld()) {
        Execution execution = FlowsTest.runOurs(scenario, world);
        Map<?, ?> states =
            (Map<?, ?>)
                ((Map<?, ?>) Json.parse(execution.machine().definitionText())).get("States");
        for (Visit visit : Visit.of(execution)) {
          for (String expression : expressions(states.get(visit.state()))) {
            Set<Input> recorded = inputs.computeIfAbsent(expression, e -> new LinkedHashSet<>());
            if (recorded.size() < RECORDED) {
              recorded.add(Input.of(expression, visit));
            }
          }
        }
      }
    }
    inputs.forEach(
        (expression, recorded) -> {
          SplittableRandom random = new SplittableRandom(expression.hashCode());
          List<Input> bases = new ArrayList<>(recorded);
          for (int i = 0; i < CHANGED; i++) {
            recorded.add(bases.get(i % bases.size()).changed(expression, random));
          }
        });
    return inputs;
  }

  private static Set<String> expressions(Object value) {
    Set<String> found = new LinkedHashSet<>();
    if (value instanceof String text && text.startsWith("{%")) {
      found.add(text);
    } else if (value instanceof Map<?, ?> object) {
      object.values().forEach(member -> found.addAll(expressions(member)));
    } else if (value instanceof List<?> array) {
      array.forEach(element -> found.addAll(expressions(element)));
    }
    return found;
  }
}
