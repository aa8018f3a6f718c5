package ebsbackup.ebs;

/**
 * Input from outside that is refused before anything is read or written. The name of this class is
 * the error name of the failed execution. Stop: the same input fails again.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A value is quoted up to here: enough to recognise it, and the message stays one line. */
  private static final int LONGEST_QUOTE = 120;

  private final String field;

  /**
   * @param field path of the field, such as {@code select.tags.Backup}
   * @param value what was found there, as JSON
   * @param expected what would be right, as in "expected …"
   */
  public InvalidInputException(String field, String value, String expected) {
    super("%s: expected %s, but was %s".formatted(field, expected, shortened(value)));
    this.field = field;
  }

  public String field() {
    return field;
  }

  private static String shortened(String value) {
    return PayloadBudget.shortened(value, LONGEST_QUOTE);
  }
}
