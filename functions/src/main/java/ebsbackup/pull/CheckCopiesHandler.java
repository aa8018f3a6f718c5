package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.request.CopyPlan;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** "Check Copies": checks which copies are completed, which failed, and why. */
public final class CheckCopiesHandler
    implements RequestHandler<CheckCopiesHandler.Input, CheckCopiesHandler.Output> {

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
   * @param leastSeconds the minimum wait after this check
   * @param waiting whether copies of these sets wait for a place; with a cursor, later sets wait
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
   * The state after the check.
   *
   * @param sets the unfinished sets; empty after the deadline
   * @param failed the ids of failed copies, for removal
   */
  public record Output(
      List<SetToPull> sets, List<String> failed, int waitSeconds, PullProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    CheckedCopies found =
        CheckedCopies.of(
            input.sets(),
            CopiesHere.of(
                snapshots.ofSets(
                    input.plan().name(), input.sets().stream().map(SetToPull::set).toList())));
    CheckedCopies checked = clock.instant().isBefore(input.deadline()) ? found : found.ended();
    boolean placesWanted = input.waiting() || input.cursor().isPresent();
    return new Output(
        checked.later(),
        checked.failed(),
        checked.waitSeconds(input.waitSeconds(), input.leastSeconds(), placesWanted),
        input.progress().plusChecked(checked));
  }
}
