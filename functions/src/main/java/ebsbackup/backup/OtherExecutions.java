package ebsbackup.backup;

import ebsbackup.aws.Executions;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks Step Functions for the executions that may prevent a run from starting. */
final class OtherExecutions {
  /** EventBridge Scheduler retries an occurrence for at most one day. */
  private static final Duration DELIVERED_WITHIN = Duration.ofDays(1);

  private final Json json = new Json();
  private final Executions executions;
  private final Clock clock;

  OtherExecutions(Wiring wiring) {
    executions = wiring.executions();
    clock = wiring.clock();
  }

  /** The running executions and those that have succeeded since the plan's scheduled time. */
  List<Execution> of(String stateMachineArn, Plan plan) {
    Stream<Executions.Description> succeeded =
        plan
            .scheduledTime()
            .filter(time -> time.isAfter(clock.instant().minus(DELIVERED_WITHIN)))
            .stream()
            .flatMap(time -> executions.succeededSince(stateMachineArn, time).stream());
    return Stream.concat(executions.running(stateMachineArn).stream(), succeeded)
        .map(this::execution)
        .toList();
  }

  /** The part of a report that tells whether its execution has done the work. */
  private record Result(Optional<Status> status) {}

  private Execution execution(Executions.Description found) {
    // An execution whose input is not a valid plan is about to fail, so it does not block others.
    Optional<Plan> plan = json.readIfValid(found.input(), Plan.class);
    return new Execution(
        found.arn(),
        found.status(),
        found.startTime(),
        plan.map(Plan::name),
        plan.map(p -> p.runId(found.name(), found.startTime())),
        found
            .output()
            .flatMap(output -> json.readIfValid(output, Result.class))
            .flatMap(Result::status));
  }
}
