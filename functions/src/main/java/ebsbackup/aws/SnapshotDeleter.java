package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Deletes snapshots, only for the functions that may do so. Every method throws {@link
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
   * Deletes a snapshot. A pending one disappears only after it completes, and one that a retention
   * rule keeps goes to the Recycle Bin.
   *
   * @return whether it existed
   * @throws RefusedException with the code {@code InvalidSnapshot.InUse} if it belongs to an AMI,
   *     even a disabled or deprecated one. EC2 refuses a locked one too; AWS documents no code.
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
   * Counts how many of these snapshots are in the Recycle Bin, where a retention rule keeps deleted
   * ones. Returns 0 if EC2 does not answer or denies the call, because the caller has deleted
   * snapshots and must be able to report them.
   */
  public int inRecycleBin(Set<String> snapshotIds) {
    if (snapshotIds.isEmpty()) {
      return 0;
    }
    try {
      return Calls.call(
          "ListSnapshotsInRecycleBin",
          () ->
              (int)
                  ec2
                      .listSnapshotsInRecycleBinPaginator(request -> request.maxResults(PAGE))
                      .snapshots()
                      .stream()
                      .filter(snapshot -> snapshotIds.contains(snapshot.snapshotId()))
                      .count());
    } catch (AwsCallException e) {
      return 0;
    }
  }
}
