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
 * JSON as plain values, the way JSONata wants it: {@code Map<String, Object>} in document order,
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

  /** JSON knows one kind of number: 3.0 is written as 3, as Step Functions does. */
  private static JsonPrimitive whole(double number) {
    long rounded = (long) number;
    return rounded == number ? new JsonPrimitive(rounded) : new JsonPrimitive(number);
  }

  /**
   * Reads one JSON document.
   *
   * @throws com.google.gson.JsonParseException with line and column when it isn't one
   */
  public static Object parse(String text) {
    return GSON.fromJson(text, new TypeToken<Object>() {}.getType());
  }

  /**
   * Reads the JSON documents that follow each other in a text.
   *
   * @throws com.google.gson.JsonParseException with line and column where one isn't one
   */
  public static List<Object> parseAll(String text) {
    List<Object> documents = new ArrayList<>();
    new JsonStreamParser(text)
        .forEachRemaining(
            element -> documents.add(GSON.fromJson(element, new TypeToken<Object>() {}.getType())));
    return documents;
  }

  /** Compact, on one line. */
  public static String print(Object value) {
    return GSON.toJson(value);
  }

  /** Indented, for people. */
  public static String pretty(Object value) {
    return PRETTY.toJson(value);
  }
}
