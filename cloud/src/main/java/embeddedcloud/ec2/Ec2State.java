package embeddedcloud.ec2;

import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotRecycleBinInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.VolumeModification;

/**
 * What an account has in a Region in addition to its {@link Ec2Contents}, as the responses of the
 * calls that list it.
 *
 * @param locks the locks on snapshots, including expired ones
 * @param tiers the tier status of snapshots that are archived or being archived
 * @param modifications all modifications of each volume
 * @param sharedTags the account's own tags on snapshots of other accounts
 * @param recycled the snapshots in the Recycle Bin, as they were before their deletion
 * @param recycleBin when each of these snapshots entered the Recycle Bin, and when it leaves
 */
public record Ec2State(
    List<LockedSnapshotsInfo> locks,
    List<SnapshotTierStatus> tiers,
    List<DescribeFastSnapshotRestoreSuccessItem> fastRestores,
    List<VolumeModification> modifications,
    List<TagDescription> sharedTags,
    List<Snapshot> recycled,
    List<SnapshotRecycleBinInfo> recycleBin,
    Ec2Hidden hidden) {

  public Ec2State {
    locks = List.copyOf(locks);
    tiers = List.copyOf(tiers);
    fastRestores = List.copyOf(fastRestores);
    modifications = List.copyOf(modifications);
    sharedTags = List.copyOf(sharedTags);
    recycled = List.copyOf(recycled);
    recycleBin = List.copyOf(recycleBin);
  }
}
