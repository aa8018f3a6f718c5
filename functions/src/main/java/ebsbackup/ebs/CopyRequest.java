package ebsbackup.ebs;

import java.util.Map;
import java.util.Optional;

/**
 * What to copy, and how.
 *
 * @param sourceRegion the Region of the snapshot
 * @param region the Region of the copy, in which the call is made
 * @param kmsKeyArn the key to encrypt the copy with
 * @param minutes the time in which EC2 has to complete it, a multiple of 15; absent for a copy
 *     without a completion duration
 */
public record CopyRequest(
    String snapshotId,
    String sourceRegion,
    String region,
    String kmsKeyArn,
    Optional<Integer> minutes,
    Map<String, String> tags,
    String description) {
  public CopyRequest {
    tags = Map.copyOf(tags);
  }
}
