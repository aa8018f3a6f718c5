package ebsbackup.prune;

import ebsbackup.report.PayloadBudget;
import ebsbackup.retention.Decision;
import java.time.Instant;
import java.util.Optional;

/**
 * What the deletion of a set is estimated to free.
 *
 * @param bytes absent if it could not be estimated
 */
public record SetEstimate(String source, String run, Instant startTime, Optional<Long> bytes) {
  /** About its size as JSON. */
  int jsonBytes() {
    return 80 + PayloadBudget.jsonBytes(source) + PayloadBudget.jsonBytes(run);
  }

  boolean isOf(Decision decision) {
    return source.equals(decision.set().tags().source())
        && run.equals(decision.set().tags().run())
        && startTime.equals(decision.set().startTime());
  }
}
