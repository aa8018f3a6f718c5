package embeddedcloud.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.JsonStreamParser;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON as plain values, as JSONata expects them: {@code Map<String, Object>} in document order,
 * {@code List<Object>}, {@code String}, {@code Long} or {@code Double}, {@code Boolean}, null.
 */
public final class Json {
  private static final Gson GSON = gson().create();
  private static final Gson PRETTY = gson().setPrettyPrinting().create();

  private Json() {}

  private static GsonBuilder gson() {
    return new GsonBuilder()
        .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
        .serializeNulls()
        .disableHtmlEscaping()
        .registerTypeAdapter(Double.class, (JsonSerializer<Double>) (d, t, c) -> whole(d));
  }

  /** JSON has only one kind of number, so 3.0 is written as 3, as in Step Functions. */
  private static JsonPrimitive whole(double number) {
    long rounded = (long) number;
    return rounded == number ? new JsonPrimitive(rounded) : new JsonPrimitive(number);
  }

  /**
   * Reads one JSON document.
   *
   * @throws com.google.gson.JsonParseException with line and column if the text is not JSON
   */
  public static Object parse(String text) {
    return GSON.fromJson(text, new TypeToken<Object>() {}.getType());
  }

  /**
   * Reads several consecutive JSON documents from a text.
   *
   * @throws com.google.gson.JsonParseException with line and column if one of them is not JSON
   */
  public static List<Object> parseAll(String text) {
    List<Object> documents = new ArrayList<>();
    new JsonStreamParser(text)
        .forEachRemaining(
            element -> documents.add(GSON.fromJson(element, new TypeToken<Object>() {}.getType())));
    return documents;
  }

  /** Prints a value on one line. */
  public static String print(Object value) {
    return GSON.toJson(value);
  }

  /** Prints a value with indentation, for people. */
  public static String pretty(Object value) {
    return PRETTY.toJson(value);
  }
}
