package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.TargetReader;
import ebsbackup.aws.Wiring;
import ebsbackup.request.Plan;
import ebsbackup.targets.SelectedTargets;
import ebsbackup.targets.Target;
import java.util.List;
import java.util.Optional;

/** "Select Targets": the next page of what the plan selects, and where the page after it begins. */
public final class SelectTargetsHandler
    implements RequestHandler<SelectTargetsHandler.Input, SelectTargetsHandler.Output> {

  private final TargetReader targets;

  public SelectTargetsHandler() {
    this(Wiring.fromEnvironment());
  }

  public SelectTargetsHandler(Wiring wiring) {
    targets = wiring.targets();
  }

  /**
   * The step's input.
   *
   * @param cursor what the page before gave; absent for the first
   */
  public record Input(Plan plan, Optional<String> cursor, BackupProgress progress) {}

  /**
   * A page of targets.
   *
   * @param cursor absent on the last page
   */
  public record Output(List<Target> targets, Optional<String> cursor, BackupProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    SelectedTargets page = targets.page(input.plan().select(), input.cursor());
    return new Output(
        page.targets(),
        page.cursor(),
        input.progress().plusSelected(page.targets().size(), page.unusable()));
  }
}
