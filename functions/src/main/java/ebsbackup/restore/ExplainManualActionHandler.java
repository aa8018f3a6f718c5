package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.swap.Goal;
import java.util.List;

/**
 * "Explain Manual Action": writes the commands that finish an undo manually, from the observed
 * state.
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
   * @param marked the resources that carry the mark of the restore
   */
  public record Input(RestorePlan plan, List<RestoredVolume> volumes, List<String> marked) {}

  @Override
  public UndoCommands handleRequest(Input input, Context context) {
    Goal goal = input.plan().back(input.volumes()).byHand();
    return UndoCommands.of(
        input.plan(), goal, observer.observe(goal, task -> false), input.marked());
  }
}
