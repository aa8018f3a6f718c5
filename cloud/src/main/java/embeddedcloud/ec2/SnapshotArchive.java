package embeddedcloud.ec2;

import static software.amazon.awssdk.services.ec2.model.TieringOperationStatus.ARCHIVAL_COMPLETED;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotTierStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotTierStatusResponse;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotTierRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotTierResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.TieringOperationStatus;

/** ModifySnapshotTier and DescribeSnapshotTierStatus. */
final class SnapshotArchive {
  /** EC2 documents up to days. Here it takes long enough to be observed while it is in progress. */
  private static final Duration ARCHIVING_TAKES = Duration.ofHours(4);

  private final Account account;

  SnapshotArchive(Account account) {
    this.account = account;
  }

  ModifySnapshotTierResponse archive(ModifySnapshotTierRequest request) {
    Snapshot snapshot = account.ownSnapshot(request.snapshotId());
    String id = snapshot.snapshotId();
    if (snapshot.state() != SnapshotState.COMPLETED
        || snapshot.storageTier() == StorageTier.ARCHIVE) {
      throw Ec2Errors.of("IncorrectState", "Snapshot '%s' cannot be archived", id);
    }
    Ec2Errors.ifDryRun(request.dryRun());
    Instant begun = account.now();
    SnapshotTierStatus status =
        SnapshotTierStatus.builder()
            .snapshotId(id)
            .volumeId(snapshot.volumeId())
            .ownerId(snapshot.ownerId())
            .status(snapshot.state())
            .storageTier(StorageTier.ARCHIVE)
            .lastTieringStartTime(begun)
            .lastTieringProgress(0)
            .tags(AlwaysSent.sent(snapshot.tags()))
            .lastTieringOperationStatus(TieringOperationStatus.ARCHIVAL_IN_PROGRESS)
            .build();
    account.tiers.remove(id);
    account.tiers.add(status, begun);
    account.snapshots.update(id, s -> s.toBuilder().storageTier(StorageTier.ARCHIVE).build());
    account.after(ARCHIVING_TAKES, () -> archived(id));
    return ModifySnapshotTierResponse.builder().snapshotId(id).tieringStartTime(begun).build();
  }

  /**
   * Completes the archiving: from now on, the snapshot is a full one and shares no blocks with
   * others.
   */
  private void archived(String id) {
    account
        .blocksOf(id)
        .map(shared -> account.blocks.copy(shared, Optional.empty()))
        .ifPresent(full -> account.putBlocks(id, full));
    account.tiers.update(
        id,
        s ->
            s.toBuilder()
                .archivalCompleteTime(account.now())
                .lastTieringProgress(100)
                .lastTieringOperationStatus(ARCHIVAL_COMPLETED)
                .build());
  }

  /** Whether the snapshot is in the archive tier and its archiving is complete. */
  static boolean isIn(Account account, Snapshot snapshot) {
    return snapshot.storageTier() == StorageTier.ARCHIVE
        && account
            .tiers
            .findNew(snapshot.snapshotId())
            .filter(s -> s.lastTieringOperationStatus() != ARCHIVAL_COMPLETED)
            .isEmpty();
  }

  /** Adds a status. An archiving in progress continues. */
  void add(SnapshotTierStatus status) {
    account.tiers.add(status, account.now());
    if (status.lastTieringOperationStatus() == TieringOperationStatus.ARCHIVAL_IN_PROGRESS) {
      account.until(
          status.lastTieringStartTime().plus(ARCHIVING_TAKES), () -> archived(status.snapshotId()));
    }
  }

  DescribeSnapshotTierStatusResponse describeTiers(DescribeSnapshotTierStatusRequest request) {
    Predicate<SnapshotTierStatus> all = status -> true;
    Page<SnapshotTierStatus> page =
        Page.of(
            account.tiers,
            new Page.Request(
                List.of(),
                "",
                request.filters(),
                request.maxResults(),
                request.nextToken(),
                account.settings.limits().snapshotsPage()),
            all,
            status -> status,
            id -> account.tiers.find(id).orElseThrow());
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeSnapshotTierStatusResponse.builder()
        .snapshotTierStatuses(page.items())
        .nextToken(page.nextToken())
        .build();
  }
}
