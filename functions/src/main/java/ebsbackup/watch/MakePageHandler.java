package ebsbackup.watch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** "Make Page": creates the page of {@code ./ebs-backup status} for the plan that is measured. */
public final class MakePageHandler
    implements RequestHandler<MakePageHandler.Input, MakePageHandler.Output> {

  private final Json json = new Json();
  private final FleetReader reader;

  public MakePageHandler() {
    this(Wiring.fromEnvironment());
  }

  public MakePageHandler(Wiring wiring) {
    reader = new FleetReader(wiring);
  }

  /**
   * The step's input.
   *
   * @param plan the input of the execution
   * @param name the name of the page, from the measurement
   * @param prefix the prefix of the stack's objects in the bucket
   */
  public record Input(RawJson plan, String name, String prefix) {}

  /**
   * The step's output.
   *
   * @param key the key of the object
   * @param page HTML of at most {@link PackedPage#LONGEST} characters
   */
  public record Output(String key, String page) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Plan plan = json.read(input.plan(), Plan.class);
    Fleet fleet = reader.read();
    FleetStatus status =
        new FleetStatus(fleet, List.of(reader.known(plan, fleet)), Optional.empty(), fleet.now());
    String command =
        "./ebs-backup status --region REGION --plan PLAN.json --html page.html, with the plan of the schedule";
    try {
      return new Output(
          input.prefix() + input.name(), PackedPage.of(status.report(), status, command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
