package ebsbackup.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The options that make a command run a workflow of a deployed stack instead of a world. */
final class DeployedOptions extends AccountOptions {
  @Option(
      names = "--stack-name",
      paramLabel = "NAME",
      defaultValue = "ebs-backup",
      description = "The deployed stack; ${DEFAULT-VALUE} by default.")
  private String stackName;

  /**
   * Runs a workflow of the stack to its end and, if {@code steps} is true, shows each step as it is
   * entered.
   */
  FinishedExecution run(
      String workflow, Optional<String> name, String input, CommandSpec spec, boolean steps) {
    try (SfnClient sfn = account().client(SfnClient.builder())) {
      DeployedWorkflow deployed = workflow(sfn);
      return follow(deployed, deployed.start(workflow, name, input), spec, steps);
    }
  }

  /** Follows an execution that is already running. */
  FinishedExecution follow(String arn, CommandSpec spec, boolean steps) {
    try (SfnClient sfn = account().client(SfnClient.builder())) {
      return follow(workflow(sfn), arn, spec, steps);
    }
  }

  private DeployedWorkflow workflow(SfnClient sfn) {
    return new DeployedWorkflow(sfn, stackName, DeployedOptions::pause);
  }

  private FinishedExecution follow(
      DeployedWorkflow workflow, String arn, CommandSpec spec, boolean steps) {
    Thread left = new Thread(() -> spec.commandLine().getErr().println(howToLookAgain(arn)));
    Runtime.getRuntime().addShutdownHook(left);
    try {
      return steps
          ? show(workflow, arn, new Progress(spec.commandLine().getOut(), Ansi.AUTO.enabled()))
          : workflow.follow(arn, event -> {}, () -> {});
    } finally {
      Runtime.getRuntime().removeShutdownHook(left);
    }
  }

  private FinishedExecution show(DeployedWorkflow workflow, String arn, Progress progress) {
    try (Ec2Client ec2 = account().client(Ec2Client.builder())) {
      Gauge gauge = new Gauge(ec2);
      Runnable look =
          () -> {
            Instant now = Instant.now();
            progress.look(now, gauge.measure(now));
          };
      FinishedExecution execution =
          workflow.follow(
              arn,
              event -> {
                gauge.see(event);
                progress.show(arn, event);
              },
              look);
      // Volumes keep loading after the execution ends.
      look.run();
      return execution;
    }
  }

  private String howToLookAgain(String arn) {
    return "%nThe execution continues. To follow it again, run%n  ./ebs-backup follow %s%s"
        .formatted(arn, account().options());
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; the execution continues", e);
    }
  }
}
