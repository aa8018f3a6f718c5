package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * The call that copies a snapshot into this Region. It has no ClientToken, so the client must not
 * retry. The SDK puts credentials into its body, so no part of a request may be logged. Every
 * method throws {@link AwsCallException}.
 */
public final class SnapshotCopier {
  private final Ec2Client ec2;

  SnapshotCopier(Ec2Client ec2WithoutRetries) {
    this.ec2 = ec2WithoutRetries;
  }

  /**
   * What to copy, and how.
   *
   * @param sourceRegion where the snapshot is
   * @param region where the copy is made: the Region of the call
   * @param kmsKeyArn the key that the copy is encrypted under
   * @param minutes in which EC2 has to complete it, a multiple of 15; absent: without a promise
   */
  public record Request(
      String snapshotId,
      String sourceRegion,
      String region,
      String kmsKeyArn,
      Optional<Integer> minutes,
      Map<String, String> tags,
      String description) {
    public Request {
      tags = Map.copyOf(tags);
    }
  }

  /**
   * Begins a copy.
   *
   * @return its id; that proves nothing: a copy can fail later
   */
  public String copy(Request request) {
    CopySnapshotRequest.Builder call =
        CopySnapshotRequest.builder()
            .sourceSnapshotId(request.snapshotId())
            .sourceRegion(request.sourceRegion())
            // Without it the SDK derives the Region from the host name, which fails for a loopback.
            .destinationRegion(request.region())
            .encrypted(true)
            .kmsKeyId(request.kmsKeyArn())
            .description(request.description())
            .tagSpecifications(Tags.on(ResourceType.SNAPSHOT, request.tags()));
    request.minutes().ifPresent(call::completionDurationMinutes);
    return Calls.call("CopySnapshot", () -> ec2.copySnapshot(call.build())).snapshotId();
  }
}
