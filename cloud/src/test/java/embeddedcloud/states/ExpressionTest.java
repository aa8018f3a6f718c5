package embeddedcloud.states;

import static embeddedcloud.states.Workflow.evaluate;
import static embeddedcloud.states.Workflow.evaluating;
import static embeddedcloud.states.Workflow.machine;
import static embeddedcloud.states.Workflow.object;
import static embeddedcloud.states.Workflow.single;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final String INPUT =
      """
      {"n": null, "one": [{"id": "a", "v": 1}], "two": [{"id": "a"}, {"id": "b"}], "empty": [],
       "whole": 40, "half": 0.5, "text": "x", "json": "{\\"k\\":[1]}"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // One element of a sequence is not an array; [ ] keeps it one.
        "$states.input.one.id                    | \"a\"",
        "[$states.input.one.id]                  | [\"a\"]",
        "$states.input.two.id                    | [\"a\",\"b\"]",
        "[$states.input.two.id]                  | [\"a\",\"b\"]",
        "[$states.input.one[id = 'z']]           | []",
        "[$states.input.one[id = 'a']]           | [{\"id\":\"a\",\"v\":1}]",
        "[$filter($states.input.two, function($t){ $t.id = 'b' }).id] | [\"b\"]",
        "$states.input.one                       | [{\"id\":\"a\",\"v\":1}]",
        "$states.input.empty                     | []",
        "[$states.input.empty]                   | []",
        // Whole numbers stay whole.
        "$states.input.whole * 2                 | 80",
        "$states.input.whole / 2                 | 20",
        "$states.input.half * 2                  | 1",
        "$states.input.half + 1                  | 1.5",
        "$sum([0.5, 0.5])                        | 1",
        "$min([$states.input.whole * 2, 300])    | 80",
        "$count($states.input.two)               | 2",
        "$power(2, 40)                           | 1099511627776",
        "$floor(7 / 2)                           | 3",
        "$string($states.input.whole / 2)        | \"20\"",
        "'n=' & $states.input.whole              | \"n=40\"",
        // Null is a value, undefined is left out of objects.
        "$states.input.n                         | null",
        "[$states.input.n]                       | [null]",
        "{'a': $states.input.n, 'b': $states.input.none} | {\"a\":null}",
        "$exists($states.input.n)                | true",
        "$exists($states.input.none)             | false",
        "$states.input.n = null                  | true",
        "($x := 2; $y := 3; $x * $y)             | 6",
        "$merge([{'a': 1}, {'b': 2}])            | {\"a\":1,\"b\":2}",
        "$map([1, 2], function($i) { $i * 2 })   | [2,4]",
        "$states.input ~> $keys() ~> $count()    | 8",
        "$count($states.input.n)                 | 1",
        "$count($states.input.none)              | 0",
        "$count('x')                             | 1",
        // Characters, not halves of them.
        "$substring('a\uD83D\uDE00b', 1, 1)    | \"\uD83D\uDE00\"",
        "$substring('\uD83D\uDE00', 0, 74)     | \"\uD83D\uDE00\"",
        "$substring('abc', 1)                    | \"bc\"",
        "$substring('abc', -2, 1)                | \"b\"",
        "$substring('abc', -9, 2)                | \"ab\"",
        "$substring('abc', -9)                   | \"abc\"",
        "$substring('abc', 0.5, 1.7)             | \"ab\"",
        "$substring('abc', 1, -1)                | \"\"",
        "$substring('abc', 5)                    | \"\"",
        // JSON escapes neither separator.
        "$string({'a': '\u2028\u2029'})        | \"{\\\"a\\\":\\\"\\u2028\\u2029\\\"}\"",
        "$string({'a': '\\\\u2028'})            | \"{\\\"a\\\":\\\"\\\\\\\\u2028\\\"}\"",
        "$string('\u2028')                      | \"\\u2028\"",
      })
  void valuesAreAsOnAws(String expression, String expected) {
    assertThat(evaluate(expression, INPUT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$parse($states.input.json)              | {\"k\":[1]}",
        "$parse('null')                          | null",
        "$parse('3.0')                           | 3",
        "$random(42) = $random(42)               | true",
        "$random() < 1 and $random() >= 0        | true",
        "$length($uuid())                        | 36",
        "$substring($uuid(), 14, 1)              | \"4\"",
        "$substring($uuid(), 19, 1) in ['8', '9', 'a', 'b'] | true",
        "$uuid() = $uuid()                       | false",
        "$now()                                  | \"2026-03-01T03:00:00.000Z\"",
        "$now('[Y]-[M01]')                       | \"2026-03\"",
        "$now('[H01]', '+0200')                  | \"05\"",
        "$millis()                               | 1772334000000",
        "$toMillis('2026-03-01T04:00:00Z') - $millis() | 3600000",
      })
  void functionsOfStepFunctionsAreThere(String expression, String expected) {
    assertThat(evaluate(expression, INPUT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$states.input.none",
        "$states.input.two[id = 'z']",
        "$filter([1], function($i) { $i > 1 })",
        "$states.input.none > 1",
        "1 / 0",
        "'a' + 1",
        "$number('x')",
        "$error('stop')",
        "$assert(false, 'stop')",
        "function($x) { $x }",
        "{'f': $sum}",
        "/ab+/",
        "$parse('{')",
        "$parse('{a: 1}')",
        "$parse($states.input.none)",
        "$random('seed')",
        "$uuid(1)",
        "$parse()",
        "$parse('1', '2')",
        "$random(1, 2)",
        "$now('[Y]', '+0000', 1)",
        "$count()",
        "$count(1, 2)",
        "($f := function($n) { 1 + $f($n) }; $f(1))",
        "$toMillis('tomorrow')",
        "$substring(1, 2)",
        "$substring($states.input.n, 0, 1)",
        "$substring($states.input.one, 0, 1)"
      })
  void whatCannotBeEvaluatedIsAQueryEvaluationError(String expression) {
    Execution execution = evaluating(expression, INPUT);

    assertThat(execution.error()).contains("States.QueryEvaluationError");
    assertThat(execution.cause().orElseThrow()).contains("'Output'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "$states.input.none | returned nothing (undefined).",
        "'a' - 1 | threw an error during evaluation. T2001: ",
        "$parse('{') | threw an error during evaluation: $parse: not JSON",
        "$uuid(1) | threw an error during evaluation: $uuid takes 0 arguments, not 1",
        "$random(1, 2) | threw an error during evaluation: $random takes 0 to 1 arguments, not 2",
      })
  void theCauseSaysWhereInTheWordsOfStepFunctions(String expression, String what) {
    assertThat(evaluating(expression, INPUT).cause().orElseThrow())
        .startsWith(
            "An error occurred while executing the state 'Only' (entered at the event id #2). The"
                + " JSONata expression '"
                + expression
                + "' specified for the field 'Output' "
                + what);
  }

  @Test
  void templatesMixLiteralsAndExpressions() {
    assertThat(
            Workflow.output(
                """
                {"a": [1, "{% $states.input.whole %}", {"b": "{% $states.input.text %}"}],
                 "literal": "$states.input.text", "null": null}
                """,
                INPUT))
        .isEqualTo("{\"a\":[1,40,{\"b\":\"x\"}],\"literal\":\"$states.input.text\",\"null\":null}");
  }

  @Test
  void expressionsLeaveTheirInputAsItIs() {
    Execution execution =
        new Workflow()
            .run(
                machine(
                    """
                    "Change": {"Type": "Pass", "Next": "Show", "Assign": {
                        "a": "{% $states.input ~> |$|{'text': 'changed'}| %}",
                        "b": "{% $append($states.input.two, 1) %}",
                        "c": "{% $sort($states.input.two, function($l, $r) { $l.id < $r.id }) %}"}},
                    "Show": {"Type": "Pass", "End": true}
                    """,
                    "Change"),
                INPUT);

    assertThat(object(execution.output().orElseThrow())).isEqualTo(object(INPUT));
  }

  @Test
  void assign_seesTheOldValuesOfAllVariables() {
    Execution execution =
        new Workflow()
            .run(
                machine(
                    """
                    "Set": {"Type": "Pass", "Assign": {"a": 1, "b": 2}, "Next": "Swap"},
                    "Swap": {"Type": "Pass", "Assign": {"a": "{% $b %}", "b": "{% $a %}"},
                             "Output": "{% [$a, $b] %}", "Next": "Show"},
                    "Show": {"Type": "Pass", "End": true,
                             "Output": {"before": "{% $states.input %}", "after": "{% [$a, $b] %}"}}
                    """,
                    "Set"),
                "{}");

    assertThat(execution.output()).contains("{\"before\":[1,2],\"after\":[2,1]}");
    assertThat(execution.history())
        .filteredOn(event -> event.typeAsString().equals("PassStateExited"))
        .extracting(event -> event.stateExitedEventDetails().assignedVariables())
        .startsWith(Map.of("a", "1", "b", "2"), Map.of("a", "2", "b", "1"));
  }

  @Test
  void assign_thatFailsChangesNothing() {
    Execution execution =
        new Workflow()
            .answers(payload -> "1")
            .run(
                machine(
                    """
                    "Set": {"Type": "Pass", "Assign": {"a": 1}, "Next": "Work"},
                    "Work": {%s, "End": true},
                    "Show": {"Type": "Pass", "Output": "{%% $a %%}", "End": true}
                    """
                        .formatted(
                            Workflow.task(
                                """
                                "Assign": {"a": 2, "b": "{% $states.result.none %}"},
                                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Show"}]
                                """)),
                    "Set"),
                "{}");

    assertThat(execution.output()).contains("1");
  }

  @Test
  void variables_belongToOneExecution() {
    Workflow workflow = new Workflow();
    Execution first =
        workflow.run(
            machine(
                """
                "Seen?": {"Type": "Choice", "Default": "Set", "Choices": [
                    {"Condition": "{% $exists($seen) %}", "Next": "Yes"}]},
                "Set": {"Type": "Pass", "Assign": {"seen": true}, "Output": "first", "End": true},
                "Yes": {"Type": "Succeed", "Output": "again"}
                """,
                "Seen?"),
            "{}");

    Execution second = workflow.service.startExecution(Workflow.ARN, Optional.of("run-2"), "{}");
    workflow.clock.runWhile(() -> true);

    assertThat(List.of(first.output().orElseThrow(), second.output().orElseThrow()))
        .containsExactly("\"first\"", "\"first\"");
  }

  @Test
  void variables_mayBeNull() {
    Execution execution =
        new Workflow()
            .run(
                machine(
                    """
                    "Set": {"Type": "Pass", "Assign": {"a": null}, "Next": "Show"},
                    "Show": {"Type": "Pass", "End": true,
                             "Output": {"a": "{% $a %}", "exists": "{% $exists($a) %}"}}
                    """,
                    "Set"),
                "{}");

    assertThat(execution.output()).contains("{\"a\":null,\"exists\":true}");
  }

  @Test
  void context_saysWhichExecutionStateAndMachine() {
    Execution execution =
        new Workflow()
            .run(single("\"Type\": \"Pass\", \"Output\": \"{% $states.context %}\""), "{\"k\": 1}");

    assertThat(object(execution.output().orElseThrow()))
        .isEqualTo(
            object(
                """
                {"Execution": {
                   "Id": "arn:aws:states:eu-west-1:123456789012:execution:Test:run-1",
                   "Input": {"k": 1}, "Name": "run-1",
                   "RoleArn": "arn:aws:iam::123456789012:role/Test",
                   "StartTime": "2026-03-01T03:00:00.000Z", "RedriveCount": 0},
                 "State": {"EnteredTime": "2026-03-01T03:00:00.000Z", "Name": "Only",
                   "RetryCount": 0},
                 "StateMachine": {
                   "Id": "arn:aws:states:eu-west-1:123456789012:stateMachine:Test",
                   "Name": "Test"}}
                """));
  }
}
