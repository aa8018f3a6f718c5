package ebsbackup.local.cli;

/** A file that the user named and that is of no use. The message is one line, the file first. */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
