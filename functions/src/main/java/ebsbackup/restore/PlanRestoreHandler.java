package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Place;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.RestoreRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** "Plan Restore": decides everything that the restore will do, or refuses it. Writes nothing. */
public final class PlanRestoreHandler
    implements RequestHandler<PlanRestoreHandler.Input, RestorePlan> {

  private final Json json = new Json();
  private final FactReader facts;
  private final String healthCheckDocument;
  private final List<String> owners;
  private final Clock clock;

  public PlanRestoreHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlanRestoreHandler(Wiring wiring) {
    facts = new FactReader(wiring);
    healthCheckDocument = wiring.healthCheckDocument();
    owners = wiring.restoreFromAccounts();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param request the input of the execution
   */
  public record Input(
      RawJson request,
      String executionArn,
      String executionName,
      Instant startTime,
      String stateMachineArn) {}

  @Override
  public RestorePlan handleRequest(Input input, Context context) {
    RestoreRequest request = json.read(input.request(), RestoreRequest.class);
    Instant now = clock.instant();
    request.checkAt(now);
    request.checkOwner(Place.ofArn(input.executionArn()).account(), owners);
    request.healthCheck().ifPresent(check -> check.checkAllowedBy(healthCheckDocument));
    return PlanSize.checked(
        RestorePlanner.plan(
            request,
            new RestorePlanner.Asker(
                input.executionArn(), input.executionName(), input.startTime()),
            facts.read(request, input.stateMachineArn(), now),
            now));
  }
}
