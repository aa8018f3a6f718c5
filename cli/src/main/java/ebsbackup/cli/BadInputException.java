package ebsbackup.cli;

/**
 * Thrown when a file or value that the user named cannot be used. The message is one line that
 * starts with the file or option.
 */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }

  BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
