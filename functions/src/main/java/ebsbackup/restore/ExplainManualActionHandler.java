package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.swap.Goal;
import java.util.List;
import java.util.Optional;

/**
 * "Explain Manual Action": writes the commands that complete an undo manually, based on the
 * observed state.
 */
public final class ExplainManualActionHandler
    implements RequestHandler<ExplainManualActionHandler.Input, UndoCommands> {

  private final InstanceObserver observer;

  public ExplainManualActionHandler() {
    this(Wiring.fromEnvironment());
  }

  public ExplainManualActionHandler(Wiring wiring) {
    observer = new InstanceObserver(wiring);
  }

  /**
   * The step's input.
   *
   * @param volumes the new volumes
   * @param marked the resources that "Mark Resources" marked; absent if its result is lost
   */
  public record Input(
      RestorePlan plan, List<RestoredVolume> volumes, Optional<List<String>> marked) {}

  @Override
  public UndoCommands handleRequest(Input input, Context context) {
    Goal goal = input.plan().back(input.volumes()).manual();
    return UndoCommands.of(
        input.plan(),
        goal,
        observer.observe(goal, task -> false),
        input.marked().orElseGet(input.plan()::markable));
  }
}
