package ebsbackup.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A report keeps what fits into the payload of a state, and nothing that does not. */
class PayloadBudgetTest {
  private static final List<String> WORDS = List.of("aaa", "bb", "c");

  @Test
  void keepsTheFirstItems_upToTheirNumber() {
    assertThat(new PayloadBudget(2, 1_000).fitting(WORDS, String::length))
        .containsExactly("aaa", "bb");
    assertThat(new PayloadBudget(3, 1_000).fitting(WORDS, String::length)).isEqualTo(WORDS);
    assertThat(new PayloadBudget(0, 1_000).fitting(WORDS, String::length)).isEmpty();
  }

  @Test
  void keepsTheFirstItems_upToTheirSizeTogether() {
    assertThat(PayloadBudget.ofBytes(6).fitting(WORDS, String::length)).isEqualTo(WORDS);
    assertThat(PayloadBudget.ofBytes(5).fitting(WORDS, String::length))
        .containsExactly("aaa", "bb");
    assertThat(PayloadBudget.ofBytes(2).fitting(WORDS, String::length)).isEmpty();
  }

  @Test
  void ofExistingAndAddedLines_theFirstInTheOrderStay() {
    Comparator<String> longestFirst = Comparator.comparingInt(String::length).reversed();

    assertThat(
            new PayloadBudget(3, 1_000)
                .fitting(WORDS, List.of("d", "eeee", "ff"), longestFirst, String::length))
        .containsExactly("eeee", "aaa", "bb");
  }

  /** Two quotation marks and a comma, and the character as JSON in UTF-8 has it. */
  @Test
  void aTextHasItsSizeInJson() {
    Map<Integer, Integer> bytes =
        Map.ofEntries(
            Map.entry(0x1f, 6),
            Map.entry(0x20, 1),
            Map.entry((int) '"', 2),
            Map.entry((int) '\\', 2),
            Map.entry(0x7f, 1),
            Map.entry(0x80, 2),
            Map.entry(0x7ff, 2),
            Map.entry(0x800, 3),
            Map.entry(0x2027, 3),
            Map.entry(0x2028, 6),
            Map.entry(0x2029, 6),
            Map.entry(0x202a, 3),
            Map.entry(0xffff, 3),
            Map.entry(0x1_0000, 4));

    assertThat(PayloadBudget.jsonBytes("")).isEqualTo(3);
    bytes.forEach(
        (character, size) ->
            assertThat(PayloadBudget.jsonBytes("a" + Character.toString(character)))
                .as("U+%04X", character)
                .isEqualTo(3 + 1 + size));
  }

  @Test
  void aLongTextEndsWithAnEllipsis() {
    assertThat(PayloadBudget.shortened("four", 4)).isEqualTo("four");
    assertThat(PayloadBudget.shortened("fives", 4)).isEqualTo("five…");
  }
}
