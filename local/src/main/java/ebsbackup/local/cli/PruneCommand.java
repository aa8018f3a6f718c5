package ebsbackup.local.cli;

import ebsbackup.json.Json;
import ebsbackup.local.cloud.Cloud;
import ebsbackup.local.cloud.Freed;
import ebsbackup.local.report.PruneTable;
import ebsbackup.local.states.Execution;
import ebsbackup.plan.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prunes a world, and tells every decision. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Prunes a world by a plan, through the deployed workflow, and prints each set's fate and why.",
      "The world's files stay as they are; --save writes the changed world elsewhere."
    })
final class PruneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      required = true,
      description = "The plan (see events/prune.json).")
  private Path planFile;

  @Option(names = "--dry-run", description = "Decide and tell, and delete nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Json json = new Json();
    Plan plan = read(json);
    Cloud cloud = options.open(spec.commandLine().getErr());
    // What a deletion frees can only be seen while it happens: in a world that is thrown away.
    Cloud trial = options.open(new PrintWriter(PrintWriter.nullWriter()));
    Map<String, Long> freed = Freed.byRun(trial, json.write(plan.withDryRun(false)));
    trial.ec2().close();
    Execution execution = cloud.run("prune", Optional.empty(), json.write(plan));
    Optional<Path> saved = options.close(cloud);
    Optional<Object> report = ExecutionView.report(execution);
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>(ExecutionView.json(execution));
      document.put("freedBytes", new LinkedHashMap<String, Object>(freed));
      ExecutionView.addCloud(document, cloud);
      out.println(ebsbackup.local.json.Json.pretty(document));
    } else {
      report.ifPresent(
          r ->
              new PruneTable((Map<?, ?>) r, plan.pruning().timeZone(), Ansi.AUTO, freed)
                  .print(out));
      execution.error().ifPresent(error -> out.println("Error: " + error));
      if (report.isEmpty()) {
        execution.cause().ifPresent(cause -> out.println("Cause: " + cause));
      }
      saved.ifPresent(folder -> out.println("World saved to " + folder));
    }
    return ExecutionView.succeeded(execution) ? 0 : EbsBackup.FAILED;
  }

  private Plan read(Json json) throws IOException {
    try {
      Plan plan = json.read(Files.readString(planFile), Plan.class);
      return dryRun ? plan.withDryRun(true) : plan;
    } catch (NoSuchFileException e) {
      throw new ParameterException(spec.commandLine(), "--plan: there is no file " + planFile, e);
    }
  }
}
