package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.LockSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotResponse;

/**
 * LockSnapshot, UnlockSnapshot and DescribeLockedSnapshots. The duration of a lock on a pending
 * snapshot begins when the snapshot is completed. A snapshot that fails loses its lock. EC2 does
 * not document the error codes.
 */
final class SnapshotLocks {
  private static final int MAX_DAYS = 36_500;
  private static final int MAX_COOL_OFF_HOURS = 72;

  private final Account account;

  SnapshotLocks(Account account) {
    this.account = account;
  }

  /** Whether a lock currently prevents the deletion of the snapshot. */
  boolean holds(String snapshotId) {
    return lockOn(snapshotId).filter(lock -> lock.lockState() != LockState.EXPIRED).isPresent();
  }

  /** The lock on the snapshot, even if it has expired. */
  private Optional<LockedSnapshotsInfo> lockOn(String snapshotId) {
    return account.locks.findNew(snapshotId).filter(this::exists).map(this::view);
  }

  LockSnapshotResponse lock(LockSnapshotRequest request) {
    Snapshot snapshot = account.ownSnapshot(request.snapshotId());
    if (request.lockMode() == null) {
      throw Ec2Errors.missing("LockMode");
    }
    if (snapshot.state() == SnapshotState.ERROR) {
      throw Ec2Errors.of(
          "IncorrectState", "Snapshot '%s' is in the 'error' state", snapshot.snapshotId());
    }
    checkCoolOff(request);
    Optional<Instant> begin =
        snapshot.state() == SnapshotState.PENDING ? Optional.empty() : Optional.of(account.now());
    int days = days(request);
    LockedSnapshotsInfo.Builder building =
        LockedSnapshotsInfo.builder()
            .snapshotId(snapshot.snapshotId())
            .ownerId(snapshot.ownerId())
            .lockState(LockState.GOVERNANCE)
            .lockDuration(days)
            .lockCreatedOn(account.now())
            .lockDurationStartTime(begin.orElse(null))
            .lockExpiresOn(
                Optional.ofNullable(request.expirationDate())
                    .or(() -> begin.map(time -> time.plus(Duration.ofDays(days))))
                    .orElse(null));
    if (request.lockMode() == LockMode.COMPLIANCE) {
      building.lockState(LockState.COMPLIANCE);
    }
    if (request.coolOffPeriod() != null) {
      building
          .lockState(LockState.COMPLIANCE_COOLOFF)
          .coolOffPeriod(request.coolOffPeriod())
          .coolOffPeriodExpiresOn(account.now().plus(Duration.ofHours(request.coolOffPeriod())));
    }
    LockedSnapshotsInfo lock = building.build();
    lockOn(snapshot.snapshotId())
        .filter(before -> before.lockState() == LockState.COMPLIANCE)
        .ifPresent(before -> checkExtends(before, lock));
    Ec2Errors.ifDryRun(request.dryRun());
    account.locks.remove(lock.snapshotId());
    account.locks.add(lock, account.now());
    return LockSnapshotResponse.builder()
        .snapshotId(lock.snapshotId())
        .lockState(lock.lockState())
        .lockDuration(days)
        .coolOffPeriod(lock.coolOffPeriod())
        .coolOffPeriodExpiresOn(lock.coolOffPeriodExpiresOn())
        .lockCreatedOn(lock.lockCreatedOn())
        .lockDurationStartTime(lock.lockDurationStartTime())
        .lockExpiresOn(lock.lockExpiresOn())
        .build();
  }

  private static void checkCoolOff(LockSnapshotRequest request) {
    Integer hours = request.coolOffPeriod();
    if (hours != null && request.lockMode() != LockMode.COMPLIANCE) {
      throw combination("CoolOffPeriod needs the lock mode compliance");
    }
    if (hours != null && (hours < 1 || hours > MAX_COOL_OFF_HOURS)) {
      throw Ec2Errors.badValue("CoolOffPeriod must be between 1 and %d", MAX_COOL_OFF_HOURS);
    }
  }

