package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ListSnapshotsInRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.ListSnapshotsInRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.RestoreSnapshotFromRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.RestoreSnapshotFromRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotRecycleBinInfo;

/** Keeps deleted snapshots while a retention rule applies, and restores them. */
final class RecycleBin {
  private final Account account;
  private Optional<Duration> retention = Optional.empty();

  RecycleBin(Account account) {
    this.account = account;
  }

  /** Sets the retention rule for snapshots that are deleted from now on. */
  void retain(Optional<Duration> time) {
    retention = time;
  }

  /** Takes in a deleted snapshot; returns {@code false} if there is no retention rule. */
  boolean takes(Snapshot snapshot) {
    if (retention.isEmpty()) {
      return false;
    }
    add(
        new Recycled(
            snapshot,
            SnapshotRecycleBinInfo.builder()
                .snapshotId(snapshot.snapshotId())
                .volumeId(snapshot.volumeId())
                .description(snapshot.description())
                .recycleBinEnterTime(account.now())
                .recycleBinExitTime(account.now().plus(retention.get()))
                .build()));
    return true;
  }

  /** Keeps a deleted snapshot until its retention period ends. */
  void add(Recycled deleted) {
    String id = deleted.snapshot().snapshotId();
    Instant exit = deleted.info().recycleBinExitTime();
    account.recycled.add(deleted, account.now());
    account.until(
        exit,
        () -> {
          boolean still =
              account
                  .recycled
                  .findNew(id)
                  .filter(r -> r.info().recycleBinExitTime().equals(exit))
                  .isPresent();
          if (still) {
            account.recycled.remove(id);
            account.dropBlocks(id);
          }
        });
  }

  Optional<Duration> retention() {
    return retention;
  }

  ListSnapshotsInRecycleBinResponse list(ListSnapshotsInRecycleBinRequest request) {
    Page<Recycled> page =
        Page.of(
            account.recycled,
            new Page.Request(
                request.snapshotIds(),
                "snapshotId",
                List.of(),
                request.maxResults(),
                request.nextToken(),
                account.settings.limits().snapshotsPage()),
            recycled -> true,
            recycled -> recycled,
            this::existing);
    Ec2Errors.ifDryRun(request.dryRun());
    return ListSnapshotsInRecycleBinResponse.builder()
        .snapshots(page.items().stream().map(Recycled::info).toList())
        .nextToken(page.nextToken())
        .build();
  }

  RestoreSnapshotFromRecycleBinResponse restore(RestoreSnapshotFromRecycleBinRequest request) {
    if (request.snapshotId() == null) {
      throw Ec2Errors.missing("SnapshotId");
    }
    Snapshot snapshot = existing(request.snapshotId()).snapshot();
    Ec2Errors.ifDryRun(request.dryRun());
    account.recycled.remove(snapshot.snapshotId());
    account.snapshots.add(snapshot, account.now());
    return RestoreSnapshotFromRecycleBinResponse.builder()
        .snapshotId(snapshot.snapshotId())
        .volumeId(snapshot.volumeId())
        .volumeSize(snapshot.volumeSize())
        .description(snapshot.description())
        .encrypted(snapshot.encrypted())
        .ownerId(snapshot.ownerId())
        .progress(snapshot.progress())
        .startTime(snapshot.startTime())
        .state(snapshot.state())
        .build();
  }

  private Recycled existing(String id) {
    return account
        .recycled
        .find(id)
        .orElseThrow(
            () -> Ec2Errors.of("InvalidSnapshot.NotFound", "%s is not in the Recycle Bin", id));
  }

  /** A deleted snapshot, as it was before its deletion. */
  record Recycled(Snapshot snapshot, SnapshotRecycleBinInfo info) {}
}
