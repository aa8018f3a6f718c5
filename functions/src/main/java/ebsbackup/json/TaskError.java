package ebsbackup.json;

import com.google.gson.annotations.SerializedName;
import java.util.Optional;

/**
 * What Step Functions says of a task that failed: {@code $states.errorOutput} of a Catch.
 *
 * @param error the error's name: for an exception in a function, its class
 * @param cause for an exception in a function, a JSON document with its message; null if Step
 *     Functions gives none
 */
public record TaskError(
    @SerializedName("Error") String error, @SerializedName("Cause") String cause) {

  private record Thrown(Optional<String> errorMessage) {}

  /** The error in one line, with the exception's own message where there is one. */
  public String text(Json json) {
    String plain = cause == null ? "" : cause;
    // Not from a function: the cause is plain text already.
    String text = json.readIfValid(plain, Thrown.class).flatMap(Thrown::errorMessage).orElse(plain);
    return text.isEmpty() ? error : error + ": " + text;
  }
}
