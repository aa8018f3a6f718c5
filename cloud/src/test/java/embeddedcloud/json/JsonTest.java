package embeddedcloud.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  @Test
  void refusesWhatIsNotJson() {
    assertThatThrownBy(() -> Json.parse("{\"a\":")).isInstanceOf(JsonParseException.class);
  }
}
