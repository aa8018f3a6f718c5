package embeddedcloud.states;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads JSON as AWS does: no comments, no bare words, nothing after the document, and no field
 * twice, of which one would be lost without a word.
 */
public final class StrictJson {
  private StrictJson() {}

  /**
   * Reads one document as plain values, like {@link Json#parse}.
   *
   * @throws JsonParseException with the place when the text isn't one strict JSON document
   */
  public static Object parse(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      check(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("more text after the JSON document" + place(reader));
      }
    } catch (IOException e) {
      throw new JsonParseException(reason(e), e);
    }
    return Json.parse(text);
  }

  /** Gson's message without its advice to programmers: what is wrong, the line and the column. */
  private static String reason(IOException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replace(
            "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON",
            "malformed");
  }

  /** The reader says where it stands in no other way. */
  private static String place(JsonReader reader) {
    return reader.toString().substring(reader.getClass().getSimpleName().length());
  }

  private static void check(JsonReader reader) throws IOException {
    JsonToken token = reader.peek();
    if (token == JsonToken.BEGIN_OBJECT) {
      reader.beginObject();
      Set<String> names = new HashSet<>();
      while (reader.hasNext()) {
        if (!names.add(reader.nextName())) {
          throw new JsonParseException("field written twice" + place(reader));
        }
        check(reader);
      }
      reader.endObject();
    } else if (token == JsonToken.BEGIN_ARRAY) {
      reader.beginArray();
      while (reader.hasNext()) {
        check(reader);
      }
      reader.endArray();
    } else {
      reader.skipValue();
    }
  }
}
