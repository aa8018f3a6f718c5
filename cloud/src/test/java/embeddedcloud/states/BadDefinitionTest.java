package embeddedcloud.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks through bad-definitions.json: one good definition, and changes that each spoil it. */
class BadDefinitionTest {
  private static Map<?, ?> table() {
    try (InputStream in = BadDefinitionTest.class.getResourceAsStream("bad-definitions.json")) {
      return (Map<?, ?>) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Arguments> changes() {
    Map<?, ?> table = table();
    return ((List<?>) table.get("changes"))
        .stream()
            .map(change -> (Map<?, ?>) change)
            .map(
                change ->
                    Arguments.of(
                        change.get("why"), table.get("good"), change, change.get("expect")));
  }

  @Test
  void theDefinitionThatTheChangesSpoilIsGood() {
    assertThatCode(() -> Definition.parse(Json.print(table().get("good"))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void aSpoiltDefinitionIsRefusedByFieldAndReason(
      String why, Object good, Map<?, ?> change, List<?> expected) {
    List<?> path = (List<?>) change.get("at");
    Object spoilt = changed(good, path, 0, change.containsKey("set"), change.get("set"));

    BadDefinitionException refusal =
        catchThrowableOfType(
            BadDefinitionException.class, () -> Definition.parse(Json.print(spoilt)));

    assertThat(refusal).as(why).isNotNull();
    assertThat(refusal.field()).isEqualTo(expected.getFirst());
    for (Object part : expected.subList(1, expected.size())) {
      assertThat(refusal.getMessage()).contains((String) part);
    }
  }

  /** A copy in which the value at the path is set, or removed. */
  private static Object changed(Object json, List<?> path, int depth, boolean set, Object value) {
    if (depth == path.size()) {
      return value;
    }
    boolean last = depth == path.size() - 1;
    if (json instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list);
      int index = ((Long) path.get(depth)).intValue();
      if (index == copy.size()) {
        copy.add(value);
      } else {
        copy.set(index, changed(copy.get(index), path, depth + 1, set, value));
      }
      return copy;
    }
    Map<Object, Object> copy = new LinkedHashMap<>((Map<?, ?>) json);
    Object key = path.get(depth);
    if (last && !set) {
      copy.remove(key);
    } else {
      copy.put(key, changed(copy.get(key), path, depth + 1, set, value));
    }
    return copy;
  }

  @Test
  void whatIsAtALimitIsGood() {
    String longest = "n".repeat(80);

    Definition definition =
        Definition.parse(
            """
            {"QueryLanguage": "JSONata", "StartAt": "%s", "States": {
               "%s": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "End",
                      "Arguments": "{%% {'FunctionName': 'work'} %%}", "TimeoutSeconds": 99999999,
                      "Retry": [{"ErrorEquals": ["Own"], "BackoffRate": 1}]},
               "End": {"Type": "Fail", "Error": "%s"}}}
            """
                .formatted(longest, longest, "e".repeat(256)));

    assertThat(definition.states()).containsOnlyKeys(longest, "End");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "{\"QueryLanguage\": \"JSONata\"          | not JSON",
        "{\"QueryLanguage\": \"JSONata\", /**/ \"StartAt\": \"A\"} | not JSON",
        "{\"StartAt\": \"A\", \"StartAt\": \"B\"} | duplicate field",
        "{} {}                                    | not JSON",
        "[]                                       | expected an object"
      })
  void textThatIsNotADefinitionIsRefused(String text, String reason) {
    BadDefinitionException refusal =
        catchThrowableOfType(BadDefinitionException.class, () -> Definition.parse(text));

    assertThat(refusal).hasMessageStartingWith("definition: ").hasMessageContaining(reason);
  }

  @Test
  void commentsAreKept() {
    Definition definition = Definition.parse(Json.print(table().get("good")));

    assertThat(definition.comment()).contains("A little of everything");
    assertThat(definition.states().get("Done").comment()).contains("The end");
  }
}
