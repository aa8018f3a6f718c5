package embeddedcloud.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a list are those of each of its values. */
class ParameterTest {
  @ParameterizedTest
  @ValueSource(strings = {"rye", "rye,spelt", " spelt , rye "})
  void aListOfGoodValues_isTaken(String value) {
    assertThat(allowed("rye", "spelt").value(Optional.of(value))).isEqualTo(value);
    assertThat(matching("[a-z]+").value(Optional.of(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Wheat", "rye,Wheat", "Wheat,rye", "rye,,spelt"})
  void oneBadValueInAList_isRefused(String value) {
    assertThatThrownBy(() -> allowed("rye", "spelt").value(Optional.of(value)))
        .hasMessage("Parameters.Bread: expected one of [rye, spelt], but was " + value);
    assertThatThrownBy(() -> matching("[a-z]+").value(Optional.of(value)))
        .hasMessage("Parameters.Bread: expected a value like [a-z]+, but was " + value);
  }

  private static Parameter allowed(String... values) {
    return list(List.of(values), Optional.empty());
  }

  private static Parameter matching(String pattern) {
    return list(List.of(), Optional.of(Pattern.compile(pattern)));
  }

  private static Parameter list(List<String> allowed, Optional<Pattern> pattern) {
    return new Parameter(
        "Bread",
        "CommaDelimitedList",
        "",
        Optional.empty(),
        allowed,
        pattern,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
