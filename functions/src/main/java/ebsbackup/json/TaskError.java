package ebsbackup.json;

import ebsbackup.failure.InvalidInputException;

/**
 * What Step Functions says of a task that failed.
 *
 * @param error the error's name: for an exception in a function, its class
 * @param cause for an exception in a function, a JSON document with its message
 */
public record TaskError(String error, String cause) {

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
