package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.request.CopyLock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;

/**
 * Locks snapshots, only for the function that may do so. The end is a date, so a repeated call
 * changes nothing. Every method throws {@link AwsCallException}.
 */
public final class SnapshotLocker {
  private final Ec2Client ec2;

  SnapshotLocker(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * Locks a pending or completed snapshot until the given time. EC2 cancels the lock of a pending
   * snapshot that fails. The call replaces an existing lock, unless that is in compliance mode and
   * its cooling-off period is over: EC2 then only extends it, and refuses every other change and
   * every call with a cooling-off period.
   */
  public void lock(String snapshotId, CopyLock lock, Instant until) {
    LockSnapshotRequest.Builder request =
        LockSnapshotRequest.builder()
            .snapshotId(snapshotId)
            .lockMode(lock.mode().word())
            .expirationDate(until);
    lock.coolOff().map(Duration::toHours).map(Long::intValue).ifPresent(request::coolOffPeriod);
    Calls.call("LockSnapshot", () -> ec2.lockSnapshot(request.build()));
  }
}
