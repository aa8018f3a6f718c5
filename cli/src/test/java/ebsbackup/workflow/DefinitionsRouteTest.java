package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.template.StateMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Definitions route, and Java computes (docs/decisions/0042): they hold no sentences, no
 * arithmetic, no limits and nothing that accumulates.
 */
class DefinitionsRouteTest {
  private static final List<String> NAMES = List.of("Comment", "StartAt", "Next", "Default");

  private static final Pattern LITERAL = Pattern.compile("'[^']*'|\"[^\"]*\"");

  /** Operators that compute; {@code *} as a wildcard computes over an unknown structure. */
  private static final Pattern COMPUTES = Pattern.compile("[&+*/~]|(?<!\\w)-|-(?!\\w)");

  private static final Pattern FUNCTION = Pattern.compile("\\$(\\w+)\\(");

  /** They ask, or change the form of a value; none composes a text or a list. */
  private static final List<String> FUNCTIONS =
      List.of("count", "exists", "not", "parse", "string", "substring");

  /** A number other than 0 and 1. */
  private static final Pattern LIMIT = Pattern.compile("\\b(?![01]\\b)\\d+\\b");

  static Stream<StateMachine> machines() throws IOException {
    return ProjectFiles.template(Map.of()).stateMachines().stream();
  }

  @ParameterizedTest
  @MethodSource("machines")
  void aDefinition_onlyRoutes(StateMachine machine) throws IOException {
    List<String> texts = texts(Json.parse(ProjectFiles.definition(machine)));

    assertThat(texts).anyMatch(text -> text.startsWith("{%"));
    assertThat(texts).allSatisfy(text -> assertThat(offences(text)).as(text).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("machines")
  void aCondition_comparesWithNoLimit(StateMachine machine) throws IOException {
    List<String> conditions = conditions(Json.parse(ProjectFiles.definition(machine)));

    assertThat(conditions).isNotEmpty();
    assertThat(conditions).noneMatch(DefinitionsRouteTest::namesLimit);
  }

  @Test
  void aLimit_isSeen() {
    assertThat(namesLimit("{% $count($a) < 900 and $b > 0 %}")).isTrue();
    assertThat(namesLimit("{% $count($a) < 2 %}")).isTrue();
    assertThat(namesLimit("{% $count($a1) > 0 or $b = 1 or $c = '900' %}")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it failed",
        "{% $a & $b %}",
        "{% 'it failed' %}",
        "{% \"it failed\" %}",
        "{% $a + 1 %}",
        "{% $a - 1 %}",
        "{% $a -1 %}",
        "{% -$a %}",
        "{% $a * 2 %}",
        "{% $a / 2 %}",
        "{% $append($a, $b) %}",
        "{% $a ~> $sum %}",
        "{% [$join($a, ', ')] %}"
      })
  void whatComputes_isSeen(String text) {
    assertThat(offences(text)).isNotEmpty();
  }

  @Test
  void aSubstitution_isNotASentence() {
    assertThat(offences("arn:${Partition}:states:::lambda:invoke")).isEmpty();
    assertThat(offences("{% $a.b != null ? {'c': $a['d-e' in $b]} : [1, $count($a)] %}")).isEmpty();
  }

  /** The parts of the text that do more than route: sentences, operators, functions. */
  private static List<String> offences(String text) {
    List<String> offences = new ArrayList<>();
    if (!text.startsWith("{%")) {
      if (text.contains(" ")) {
        offences.add(text);
      }
      return offences;
    }
    String expression = text.substring(2, text.length() - 2);
    LITERAL
        .matcher(expression)
        .results()
        .map(result -> result.group())
        .filter(literal -> literal.contains(" "))
        .forEach(offences::add);
    String withoutLiterals = LITERAL.matcher(expression).replaceAll("");
    COMPUTES.matcher(withoutLiterals).results().forEach(result -> offences.add(result.group()));
    FUNCTION
        .matcher(withoutLiterals)
        .results()
        .map(result -> result.group(1))
        .filter(function -> !FUNCTIONS.contains(function))
        .forEach(offences::add);
    return offences;
  }

  private static boolean namesLimit(String condition) {
    return LIMIT.matcher(LITERAL.matcher(condition).replaceAll("")).find();
  }

  private static List<String> conditions(Object value) {
    if (value instanceof Map<?, ?> object) {
      return object.entrySet().stream()
          .flatMap(
              member ->
                  member.getKey().equals("Condition")
                      ? Stream.of((String) member.getValue())
                      : conditions(member.getValue()).stream())
          .toList();
    }
    return value instanceof List<?> array
        ? array.stream().flatMap(element -> conditions(element).stream()).toList()
        : List.of();
  }

  /** Every text that is evaluated or handed on; comments and the names of states are neither. */
  private static List<String> texts(Object value) {
    if (value instanceof Map<?, ?> object) {
      return object.entrySet().stream()
          .filter(member -> !NAMES.contains(String.valueOf(member.getKey())))
          .flatMap(member -> texts(member.getValue()).stream())
          .toList();
    }
    if (value instanceof List<?> array) {
      return array.stream().flatMap(element -> texts(element).stream()).toList();
    }
    return value instanceof String text ? List.of(text) : List.of();
  }
}
