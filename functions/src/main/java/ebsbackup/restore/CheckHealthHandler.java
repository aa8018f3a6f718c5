package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.InstanceReader;
import ebsbackup.aws.RunCommands;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.request.HealthCheck;
import ebsbackup.request.RestoreMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * "Check Health": checks whether the instance is healthy with its new volumes, using EC2's status
 * checks and, if the request has one, a command.
 */
public final class CheckHealthHandler
    implements RequestHandler<CheckHealthHandler.Input, CheckedHealth> {

  private final InstanceReader instances;
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
   * @param since the time of the first check; absent in the first check
   * @param commandId the command that was sent; absent until then
   */
  public record Input(RestorePlan plan, Optional<Instant> since, Optional<String> commandId) {}

  @Override
  public CheckedHealth handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    Instant now = clock.instant();
    Instant since = input.since().orElse(now);
    Optional<String> commandId = input.commandId();
    Health health =
        commandId.isEmpty() && plan.mode() == RestoreMode.SWAP
            ? Health.ofStatusChecks(plan.instanceId(), instances.health(plan.instanceId()))
            : new Health.Healthy();
    if (health instanceof Health.Healthy && plan.healthCheck().isPresent()) {
      HealthCheck check = plan.healthCheck().get();
      try {
        if (commandId.isPresent()) {
          health = invocation(plan, check, commandId.get());
        } else {
          String comment = "Health check of the restore " + plan.restoreId();
          commandId = Optional.of(commands.send(plan.instanceId(), check, comment));
          health = new Health.Unclear(check.document() + " is running");
        }
      } catch (RefusedException | OutcomeUnknownException e) {
        // The agent may not be running yet, or the command not yet visible. If the call got no
        // answer, a second command does no harm: a health check changes nothing.
        health = new Health.Unclear(String.valueOf(e.getMessage()));
      }
    }
    return CheckedHealth.of(
        health.within(plan.healthTimeout(), Duration.between(since, now)), since, commandId);
  }

  private Health invocation(RestorePlan plan, HealthCheck check, String commandId) {
    RunCommands.Invocation found = commands.invocation(commandId, plan.instanceId());
    return Health.ofCommand(check.document(), found.status(), found.exitCode(), found.output());
  }
}
