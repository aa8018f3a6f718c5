package ebsbackup.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Input may have a megabyte, and the message must fit into a history. */
class InvalidInputExceptionTest {
  @Test
  void aLongValueIsShortened() {
    assertThat(new InvalidInputException("plan", "x".repeat(120), "a name"))
        .hasMessage("plan: expected a name, but was " + "x".repeat(120));
    assertThat(new InvalidInputException("plan", "x".repeat(121), "a name"))
        .hasMessage("plan: expected a name, but was " + "x".repeat(120) + "…");
  }

  @Test
  void theNameOfAnUnknownFieldIsShortened() {
    TreeMap<String, String> hints = new TreeMap<>();
    hints.put("x".repeat(121), "did you mean keep?");

    assertThat(InvalidInputException.unknownFields(hints))
        .hasMessage("`" + "x".repeat(120) + "…`: unknown; did you mean keep?");
  }
}
