package ebsbackup.cli;

import embeddedcloud.json.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows an execution on AWS. */
@Command(
    name = "follow",
    mixinStandardHelpOptions = true,
    description = {
      "Follows an execution on AWS to its end.",
      "Shows the steps so far and as they happen, EC2's progress, and the report. Ctrl-C leaves it running.",
      ""
    })
final class FollowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DeployedOptions deployed;

  @Parameters(paramLabel = "ARN", description = "The ARN of the execution.")
  private String arn;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    if (!deployed.given()) {
      throw new ParameterException(
          spec.commandLine(),
          "--profile or --region is required: an execution on a world ends at once");
    }
    PrintWriter out = spec.commandLine().getOut();
    FinishedExecution execution = deployed.follow(arn, spec, !json);
    if (json) {
      out.println(Json.pretty(ExecutionView.json(execution)));
    } else {
      out.println();
      ExecutionView.printReport(out, execution);
      out.println();
      ExecutionView.printEnd(out, execution);
    }
    return execution.succeeded() ? 0 : EbsBackup.FAILED;
  }
}
