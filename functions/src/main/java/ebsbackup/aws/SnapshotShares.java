package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermissionModifications;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.PermissionGroup;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;

/**
 * With which accounts snapshots are shared, for the one function that may change it. To share with
 * an account that has a snapshot already, or to withdraw from one that does not, changes nothing,
 * so every call can be repeated. Never names a group, so nothing becomes public. Every method
 * throws {@link AwsCallException}.
 */
public final class SnapshotShares {
  private static final String GONE = "InvalidSnapshot.NotFound";

  private final Ec2Client ec2;

  SnapshotShares(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * Who may create volumes from a snapshot, and copy it.
   *
   * @param everyone whether it is public
   */
  public record Permissions(Set<String> accounts, boolean everyone) {
    public Permissions {
      accounts = Set.copyOf(accounts);
    }
  }

  /** Lets the accounts use the snapshot; EC2 takes 500 of them in a call. */
  public void share(String snapshotId, List<String> accounts) {
    modify(snapshotId, CreateVolumePermissionModifications.builder().add(of(accounts)).build());
  }

  /** Stops sharing the snapshot with the accounts; a no-op for a snapshot that is gone. */
  public void withdraw(String snapshotId, List<String> accounts) {
    try {
      modify(
          snapshotId, CreateVolumePermissionModifications.builder().remove(of(accounts)).build());
    } catch (RefusedException e) {
      if (!e.code().equals(GONE)) {
        throw e;
      }
    }
  }

  /** The accounts that the snapshot is shared with; none if it is gone. */
  public Permissions of(String snapshotId) {
    try {
      List<CreateVolumePermission> found =
          Calls.call(
                  "DescribeSnapshotAttribute",
                  () ->
                      ec2.describeSnapshotAttribute(
                          request ->
                              request
                                  .snapshotId(snapshotId)
                                  .attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION)))
              .createVolumePermissions();
      return new Permissions(
          found.stream()
              .map(CreateVolumePermission::userId)
              .filter(Objects::nonNull)
              .collect(Collectors.toCollection(HashSet::new)),
          found.stream().anyMatch(permission -> permission.group() == PermissionGroup.ALL));
    } catch (RefusedException e) {
      if (!e.code().equals(GONE)) {
        throw e;
      }
      return new Permissions(Set.of(), false);
    }
  }

  private void modify(String snapshotId, CreateVolumePermissionModifications change) {
    ModifySnapshotAttributeRequest request =
        ModifySnapshotAttributeRequest.builder()
            .snapshotId(snapshotId)
            .attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION)
            .createVolumePermission(change)
            .build();
    Calls.call("ModifySnapshotAttribute", () -> ec2.modifySnapshotAttribute(request));
  }

  private static List<CreateVolumePermission> of(List<String> accounts) {
    return accounts.stream()
        .map(account -> CreateVolumePermission.builder().userId(account).build())
        .toList();
  }
}