  private int days(LockSnapshotRequest request) {
    if ((request.lockDuration() == null) == (request.expirationDate() == null)) {
      throw combination("either LockDuration or ExpirationDate is expected");
    }
    long days =
        request.expirationDate() == null
            ? request.lockDuration()
            : Math.ceilDiv(
                Duration.between(account.now(), request.expirationDate()).toMillis(),
                Duration.ofDays(1).toMillis());
    if (days < 1 || days > MAX_DAYS) {
      throw Ec2Errors.badValue("The lock must last between 1 and %d days", MAX_DAYS);
    }
    return (int) days;
  }

  /**
   * Checks that the new lock extends the old one, which is the only change that compliance mode
   * allows.
   */
  private static void checkExtends(LockedSnapshotsInfo before, LockedSnapshotsInfo lock) {
    boolean later =
        before.lockExpiresOn() != null
            && lock.lockExpiresOn() != null
            && lock.lockExpiresOn().isAfter(before.lockExpiresOn());
    if (!later || lock.lockState() != LockState.COMPLIANCE) {
      throw locked(before.snapshotId(), "can only be extended");
    }
  }

  UnlockSnapshotResponse unlock(UnlockSnapshotRequest request) {
    String id = account.ownSnapshot(request.snapshotId()).snapshotId();
    LockState state =
        lockOn(id)
            .map(LockedSnapshotsInfo::lockState)
            .orElseThrow(() -> Ec2Errors.of("IncorrectState", "Snapshot '%s' is not locked", id));
    if (state == LockState.COMPLIANCE) {
      throw locked(id, "cannot be removed");
    }
    Ec2Errors.ifDryRun(request.dryRun());
    account.locks.remove(id);
    return UnlockSnapshotResponse.builder().snapshotId(id).build();
  }

  DescribeLockedSnapshotsResponse describe(DescribeLockedSnapshotsRequest request) {
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
            this::exists,
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

  /** The current locks on all snapshots. */
  List<LockedSnapshotsInfo> all() {
    return account.locks.all().filter(this::exists).map(this::view).toList();
  }

  private boolean exists(LockedSnapshotsInfo lock) {
    return account
        .snapshots
        .findNew(lock.snapshotId())
        .filter(snapshot -> snapshot.state() != SnapshotState.ERROR)
        .isPresent();
  }

  /** The lock in its current state. */
  private LockedSnapshotsInfo view(LockedSnapshotsInfo lock) {
    Optional<Instant> begin =
        Stream.of(
                Optional.ofNullable(lock.lockDurationStartTime()),
                account.snapshots.findNew(lock.snapshotId()).map(Snapshot::completionTime))
            .flatMap(Optional::stream)
            .findFirst();
    if (begin.isEmpty()) {
      return lock;
    }
    Instant end =
        Objects.requireNonNullElseGet(
            lock.lockExpiresOn(), () -> begin.get().plus(Duration.ofDays(lock.lockDuration())));
    boolean cooled =
        lock.coolOffPeriodExpiresOn() != null
            && !account.now().isBefore(lock.coolOffPeriodExpiresOn());
    LockedSnapshotsInfo.Builder now =
        lock.toBuilder().lockDurationStartTime(begin.get()).lockExpiresOn(end);
    if (!account.now().isBefore(end)) {
      now.lockState(LockState.EXPIRED);
    } else if (cooled) {
      now.lockState(LockState.COMPLIANCE);
    }
    return now.build();
  }

  private static AwsServiceException locked(String id, String words) {
    return Ec2Errors.of("SnapshotLocked", "The lock on the snapshot '%s' %s", id, words);
  }

  private static AwsServiceException combination(String message) {
    return Ec2Errors.of("InvalidParameterCombination", "%s", message);
  }
}
