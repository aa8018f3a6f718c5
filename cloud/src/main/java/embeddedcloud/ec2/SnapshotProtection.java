package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotTierStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotTierStatusResponse;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.LockSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotTierRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotTierResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.TieringOperationStatus;

/** Locks on snapshots, and their archive. */
final class SnapshotProtection {
  private static final int MOST_LOCK_DAYS = 36_500;

  /** EC2 says up to days; long enough here to be seen in the middle of it. */
  private static final Duration ARCHIVING_TAKES = Duration.ofHours(4);

  private final Account account;

  SnapshotProtection(Account account) {
    this.account = account;
  }

  /** The lock that forbids the snapshot's deletion now. */
  Optional<LockedSnapshotsInfo> lockOn(String snapshotId) {
    return account.locks.findNew(snapshotId).map(this::view).filter(SnapshotProtection::holds);
  }

  LockSnapshotResponse lock(LockSnapshotRequest request) {
    NotModeled.refuse("CoolOffPeriod", request.coolOffPeriod() != null);
    NotModeled.refuse("ExpirationDate", request.expirationDate() != null);
    Snapshot snapshot = account.ownSnapshot(request.snapshotId());
    if (request.lockMode() == null) {
      throw Ec2Errors.missing("LockMode");
    }
    Integer days = request.lockDuration();
    if (days == null || days < 1 || days > MOST_LOCK_DAYS) {
      throw Ec2Errors.badValue("LockDuration must be between 1 and %d", MOST_LOCK_DAYS);
    }
    Ec2Errors.ifDryRun(request.dryRun());
    LockedSnapshotsInfo lock =
        LockedSnapshotsInfo.builder()
            .snapshotId(snapshot.snapshotId())
            .ownerId(snapshot.ownerId())
            .lockState(
                request.lockMode() == LockMode.COMPLIANCE
                    ? LockState.COMPLIANCE
                    : LockState.GOVERNANCE)
            .lockDuration(days)
            .lockCreatedOn(account.now())
            .lockDurationStartTime(account.now())
            .lockExpiresOn(account.now().plus(Duration.ofDays(days)))
            .build();
    account.locks.remove(snapshot.snapshotId());
    account.locks.add(lock, account.now());
    return LockSnapshotResponse.builder()
        .snapshotId(lock.snapshotId())
        .lockState(lock.lockState())
        .lockDuration(days)
        .lockCreatedOn(lock.lockCreatedOn())
        .lockDurationStartTime(lock.lockDurationStartTime())
        .lockExpiresOn(lock.lockExpiresOn())
        .build();
  }

  DescribeLockedSnapshotsResponse describeLocks(DescribeLockedSnapshotsRequest request) {
    Page<LockedSnapshotsInfo> page =
        Page.of(
            account.locks,
            new Page.Request(
                request.snapshotIds(),
                "snapshotSet",
                request.filters(),
                request.maxResults(),
                request.nextToken(),
                account.settings.limits().snapshotsPage()),
            lock -> true,
            this::view,
            id ->
                account
                    .locks
                    .find(id)
                    .orElseThrow(() -> Ec2Errors.of("InvalidSnapshot.NotFound", "%s", id)));
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeLockedSnapshotsResponse.builder()
        .snapshots(page.items())
        .nextToken(page.nextToken())
        .build();
  }

  private LockedSnapshotsInfo view(LockedSnapshotsInfo lock) {
    return account.now().isBefore(lock.lockExpiresOn())
        ? lock
        : lock.toBuilder().lockState(LockState.EXPIRED).build();
  }

  private static boolean holds(LockedSnapshotsInfo lock) {
    return lock.lockState() != LockState.EXPIRED;
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
    account.after(
        ARCHIVING_TAKES,
        () ->
            account.tiers.update(
                id,
                s ->
                    s.toBuilder()
                        .archivalCompleteTime(account.now())
                        .lastTieringProgress(100)
                        .lastTieringOperationStatus(TieringOperationStatus.ARCHIVAL_COMPLETED)
                        .build()));
    return ModifySnapshotTierResponse.builder().snapshotId(id).tieringStartTime(begun).build();
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
