package ebsbackup.local.cli;

import ebsbackup.local.cloud.Cloud;
import ebsbackup.local.cloud.Message;
import ebsbackup.local.json.Json;
import ebsbackup.local.states.Execution;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one workflow on a world. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a workflow on a world and follows it to its end.",
      "The world's files stay as they are; --save writes the changed world elsewhere."
    })
final class StartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Parameters(
      paramLabel = "WORKFLOW",
      description = "${COMPLETION-CANDIDATES}: which state machine to start.")
  private Workflow workflow;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      description = "The execution's input: a plan, or a restore request (see events/).")
  private Path input;

  @Option(names = "--name", paramLabel = "NAME", description = "The execution's name.")
  private String name;

  enum Workflow {
    backup,
    restore,
    prune
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String document = read();
    Cloud cloud = options.open(err);
    if (!options.json()) {
      Progress.show(cloud, out);
    }
    Execution execution = cloud.run(workflow.name(), Optional.ofNullable(name), document);
    Optional<Path> saved = options.close(cloud);
    if (options.json()) {
      Map<String, Object> json = new LinkedHashMap<>(ExecutionView.json(execution));
      ExecutionView.addCloud(json, cloud);
      out.println(Json.pretty(json));
    } else {
      print(out, execution, cloud);
      saved.ifPresent(folder -> out.println("World saved to " + folder));
    }
    return ExecutionView.succeeded(execution) ? 0 : EbsBackup.FAILED;
  }

  private String read() throws IOException {
    try {
      return Files.readString(input);
    } catch (NoSuchFileException e) {
      throw new ParameterException(spec.commandLine(), "--input: there is no file " + input, e);
    }
  }

  private static void print(PrintWriter out, Execution execution, Cloud cloud) {
    out.println();
    ExecutionView.report(execution).ifPresent(report -> out.println(Json.pretty(report)));
    out.println();
    out.println("Status: " + execution.status());
    execution.error().ifPresent(error -> out.println("Error:  " + error));
    execution.cause().ifPresent(cause -> out.println("Cause:  " + cause));
    out.println("Calls:  " + cloud.ec2().calls().byAction());
    out.printf(
        "Steps:  %d transitions, %d events, largest payload %d bytes%n",
        execution.usage().transitions(),
        execution.usage().events(),
        execution.usage().largestPayload());
    for (Message message : cloud.messages()) {
      out.println();
      out.println("Published to " + message.topicArn() + ": " + message.subject());
      out.println(message.text().indent(2));
    }
  }
}
