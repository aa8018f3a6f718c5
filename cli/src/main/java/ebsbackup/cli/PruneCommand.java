package ebsbackup.cli;

import ebsbackup.cli.report.FreedBytes;
import ebsbackup.cli.report.PruneTable;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import embeddedcloud.Cloud;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prunes by a plan, and shows every decision. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Prunes according to a plan, or shows what that would delete.",
      "Works on a world or, with --profile or --region, on an AWS account through the deployed workflow. Prints the decision on each set, with its reason.",
      "The world's files stay as they are; --save writes the changed world to a folder.",
      ""
    })
final class PruneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Mixin private DeployedOptions deployed;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      required = true,
      description = "The plan (see events/prune.json).")
  private Path planFile;

  @Option(names = "--dry-run", description = "Show what would be deleted, and delete nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    deployed.checkAgainst(options, spec);
    PrintWriter out = spec.commandLine().getOut();
    String read = InputFile.read(planFile);
    Plan plan = new Json().read(read, Plan.class);
    String input = dryRun ? InputFile.with(Map.of("dryRun", true), read) : read;
    return deployed.given() ? onAws(out, plan, input) : onWorld(out, plan, input);
  }

  private int onWorld(PrintWriter out, Plan plan, String input) throws IOException {
    Map<String, Long> freed = freed(InputFile.with(Map.of("dryRun", false), input));
    try (Cloud cloud = options.open(spec.commandLine().getErr())) {
      FinishedExecution execution =
          FinishedExecution.of(cloud.run("prune", Optional.empty(), input));
      Map<String, Object> document = ExecutionView.json(execution);
      document.put("freedBytes", new LinkedHashMap<String, Object>(freed));
      ExecutionView.addCloud(document, cloud);
      print(out, plan, execution, document, freed);
      options.save(cloud, out);
      return execution.succeeded() ? 0 : EbsBackup.FAILED;
    }
  }

  /** AWS does not report the bytes that a deletion frees, so the table omits them. */
  private int onAws(PrintWriter out, Plan plan, String input) {
    FinishedExecution execution =
        deployed.run("prune", Optional.empty(), input, spec, !options.json());
    print(out, plan, execution, ExecutionView.json(execution), Map.of());
    return execution.succeeded() ? 0 : EbsBackup.FAILED;
  }

  private void print(
      PrintWriter out,
      Plan plan,
      FinishedExecution execution,
      Map<String, Object> document,
      Map<String, Long> freed) {
    if (options.json()) {
      out.println(embeddedcloud.json.Json.pretty(document));
    } else {
      ExecutionView.report(execution)
          .ifPresent(
              report ->
                  new PruneTable((Map<?, ?>) report, plan.pruning().timeZone(), Ansi.AUTO, freed)
                      .print(out));
      ExecutionView.printEnd(out, execution);
    }
  }

  /**
   * Measures what each deletion frees. This shows only while sets are deleted, so a throwaway copy
   * of the world is pruned.
   */
  private Map<String, Long> freed(String plan) throws IOException {
    try (Cloud trial = options.open(new PrintWriter(PrintWriter.nullWriter()))) {
      return FreedBytes.byRun(trial, plan);
    }
  }
}
