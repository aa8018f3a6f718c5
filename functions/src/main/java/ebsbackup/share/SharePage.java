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
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The bookkeeping of one attempt at a page of sets: the next call, and what each of EC2's answers
 * means for the set, for the rest of the page, and for the wait after it.
 */
public final class SharePage {
  /** After this many denied sets with nothing changed, the role is at fault, and sharing stops. */
  private static final int MOST_DENIED = 3;

  private final Instant begun;
  private final Deque<SetSharing> sets;
  private final List<SetSharing> later = new ArrayList<>();
  private final Set<SetRef> denied = new HashSet<>();
  private final List<SetProblem> problems = new ArrayList<>();
  private Duration wait = Duration.ZERO;
  private Optional<String> failure = Optional.empty();
  private int changes;
  private int succeeded;
  private int shared;
  private int notShared;
  private int withdrawn;
  private int notWithdrawn;

  public SharePage(List<SetSharing> work, Instant begun) {
    this.begun = begun;
    sets = new ArrayDeque<>(work);
  }

  /** The next call to make. */
  public sealed interface Call {
    /** {@code ModifySnapshotAttribute}, adding. */
    record Share(String snapshotId, List<String> accounts) implements Call {}

    /** {@code ModifySnapshotAttribute}, removing. */
    record Withdraw(String snapshotId, List<String> accounts) implements Call {}

    /** {@code DescribeSnapshotAttribute}. */
    record ReadBack(String snapshotId) implements Call {}
  }

  /** Whether this attempt still has a call to make. */
  public boolean goesOn() {
    if (!sets.isEmpty() && changes >= Pace.PAGE) {
      leave();
    }
    return !sets.isEmpty();
  }

  /** The next call; only while the page goes on. */
  public Call next() {
    SetSharing set = sets.element();
    return switch (set.phase()) {
      case WITHDRAW -> new Call.Withdraw(set.snapshotId(), set.withdrawn());
      case SHARE -> new Call.Share(set.snapshotId(), set.accounts());
      case READ_BACK, DONE -> new Call.ReadBack(set.snapshotId());
    };
  }

  /** Counts a change that EC2 has accepted. */
  public void changed() {
    changes++;
    succeeded++;
    goOn(sets.remove().advanced());
  }

  /**
   * Counts what a read shows.
   *
   * @param accounts those that have the snapshot
   * @param everyone whether it is public
   */
  public void found(Set<String> accounts, boolean everyone) {
    SetSharing before = sets.remove();
    SetSharing after = before.readBack(accounts, everyone);
    if (after.attempts() > before.attempts()) {
      later.add(after);
      wait = longer(wait, Pace.AFTER_THROTTLING);
    } else {
      goOn(after);
    }
  }

  /** Counts a call that failed. Each can be repeated, whether it took effect or not. */
  public void failed(AwsCallException refusal) {
    changes++;
    switch (refusal) {
      case ThrottledException e -> waitAndLeave();
      case OutcomeUnknownException e -> waitAndLeave();
      case RefusedException e -> goOn(sets.remove().refused(text(e)));
      case AccessDeniedException e -> {
        // A denial may be due to the key of this set or its tags, several to the role.
        denied.add(sets.element().set());
        goOn(sets.remove().refused(text(e)));
        if (succeeded == 0 && denied.size() == MOST_DENIED) {
          failure = Optional.of(text(e));
          leave();
        }
      }
    }
  }

  /** Hands back what is left, since the function has no more time. */
  public void leave() {
    later.addAll(sets);
    sets.clear();
  }

  /**
   * The end of an attempt.
   *
   * @param later what is left, to bring again after the wait
   * @param waitSeconds how long EC2's bucket needs
   * @param shared sets that were shared as a whole; {@code notShared} should have been
   * @param withdrawn sets that accounts have lost as they should; {@code notWithdrawn} should have
   *     been and are shared with no account of the plan
   * @param problems why sets are not as they should be
   * @param failure why nothing more can be changed
   */
  public record End(
      List<SetSharing> later,
      int waitSeconds,
      int shared,
      int notShared,
      int withdrawn,
      int notWithdrawn,
      List<SetProblem> problems,
      Optional<String> failure) {
    public End {
      later = List.copyOf(later);
      problems = List.copyOf(problems);
    }

    /** Where the next decision begins: nowhere after a failure. */
    public Optional<String> cursorAfter(Optional<String> decided) {
      return failure.isPresent() ? Optional.empty() : decided;
    }
  }

  /** Ends the attempt; after the deadline, and after a failure, what is left is a problem. */
  public End end(Instant now, Instant deadline) {
    Optional<String> over =
        failure.or(
            () ->
                now.isBefore(deadline)
                    ? Optional.empty()
                    : Optional.of("EC2 would not take the change before the deadline"));
    over.ifPresent(
        why -> {
          later.stream().map(set -> set.noted(why)).forEach(this::fail);
          later.clear();
        });
    Duration pause = longer(wait, Pace.refill(changes, Duration.between(begun, now)));
    return new End(
        later,
        (int) pause.toSeconds(),
        shared,
        notShared,
        withdrawn,
        notWithdrawn,
        problems,
        failure);
  }

  private void goOn(SetSharing set) {
    if (set.phase() != SetSharing.Phase.DONE) {
      sets.addFirst(set);
    } else if (set.failure().isPresent()) {
      fail(set);
    } else {
      shared += set.accounts().isEmpty() ? 0 : 1;
      withdrawn += set.withdrawn().isEmpty() ? 0 : 1;
    }
  }

  private void fail(SetSharing set) {
    notShared += set.accounts().isEmpty() ? 0 : 1;
    notWithdrawn += set.accounts().isEmpty() ? 1 : 0;
    problems.add(set.problem());
  }

  private void waitAndLeave() {
    wait = longer(wait, Pace.AFTER_THROTTLING);
    leave();
  }

  private static String text(AwsCallException e) {
    return String.valueOf(e.getMessage());
  }

  private static Duration longer(Duration one, Duration another) {
    return Stream.of(one, another).max(Duration::compareTo).orElse(one);
  }
}
