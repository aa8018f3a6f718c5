package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Backoff;
import ebsbackup.ebs.Snapshot;
import ebsbackup.request.CopyPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** "Check Copies": looks which copies are completed, which failed, and why. */
public final class CheckCopiesHandler
    implements RequestHandler<CheckCopiesHandler.Input, CheckCopiesHandler.Output> {

  /** Copies take minutes to hours, and a place that becomes free should not stay so for long. */
  private static final Backoff CHECKS = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(5));

  private final SnapshotReader snapshots;
  private final Clock clock;

  public CheckCopiesHandler() {
    this(Wiring.fromEnvironment());
  }

  public CheckCopiesHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param waitSeconds the wait before this check; 0 if there was none
   * @param leastSeconds the least wait after it
   */
  public record Input(
      CopyPlan plan,
      List<SetToPull> sets,
      Instant deadline,
      int waitSeconds,
      int leastSeconds,
      PullProgress progress) {}

  /**
   * What there is now.
   *
   * @param sets those that are not finished; none after the deadline
   * @param failed copies for removal
   */
  public record Output(
      List<SetToPull> sets, List<String> failed, int waitSeconds, PullProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    List<Snapshot> listed = snapshots.ofPlan(input.plan().name()).snapshots();
    CheckedCopies checked = CheckedCopies.of(input.sets(), CopiesHere.of(listed));
    Optional<String> said =
        listed.stream()
            .filter(copy -> checked.failed().contains(copy.snapshotId()))
            .findFirst()
            .map(copy -> copy.snapshotId() + " is " + copy.condition());
    boolean over = !clock.instant().isBefore(input.deadline());
    // What was begun just now is not completed: the waits start again.
    int before = input.leastSeconds() > 0 ? 0 : input.waitSeconds();
    int wait = Math.max(input.leastSeconds(), (int) CHECKS.next(before).toSeconds());
    boolean finished = over || checked.later().isEmpty();
    return new Output(
        over ? List.of() : checked.later(),
        checked.failed(),
        // What was begun just now has to be visible to the next execution.
        finished ? input.leastSeconds() : wait,
        input.progress().plusChecked(checked, said));
  }
}
