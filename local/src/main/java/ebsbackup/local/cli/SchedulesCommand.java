package ebsbackup.local.cli;

import ebsbackup.local.cloud.Cloud;
import ebsbackup.local.json.Json;
import ebsbackup.local.scheduler.DeadLetter;
import ebsbackup.local.scheduler.Scheduler;
import ebsbackup.local.states.Execution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lets the template's schedules fire on a world. */
@Command(
    name = "schedules",
    mixinStandardHelpOptions = true,
    description =
        "Lets the schedules of template.yaml fire on a world, over a span of virtual time.")
final class SchedulesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      required = true,
      description = "Such as 2026-03-01T00:00:00Z; not before the world's own time.")
  private Instant from;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      required = true,
      description = "The end of the span; what started before goes on to its end.")
  private Instant until;

  @Override
  public Integer call() throws IOException {
    if (!from.isBefore(until)) {
      throw new ParameterException(
          spec.commandLine(), "--until: expected an instant after --from, but was " + until);
    }
    PrintWriter out = spec.commandLine().getOut();
    Cloud cloud = options.open(spec.commandLine().getErr());
    if (from.isBefore(cloud.clock().instant())) {
      throw new ParameterException(
          spec.commandLine(),
          "--from: expected an instant at or after the world's time, %s, but was %s"
              .formatted(cloud.clock().instant(), from));
    }
    if (!options.json()) {
      Progress.show(cloud, out);
    }
    Scheduler scheduler = cloud.runSchedules(from, until, occurrence -> false);
    Optional<Path> saved = options.close(cloud);
    boolean fine =
        scheduler.deadLetters().isEmpty()
            && cloud.executions().stream().allMatch(ExecutionView::succeeded);
    if (options.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("executions", cloud.executions().stream().map(ExecutionView::json).toList());
      json.put("deadLetters", scheduler.deadLetters().stream().map(DeadLetter::input).toList());
      ExecutionView.addCloud(json, cloud);
      out.println(Json.pretty(json));
    } else {
      print(out, cloud, scheduler);
      saved.ifPresent(folder -> out.println("World saved to " + folder));
    }
    return fine ? 0 : EbsBackup.FAILED;
  }

  private static void print(PrintWriter out, Cloud cloud, Scheduler scheduler) {
    out.println();
    for (Execution execution : cloud.executions()) {
      String summary =
          ExecutionView.report(execution)
              .map(report -> String.valueOf(((Map<?, ?>) report).get("summary")))
              .or(execution::cause)
              .orElse("");
      out.printf(
          "%s  %-9s  %s  %s%n",
          execution.startDate(), execution.status(), execution.error().orElse(""), summary);
    }
    scheduler.deadLetters().forEach(letter -> out.println("Dead letter: " + letter.input()));
    out.printf(
        "%d executions; calls: %s%n", cloud.executions().size(), cloud.ec2().calls().byAction());
  }
}
