package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * "Start Run": checks the plan, creates the run, and lets it start only if no other execution
 * handles the same occurrence and no earlier run of the plan is still running.
 */
public final class StartRunHandler
    implements RequestHandler<StartRunHandler.Input, StartRunHandler.Output> {

  private final Json json = new Json();
  private final OtherExecutions others;
  private final List<String> shareAccounts;
  private final Clock clock;

  public StartRunHandler() {
    this(Wiring.fromEnvironment());
  }

  public StartRunHandler(Wiring wiring) {
    others = new OtherExecutions(wiring);
    shareAccounts = wiring.shareAccounts();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param plan the input of the execution
   */
  public record Input(
      RawJson plan,
      String executionArn,
      String executionName,
      Instant startTime,
      String stateMachineArn) {}

  /**
   * The result.
   *
   * @param next what follows a good run
   * @param other the execution that prevents the start
   * @param waitSeconds the wait before the next check
   */
  public record Output(
      Run run, NextExecutions next, Turn turn, Optional<String> other, int waitSeconds) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Plan plan = json.read(input.plan(), Plan.class);
    plan.checkAt(input.startTime());
    String account = Execution.accountOf(input.executionArn());
    plan.share().ifPresent(share -> share.checkAllowedBy(account, shareAccounts));
    Run run = Run.of(plan, input.executionName(), input.startTime());
    NextExecutions next = NextExecutions.of(plan, input.executionName());
    List<Execution> listed = others.of(input.stateMachineArn(), plan);
    Admission admission =
        Admission.decide(run, input.executionArn(), input.startTime(), listed, clock.instant());
    return new Output(run, next, admission.turn(), admission.other(), admission.waitSeconds());
  }
}
