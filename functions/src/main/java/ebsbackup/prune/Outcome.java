package ebsbackup.prune;

import ebsbackup.ebs.SetRef;
import ebsbackup.report.PayloadBudget;
import java.util.Optional;

/**
 * What became of a set that was to be deleted.
 *
 * @param reason why it was deleted, or why not
 * @param estimatedBytes what its deletion is estimated to free, if that was asked and possible
 */
public record Outcome(SetRef set, Result result, String reason, Optional<Long> estimatedBytes) {

  /** How a deletion ends. */
  public enum Result {
    /** Its snapshots are deleted. */
    DELETED,
    /** They had already been deleted. */
    ALREADY_GONE,
    /** Some or all of its snapshots are still there. */
    REFUSED
  }

  private static final int LONGEST_REASON = 300;

  public Outcome {
    reason = PayloadBudget.shortened(reason, LONGEST_REASON);
  }

  static Outcome of(Deletion deletion, Result result, String reason) {
    return new Outcome(deletion.set(), result, reason, deletion.estimatedBytes());
  }

  /** About its size as JSON: the names of the fields and the texts. */
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
