package ebsbackup.ebs;

import java.util.List;

/**
 * A set that is not good.
 *
 * @param source instance id, or volume id of a volume selected by itself
 * @param reason in words, with EC2's code or state
 * @param volumes the volumes without a completed snapshot, as far as known
 */
public record SetProblem(String source, String reason, List<String> volumes) {
  public SetProblem {
    volumes = List.copyOf(volumes);
  }
}
