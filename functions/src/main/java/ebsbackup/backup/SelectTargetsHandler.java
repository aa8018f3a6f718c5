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

/**
 * "Select Targets": returns the next page of the targets that the plan selects, and a cursor for
 * the page after it.
 */
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
   * @param cursor the cursor of the previous page; absent for the first page
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
