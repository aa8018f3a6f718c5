package ebsbackup.prune;

import ebsbackup.ebs.SetRef;
import ebsbackup.report.PayloadBudget;
import java.util.Optional;

/**
 * How much the deletion of a set is estimated to free.
 *
 * @param bytes absent if it could not be estimated
 */
public record SetEstimate(SetRef set, Optional<Long> bytes) {

  /** The approximate size as JSON. */
  int jsonBytes() {
    return 90 + PayloadBudget.jsonBytes(set.source()) + PayloadBudget.jsonBytes(set.run());
  }
}
