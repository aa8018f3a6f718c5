package embeddedcloud.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsPlainValuesInDocumentOrder() {
    Object value = Json.parse("{\"b\":[1,2.5,\"x\",true,null],\"a\":{}}");

    assertThat(Json.print(value)).isEqualTo("{\"b\":[1,2.5,\"x\",true,null],\"a\":{}}");
    assertThat(((List<?>) ((Map<?, ?>) value).get("b")).getFirst()).isEqualTo(1L);
  }

  @Test
  void writesWholeNumbersWithoutAFraction() {
    assertThat(Json.print(List.of(3.0, 15L, 0.5))).isEqualTo("[3,15,0.5]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<a> & 'b'", "\"", "\\", "\n\t\0", "\u2028\u2029", "äöü 😀"})
  void writesAnyString(String string) {
    assertThat(Json.print(string))
        .isEqualTo(new GsonBuilder().disableHtmlEscaping().create().toJson(string));
    assertThat(Json.parse(Json.print(Map.of(string, string)))).isEqualTo(Map.of(string, string));
  }

  @Test
  void indentsForPeople() {
    assertThat(Json.pretty(Json.parse("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[]}")))
        .isEqualTo(
            """
            {
              "a": [
                1,
                {
                  "b": null
                }
              ],
              "c": {},
              "d": []
            }\
            """);
  }

  @Test
  void refusesANumberThatJsonCannotHold() {
    assertThatThrownBy(() -> Json.print(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void refusesWhatIsNotJson() {
    assertThatThrownBy(() -> Json.parse("{\"a\":")).isInstanceOf(JsonParseException.class);
  }
}
