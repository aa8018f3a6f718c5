package ebsbackup.cli;

import embeddedcloud.Cloud;
import embeddedcloud.json.Json;
import embeddedcloud.scheduler.DeadLetter;
import embeddedcloud.scheduler.Scheduler;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
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
    description = {
      "Runs the schedules on a world over a span of time.",
      "Lets the schedules of template.yaml fire, in virtual time.",
      ""
    })
final class SchedulesCommand implements Callable<Integer> {
  private static final String JSON_BEGIN = "{\n  \"executions\": [";

  private final Table table = new Table("STARTED", "WORKFLOW", "STATUS", "ERROR", "SUMMARY");
  private boolean allSucceeded = true;
  private boolean anyPrinted;

  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      required = true,
      description =
          "The start of the span, such as 2026-03-01T00:00:00Z; not before the world's own time.")
  private Instant from;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      required = true,
      description = "The end of the span; executions that started before it run to their end.")
  private Instant until;

  @Override
  public Integer call() throws IOException {
    if (!from.isBefore(until)) {
      throw new ParameterException(
          spec.commandLine(), "--until: expected an instant after --from, but was " + until);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Cloud cloud = options.open(spec.commandLine().getErr())) {
      if (from.isBefore(cloud.clock().instant())) {
        throw new ParameterException(
            spec.commandLine(),
            "--from: expected an instant at or after the world's time, %s, but was %s"
                .formatted(cloud.clock().instant(), from));
      }
      if (!options.json()) {
        Progress.show(cloud, out);
      }
      cloud.ec2().calls().countOnly();
      cloud.cloudWatch().keepNewest();
      cloud.stateMachines().forgetHistories(this::add);
      Scheduler scheduler = cloud.runSchedules(from, until, occurrence -> false);
      if (options.json()) {
        printRest(out, cloud, scheduler);
      } else {
        print(out, cloud, scheduler);
      }
      options.save(cloud, out);
      return allSucceeded && scheduler.deadLetters().isEmpty() ? 0 : EbsBackup.FAILED;
    }
  }

  /**
   * Takes an execution that has ended: prints it at once if JSON is wanted, otherwise adds a row to
   * the table.
   */
  private void add(Execution execution) {
    FinishedExecution finished = FinishedExecution.of(execution);
    allSucceeded &= finished.succeeded();
    if (options.json()) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(anyPrinted ? ",\n" : JSON_BEGIN + "\n");
      out.print(Json.pretty(ExecutionView.json(finished)).indent(4).stripTrailing());
      anyPrinted = true;
    } else {
      table.row(
          execution.startDate().truncatedTo(ChronoUnit.SECONDS).toString(),
          execution.machine().name(),
          finished.status(),
          finished.error().orElse("-"),
          ExecutionView.summary(finished));
    }
  }

  private void printRest(PrintWriter out, Cloud cloud, Scheduler scheduler) {
    Map<String, Object> rest = new LinkedHashMap<>();
    rest.put("deadLetters", scheduler.deadLetters().stream().map(DeadLetter::input).toList());
    ExecutionView.addCloud(rest, cloud);
    out.print(anyPrinted ? "\n  ]," : JSON_BEGIN + "],");
    out.println(Json.pretty(rest).substring(1));
  }

  private void print(PrintWriter out, Cloud cloud, Scheduler scheduler) {
    out.println();
    if (table.isEmpty()) {
      out.println("No schedule fires in that span.");
    } else {
      table.sort();
      table.print(out, "");
    }
    scheduler.deadLetters().forEach(letter -> out.println("Dead letter: " + letter.input()));
    out.println();
    ExecutionView.printCalls(out, cloud);
    ExecutionView.printMessages(out, cloud);
  }
}
