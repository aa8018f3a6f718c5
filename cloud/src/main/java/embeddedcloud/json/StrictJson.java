package embeddedcloud.json;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as AWS does: no comments, no bare words, no text after the document, and no duplicate
 * fields, one of which would be lost silently.
 */
public final class StrictJson {
  private StrictJson() {}

  /**
   * Reads one document as plain values, like {@link Json#parse}.
   *
   * @throws JsonParseException with the location if the text is not one strict JSON document
   */
  public static Object parse(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      Object value = value(reader);
      // A strict reader finds text after the document here, and throws.
      var unused = reader.peek();
      return value;
    } catch (IOException e) {
      throw new JsonParseException(reason(e), e);
    }
  }

  /** Gson's message without its advice to programmers: the problem, the line and the column. */
  private static String reason(IOException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replace(
            "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON",
            "malformed");
  }

  /** The location from the reader's text form, the only place where the reader exposes it. */
  private static String place(JsonReader reader) {
    return reader.toString().substring(reader.getClass().getSimpleName().length());
  }

  private static Object value(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader);
      case BEGIN_ARRAY -> array(reader);
      case STRING -> reader.nextString();
      case NUMBER -> ToNumberPolicy.LONG_OR_DOUBLE.readNumber(reader);
      case BOOLEAN -> reader.nextBoolean();
      default -> {
        reader.nextNull();
        yield null;
      }
    };
  }

  private static Map<String, Object> object(JsonReader reader) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (fields.containsKey(name)) {
        throw new JsonParseException("duplicate field" + place(reader));
      }
      fields.put(name, value(reader));
    }
    reader.endObject();
    return fields;
  }

  private static List<Object> array(JsonReader reader) throws IOException {
    List<Object> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(value(reader));
    }
    reader.endArray();
    return elements;
  }
}
