package ebsbackup.retention;

import ebsbackup.ebs.SnapshotSet;
import java.util.ArrayList;
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

  /** The decision on a set that would go, or is held already, and that these hold back. */
  Decision held(List<String> holds) {
    if (holds.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(fate == Verdict.HELD ? reasons : List.of());
    all.addAll(holds);
    return new Decision(set, Verdict.HELD, all);
  }

  public String reason() {
    return String.join("; ", reasons);
  }
}
