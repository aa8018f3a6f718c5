package ebsbackup.failure;

import ebsbackup.report.PayloadBudget;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Thrown when input from outside is refused, before anything is read or written. The name of this
 * class is the error name of the failed execution. There is no point in retrying: the same input
 * fails again.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A value is quoted up to this length: enough to recognize it while the message stays on one
   * line.
   */
  private static final int LONGEST_QUOTE = 120;

  /** A document of another kind has many unknown fields; the first ones are enough to show that. */
  private static final int MAX_UNKNOWN = 10;

  private final String field;

  /**
   * @param field the path of the field, for example {@code select.tags.Backup}
   * @param value the value found there, as JSON
   * @param expected what would be valid, worded to follow "expected"
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
   * Returns the exception for input with unknown fields.
   *
   * @param hints a sentence about what may have been meant, by the path of each field; at least one
   */
  public static InvalidInputException unknownFields(SequencedMap<String, String> hints) {
    int omitted = Math.max(0, hints.size() - MAX_UNKNOWN);
    return new InvalidInputException(
        hints.firstEntry().getKey(),
        hints.entrySet().stream()
                .limit(MAX_UNKNOWN)
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
