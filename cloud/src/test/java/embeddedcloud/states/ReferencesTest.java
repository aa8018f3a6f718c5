package embeddedcloud.states;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "$a + $b                                        | a b        |",
        "$states.input.x & $states.context.State.Name   | states     | context input",
        "($x := $a; $x)                                 | a          |",
        "$map($a, function($v, $i) { $v + $b })         | a b map    |",
        "'$no' & \"$no\" & $a                           | a          |",
        "'it\\'s $no' & $a                              | a          |",
        "`$no` & $a                                     | a          |",
        "/* $no */ $a                                   | a          |",
        "$match($a, /$no/)                              | a match    |",
        "$a / $b / $c                                   | a b c      |",
        "($a) / $b                                      | a b        |",
        "$a[0] / $b                                     | a b        |",
        "$states.input.list[id = $a].v                  | a states   | input",
        "$states . result                               | states     | result",
        "$states.input.list@$l#$i.{'l': $l, 'i': $i}    | states     | input",
        "$ ~> $sum                                      | sum        |",
        "($states := 1; $states)                        |            | :=",
        "$states                                        | states     |",
        "λ($v) { $v + $b }                              | b          |",
        "$$.a & $.b & $a                                | a          |",
        "$a /* $no */ + $b                              | a b        |",
        "/*/ $no */ $a                                  | a          |",
        "$states.`input`.x                              | states     | input",
        "a$no & $a_b                                    | a_b        |",
        "/$no/ & $a                                     | a          |",
        "`x-` / $a / $b                                 | a b        |",
        "$ / $a / $b                                    | a b        |",
        "'x' / $a / $b                                  | a b        |",
        "{'x': 1} / $a / $b                             | a b        |"
      })
  void of_findsWhatIsReadButNotBoundWithin(
      String expression, String variables, String statesFields) {
    References references = References.of(expression);

    assertThat(new TreeSet<>(references.variables())).isEqualTo(words(variables));
    assertThat(new TreeSet<>(references.statesFields())).isEqualTo(words(statesFields));
  }

  private static Set<String> words(String text) {
    Set<String> words = new TreeSet<>();
    if (text != null) {
      words.addAll(Arrays.asList(text.split(" ", -1)));
    }
    return words;
  }
}
