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
 * The accounts that snapshots are shared with, for the one function that may change them. Sharing
 * with an account that already has a snapshot, or withdrawing it from one that does not, changes
 * nothing, so every call can be repeated. It never names a group, so nothing becomes public. Every
 * method throws {@link AwsCallException}.
 */
public final class SnapshotShares {
  private static final String GONE = "InvalidSnapshot.NotFound";

  private final Ec2Client ec2;

  SnapshotShares(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * Who may copy a snapshot and create volumes from it.
   *
   * @param everyone whether it is public
   */
  public record Permissions(Set<String> accounts, boolean everyone) {
    public Permissions {
      accounts = Set.copyOf(accounts);
    }
  }

  /** Lets the accounts use the snapshot; EC2 accepts 500 accounts in a call. */
  public void share(String snapshotId, List<String> accounts) {
    modify(snapshotId, CreateVolumePermissionModifications.builder().add(of(accounts)).build());
  }

  /** Stops sharing the snapshot with the accounts; a no-op if the snapshot no longer exists. */
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

  /** The accounts that the snapshot is shared with; none if it no longer exists. */
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
