package ebsbackup.prune;

import ebsbackup.ebs.SetRef;
import ebsbackup.report.PayloadBudget;
import java.util.Optional;

/**
 * The result for a set that was to be deleted.
 *
 * @param reason why it was deleted, or why not
 * @param estimatedBytes what its deletion is estimated to free, if an estimate was requested and
 *     possible
 */
public record Outcome(SetRef set, Result result, String reason, Optional<Long> estimatedBytes) {

  /** How a deletion ends. */
  public enum Result {
    /** Its snapshots are deleted. */
    DELETED,
    /** Its snapshots had already been deleted. */
    ALREADY_GONE,
    /** Some or all of its snapshots still exist. */
    REFUSED
  }

  private static final int LONGEST_REASON = 300;

  public Outcome {
    reason = PayloadBudget.shortened(reason, LONGEST_REASON);
  }

  static Outcome of(Deletion deletion, Result result, String reason) {
    return new Outcome(deletion.set(), result, reason, deletion.estimatedBytes());
  }

  /** The approximate size as JSON: the field names and the texts. */
  int jsonBytes() {
    return 150
        + PayloadBudget.jsonBytes(set.source())
        + PayloadBudget.jsonBytes(set.run())
        + PayloadBudget.jsonBytes(reason);
  }

  /** The line for the log. */
  @Override
  public String toString() {
    return "%s %s: %s".formatted(result, set, reason);
  }
}
