package embeddedcloud.ec2;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** DescribeSnapshots and DeleteSnapshot. */
final class SnapshotActions {
  private final Account account;
  private final SnapshotProgress progress;
  private final SnapshotLocks locks;
  private final RecycleBin recycleBin;
  private final SnapshotSharing sharing;
  private BiConsumer<String, Long> deleted = (id, freed) -> {};

  SnapshotActions(
      Account account,
      SnapshotProgress progress,
      SnapshotLocks locks,
      RecycleBin recycleBin,
      SnapshotSharing sharing) {
    this.account = account;
    this.progress = progress;
    this.locks = locks;
    this.recycleBin = recycleBin;
    this.sharing = sharing;
  }

  void onDeleted(BiConsumer<String, Long> listener) {
    deleted = listener;
  }

  DescribeSnapshotsResponse describe(DescribeSnapshotsRequest request) {
    Page<Snapshot> page =
        Page.of(
            account.snapshots,
            asked(request),
            ownedBy(request.ownerIds()).and(sharing.restorableBy(request.restorableByUserIds())),
            progress::view,
            account::snapshot);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeSnapshotsResponse.builder()
        .snapshots(page.items())
        .nextToken(page.nextToken())
        .build();
  }

  Page.Request asked(DescribeSnapshotsRequest request) {
    return new Page.Request(
        request.snapshotIds(),
        "snapshotSet",
        request.filters(),
        request.maxResults(),
        request.nextToken(),
        account.settings.limits().snapshotsPage());
  }

  private Predicate<Snapshot> ownedBy(List<String> owners) {
    if (owners.isEmpty()) {
      return snapshot -> true;
    }
    return snapshot ->
        owners.contains(snapshot.ownerId())
            || (snapshot.ownerAlias() != null && owners.contains(snapshot.ownerAlias()))
            || (owners.contains("self") && account.owns(snapshot));
  }

  private void refuseOthers(Snapshot snapshot) {
    if (!account.owns(snapshot)) {
      throw Ec2Errors.of(
          "UnauthorizedOperation",
          "The snapshot '%s' belongs to another account",
          snapshot.snapshotId());
    }
  }

  DeleteSnapshotResponse delete(DeleteSnapshotRequest request) {
    Snapshot snapshot = account.snapshot(request.snapshotId());
    String id = snapshot.snapshotId();
    refuseOthers(snapshot);
    account
        .images
        .having("block-device-mapping.snapshot-id", id)
        .map(Image::imageId)
        .findFirst()
        .ifPresent(
            image -> {
              throw Ec2Errors.of(
                  "InvalidSnapshot.InUse", "The snapshot %s is currently in use by %s", id, image);
            });
    if (locks.holds(id)) {
      // EC2 does not document this code, so nothing should depend on it.
      throw Ec2Errors.of("SnapshotLocked", "The snapshot '%s' is locked", id);
    }
    Ec2Errors.ifDryRun(request.dryRun());
    if (progress.isPending(id)) {
      progress.deleteWhenDone(id);
    } else {
      long before = account.blocks.snapshotBytes();
      account.snapshots.remove(id);
      if (!recycleBin.takes(snapshot)) {
        account.dropBlocks(id);
      }
      deleted.accept(id, before - account.blocks.snapshotBytes());
    }
    return DeleteSnapshotResponse.builder().build();
  }
}
