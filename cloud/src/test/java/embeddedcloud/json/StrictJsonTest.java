package embeddedcloud.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
  @Test
  void aDocumentBecomesPlainValues() {
    assertThat(StrictJson.parse("{\"a\": [1, 0.5, \"b\", true, null]}"))
        .isEqualTo(Map.of("a", Arrays.asList(1L, 0.5, "b", true, null)));
    assertThat(StrictJson.parse("[]")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'a': 1}             | malformed",
        "{\"a\": b}           | malformed",
        "{\"a\": 1} /* x */   | malformed",
        "{\"a\": 1} 2         | malformed",
        "{\"a\": 1, \"a\": 2} | duplicate field at line 1 column 13 path $.a",
      })
  void whatIsNoStrictJson_isRefusedWithItsPlace(String text, String reason) {
    assertThatThrownBy(() -> StrictJson.parse(text))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("line 1");
  }
}
