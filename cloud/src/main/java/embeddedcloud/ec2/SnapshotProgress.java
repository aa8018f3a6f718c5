package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/** Moves snapshots from pending to completed or error as time passes. */
final class SnapshotProgress {
  private final Account account;
  private final Map<String, Copying> copying = new HashMap<>();
  private final Set<String> deletedWhilePending = new HashSet<>();

  SnapshotProgress(Account account) {
    this.account = account;
  }

  private record Copying(Instant begin, Instant end, Optional<String> failure) {
    int percentAt(Instant now) {
      long time = Math.max(1, Duration.between(begin, end).toMillis());
      return (int) Math.min(99, Duration.between(begin, now).toMillis() * 100 / time);
    }
  }

  /** Ends the pending snapshot after that time: as completed, or in error if there is a failure. */
  void begin(Snapshot snapshot, Duration time, Optional<String> failure) {
    Instant now = account.now();
    begin(snapshot.snapshotId(), new Copying(now, now.plus(time), failure));
  }

  private void begin(String id, Copying copy) {
    copying.put(id, copy);
    account.until(
        copy.end(),
        () -> {
          if (copy.equals(copying.get(id))) {
            end(id, copy.failure());
          }
        });
  }

  /** Continues an added snapshot that is pending. */
  void resume(String id, Ec2Hidden.Pending pending) {
    begin(id, new Copying(pending.begin(), pending.end(), pending.failure()));
    if (pending.deleted()) {
      deleteWhenDone(id);
    }
  }

  /** How each pending snapshot ends, by its id. */
  Map<String, Ec2Hidden.Pending> pending() {
    Map<String, Ec2Hidden.Pending> pending = new HashMap<>();
    copying.forEach(
        (id, copy) ->
            pending.put(
                id,
                new Ec2Hidden.Pending(
                    copy.begin(), copy.end(), copy.failure(), deletedWhilePending.contains(id))));
    return pending;
  }

  /** The snapshot with its current progress. */
  Snapshot view(Snapshot snapshot) {
    Copying copy = copying.get(snapshot.snapshotId());
    return copy == null
        ? snapshot
        : snapshot.toBuilder().progress(copy.percentAt(account.now()) + "%").build();
  }

  /**
   * EC2 accepts the deletion of a pending snapshot and carries it out once the snapshot is
   * completed.
   */
  void deleteWhenDone(String snapshotId) {
    deletedWhilePending.add(snapshotId);
  }

  boolean isPending(String snapshotId) {
    return copying.containsKey(snapshotId);
  }

  private void end(String id, Optional<String> failure) {
    copying.remove(id);
    if (failure.isPresent()) {
      account.dropBlocks(id);
    }
    if (deletedWhilePending.remove(id)) {
      account.snapshots.remove(id);
      account.dropBlocks(id);
      return;
    }
    account.snapshots.update(
        id, snapshot -> failure.map(why -> failed(snapshot, why)).orElseGet(() -> done(snapshot)));
  }

  private static Snapshot failed(Snapshot snapshot, String why) {
    return snapshot.toBuilder().state(SnapshotState.ERROR).stateMessage(why).build();
  }

  private Snapshot done(Snapshot snapshot) {
    Snapshot.Builder done =
        snapshot.toBuilder()
            .state(SnapshotState.COMPLETED)
            .progress("100%")
            .completionTime(account.now());
    account
        .blocksOf(snapshot.snapshotId())
        .ifPresent(blocks -> done.fullSnapshotSizeInBytes(blocks.fullBytes()));
    return done.build();
  }
}
