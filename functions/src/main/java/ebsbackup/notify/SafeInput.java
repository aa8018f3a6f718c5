package ebsbackup.notify;

import ebsbackup.json.Json;
import java.util.Optional;

/**
 * An execution's input in the form that a message may contain.
 *
 * @param leftOut the field that a message must not contain, if the input had it
 */
record SafeInput(String text, Optional<String> leftOut) {
  /** The commands of this field may contain secrets, and a message goes to all subscribers. */
  private static final String NOT_SENT = "healthCheck";

  static SafeInput of(String input, Json json) {
    return json.without(NOT_SENT, input)
        .map(text -> new SafeInput(text, Optional.of(NOT_SENT)))
        .orElse(new SafeInput(input, Optional.empty()));
  }
}
