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

  /**
   * A place that becomes free should not stay so for long. More often, the history would not do.
   */
  private static final Duration FIRST = Duration.ofMinutes(1);

  /** Of copies for whose places none waits: they take minutes to hours. */
  private static final Backoff CHECKS = new Backoff(FIRST, Duration.ofMinutes(5));

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
   * @param waiting whether copies of these sets wait for a place; after a cursor, others do
   */
  public record Input(
      CopyPlan plan,
      List<SetToPull> sets,
      Instant deadline,
      int waitSeconds,
      int leastSeconds,
      boolean waiting,
      Optional<String> cursor,
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
    List<Snapshot> listed =
        snapshots.ofSets(input.plan().name(), input.sets().stream().map(SetToPull::set).toList());
    CheckedCopies checked = CheckedCopies.of(input.sets(), CopiesHere.of(listed));
    Optional<String> said =
        listed.stream()
            .filter(copy -> checked.failed().contains(copy.snapshotId()))
            .findFirst()
            .map(copy -> copy.snapshotId() + " is " + copy.condition());
    boolean over = !clock.instant().isBefore(input.deadline());
    // What was begun just now is not completed: the waits start again.
    int before = input.leastSeconds() > 0 ? 0 : input.waitSeconds();
    boolean more = input.waiting() || input.cursor().isPresent();
    Duration next = more ? FIRST : CHECKS.next(before);
    int wait = Math.max(input.leastSeconds(), (int) next.toSeconds());
    boolean finished = over || checked.later().isEmpty();
    return new Output(
        over ? List.of() : checked.later(),
        checked.failed(),
        // What was begun just now has to be visible to the next execution.
        finished ? input.leastSeconds() : wait,
        input.progress().plusChecked(checked, said));
  }
}
