package ebsbackup.json;

import com.google.gson.annotations.SerializedName;
import ebsbackup.failure.InvalidInputException;

/**
 * What Step Functions says of a task that failed: {@code $states.errorOutput} of a Catch.
 *
 * @param error the error's name: for an exception in a function, its class
 * @param cause for an exception in a function, a JSON document with its message; null if Step
 *     Functions gives none
 */
public record TaskError(
    @SerializedName("Error") String error, @SerializedName("Cause") String cause) {

  private record Thrown(String errorMessage) {}

  /** The error in one line, with the exception's own message where there is one. */
  public String text(Json json) {
    String text = cause == null ? "" : cause;
    try {
      Thrown thrown = json.read(text, Thrown.class);
      if (thrown.errorMessage() != null) {
        text = thrown.errorMessage();
      }
    } catch (InvalidInputException e) {
      // Not from a function: the cause is plain text already.
    }
    return error + ": " + text;
  }
}
