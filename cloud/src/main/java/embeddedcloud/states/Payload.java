package embeddedcloud.states;

import embeddedcloud.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * The data passed between two states, as a value and as the JSON text whose size is limited. One
 * instance is the output of a state and the input of the next, so a history holds each text once.
 *
 * @param bytes the length of the text in UTF-8
 */
record Payload(Object value, String json, int bytes) {
  /** The Step Functions quota for data passed between two states, in bytes of UTF-8. */
  static final int MAX_BYTES = 262_144;

  static Payload of(Object value) {
    String json = Json.print(value);
    return new Payload(value, json, utf8Length(json));
  }

  boolean tooLarge() {
    return bytes > MAX_BYTES;
  }

  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
