package ebsbackup.aws;

import ebsbackup.ebs.CopyRequest;
import ebsbackup.failure.AwsCallException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * Copies snapshots into this Region. The call has no ClientToken, so the client must not retry it.
 * The SDK puts credentials into the request body, so no part of a request may be logged. Every
 * method throws {@link AwsCallException}.
 */
public final class SnapshotCopier {
  private final Ec2Client ec2;

  SnapshotCopier(Ec2Client ec2WithoutRetries) {
    this.ec2 = ec2WithoutRetries;
  }

  /**
   * Starts a copy.
   *
   * @return the copy's id, which does not prove success: a copy can fail later
   */
  public String copy(CopyRequest request) {
    CopySnapshotRequest.Builder call =
        CopySnapshotRequest.builder()
            .sourceSnapshotId(request.snapshotId())
            .sourceRegion(request.sourceRegion())
            // Without this, the SDK derives the Region from the host name, which fails for a
            // loopback host.
            .destinationRegion(request.region())
            .encrypted(true)
            .kmsKeyId(request.kmsKeyArn())
            .description(request.description())
            .tagSpecifications(Tags.on(ResourceType.SNAPSHOT, request.tags()));
    request.minutes().ifPresent(call::completionDurationMinutes);
    return Calls.call("CopySnapshot", () -> ec2.copySnapshot(call.build())).snapshotId();
  }
}
