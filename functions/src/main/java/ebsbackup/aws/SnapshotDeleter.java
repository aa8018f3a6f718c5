package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * The deletion of snapshots, for the one function that may. Every method throws {@link
 * AwsCallException}.
 */
public final class SnapshotDeleter {
  /** EC2's largest page. */
  private static final int PAGE = 1_000;

  private final Ec2Client ec2;

  SnapshotDeleter(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * Deletes a snapshot.
   *
   * @return whether it was there
   */
  public boolean delete(String snapshotId) {
    try {
      Calls.call(
          "DeleteSnapshot", () -> ec2.deleteSnapshot(request -> request.snapshotId(snapshotId)));
      return true;
    } catch (RefusedException e) {
      if (!e.code().equals("InvalidSnapshot.NotFound")) {
        throw e;
      }
      return false;
    }
  }

  /**
   * A snapshot in the Recycle Bin.
   *
   * @param until when it is gone for good
   */
  public record Recycled(String snapshotId, Optional<Instant> until) {}

  /** All that is in the Recycle Bin, to which a retention rule turns deletions. */
  public List<Recycled> recycled() {
    return Calls.call(
        "ListSnapshotsInRecycleBin",
        () ->
            ec2
                .listSnapshotsInRecycleBinPaginator(request -> request.maxResults(PAGE))
                .snapshots()
                .stream()
                .map(s -> new Recycled(s.snapshotId(), Optional.ofNullable(s.recycleBinExitTime())))
                .toList());
  }
}
