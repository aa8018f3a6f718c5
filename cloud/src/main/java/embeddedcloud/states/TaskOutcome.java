package embeddedcloud.states;

import embeddedcloud.json.StrictJson;
import java.time.Duration;

/** The result of an invocation, and the virtual time after which its caller receives it. */
public sealed interface TaskOutcome {
  /** The time from the start of the task until its caller receives the result. */
  Duration duration();

  /**
   * The function returned a response.
   *
   * @param payload the function's response, one JSON document
   * @param value the response as plain values
   * @param executedVersion the version that ran, {@code $LATEST} or a number
   */
  record Succeeded(Duration duration, String payload, Object value, String executedVersion)
      implements TaskOutcome {

    /**
     * Parses the response.
     *
     * @throws com.google.gson.JsonParseException if it is not one strict JSON document
     */
    public Succeeded(Duration duration, String payload, String executedVersion) {
      this(duration, payload, StrictJson.parse(payload), executedVersion);
    }
  }

  /**
   * The function failed, or Lambda failed before it ran.
   *
   * @param error the error's name for retriers and catchers
   * @param cause the details; for an error of the function, the JSON that Lambda returns
   */
  record Failed(Duration duration, String error, String cause) implements TaskOutcome {}
}
