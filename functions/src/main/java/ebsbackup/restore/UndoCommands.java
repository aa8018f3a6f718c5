package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import ebsbackup.json.Json;
import ebsbackup.swap.Goal;
import ebsbackup.swap.ManualCommands;
import ebsbackup.swap.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The AWS CLI commands that complete an undo manually and clean up after the restore. They delete
 * the new volumes only if all old ones are back afterwards: otherwise a new volume may hold the
 * last copy of the data.
 *
 * @param count the number of commands, so an empty result is not mistaken for a missing one
 * @param obstacle why commands cannot reach the goal, and what remains to be decided; absent if
 *     they can
 */
public record UndoCommands(List<String> commands, int count, Optional<String> obstacle) {
  public UndoCommands {
    commands = List.copyOf(commands);
  }

  /**
   * Writes the commands.
   *
   * @param goal the goal of the undo
   * @param marked the resources that carry the mark of the restore
   */
  static UndoCommands of(RestorePlan plan, Goal goal, Observed now, List<String> marked) {
    ManualCommands.Manual manual = ManualCommands.towards(goal, now, plan.region());
    List<String> commands = new ArrayList<>(manual.commands());
    if (!plan.keepOnFailure() && manual.obstacle().isEmpty()) {
      goal.away().stream()
          .filter(id -> !isGone(now, id))
          .filter(id -> now.volumes().get(id).attachmentToOtherThan(plan.instanceId()).isEmpty())
          .forEach(id -> commands.add(command(plan, "delete-volume --volume-id " + id)));
    }
    // A command with a volume that does not exist fails, and so would end the list.
    List<String> gone = goal.volumeIds().stream().filter(id -> isGone(now, id)).toList();
    commands.addAll(ofTags(plan, marked, gone));
    return new UndoCommands(
        commands, commands.size(), manual.obstacle().map(why -> why + whatToDecide(plan, goal)));
  }

  private static boolean isGone(Observed now, String volumeId) {
    return Optional.ofNullable(now.volumes().get(volumeId))
        .filter(volume -> !volume.gone())
        .isEmpty();
  }

  private static String whatToDecide(RestorePlan plan, Goal goal) {
    return "; the new volumes are kept, because they may hold the last copy of the data: decide which volume belongs at each device%s, and delete what you no longer need (%s lists the new volumes)"
        .formatted(
            goal.running() ? ", start %s if it is stopped".formatted(plan.instanceId()) : "",
            toFindNew(plan));
  }

  /** The commands that show the user what no step could observe; they change nothing. */
  static List<String> toLook(RestorePlan plan) {
    List<String> old = plan.placing().map(Placing::replaced).orElse(List.of());
    List<String> commands = new ArrayList<>();
    commands.add(command(plan, "describe-instances --instance-ids " + plan.instanceId()));
    if (!old.isEmpty()) {
      commands.add(command(plan, "describe-volumes --volume-ids " + String.join(" ", old)));
    }
    commands.add(toFindNew(plan));
    return commands;
  }

  /** The command that lists the existing volumes that the restore created. */
  static String toFindNew(RestorePlan plan) {
    return command(
        plan,
        "describe-volumes --filters Name=tag:%s,Values=%s"
            .formatted(RestorePlan.RESTORE, plan.restoreId()));
  }

  /**
   * The commands that do what "Unmark Resources" could not do.
   *
   * @param marked the resources that carry the mark of the restore
   */
  static List<String> ofTags(RestorePlan plan, List<String> marked) {
    return ofTags(plan, marked, List.of());
  }

  private static List<String> ofTags(RestorePlan plan, List<String> all, List<String> gone) {
    List<String> commands = new ArrayList<>();
    List<String> marked = all.stream().filter(id -> !gone.contains(id)).toList();
    if (!marked.isEmpty()) {
      commands.add(
          command(
              plan,
              "delete-tags --resources %s --tags Key=%s"
                  .formatted(String.join(" ", marked), SetTags.RESTORING)));
    }
    plan.placing().stream()
        .flatMap(placing -> placing.setAside().stream())
        .filter(old -> !gone.contains(old.volumeId()))
        .forEach(old -> commands.add(command(plan, putBack(old))));
    return commands;
  }

  /** The command that tags the replaced volumes; empty if none was replaced. */
  static List<String> ofReplaced(RestorePlan plan) {
    List<String> replaced = plan.placing().map(Placing::replacedWithPlace).orElse(List.of());
    return replaced.isEmpty()
        ? List.of()
        : List.of(
            command(
                plan,
                "create-tags --resources %s --tags Key=%s,Value=%s"
                    .formatted(
                        String.join(" ", replaced), RestorePlan.REPLACED, plan.restoreId())));
  }

  private static String command(RestorePlan plan, String what) {
    return "aws ec2 %s --region %s".formatted(what, plan.region());
  }

  /**
   * Uses JSON, because tags may contain commas and spaces. A single quote is escaped for the shell.
   */
  private static String putBack(Placing.Replaced old) {
    Placing.SetAside tag = old.aside().orElseThrow();
    Json json = new Json();
    String tags =
        "[{\"Key\":%s,\"Value\":%s}]"
            .formatted(json.write(tag.key()), json.write(tag.value()))
            .replace("'", "'\\''");
    return "create-tags --resources %s --tags '%s'".formatted(old.volumeId(), tags);
  }
}
