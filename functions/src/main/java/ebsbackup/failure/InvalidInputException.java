package ebsbackup.failure;

import ebsbackup.report.PayloadBudget;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Input from outside that is refused before anything is read or written. The name of this class is
 * the error name of the failed execution. Stop: the same input fails again.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A value is quoted up to here: enough to recognize it, and the message stays one line. */
  private static final int LONGEST_QUOTE = 120;

  /** A document of another kind has many unknown fields: the first ones show that. */
  private static final int MOST_UNKNOWN = 10;

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

  private InvalidInputException(String field, String message) {
    super(message);
    this.field = field;
  }

  /**
   * Input with fields that nothing reads.
   *
   * @param hints for the path of each, a sentence about what may have been meant; at least one
   */
  public static InvalidInputException unknownFields(SequencedMap<String, String> hints) {
    int omitted = Math.max(0, hints.size() - MOST_UNKNOWN);
    return new InvalidInputException(
        hints.firstEntry().getKey(),
        hints.entrySet().stream()
                .limit(MOST_UNKNOWN)
                .map(e -> "`%s`: unknown; %s".formatted(shortened(e.getKey()), e.getValue()))
                .collect(Collectors.joining(" "))
            + (omitted == 0 ? "" : " %d more fields are unknown.".formatted(omitted)));
  }

  public String field() {
    return field;
  }

  private static String shortened(String value) {
    return PayloadBudget.shortened(value, LONGEST_QUOTE);
  }
}
