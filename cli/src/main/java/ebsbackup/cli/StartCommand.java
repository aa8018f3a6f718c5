package ebsbackup.cli;

import embeddedcloud.Cloud;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one workflow. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
      "Starts any workflow.",
      "Follows it to its end; on a world in virtual time, or with --profile or --region on AWS.",
      "The world's files stay as they are; --save writes the changed world to a folder.",
      ""
    })
final class StartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Mixin private DeployedOptions deployed;

  @Parameters(
      paramLabel = "WORKFLOW",
      description = "Which state machine to start: ${COMPLETION-CANDIDATES}.")
  private Workflow workflow;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      description = {
        "The execution's input as JSON: a plan, or a restore request.",
        "The project's folder events/ has samples."
      })
  private Path input;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The execution's name; a generated one by default.")
  private String name;

  @Option(
      names = "--terraform",
      description =
          "Of a restore, also print what brings a Terraform configuration in line with the restore.")
  private boolean terraform;

  enum Workflow {
    backup,
    restore,
    prune,
    pull,
    verify
  }

  @Override
  public Integer call() throws IOException {
    if (terraform && workflow != Workflow.restore) {
      throw new ParameterException(
          spec.commandLine(), "--terraform goes with 'start restore' only, not with " + workflow);
    }
    deployed.checkAgainst(options, spec);
    PrintWriter out = spec.commandLine().getOut();
    String document = InputFile.read(input);
    if (deployed.given()) {
      FinishedExecution execution =
          deployed.run(workflow.name(), Optional.ofNullable(name), document, spec, !options.json());
      if (options.json()) {
        out.println(Json.pretty(ExecutionView.json(execution)));
      } else {
        print(out, execution);
      }
      return execution.succeeded() ? 0 : EbsBackup.FAILED;
    }
    try (Cloud cloud = options.open(spec.commandLine().getErr())) {
      if (!options.json()) {
        Progress.show(cloud, out);
      }
      FinishedExecution execution =
          FinishedExecution.of(cloud.run(workflow.name(), Optional.ofNullable(name), document));
      if (options.json()) {
        Map<String, Object> json = new LinkedHashMap<>(ExecutionView.json(execution));
        ExecutionView.addCloud(json, cloud);
        out.println(Json.pretty(json));
      } else {
        print(out, execution);
        ExecutionView.printCalls(out, cloud);
        printSteps(out, execution);
        ExecutionView.printMessages(out, cloud);
      }
      options.save(cloud, out);
      return execution.succeeded() ? 0 : EbsBackup.FAILED;
    }
  }

  private void print(PrintWriter out, FinishedExecution execution) {
    out.println();
    ExecutionView.printReport(out, execution);
    if (terraform) {
      ExecutionView.reportText(execution)
          .ifPresent(report -> RestoreText.printTerraform(out, report));
    }
    out.println();
    ExecutionView.printEnd(out, execution);
  }

  private static void printSteps(PrintWriter out, FinishedExecution execution) {
    execution
        .usage()
        .ifPresent(
            used ->
                out.printf(
                    "Steps     %d transitions, %d events, largest payload %d bytes%n",
                    used.transitions(), used.events(), used.largestPayload()));
  }
}
