package ebsbackup.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The options by which a command runs a workflow of a deployed stack instead of a world's. */
final class DeployedOptions extends AccountOptions {
  @Option(
      names = "--stack-name",
      paramLabel = "NAME",
      defaultValue = "ebs-backup",
      description = "The deployed stack; ${DEFAULT-VALUE} by default.")
  private String stackName;

  /** Runs a workflow of the stack to its end, each of its steps shown as it is entered. */
  FinishedExecution run(
      String workflow, Optional<String> name, String input, Optional<PrintWriter> steps) {
    Optional<Progress> progress = steps.map(out -> new Progress(out, Ansi.AUTO.enabled()));
    try (SfnClient sfn = account().client(SfnClient.builder())) {
      return new DeployedWorkflow(sfn, stackName, DeployedOptions::pause)
          .run(
              workflow,
              name,
              input,
              event -> progress.ifPresent(shown -> shown.show(workflow, event)));
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; the execution goes on", e);
    }
  }
}
