package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;

/** The states of a lock, and what each allows. */
class SnapshotLocksTest {
  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final String volume = Worlds.launch(ec2, 0).getFirst();
  private final String pending = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();

  SnapshotLocksTest() {
    clock.advance(Duration.ofSeconds(3));
  }

  private void complete() {
    clock.advance(Duration.ofHours(1));
  }

  private void lock(Consumer<LockSnapshotRequest.Builder> lock) {
    ec2.lockSnapshot(r -> lock.accept(r.snapshotId(pending)));
  }

  private static Consumer<LockSnapshotRequest.Builder> of(LockMode mode, int days) {
    return r -> r.lockMode(mode).lockDuration(days);
  }

  private static Consumer<LockSnapshotRequest.Builder> coolingOff(int days, int hours) {
    return of(LockMode.COMPLIANCE, days).andThen(r -> r.coolOffPeriod(hours));
  }

  private LockedSnapshotsInfo lock() {
    return ec2.describeLockedSnapshots(r -> {}).snapshots().getFirst();
  }

  private void delete() {
    ec2.deleteSnapshot(r -> r.snapshotId(pending));
  }

  private void unlock() {
    ec2.unlockSnapshot(r -> r.snapshotId(pending));
  }

  @Test
  void onAPendingSnapshot_theDurationBeginsWhenItHasCompleted() {
    lock(of(LockMode.GOVERNANCE, 1));
    assertThat(lock().lockExpiresOn()).isNull();
    refused("SnapshotLocked", this::delete);
    complete();

    Instant completed = ec2.describeSnapshots(r -> {}).snapshots().getFirst().completionTime();
    assertThat(lock().lockDurationStartTime()).isEqualTo(completed);
    assertThat(lock().lockExpiresOn()).isEqualTo(completed.plus(Duration.ofDays(1)));
    clock.runUntil(lock().lockExpiresOn());
    assertThat(lock().lockState()).isEqualTo(LockState.EXPIRED);
    delete();
    assertThat(ec2.describeLockedSnapshots(r -> {}).snapshots()).isEmpty();
  }

  @Test
  void aSnapshotThatFails_losesItsLock() {
    complete();
    ec2.faults().failNextSnapshotOf(volume, "broken");
    String failing = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofSeconds(3));
    ec2.lockSnapshot(r -> r.snapshotId(failing).lockMode(LockMode.COMPLIANCE).lockDuration(1));
    complete();

    assertThat(ec2.describeLockedSnapshots(r -> {}).snapshots()).isEmpty();
    ec2.deleteSnapshot(r -> r.snapshotId(failing));
  }

  @Test
  void anExpirationDate_isKeptAsItIs() {
    Instant end = clock.instant().plus(Duration.ofDays(3)).plusSeconds(1);
    lock(r -> r.lockMode(LockMode.GOVERNANCE).expirationDate(end));
    complete();

    assertThat(lock().lockExpiresOn()).isEqualTo(end);
    assertThat(lock().lockDuration()).isEqualTo(4);
  }

  @Test
  void governance_canBeShortenedUnlockedAndMadeCompliance() {
    complete();
    lock(of(LockMode.GOVERNANCE, 10));
    lock(of(LockMode.GOVERNANCE, 1));
    refused("SnapshotLocked", this::delete);
    unlock();
    refused("IncorrectState", this::unlock);
    lock(of(LockMode.GOVERNANCE, 1));
    lock(of(LockMode.COMPLIANCE, 1));

    assertThat(lock().lockState()).isEqualTo(LockState.COMPLIANCE);
  }

  @Test
  void compliance_canOnlyBeExtended() {
    complete();
    lock(of(LockMode.COMPLIANCE, 10));

    refused("SnapshotLocked", this::unlock);
    refused("SnapshotLocked", this::delete);
    refused("SnapshotLocked", () -> lock(of(LockMode.COMPLIANCE, 9)));
    refused("SnapshotLocked", () -> lock(of(LockMode.GOVERNANCE, 11)));
    refused("SnapshotLocked", () -> lock(coolingOff(11, 1)));
    lock(of(LockMode.COMPLIANCE, 11));
    assertThat(lock().lockDuration()).isEqualTo(11);
  }

  @Test
  void aCoolOff_allowsEverythingButDeletion_untilItEnds() {
    complete();
    lock(coolingOff(10, 2));
    assertThat(lock().lockState()).isEqualTo(LockState.COMPLIANCE_COOLOFF);
    refused("SnapshotLocked", this::delete);
    lock(coolingOff(1, 2));
    unlock();
    lock(coolingOff(1, 2));
    clock.advance(Duration.ofHours(2));

    assertThat(lock().lockState()).isEqualTo(LockState.COMPLIANCE);
    refused("SnapshotLocked", this::unlock);
  }

  @Test
  void complianceOnAPendingSnapshot_cannotBeChanged_becauseItsEndIsNotKnown() {
    lock(of(LockMode.COMPLIANCE, 1));

    refused("SnapshotLocked", () -> lock(of(LockMode.COMPLIANCE, 2)));
    Instant end = clock.instant().plus(Duration.ofDays(9));
    refused("SnapshotLocked", () -> lock(r -> r.lockMode(LockMode.COMPLIANCE).expirationDate(end)));
  }

  @Test
  void aSnapshotInError_cannotBeLocked() {
    complete();
    ec2.faults().failNextSnapshotOf(volume, "broken");
    String failed = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    complete();

    refused(
        "IncorrectState",
        () ->
            ec2.lockSnapshot(
                r -> r.snapshotId(failed).lockMode(LockMode.GOVERNANCE).lockDuration(1)));
    refused(
        "InvalidSnapshot.NotFound", () -> ec2.describeLockedSnapshots(r -> r.snapshotIds(failed)));
  }

  @Test
  void theLongestLockAndCoolOff_areTaken() {
    complete();
    lock(of(LockMode.GOVERNANCE, 36_500));
    lock(coolingOff(36_500, 72));

    assertThat(lock().coolOffPeriodExpiresOn()).isEqualTo(clock.instant().plus(Duration.ofDays(3)));
  }

  static Stream<Consumer<LockSnapshotRequest.Builder>> wrong() {
    return Stream.of(
        of(LockMode.GOVERNANCE, 0),
        of(LockMode.GOVERNANCE, 36_501),
        coolingOff(1, 0),
        coolingOff(1, 73),
        r -> r.lockMode(LockMode.GOVERNANCE).expirationDate(Instant.EPOCH));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aValueOutOfRange_isRefused(Consumer<LockSnapshotRequest.Builder> request) {
    refused("InvalidParameterValue", () -> lock(request));
  }

  static Stream<Consumer<LockSnapshotRequest.Builder>> contradictory() {
    return Stream.of(
        r -> r.lockMode(LockMode.GOVERNANCE),
        of(LockMode.GOVERNANCE, 1).andThen(r -> r.coolOffPeriod(1)),
        of(LockMode.GOVERNANCE, 1).andThen(r -> r.expirationDate(Instant.EPOCH)));
  }

  @ParameterizedTest
  @MethodSource("contradictory")
  void aContradiction_isRefused(Consumer<LockSnapshotRequest.Builder> request) {
    refused("InvalidParameterCombination", () -> lock(request));
  }
}
