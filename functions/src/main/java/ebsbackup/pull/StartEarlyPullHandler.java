package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.ExecutionStarter;
import ebsbackup.aws.Wiring;
import ebsbackup.json.RawJson;
import java.time.Clock;

/**
 * EventBridge invokes this handler with the copy plan for each snapshot that the source shares.
 * Starts the execution that pulls the current slot's snapshots, unless an earlier event started it.
 */
public final class StartEarlyPullHandler
    implements RequestHandler<RawJson, StartEarlyPullHandler.Output> {

  private final ExecutionStarter executions;
  private final Clock clock;

  public StartEarlyPullHandler() {
    this(Wiring.fromEnvironment());
  }

  public StartEarlyPullHandler(Wiring wiring) {
    executions = wiring.executionStarter();
    clock = wiring.clock();
  }

  /**
   * What was started.
   *
   * @param name the name of the execution
   * @param exists whether an execution with that name has ended or has another plan
   */
  public record Output(String name, boolean exists) {}

  @Override
  public Output handleRequest(RawJson plan, Context context) {
    String name = EarlyPull.nameAt(clock.instant());
    return new Output(name, !executions.start(name, plan.text()));
  }
}
