package embeddedcloud.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonStreamParser;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain values, as JSONata expects them: {@code Map<String, Object>} in document order,
 * {@code List<Object>}, {@code String}, {@code Long} or {@code Double}, {@code Boolean}, null.
 */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

  private Json() {}

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
    return print(value, "");
  }

  /** Prints a value with indentation, for people. */
  public static String pretty(Object value) {
    return print(value, "  ");
  }

  private static String print(Object value, String indent) {
    StringWriter text = new StringWriter();
    JsonWriter writer = new JsonWriter(text);
    writer.setIndent(indent);
    try {
      write(value, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Plain values without reflection: a simulation prints each payload that a state passes on. */
  private static void write(Object value, JsonWriter to) throws IOException {
    switch (value) {
      case null -> to.nullValue();
      case Map<?, ?> members -> {
        to.beginObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          to.name(String.valueOf(member.getKey()));
          write(member.getValue(), to);
        }
        to.endObject();
      }
      case Collection<?> elements -> {
        to.beginArray();
        for (Object element : elements) {
          write(element, to);
        }
        to.endArray();
      }
      case String text -> to.value(text);
      case Boolean truth -> to.value(truth);
      case Double number -> to.value(whole(number));
      case Number number -> to.value(number);
      default -> GSON.toJson(value, value.getClass(), to);
    }
  }

  /** JSON has only one kind of number, so 3.0 is written as 3, as in Step Functions. */
  private static Number whole(Double number) {
    return number == number.longValue() ? (Number) number.longValue() : number;
  }
}
