package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.RunCommands;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.InstanceStatus;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.report.PayloadBudget;
import ebsbackup.request.HealthCheck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * "Check Health": whether the instance is well with its new volumes, by EC2's status checks, and by
 * a command if the request has one.
 */
public final class CheckHealthHandler
    implements RequestHandler<CheckHealthHandler.Input, CheckHealthHandler.Output> {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);
  private static final int LONGEST_OUTPUT = 300;

  /** Systems Manager's words for a command that is still running. */
  private static final Set<String> GOING = Set.of("Pending", "InProgress", "Delayed");

  private final Ec2Instances instances;
  private final RunCommands commands;
  private final Clock clock;

  public CheckHealthHandler() {
    this(Wiring.fromEnvironment());
  }

  public CheckHealthHandler(Wiring wiring) {
    instances = wiring.instances();
    commands = wiring.runCommands();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param since when the first look was; absent at first
   * @param commandId the command that was sent; absent before
   */
  public record Input(RestorePlan plan, Optional<Instant> since, Optional<String> commandId) {}

  /**
   * What was found.
   *
   * @param finished no more looks are needed
   * @param problem why the instance does not count as well
   */
  public record Output(
      boolean finished,
      Optional<String> problem,
      Instant since,
      Optional<String> commandId,
      int waitSeconds) {}

  /** What one look found. */
  private sealed interface Look {
    record Well() implements Look {}

    record Ill(String problem) implements Look {}

    record Unclear(String reason, Optional<String> commandId) implements Look {}
  }

  @Override
  public Output handleRequest(Input input, Context context) {
    Instant now = clock.instant();
    Instant since = input.since().orElse(now);
    Duration timeout =
        input
            .plan()
            .healthCheck()
            .map(check -> Duration.ofSeconds(check.timeoutSeconds()))
            .orElse(HealthCheck.DEFAULT_TIMEOUT);
    return switch (look(input)) {
      case Look.Well well -> new Output(true, Optional.empty(), since, input.commandId(), 0);
      case Look.Ill ill ->
          new Output(true, Optional.of(ill.problem()), since, input.commandId(), 0);
      case Look.Unclear unclear ->
          now.isBefore(since.plus(timeout))
              ? new Output(
                  false,
                  Optional.empty(),
                  since,
                  unclear.commandId(),
                  (int) BETWEEN_LOOKS.toSeconds())
              : new Output(
                  true,
                  Optional.of("%s after %s".formatted(unclear.reason(), timeout)),
                  since,
                  unclear.commandId(),
                  0);
    };
  }

  private Look look(Input input) {
    RestorePlan plan = input.plan();
    if (input.commandId().isEmpty() && plan.mode().equals("swap")) {
      Optional<InstanceStatus> health = instances.health(plan.instanceId());
      if (health.filter(InstanceStatus::impaired).isPresent()) {
        return new Look.Ill("the status checks of %s say impaired".formatted(plan.instanceId()));
      }
      if (health.filter(InstanceStatus::ok).isEmpty()) {
        return new Look.Unclear(
            "the status checks of %s have no result".formatted(plan.instanceId()),
            Optional.empty());
      }
    }
    return plan.healthCheck()
        .map(check -> command(plan, check, input.commandId()))
        .orElse(new Look.Well());
  }

  private Look command(RestorePlan plan, HealthCheck check, Optional<String> commandId) {
    try {
      if (commandId.isEmpty()) {
        String sent =
            commands.send(
                plan.instanceId(),
                check.document(),
                check.parameters(),
                "Health check of the restore " + plan.restoreId());
        return new Look.Unclear(check.document() + " is running", Optional.of(sent));
      }
      RunCommands.Invocation found = commands.invocation(commandId.get(), plan.instanceId());
      if (GOING.contains(found.status())) {
        return new Look.Unclear(check.document() + " is " + found.status(), commandId);
      }
      return found.status().equals("Success")
          ? new Look.Well()
          : new Look.Ill(
              "the health check %s ended %s with exit code %d: %s"
                  .formatted(
                      check.document(),
                      found.status(),
                      found.exitCode(),
                      PayloadBudget.shortened(found.output(), LONGEST_OUTPUT)));
    } catch (RefusedException e) {
      // The agent is not up yet, or the command not visible yet; anything else stays so till the
      // end.
      return new Look.Unclear(String.valueOf(e.getMessage()), commandId);
    } catch (OutcomeUnknownException e) {
      // Without an id the command goes out once more: a check changes nothing.
      return new Look.Unclear(String.valueOf(e.getMessage()), commandId);
    }
  }
}
