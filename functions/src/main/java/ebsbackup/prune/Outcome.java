package ebsbackup.prune;

import ebsbackup.report.PayloadBudget;
import ebsbackup.retention.Decision;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a set that was to be deleted.
 *
 * @param reason why it was deleted, or why not
 * @param estimatedBytes what its deletion is estimated to free, if that was asked and possible
 */
public record Outcome(
    String source,
    String run,
    Instant startTime,
    Result result,
    String reason,
    Optional<Long> estimatedBytes) {

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
    return new Outcome(
        deletion.source(),
        deletion.run(),
        deletion.startTime(),
        result,
        reason,
        deletion.estimatedBytes());
  }

  /** About its size as JSON: the names of the fields and the texts. */
  int jsonBytes() {
    return 140
        + PayloadBudget.jsonBytes(source)
        + PayloadBudget.jsonBytes(run)
        + PayloadBudget.jsonBytes(reason);
  }

  boolean isOf(Decision decision) {
    return source.equals(decision.set().tags().source())
        && run.equals(decision.set().tags().run())
        && startTime.equals(decision.set().startTime());
  }
}
