package ebsbackup.prune;

import ebsbackup.ebs.Origin;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.Verification;
import ebsbackup.report.PayloadBudget;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Holds;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set that was decided to be deleted.
 *
 * @param snapshotIds its remaining snapshots
 * @param reason why it may be deleted
 * @param begun whether this execution has begun to delete it
 * @param estimatedBytes what its deletion is estimated to free; absent if no estimate was requested
 *     or possible
 * @param kept the snapshots of the newest good set of the source that stays; empty if none stays
 * @param unanswered how many times EC2's answer to the deletion of one of its snapshots was lost;
 *     absent before the first
 */
public record Deletion(
    SetRef set,
    List<String> snapshotIds,
    String reason,
    boolean begun,
    Optional<Long> estimatedBytes,
    List<String> kept,
    Optional<Integer> unanswered) {
  private static final int LONGEST_REASON = 200;

  /**
   * Oldest first. The order is always the same, because a cursor records how far a run has come.
   */
  public static final Comparator<Deletion> ORDER = Comparator.comparing(Deletion::cursor);

  public Deletion {
    snapshotIds = List.copyOf(snapshotIds);
    kept = List.copyOf(kept);
    reason = PayloadBudget.shortened(reason, LONGEST_REASON);
  }

  /**
   * The deletion of a set.
   *
   * @param kept the newest good set of the source that stays
   */
  public static Deletion of(Decision decision, Optional<SnapshotSet> kept) {
    return new Deletion(
        decision.set().ref(),
        ids(decision.set()),
        decision.reason(),
        false,
        Optional.empty(),
        kept.map(Deletion::ids).orElse(List.of()),
        Optional.empty());
  }

  private static List<String> ids(SnapshotSet set) {
    return set.snapshots().stream().map(Snapshot::snapshotId).toList();
  }

  /** The position of the set in the order. */
  public String cursor() {
    return set.position();
  }

  /**
   * Returns a copy with the snapshots that remain after an attempt.
   *
   * @param touched whether this execution has begun to delete the set
   */
  public Deletion withLeft(List<String> left, boolean touched) {
    return new Deletion(set, left, reason, touched, estimatedBytes, kept, unanswered);
  }

  /** Returns a copy that counts another lost answer. */
  Deletion withUnanswered() {
    return new Deletion(
        set,
        snapshotIds,
        reason,
        true,
        estimatedBytes,
        kept,
        Optional.of(unanswered.orElse(0) + 1));
  }

  /** Returns a copy with the reason of a new decision, and with the set that stays by now. */
  Deletion decidedAgain(Deletion now) {
    return new Deletion(set, snapshotIds, now.reason, begun, estimatedBytes, now.kept, unanswered);
  }

  /** Returns a copy with an estimate. */
  public Deletion withEstimate(long bytes) {
    return new Deletion(set, snapshotIds, reason, begun, Optional.of(bytes), kept, unanswered);
  }

  /** The approximate size as JSON: the field names, the texts and an estimate. */
  int jsonBytes() {
    return 145
        + PayloadBudget.jsonBytes(set.source())
        + PayloadBudget.jsonBytes(set.run())
        + PayloadBudget.jsonBytes(reason)
        + snapshotIds.stream().mapToInt(PayloadBudget::jsonBytes).sum()
        + kept.stream().mapToInt(PayloadBudget::jsonBytes).sum();
  }

  public SetEstimate estimate() {
    return new SetEstimate(set, estimatedBytes);
  }

  /** Why a snapshot that was just read again must not be deleted after all. */
  public Optional<String> objection(String plan, Snapshot snapshot, Instant now) {
    if (!(Origin.of(snapshot) instanceof Origin.Original original)
        || !original.set().plan().equals(plan)
        || !original.set().run().equals(set.run())
        || !original.set().source().equals(set.source())
        || !snapshot.startTime().equals(set.startTime())) {
      return Optional.of("%s has changed since the decision".formatted(snapshot.snapshotId()));
    }
    if (snapshot.pending()) {
      return Optional.of("%s is pending".formatted(snapshot.snapshotId()));
    }
    List<String> held = Holds.tagged(snapshot, now);
    return held.isEmpty()
        ? Optional.empty()
        : Optional.of("%s is %s".formatted(snapshot.snapshotId(), String.join("; ", held)));
  }

  /**
   * Why the set must not be deleted after all: the newest good set that stays can no longer be
   * relied on, so this one may be the last.
   *
   * @param found the snapshots that exist, by id
   */
  Optional<String> lost(Map<String, Snapshot> found) {
    return kept.stream()
        .flatMap(
            id ->
                lost(Optional.ofNullable(found.get(id)))
                    .map(what -> "%s of the newest good set %s".formatted(id, what))
                    .stream())
        .findFirst();
  }

  private static Optional<String> lost(Optional<Snapshot> stays) {
    if (stays.isEmpty()) {
      return Optional.of("has been deleted since the decision");
    }
    if (!stays.get().completed()) {
      return Optional.of("is in the state " + stays.get().state());
    }
    return Verification.of(stays.get())
        .filter(Verification::alarming)
        .map(verdict -> "was verified as " + verdict.word());
  }
}
