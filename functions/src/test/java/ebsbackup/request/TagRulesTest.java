package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One asterisk by itself is any value; everything else can still be written. */
class TagRulesTest {
  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "*, *, true",
    "\\*, *, true",
    "\\*, anything, false",
    "\\*, \\*, false",
    "\\\\*, \\*, true",
    "da*, daily, false",
    "da*, da*, true",
    "da?, da?, true",
    "da?, day, false",
    "\\, \\, true",
    "a\\*, a\\*, true"
  })
  void matches(String written, String value, boolean expected) {
    assertThat(TagRules.matches(List.of("other", written), Optional.of(value))).isEqualTo(expected);
  }

  @Test
  void matches_anyValue_alsoTheEmptyOne_butNotAMissingTag() {
    assertThat(TagRules.matches(List.of("*"), Optional.of(""))).isTrue();
    assertThat(TagRules.matches(List.of("*"), Optional.empty())).isFalse();
  }
}
