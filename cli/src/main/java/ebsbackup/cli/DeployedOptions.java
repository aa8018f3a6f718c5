package ebsbackup.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The options by which a command works on a deployed stack instead of a world. */
final class DeployedOptions {
  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Work on AWS, through the deployed workflow, with this profile.")
  private String profile;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Work on AWS, in this Region; by default that of the profile.")
  private String region;

  @Option(
      names = "--stack-name",
      paramLabel = "NAME",
      defaultValue = "ebs-backup",
      description = "The deployed stack; ${DEFAULT-VALUE} by default.")
  private String stackName;

  /** Whether the command is to work on AWS. */
  boolean given() {
    return profile != null || region != null;
  }

  /**
   * Checks that there is one place to work on.
   *
   * @throws ParameterException if a world is named too
   */
  void checkAgainst(WorldOptions world, CommandSpec spec) {
    if (given() && world.given()) {
      throw new ParameterException(
          spec.commandLine(), "--world: expected none beside --profile or --region");
    }
  }

  /** Runs a workflow of the stack to its end, each of its steps shown as it is entered. */
  FinishedExecution run(
      String workflow, Optional<String> name, String input, Optional<PrintWriter> steps) {
    Optional<Progress> progress = steps.map(out -> new Progress(out, Ansi.AUTO.enabled()));
    AwsAccount account = new AwsAccount(Optional.ofNullable(profile), Optional.ofNullable(region));
    try (SfnClient sfn = account.client(SfnClient.builder())) {
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
