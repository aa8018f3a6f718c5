package embeddedcloud.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonStreamParser;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain values, the way JSONata wants it: {@code Map<String, Object>} in document order,
 * {@code List<Object>}, {@code String}, {@code Long} or {@code Double}, {@code Boolean}, null.
 */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .disableHtmlEscaping()
          .create();

  private Json() {}

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
    return print(value, "");
  }

  /** Indented, for people. */
  public static String pretty(Object value) {
    return print(value, "\n");
  }

  private static String print(Object value, String line) {
    StringBuilder text = new StringBuilder();
    print(value, line, text);
    return text.toString();
  }

  /**
   * @param line begins a line, indented as far as the value is; empty for compact text
   */
  private static void print(Object value, String line, StringBuilder text) {
    String inner = line.isEmpty() ? "" : line + "  ";
    String separator = "";
    switch (value) {
      case Map<?, ?> map -> {
        text.append('{');
        for (Map.Entry<?, ?> field : map.entrySet()) {
          text.append(separator).append(inner);
          string((String) field.getKey(), text);
          text.append(line.isEmpty() ? ":" : ": ");
          print(field.getValue(), inner, text);
          separator = ",";
        }
        text.append(map.isEmpty() ? "" : line).append('}');
      }
      case Collection<?> elements -> {
        text.append('[');
        for (Object element : elements) {
          text.append(separator).append(inner);
          print(element, inner, text);
          separator = ",";
        }
        text.append(elements.isEmpty() ? "" : line).append(']');
      }
      case String string -> string(string, text);
      // JSON knows one kind of number: 3.0 is written as 3, as Step Functions does.
      case Double number ->
          text.append(number == number.longValue() ? number.longValue() : GSON.toJson(number));
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      case null -> text.append("null");
      default -> throw new IllegalArgumentException("not a plain value: " + value.getClass());
    }
  }

  private static void string(String string, StringBuilder text) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == '\u2028' || c == '\u2029') {
        text.append(GSON.toJson(string));
        return;
      }
    }
    text.append('"').append(string).append('"');
  }
}
