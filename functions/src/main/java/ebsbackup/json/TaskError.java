package ebsbackup.json;

import com.google.gson.annotations.SerializedName;
import java.util.Optional;

/**
 * What Step Functions reports about a failed task: {@code $states.errorOutput} of a Catch.
 *
 * @param error the error's name; for an exception in a function, its class
 * @param cause for an exception in a function, a JSON document with its message; null if Step
 *     Functions provides none
 */
public record TaskError(
    @SerializedName("Error") String error, @SerializedName("Cause") String cause) {

  private record Thrown(Optional<String> errorMessage) {}

  /** The error with the exception's own message, if there is one. */
  public String text(Json json) {
    String plain = cause == null ? "" : cause;
    // If the error is not from a function, the cause is already plain text.
    String text = json.readIfValid(plain, Thrown.class).flatMap(Thrown::errorMessage).orElse(plain);
    return text.isEmpty() ? error : error + ": " + text;
  }
}
