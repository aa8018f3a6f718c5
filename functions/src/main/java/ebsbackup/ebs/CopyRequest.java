package ebsbackup.ebs;

import java.util.Map;
import java.util.Optional;

/**
 * What to copy, and how.
 *
 * @param sourceRegion where the snapshot is
 * @param region where the copy is made: the Region of the call
 * @param kmsKeyArn the key that the copy is encrypted under
 * @param minutes in which EC2 has to complete it, a multiple of 15; absent: without a promise
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
