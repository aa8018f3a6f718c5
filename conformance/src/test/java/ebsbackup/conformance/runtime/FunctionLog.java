package ebsbackup.conformance.runtime;

import embeddedcloud.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a process has written to its standard output: the lines that CloudWatch gets, as JSON. */
final class FunctionLog {
  private static final Set<String> FIELDS = Set.of("timestamp", "level", "message", "AWSRequestId");

  private final List<String> messages = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final List<String> requestIds = new ArrayList<>();

  /**
   * Reads the lines.
   *
   * @throws AssertionError if one is not what Lambda's format JSON has
   */
  FunctionLog(List<String> lines) {
    for (String line : lines) {
      if (!(Json.parse(line) instanceof Map<?, ?> fields) || !FIELDS.equals(fields.keySet())) {
        throw new AssertionError("not a line of the log: " + line);
      }
      String message = (String) fields.get("message");
      requestIds.add((String) fields.get("AWSRequestId"));
      // No handler logs an error: this level is the runtime's, for exceptions.
      (fields.get("level").equals("ERROR") ? errors : messages).add(message);
    }
  }

  /** What the handler said. */
  List<String> messages() {
    return messages;
  }

  /** What the runtime said of the exceptions that escaped the handler. */
  List<String> errors() {
    return errors;
  }

  List<String> requestIds() {
    return requestIds;
  }
}
