package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.SetTags;
import ebsbackup.json.Json;
import ebsbackup.swap.Goal;
import ebsbackup.swap.ManualCommands;
import ebsbackup.swap.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * "Explain Manual Action": writes the commands that finish an undo manually, from the observed
 * state now.
 */
public final class ExplainManualActionHandler
    implements RequestHandler<ExplainManualActionHandler.Input, ExplainManualActionHandler.Output> {

  private final Json json = new Json();
  private final Ec2Instances instances;
  private final Ec2Volumes volumes;

  public ExplainManualActionHandler() {
    this(Wiring.fromEnvironment());
  }

  public ExplainManualActionHandler(Wiring wiring) {
    instances = wiring.instances();
    volumes = wiring.volumes();
  }

  /** The step's input. */
  public record Input(RestorePlan plan, List<RestoredVolume> volumes, List<String> marked) {}

  /**
   * What a person is to do.
   *
   * @param obstacle what no command can help
   */
  public record Output(List<String> commands, Optional<String> obstacle) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    Goal goal =
        plan.placing()
            .orElseThrow(() -> new IllegalStateException("nothing was placed"))
            .back(plan.instanceId(), input.volumes());
    ManualCommands.Manual manual = ManualCommands.towards(goal, look(plan, goal), plan.region());
    List<String> commands = new ArrayList<>(manual.commands());
    if (!plan.keepOnFailure()) {
      for (String id : goal.away()) {
        commands.add(
            "aws ec2 delete-volume --volume-id %s --region %s".formatted(id, plan.region()));
      }
    }
    if (!input.marked().isEmpty()) {
      commands.add(
          "aws ec2 delete-tags --resources %s --tags Key=%s --region %s"
              .formatted(String.join(" ", input.marked()), SetTags.RESTORING, plan.region()));
    }
    plan.placing().stream()
        .flatMap(placing -> placing.setAside().stream())
        .map(old -> putBack(old, plan.region()))
        .forEach(commands::add);
    return new Output(commands, manual.obstacle());
  }

  /** As JSON, since tags may hold commas and spaces; a shell ends a quoted text at a quote. */
  private String putBack(Placing.Replaced old, String region) {
    Placing.SetAside tag = old.aside().orElseThrow();
    String tags =
        "[{\"Key\":%s,\"Value\":%s}]"
            .formatted(json.write(tag.key()), json.write(tag.value()))
            .replace("'", "'\\''");
    return "aws ec2 create-tags --resources %s --tags '%s' --region %s"
        .formatted(old.volumeId(), tags, region);
  }

  private Observed look(RestorePlan plan, Goal goal) {
    String state =
        instances.byIds(List.of(plan.instanceId())).stream()
            .findFirst()
            .map(Instance::state)
            .orElse("gone");
    return new Observed(
        plan.instanceId(),
        state,
        volumes.ofInstanceAnd(plan.instanceId(), goal.volumeIds()),
        false,
        Optional.empty());
  }
}
