package embeddedcloud.states;

import java.time.Duration;

/** How an invocation ended, and after how much virtual time its caller learns of it. */
public sealed interface TaskOutcome {
  /** From the start of the task until its caller knows. */
  Duration duration();

  /**
   * The function answered.
   *
   * @param payload the function's answer, one JSON document
   * @param value the answer as plain values
   * @param executedVersion the version that ran, {@code $LATEST} or a number
   */
  record Succeeded(Duration duration, String payload, Object value, String executedVersion)
      implements TaskOutcome {

    /**
     * Reads the answer.
     *
     * @throws com.google.gson.JsonParseException if it is not one strict JSON document
     */
    public Succeeded(Duration duration, String payload, String executedVersion) {
      this(duration, payload, StrictJson.parse(payload), executedVersion);
    }
  }

  /**
   * The function, or Lambda before it, failed.
   *
   * @param error the error's name, as retriers and catchers match it
   * @param cause what is known of it, for a function's own error the JSON that Lambda returns
   */
  record Failed(Duration duration, String error, String cause) implements TaskOutcome {}
}
