package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.InvalidInputException;
import java.util.List;
import java.util.Map;
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
  void aSelectionNeedsAllItsKeys_andAnExclusionOne() {
    Map<String, List<String>> both = Map.of("team", List.of("a", "b"), "tier", List.of("*"));
    Selection.ByVolumeTags selection = new Selection.ByVolumeTags(both);
    Exclusion exclusion = new Exclusion(false, both);

    assertThat(selection.takes(tagged(Map.of("team", "b", "tier", "x")))).isTrue();
    for (Map<String, String> one : List.of(Map.of("team", "b"), Map.of("tier", "x"))) {
      assertThat(selection.takes(tagged(one))).isFalse();
      assertThat(exclusion.matches(tagged(one))).isTrue();
    }
    assertThat(exclusion.matches(tagged(Map.of("team", "c")))).isFalse();
  }

  private static Volume tagged(Map<String, String> tags) {
    return Samples.volume(1, "/dev/sdf", tags);
  }

  @Test
  void everyValue_isChecked() {
    Map<String, List<String>> tags = Map.of("team", List.of("a", "v".repeat(257)));

    assertThatThrownBy(() -> new Exclusion(false, tags))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exclude.volumeTags.team");
  }

  @Test
  void matches_anyValue_alsoTheEmptyOne_butNotAMissingTag() {
    assertThat(TagRules.matches(List.of("*"), Optional.of(""))).isTrue();
    assertThat(TagRules.matches(List.of("*"), Optional.empty())).isFalse();
  }
}
