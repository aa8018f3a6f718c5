package ebsbackup.retention;

import ebsbackup.ebs.SnapshotSet;
import java.util.List;

/**
 * What becomes of one set, and why.
 *
 * @param reasons at least one
 */
public record Decision(SnapshotSet set, Verdict fate, List<String> reasons) {
  public Decision {
    if (reasons.isEmpty()) {
      throw new IllegalArgumentException("a decision without a reason");
    }
    reasons = List.copyOf(reasons);
  }

  public String reason() {
    return String.join("; ", reasons);
  }
}
