package ebsbackup.restore;

import static ebsbackup.report.PayloadBudget.jsonBytes;
import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.ebs.SetTags;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import ebsbackup.request.RestoreMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of a restore: how it ended, what it created and moved, and what remains to be done.
 *
 * @param summary a few sentences for the user; also the cause of a failed execution
 * @param point the set that was restored; absent if the request names snapshots
 * @param volumes the new volumes, as far as they fit; {@code volumesOmitted} more are left out
 * @param places where the new volumes go; empty in the mode {@code create}
 * @param replaced the replaced volumes, which are kept
 * @param commands the AWS CLI commands that complete the undo, find remaining volumes or remove
 *     remaining tags, as far as they fit; {@code commandsOmitted} more are left out
 * @param removed new volumes that were deleted after a failure
 * @param kept new volumes that could not be deleted
 * @param note a problem that did not change how the restore ended
 * @param warnings what the restore does, or in a dry run would do, that the user may not expect
 * @param terraform what brings a Terraform configuration in line with the moved volumes
 * @param plan the plan of a dry run; absent in every other report
 */
public record RestoreReport(
    Status status,
    String summary,
    String restoreId,
    String instanceId,
    RestoreMode mode,
    String availabilityZone,
    Optional<RestorePlan.Point> point,
    List<RestoredVolume> volumes,
    int volumesOmitted,
    List<DeviceAssignment> places,
    Optional<VolumeTimes> times,
    List<SafetySnapshot> safetySnapshots,
    List<ReplacedVolume> replaced,
    List<String> commands,
    int commandsOmitted,
    List<String> removed,
    List<RemovedVolumes.KeptVolume> kept,
    Optional<String> note,
    List<String> warnings,
    TerraformLines terraform,
    Optional<RestorePlan> plan) {

  /**
   * How a restore ends. Every status but the first two makes the execution fail with this error.
   */
  public enum Status {
    /** The volumes are available or attached as planned. */
    SUCCEEDED,
    /** A dry run: the restore is possible, and nothing was written. */
    PLANNED,
    /** No volume was detached. */
    FAILED,
    /** Something failed after the first detach; the old volumes are attached as before. */
    UNDONE,
    /** The undo could not finish. */
    MANUAL_ACTION
  }

  /** The results of the earlier steps. */
  public record Progress(
      RestoreFailures failures,
      List<RestoredVolume> volumes,
      Optional<VolumeTimes> times,
      List<SafetySnapshot> safetySnapshots,
      List<String> commands,
      List<String> removed,
      List<RemovedVolumes.KeptVolume> kept) {
    public Progress {
      volumes = List.copyOf(volumes);
      safetySnapshots = List.copyOf(safetySnapshots);
      commands = List.copyOf(commands);
      removed = List.copyOf(removed);
      kept = List.copyOf(kept);
    }
  }

  /**
   * The summary becomes the cause of a failed execution, which is limited to 32,768 characters.
   * Source: ExecutionFailedEventDetails in the Step Functions API reference.
   */
  private static final int LONGEST_SUMMARY = 32_000;

  /** Room for the sentence that says how many commands are left out. */
  private static final int COUNT_OF_COMMANDS = 150;

  private static final int LONGEST_REASON = 300;

  /** Large enough for all commands for 128 volumes, the most that an instance can have. */
  private static final PayloadBudget COMMANDS = PayloadBudget.ofBytes(110_000);

  /** A plan has one warning for each kind of problem, so all of them fit. */
  private static final PayloadBudget WARNINGS = PayloadBudget.ofBytes(15_000);

  private static final PayloadBudget VOLUMES = PayloadBudget.ofBytes(45_000);

  /** Creates the report. */
  static RestoreReport of(RestorePlan plan, Status status, Progress progress) {
    List<String> all = commands(plan, status, progress);
    List<String> commands = COMMANDS.fitting(all, PayloadBudget::jsonBytes);
    List<RestoredVolume> volumes =
        VOLUMES.fitting(
            progress.volumes().stream().map(RestoreReport::bounded).toList(), RestoreReport::bytes);
    return new RestoreReport(
        status,
        summary(plan, status, progress),
        plan.restoreId(),
        plan.instanceId(),
        plan.mode(),
        plan.availabilityZone(),
        plan.point(),
        volumes,
        progress.volumes().size() - volumes.size(),
        // The plan of a dry run already has them.
        status == Status.PLANNED
            ? List.of()
            : plan.placing().map(Placing::assignments).orElse(List.of()),
        progress.times(),
        progress.safetySnapshots(),
        status == Status.SUCCEEDED ? ReplacedVolume.of(plan) : List.of(),
        commands,
        all.size() - commands.size(),
        progress.removed(),
        progress.kept().stream().map(RestoreReport::bounded).toList(),
        progress.failures().note(),
        WARNINGS.fitting(plan.warnings(), PayloadBudget::jsonBytes),
        TerraformLines.of(plan, status, progress.volumes()),
        status == Status.PLANNED ? Optional.of(plan) : Optional.empty());
  }

  private static List<String> commands(RestorePlan plan, Status status, Progress progress) {
    if (isUnexplained(progress)) {
      return UndoCommands.toLook(plan);
    }
    if (status == Status.MANUAL_ACTION) {
      // These commands also delete the new volumes and remove the tags.
      return progress.commands();
    }
    List<String> commands = new ArrayList<>();
    if (progress.failures().removal().isPresent()) {
      commands.add(UndoCommands.toFindNew(plan));
    }
    Optional<StepFailure> unmarking = progress.failures().unmarking();
    if (status == Status.SUCCEEDED && unmarking.filter(f -> f.problem().isEmpty()).isPresent()) {
      commands.addAll(UndoCommands.ofReplaced(plan));
    }
    if (unmarking.isPresent()) {
      commands.addAll(UndoCommands.ofTags(plan, plan.markable()));
    }
    return commands;
  }

  /** Whether the state of the instance is unknown, so no command that changes it can be given. */
  private static boolean isUnexplained(Progress progress) {
    return progress.commands().isEmpty()
        && progress.failures().explanation().filter(f -> f.problem().isEmpty()).isPresent();
  }

  private static RestoredVolume bounded(RestoredVolume volume) {
    return volume
        .problem()
        .map(text -> volume.with(shortened(text, LONGEST_REASON)))
        .orElse(volume);
  }

  private static RemovedVolumes.KeptVolume bounded(RemovedVolumes.KeptVolume kept) {
    return new RemovedVolumes.KeptVolume(kept.volumeId(), shortened(kept.reason(), LONGEST_REASON));
  }

  /** The approximate size as JSON: the field names, the settings and the texts. */
  private static int bytes(RestoredVolume volume) {
    return 180
        + jsonBytes(volume.volumeId())
        + jsonBytes(volume.snapshotId())
        + volume.problem().map(PayloadBudget::jsonBytes).orElse(0);
  }

  private static String summary(RestorePlan plan, Status status, Progress progress) {
    RestoreFailures failures = progress.failures();
    return switch (status) {
      case SUCCEEDED -> succeeded(plan, progress);
      case PLANNED ->
          "The restore of %s can be done; nothing was written".formatted(plan.instanceId());
      case FAILED -> failures.why() + failures.whatIsLeft(plan.restoreId());
      case UNDONE ->
          "%s; %s%s"
              .formatted(failures.why(), asBefore(plan), failures.whatIsLeft(plan.restoreId()));
      case MANUAL_ACTION ->
          withCommands(
              "%s; the undo could not finish: %s%s"
                  .formatted(
                      failures.why(),
                      failures.whyNotUndone(),
                      isUnexplained(progress) ? attachmentsToRestore(plan) : ""),
              commands(plan, status, progress));
    };
  }

  private static String succeeded(RestorePlan plan, Progress progress) {
    int count = progress.volumes().size();
    String volumes = Quantity.are(count, "volume");
    if (plan.placing().isEmpty()) {
      return "%s available in %s".formatted(volumes, plan.availabilityZone());
    }
    String placed =
        "%s in %s at %s"
            .formatted(volumes, count == 1 ? "its place" : "their places", plan.instanceId());
    List<String> replaced = plan.placing().map(Placing::replaced).orElse(List.of());
    String ids = String.join(", ", replaced);
    return switch (replaced.size()) {
      case 0 -> placed;
      case 1 -> "%s; the replaced volume, %s, is kept".formatted(placed, ids);
      default -> "%s; the replaced volumes, %s, are kept".formatted(placed, ids);
    };
  }

  /** A stop has effects that no undo reverses. */
  private static String asBefore(RestorePlan plan) {
    return plan.placing().filter(Placing::stop).isPresent()
        ? "the volumes and the power state are as they were before%s; if %s was stopped, its instance store volumes are empty, and its public IPv4 address has changed unless it is an Elastic IP address"
            .formatted(places(plan), plan.instanceId())
        : "everything is as it was before" + places(plan);
  }

  private static String places(RestorePlan plan) {
    return plan.placing().map(Placing::assignments).orElse(List.of()).stream()
        .map(
            assignment ->
                assignment.device()
                    + assignment.replaces().map(old -> " has " + old.volumeId()).orElse(" is free"))
        .collect(Collectors.joining(", ", ": ", ""));
  }

  private static String attachmentsToRestore(RestorePlan plan) {
    return "; restore these attachments%s; after that, remove the tags %s of %s"
        .formatted(places(plan), SetTags.RESTORING, String.join(", ", plan.markable()));
  }

  /** Shows only whole commands: half a command, pasted into a shell, does something else. */
  private static String withCommands(String what, List<String> commands) {
    if (commands.isEmpty()) {
      return what;
    }
    StringBuilder text = new StringBuilder(what).append(". Run: ");
    int shown = 0;
    for (String command : commands) {
      String next = (shown == 0 ? "" : " && ") + command;
      if (text.length() + next.length() > LONGEST_SUMMARY - COUNT_OF_COMMANDS) {
        break;
      }
      text.append(next);
      shown++;
    }
    int left = commands.size() - shown;
    if (left > 0) {
      text.append(
          " (and %s: the complete list is \"commands\" in the output of the state Report Restore)"
              .formatted(Quantity.of(left, "more command")));
    }
    return text.toString();
  }
}
