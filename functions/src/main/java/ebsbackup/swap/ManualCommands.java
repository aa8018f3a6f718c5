package ebsbackup.swap;

import ebsbackup.ebs.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The AWS CLI commands with which a user completes what a workflow could not: the moves from the
 * observed to the desired state, each followed by a wait if it takes time and the AWS CLI has one.
 */
public final class ManualCommands {
  /** More rounds than any instance needs; guards against a decision that goes in circles. */
  private static final int MAX_ROUNDS = 20;

  private final String instanceId;
  private final String region;
  private final List<String> commands = new ArrayList<>();

  private ManualCommands(String instanceId, String region) {
    this.instanceId = instanceId;
    this.region = region;
  }

  /**
   * The commands, as far as they get.
   *
   * @param obstacle what no command can change, if anything
   */
  public record Manual(List<String> commands, Optional<String> obstacle) {}

  public static Manual towards(Goal goal, Observed now, String region) {
    Goal manualGoal = goal.manual();
    ManualCommands manual = new ManualCommands(goal.instanceId(), region);
    Observed then = now;
    for (int left = MAX_ROUNDS; left != 0; left--) {
      switch (NextStep.next(manualGoal, then)) {
        case NextStep.Do todo -> {
          for (Move move : todo.moves()) {
            manual.add(move);
            then = then.after(move);
          }
          for (Move move : todo.moves()) {
            manual.addWait(move, then);
          }
        }
        case NextStep.Wait wait -> {
          manual.addWaits(then);
          then = then.settled();
        }
        case NextStep.Done done -> {
          return new Manual(manual.commands, Optional.empty());
        }
        case NextStep.Stuck stuck -> {
          return new Manual(manual.commands, Optional.of(stuck.reason()));
        }
      }
    }
    throw new IllegalStateException("no way from " + now + " to " + goal);
  }

  private void add(Move move) {
    command(
        switch (move) {
          case Move.Stop stop -> "stop-instances --instance-ids " + instanceId;
          case Move.Start start -> "start-instances --instance-ids " + instanceId;
          // EC2 requires the instance for a volume with Multi-Attach.
          case Move.Detach detach ->
              "detach-volume --volume-id %s --instance-id %s"
                  .formatted(detach.volumeId(), instanceId);
          case Move.Attach attach ->
              "attach-volume --volume-id %s --instance-id %s --device %s"
                  .formatted(attach.volumeId(), instanceId, attach.device());
          case Move.SetDeleteOnTermination set ->
              "modify-instance-attribute --instance-id %s --block-device-mappings"
                      .formatted(instanceId)
                  + " DeviceName=%s,Ebs={DeleteOnTermination=%s}"
                      .formatted(set.device(), set.delete());
          // A manual goal has no such move.
          case Move.ReplaceRoot replace -> throw new IllegalStateException(replace.text());
        });
  }

  private void addWait(Move move, Observed then) {
    switch (move) {
      case Move.Stop stop -> wait("instance-stopped --instance-ids " + instanceId);
      case Move.Start start -> wait("instance-running --instance-ids " + instanceId);
      case Move.Detach detach -> waitUntilDetached(then.volumes().get(detach.volumeId()));
      case Move.Attach attach -> wait("volume-in-use --volume-ids " + attach.volumeId());
      case Move.SetDeleteOnTermination set -> {}
      case Move.ReplaceRoot replace -> {}
    }
  }

  private void addWaits(Observed now) {
    switch (now.instanceState()) {
      case "stopping" -> wait("instance-stopped --instance-ids " + instanceId);
      case "pending" -> wait("instance-running --instance-ids " + instanceId);
      default -> {}
    }
    for (Volume volume : now.volumes().values()) {
      if (volume.state().equals("creating")) {
        wait("volume-available --volume-ids " + volume.volumeId());
      }
      now.attached(volume.volumeId())
          .filter(there -> !there.settled())
          .ifPresent(
              there -> {
                if (there.at().state().equals("attaching")) {
                  wait("volume-in-use --volume-ids " + volume.volumeId());
                } else {
                  waitUntilDetached(volume);
                }
              });
    }
  }

  /** The AWS CLI has no wait for a volume that is still attached to another instance. */
  private void waitUntilDetached(Volume volume) {
    if (volume.attachmentToOtherThan(instanceId).isEmpty()) {
      wait("volume-available --volume-ids " + volume.volumeId());
    }
  }

  private void wait(String what) {
    command("wait " + what);
  }

  private void command(String what) {
    commands.add("aws ec2 %s --region %s".formatted(what, region));
  }
}
