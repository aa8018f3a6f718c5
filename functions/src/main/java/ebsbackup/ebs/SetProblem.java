package ebsbackup.ebs;

import ebsbackup.report.PayloadBudget;
import java.util.List;

/**
 * A set that is not good. Its size is limited, because hundreds of them may pass between two
 * states.
 *
 * @param source instance id, or volume id of a volume selected on its own
 * @param reason the reason as text, with EC2's code or state
 * @param volumes the volumes without a completed snapshot, as far as known; at most the first 20
 */
public record SetProblem(String source, String reason, List<String> volumes) {
  private static final int LONGEST_REASON = 300;
  private static final int MAX_VOLUMES = 20;

  public SetProblem {
    if (volumes.size() > MAX_VOLUMES) {
      reason += "; %d volumes in all".formatted(volumes.size());
      volumes = volumes.subList(0, MAX_VOLUMES);
    }
    reason = PayloadBudget.shortened(reason, LONGEST_REASON);
    volumes = List.copyOf(volumes);
  }

  /** The approximate size as JSON: the field names and the texts. */
  public int jsonBytes() {
    return 60
        + PayloadBudget.jsonBytes(source)
        + PayloadBudget.jsonBytes(reason)
        + 26 * volumes.size();
  }
}
