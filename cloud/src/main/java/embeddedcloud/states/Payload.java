package embeddedcloud.states;

import embeddedcloud.json.Json;

/**
 * What passes between two states, as value and as the JSON text whose bytes count. One instance is
 * the output of a state and the input of the next, so a history holds each text once.
 *
 * @param bytes the length of the text in UTF-8
 */
record Payload(Object value, String json, int bytes) {
  /** The most that may pass between two states (Step Functions quota), bytes of UTF-8. */
  static final int MAX_BYTES = 262_144;

  static Payload of(Object value) {
    String json = Json.print(value);
    return new Payload(value, json, utf8Length(json));
  }

  boolean tooLarge() {
    return bytes > MAX_BYTES;
  }

  static int utf8Length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Two bytes from U+0080, three from U+0800; a surrogate pair is four, two for each half.
      if (c >= 0x80) {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }
}
