package ebsbackup.retention;

import ebsbackup.ebs.SnapshotSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The decision on one set, with the reasons.
 *
 * @param reasons at least one
 */
public record Decision(SnapshotSet set, Verdict verdict, List<String> reasons) {
  public Decision {
    if (reasons.isEmpty()) {
      throw new IllegalArgumentException("a decision without a reason");
    }
    reasons = List.copyOf(reasons);
  }

  /** Holds back the set if it would be deleted, or adds the reasons if it is already held. */
  Decision held(List<String> holds) {
    if (holds.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(verdict == Verdict.HELD ? reasons : List.of());
    all.addAll(holds);
    return new Decision(set, Verdict.HELD, all);
  }

  public String reason() {
    return String.join("; ", reasons);
  }
}
