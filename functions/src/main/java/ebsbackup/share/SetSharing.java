package ebsbackup.share;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import ebsbackup.report.PayloadBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A set whose sharing is being changed, snapshot by snapshot: withdrawn first, then shared, then
 * read back. If one snapshot cannot be shared, no snapshot of the set stays shared.
 *
 * @param accounts the accounts to share with; empty if accounts are only withdrawn
 * @param withdrawn the accounts to withdraw the set from
 * @param phase the current phase
 * @param next the index of the next snapshot in this phase
 * @param undone whether the set cannot be shared, in which case what was shared is withdrawn
 * @param attempts how often EC2 accepted all changes but then reported something else
 * @param failure why the sharing is not as planned
 * @param left why an account may still have a snapshot that was withdrawn from it, according to the
 *     current attempt
 */
public record SetSharing(
    SetRef set,
    List<String> snapshotIds,
    List<String> accounts,
    List<String> withdrawn,
    Phase phase,
    int next,
    boolean undone,
    int attempts,
    Optional<String> failure,
    Optional<String> left) {

  /** The phases; each one goes through all snapshots. */
  public enum Phase {
    WITHDRAW,
    SHARE,
    READ_BACK,
    DONE
  }

  /** EC2 may report a change with a delay. */
  private static final int MAX_ATTEMPTS = 3;

  /**
   * EC2 may refuse each of 128 snapshots, and the text is passed from state to state. A {@link
   * SetProblem} shows no more.
   */
  private static final int LONGEST = 300;

  private static final String MORE = "; …";

  public SetSharing {
    snapshotIds = List.copyOf(snapshotIds);
    accounts = List.copyOf(accounts);
    withdrawn = List.copyOf(withdrawn);
  }

  static SetSharing of(
      SetRef set, List<String> snapshotIds, List<String> accounts, List<String> withdrawn) {
    return new SetSharing(
        set,
        snapshotIds,
        accounts,
        withdrawn,
        withdrawn.isEmpty() ? Phase.SHARE : Phase.WITHDRAW,
        0,
        false,
        0,
        Optional.empty(),
        Optional.empty());
  }

  /** The snapshot of the next call. */
  String snapshotId() {
    return snapshotIds.get(next);
  }

  /** Moves on to the next snapshot, or to the next phase with the first snapshot. */
  SetSharing advanced() {
    return next + 1 < snapshotIds.size()
        ? at(phase, next + 1, failure, left)
        : at(following(), 0, failure, left);
  }

  private Phase following() {
    return switch (phase) {
      case WITHDRAW -> accounts.isEmpty() || undone ? Phase.READ_BACK : Phase.SHARE;
      case SHARE -> Phase.READ_BACK;
      case READ_BACK, DONE -> Phase.DONE;
    };
  }

  /** Continues after a call that EC2 refused. */
  SetSharing refused(String reason) {
    return switch (phase) {
      case SHARE -> undoing(reason);
      case WITHDRAW ->
          leaving("%s was not withdrawn: %s".formatted(snapshotId(), reason)).advanced();
      case READ_BACK, DONE -> differing(reason).advanced();
    };
  }

  /**
   * Continues after the current snapshot was read back.
   *
   * @param shared the accounts that have it
   * @param everyone whether it is public, which this product never causes
   */
  SetSharing readBack(Set<String> shared, boolean everyone) {
    List<String> differences = new ArrayList<>();
    if (!undone && !shared.containsAll(accounts)) {
      differences.add("EC2 accepted the change but does not show %s as shared");
    }
    if (withdrawn.stream().anyMatch(shared::contains)) {
      differences.add("EC2 still shows %s as shared");
    }
    if (!differences.isEmpty()) {
      return differs(differences.getFirst().formatted(snapshotId()));
    }
    return everyone
        ? differing(
                ("%s is public: aws ec2 modify-snapshot-attribute --snapshot-id %s --attribute"
                        + " createVolumePermission --operation-type remove --group-names all")
                    .formatted(snapshotId(), snapshotId()))
            .advanced()
        : advanced();
  }

  private SetSharing differs(String reason) {
    if (attempts + 1 < MAX_ATTEMPTS) {
      return new SetSharing(
          set,
          snapshotIds,
          accounts,
          withdrawn,
          withdrawn.isEmpty() ? Phase.SHARE : Phase.WITHDRAW,
          0,
          undone,
          attempts + 1,
          failure,
          Optional.empty());
    }
    return accounts.isEmpty() || undone ? differing(reason).advanced() : undoing(reason);
  }

  /** Returns a copy with one more reason why the sharing is not as planned. */
  SetSharing noted(String reason) {
    return at(phase, next, plus(failure, reason), left);
  }

  private SetSharing leaving(String reason) {
    return at(phase, next, failure, plus(left, reason));
  }

  /** Notes what EC2 shows. If nothing should stay shared, an account may have the snapshot. */
  private SetSharing differing(String reason) {
    return undone ? leaving(reason) : noted(reason);
  }

  /** Adds whole reasons only, because half a command does something else. */
  private static Optional<String> plus(Optional<String> reasons, String reason) {
    if (reasons.isEmpty()) {
      return Optional.of(PayloadBudget.shortened(reason, LONGEST));
    }
    String all = reasons.get();
    if (all.length() + reason.length() <= LONGEST) {
      return Optional.of(all + "; " + reason);
    }
    return Optional.of(all.endsWith(MORE) ? all : all + MORE);
  }

  /** Whether the set is shared and withdrawn as planned, as far as EC2 has shown. */
  boolean good() {
    return failure.isEmpty() && left.isEmpty();
  }

  /** Whether a set that cannot be shared may nevertheless still be shared in part. */
  boolean notUndone() {
    return undone && (phase != Phase.DONE || left.isPresent());
  }

  /** The problem for a report. */
  SetProblem problem() {
    return new SetProblem(
        set.source(),
        "the set of %s %s: %s"
            .formatted(
                set.startTime(),
                condition(),
                Stream.concat(left.stream(), failure.stream()).collect(Collectors.joining("; "))),
        List.of());
  }

  private String condition() {
    if (accounts.isEmpty()) {
      return "may still be shared with " + String.join(", ", withdrawn);
    }
    if (notUndone()) {
      return "cannot be shared, and a part of it may still be shared with "
          + String.join(", ", withdrawn);
    }
    if (phase != Phase.DONE) {
      return "may be partially shared";
    }
    return undone ? "is not shared" : "is not shared as the plan says";
  }

  private SetSharing undoing(String reason) {
    return new SetSharing(
        set,
        snapshotIds,
        accounts,
        Stream.concat(withdrawn.stream(), accounts.stream()).distinct().toList(),
        Phase.WITHDRAW,
        0,
        true,
        0,
        plus(failure, reason),
        Optional.empty());
  }

  private SetSharing at(Phase to, int index, Optional<String> why, Optional<String> whyLeft) {
    return new SetSharing(
        set, snapshotIds, accounts, withdrawn, to, index, undone, attempts, why, whyLeft);
  }

  /** The approximate size as JSON. */
  int jsonBytes() {
    return 320
        + set.run().length()
        + 27 * snapshotIds.size()
        + 15 * (accounts.size() + withdrawn.size())
        + failure.map(String::length).orElse(0)
        + left.map(String::length).orElse(0);
  }
}
