package ebsbackup.cli;

import ebsbackup.json.Json;
import ebsbackup.report.Quantity;
import ebsbackup.restore.DeviceAssignment;
import ebsbackup.restore.Placing;
import ebsbackup.restore.PlannedVolume;
import ebsbackup.restore.RestorePlan;
import ebsbackup.restore.RestoreReport;
import ebsbackup.restore.RestoredVolume;
import ebsbackup.restore.TerraformLines;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The report of a restore, for a terminal. */
final class RestoreText {
  private static final String NONE = "-";

  private final PrintWriter out;
  private final RestoreReport report;
  private final Map<String, DeviceAssignment> assignments;

  private RestoreText(PrintWriter out, RestoreReport report) {
    this.out = out;
    this.report = report;
    List<DeviceAssignment> planned =
        report
            .plan()
            .flatMap(RestorePlan::placing)
            .map(Placing::assignments)
            .orElse(report.places());
    assignments =
        planned.stream()
            .collect(Collectors.toMap(DeviceAssignment::snapshotId, Function.identity()));
  }

  /**
   * Prints a report.
   *
   * @param json the report as the workflow returns it
   */
  static void print(PrintWriter out, String json) {
    new RestoreText(out, new Json().read(json, RestoreReport.class)).print();
  }

  /** Prints the Terraform lines of a report. */
  static void printTerraform(PrintWriter out, String json) {
    TerraformLines lines = new Json().read(json, RestoreReport.class).terraform();
    out.println();
    out.println("Terraform: " + lines.note());
    section(
        out,
        "If aws_ebs_volume and aws_volume_attachment declare the volumes, run in the root module's"
            + " folder:",
        lines.separate());
    section(out, "and keep in the block provider \"aws\":", lines.provider());
    section(
        out,
        "If ebs_block_device blocks of aws_instance declare them, add to these:",
        lines.inline());
  }

  private static void section(PrintWriter out, String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println();
      out.println(heading);
      out.println();
      lines.forEach(out::println);
    }
  }

  private void print() {
    line("Result", report.status().name());
    line("Summary", report.summary());
    line("Restore", report.restoreId());
    line("Instance", report.instanceId());
    report
        .point()
        .ifPresent(
            point -> {
              line("From", "%s of %s".formatted(point.run(), point.startTime()));
              point
                  .passedOver()
                  .forEach(set -> line("Skipped", set.run() + ": " + set.problem().reason()));
              if (point.passedOverOmitted() > 0) {
                line("Skipped", Quantity.of(point.passedOverOmitted(), "more set"));
              }
            });
    report.note().ifPresent(note -> line("Note", note));
    report.warnings().forEach(warning -> line("Warning", warning));
    report.plan().ifPresent(this::planned);
    volumes();
    safetySnapshots();
    replaced();
    if (!report.removed().isEmpty()) {
      line("Removed", String.join(", ", report.removed()));
    }
    kept();
    commands();
  }

  private void line(String label, String value) {
    out.printf("%-9s %s%n", label, value);
  }

  private void planned(RestorePlan plan) {
    line("Loading", plan.estimate().note());
    line("Costs", plan.estimate().extraCost());
    plan.checks().forEach(check -> line("Checked", check.check() + ": " + check.found()));
    Table table = new Table("SNAPSHOT", "DEVICE", "REPLACES", "ZONE", "TYPE", "GIB");
    for (PlannedVolume volume : plan.volumes()) {
      table.row(
          volume.snapshotId(),
          device(volume.snapshotId(), volume.device()),
          Optional.ofNullable(assignments.get(volume.snapshotId()))
              .flatMap(DeviceAssignment::replaces)
              .map(Placing.Replaced::volumeId)
              .orElse(NONE),
          plan.availabilityZone(),
          volume.settings().type(),
          Integer.toString(volume.settings().size()));
    }
    show(table);
  }

  private void volumes() {
    Table table = new Table("VOLUME", "SNAPSHOT", "DEVICE", "ZONE", "TYPE", "GIB", "STATE");
    for (RestoredVolume volume : report.volumes()) {
      table.row(
          volume.volumeId(),
          volume.snapshotId(),
          device(volume.snapshotId(), volume.device()),
          report.availabilityZone(),
          volume.settings().type(),
          Integer.toString(volume.settings().size()),
          volume.problem().orElse(volume.state()));
    }
    show(table);
    if (report.volumesOmitted() > 0) {
      out.printf("and %d more%n", report.volumesOmitted());
    }
  }

  /** The device to attach the volume as, or else its device at the time of the backup. */
  private String device(String snapshotId, Optional<String> atBackup) {
    return Optional.ofNullable(assignments.get(snapshotId))
        .map(DeviceAssignment::device)
        .or(() -> atBackup)
        .orElse(NONE);
  }

  private void safetySnapshots() {
    Table table = new Table("SAFETY SNAPSHOT", "OF");
    report.safetySnapshots().forEach(safety -> table.row(safety.snapshotId(), safety.volumeId()));
    show(table);
  }

  private void replaced() {
    Table table = new Table("REPLACED AND KEPT", "WAS AT");
    report.replaced().forEach(old -> table.row(old.volumeId(), old.device()));
    show(table);
  }

  private void kept() {
    Table table = new Table("NOT REMOVED", "REASON");
    report.kept().forEach(volume -> table.row(volume.volumeId(), volume.reason()));
    show(table);
  }

  private void commands() {
    if (report.commands().isEmpty()) {
      return;
    }
    out.println();
    out.println("Run these commands to finish the undo:");
    report.commands().forEach(command -> out.println("  " + command));
    if (report.commandsOmitted() > 0) {
      out.printf("  and %d more%n", report.commandsOmitted());
    }
  }

  private void show(Table table) {
    if (!table.isEmpty()) {
      out.println();
      table.print(out, "");
    }
  }
}
