package ebsbackup.share;

import ebsbackup.ebs.Pace;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bookkeeping of one attempt at a page of sets: the next call, and what each response of EC2
 * means for the set, for the rest of the page, and for the wait after it.
 */
public final class SharePage {
  /** After this many denied sets with nothing changed, the role is at fault and sharing stops. */
  private static final int MAX_DENIED = 3;

  private final Instant begun;
  private final Deque<SetSharing> sets;
  private final List<SetSharing> later = new ArrayList<>();
  private final Set<SetRef> denied = new HashSet<>();
  private final List<SetProblem> problems = new ArrayList<>();
  private Duration wait = Duration.ZERO;
  private Optional<String> failure = Optional.empty();
  private int changes;
  private boolean succeeded;
  private int shared;
  private int notShared;
  private int notUndone;
  private int withdrawn;
  private int notWithdrawn;

  public SharePage(List<SetSharing> work, Instant begun) {
    this.begun = begun;
    sets = new ArrayDeque<>(work);
  }

  /** The next call to make. */
  public sealed interface Call {
    /** {@code ModifySnapshotAttribute} that adds accounts. */
    record Share(String snapshotId, List<String> accounts) implements Call {}

    /** {@code ModifySnapshotAttribute} that removes accounts. */
    record Withdraw(String snapshotId, List<String> accounts) implements Call {}

    /** {@code DescribeSnapshotAttribute}. */
    record ReadBack(String snapshotId) implements Call {}
  }

  /** Whether this attempt has another call to make. */
  public boolean hasNext() {
    if (changes >= Pace.PAGE) {
      leave();
    }
    return !sets.isEmpty();
  }

  /** The next call; only valid while {@link #hasNext}. */
  public Call next() {
    SetSharing set = sets.element();
    return switch (set.phase()) {
      case WITHDRAW -> new Call.Withdraw(set.snapshotId(), set.withdrawn());
      case SHARE -> new Call.Share(set.snapshotId(), set.accounts());
      case READ_BACK, DONE -> new Call.ReadBack(set.snapshotId());
    };
  }

  /** Counts a change that EC2 accepted. */
  public void changed() {
    changes++;
    succeeded = true;
    goOn(sets.remove().advanced());
  }

  /**
   * Records what was read back.
   *
   * @param accounts the accounts that have the snapshot
   * @param everyone whether it is public
   */
  public void found(Set<String> accounts, boolean everyone) {
    SetSharing before = sets.remove();
    SetSharing after = before.readBack(accounts, everyone);
    if (after.attempts() > before.attempts()) {
      later.add(after);
      wait = Pace.AFTER_THROTTLING;
    } else {
      goOn(after);
    }
  }

  /** Counts a failed call. Each call can be repeated, whether it took effect or not. */
  public void failed(AwsCallException refusal) {
    changes++;
    switch (refusal) {
      case ThrottledException e -> waitAndLeave();
      case OutcomeUnknownException e -> waitAndLeave();
      case RefusedException e -> goOn(sets.remove().refused(text(e)));
      case AccessDeniedException e -> {
        // One denial may be due to the set's key or tags; several are due to the role.
        denied.add(sets.element().set());
        goOn(sets.remove().refused(text(e)));
        if (!succeeded && denied.size() == MAX_DENIED) {
          failure = Optional.of(text(e));
          leave();
        }
      }
    }
  }

  /** Returns what is left, because the function is running out of time. */
  public void leave() {
    later.addAll(sets);
    sets.clear();
  }

  /**
   * The end of an attempt.
   *
   * @param later what is left, to be passed in again after the wait
   * @param waitSeconds the time that EC2's throttling bucket needs to refill
   * @param shared the number of sets that were shared completely; {@code notShared} should have
   *     been
   * @param notUndone the number of those not shared of which a part may still be shared
   * @param withdrawn the number of sets that were withdrawn from accounts as planned; {@code
   *     notWithdrawn} should have been and have no accounts to be shared with
   * @param problems why the sharing of sets is not as planned
   * @param failure why nothing more can be changed
   */
  public record End(
      List<SetSharing> later,
      int waitSeconds,
      int shared,
      int notShared,
      int notUndone,
      int withdrawn,
      int notWithdrawn,
      List<SetProblem> problems,
      Optional<String> failure) {
    public End {
      later = List.copyOf(later);
      problems = List.copyOf(problems);
    }

    /** Where the next decision begins; empty after a failure. */
    public Optional<String> cursorAfter(Optional<String> decided) {
      return failure.isPresent() ? Optional.empty() : decided;
    }
  }

  /** Ends the attempt. After the deadline, or after a failure, what is left is a problem. */
  public End end(Instant now, Instant deadline) {
    Optional<String> over =
        failure.or(
            () ->
                now.isBefore(deadline)
                    ? Optional.empty()
                    : Optional.of("EC2 did not accept the change before the deadline"));
    over.ifPresent(
        why -> {
          later.stream().map(set -> set.noted(why)).forEach(this::fail);
          later.clear();
        });
    Duration refill = Pace.refill(changes, Duration.between(begun, now));
    Duration pause = Collections.max(List.of(refill, wait));
    return new End(
        later,
        (int) pause.toSeconds(),
        shared,
        notShared,
        notUndone,
        withdrawn,
        notWithdrawn,
        problems,
        failure);
  }

  private void goOn(SetSharing set) {
    if (set.phase() != SetSharing.Phase.DONE) {
      sets.addFirst(set);
    } else if (!set.good()) {
      fail(set);
    } else {
      shared += set.accounts().isEmpty() ? 0 : 1;
      withdrawn += set.withdrawn().isEmpty() ? 0 : 1;
    }
  }

  private void fail(SetSharing set) {
    notShared += set.accounts().isEmpty() ? 0 : 1;
    notUndone += set.notUndone() ? 1 : 0;
    notWithdrawn += set.accounts().isEmpty() ? 1 : 0;
    problems.add(set.problem());
  }

  /** Moves the set behind the others: a single one that fails must not keep them waiting. */
  private void waitAndLeave() {
    wait = Pace.AFTER_THROTTLING;
    sets.add(sets.remove());
    leave();
  }

  private static String text(AwsCallException e) {
    return String.valueOf(e.getMessage());
  }
}
