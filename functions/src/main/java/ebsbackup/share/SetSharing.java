package ebsbackup.share;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A set whose shares are being changed, snapshot by snapshot: first withdrawn, then shared, then
 * read back. If one snapshot cannot be shared, none of the set stays shared.
 *
 * @param accounts to share with; empty if there is only something to withdraw
 * @param withdrawn accounts that lose the set
 * @param phase what is being done with the snapshots in turn
 * @param next the index of the next snapshot of this phase
 * @param undone whether the set cannot be shared, so that what was shared is withdrawn
 * @param attempts how often EC2 has accepted all changes and then shown something else
 * @param failure why the set is not as it should be
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
    Optional<String> failure) {

  /** What is done with each snapshot in turn. */
  public enum Phase {
    WITHDRAW,
    SHARE,
    READ_BACK,
    DONE
  }

  /** EC2 may show a change a moment later. */
  private static final int MOST_ATTEMPTS = 3;

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
        Optional.empty());
  }

  /** The snapshot that the next call is about. */
  String snapshotId() {
    return snapshotIds.get(next);
  }

  /** Goes on to the next snapshot, or with the first to the next phase. */
  SetSharing advanced() {
    return next + 1 < snapshotIds.size()
        ? at(phase, next + 1, attempts, failure)
        : at(following(), 0, attempts, failure);
  }

  private Phase following() {
    return switch (phase) {
      case WITHDRAW -> accounts.isEmpty() || undone ? Phase.READ_BACK : Phase.SHARE;
      case SHARE -> Phase.READ_BACK;
      case READ_BACK, DONE -> Phase.DONE;
    };
  }

  /** Goes on after a call that EC2 has refused. */
  SetSharing refused(String reason) {
    return switch (phase) {
      case SHARE -> undoing(reason);
      case WITHDRAW -> noted("%s stays shared: %s".formatted(snapshotId(), reason)).advanced();
      case READ_BACK, DONE -> noted(reason).advanced();
    };
  }

  /**
   * Goes on after the present snapshot was read back.
   *
   * @param shared the accounts that have it
   * @param everyone whether it is public, which this product never does
   */
  SetSharing readBack(Set<String> shared, boolean everyone) {
    List<String> differences = new ArrayList<>();
    if (!undone && !shared.containsAll(accounts)) {
      differences.add("EC2 accepted the change but does not show %s as shared");
    }
    if (withdrawn.stream().anyMatch(shared::contains)) {
      differences.add("EC2 accepted the change but still shows %s as shared");
    }
    if (!differences.isEmpty()) {
      return differs(differences.getFirst().formatted(snapshotId()));
    }
    return everyone
        ? noted(
                ("%s is public: aws ec2 modify-snapshot-attribute --snapshot-id %s --attribute"
                        + " createVolumePermission --operation-type remove --group-names all")
                    .formatted(snapshotId(), snapshotId()))
            .advanced()
        : advanced();
  }

  private SetSharing differs(String reason) {
    if (attempts + 1 < MOST_ATTEMPTS) {
      return at(withdrawn.isEmpty() ? Phase.SHARE : Phase.WITHDRAW, 0, attempts + 1, failure);
    }
    return accounts.isEmpty() || undone ? noted(reason).advanced() : undoing(reason);
  }

  /** The same with one more reason why it is not as it should be. */
  SetSharing noted(String reason) {
    return at(
        phase, next, attempts, Optional.of(failure.map(f -> f + "; " + reason).orElse(reason)));
  }

  /** What is wrong with it, for a report. */
  SetProblem problem() {
    return new SetProblem(
        set.source(),
        "the set of %s %s: %s".formatted(set.startTime(), condition(), failure.orElse("")),
        List.of());
  }

  private String condition() {
    if (accounts.isEmpty()) {
      return "may still be shared with " + String.join(", ", withdrawn);
    }
    if (phase != Phase.DONE) {
      return "may be shared in part";
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
        Optional.of(failure.map(f -> f + "; " + reason).orElse(reason)));
  }

  private SetSharing at(Phase to, int index, int tries, Optional<String> why) {
    return new SetSharing(set, snapshotIds, accounts, withdrawn, to, index, undone, tries, why);
  }

  /** About its size as JSON. */
  int jsonBytes() {
    return 320
        + set.run().length()
        + 27 * snapshotIds.size()
        + 15 * (accounts.size() + withdrawn.size())
        + failure.map(String::length).orElse(0);
  }
}
