package ebsbackup.watch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * "Measure Protection": measures the age of the newest good set of each source of a plan or copy
 * plan.
 */
public final class MeasureProtectionHandler
    implements RequestHandler<MeasureProtectionHandler.Input, ProtectionReport> {

  private final Json json = new Json();
  private final FleetReader reader;

  public MeasureProtectionHandler() {
    this(Wiring.fromEnvironment());
  }

  public MeasureProtectionHandler(Wiring wiring) {
    reader = new FleetReader(wiring);
  }

  /**
   * The step's input.
   *
   * @param plan the input of the execution
   */
  public record Input(RawJson plan) {}

  /**
   * Measures at the scheduled time, so each hour counts once, or at the current time in a manual
   * run.
   *
   * @throws InvalidInputException if the plan is invalid or has no target
   */
  @Override
  public ProtectionReport handleRequest(Input input, Context context) {
    Plan plan = json.read(input.plan(), Plan.class);
    if (plan.rpo().isEmpty()) {
      throw new InvalidInputException(
          "rpo", "missing", "how old the newest good set of a source may be, such as PT26H");
    }
    Fleet fleet = reader.readPlanned();
    KnownPlan known = reader.known(plan, fleet);
    Instant at =
        plan.scheduledTime().filter(time -> time.isBefore(fleet.now())).orElse(fleet.now());
    FleetStatus status = new FleetStatus(fleet, List.of(known), Optional.empty(), at);
    ProtectionReport report = ProtectionReport.of(known, status, plan.scheduledTime().isPresent());
    report.notGood().forEach(late -> context.getLogger().log(late.source() + ": " + late.reason()));
    return report;
  }
}
