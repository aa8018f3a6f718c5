package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import java.time.Duration;

/** "Place Volumes": puts the new volumes in their places, by the calls that are still missing. */
public final class PlaceVolumesHandler extends MovingHandler
    implements RequestHandler<MovingHandler.Input, MovingHandler.Output> {

  /** Stopping a large instance takes minutes; a volume that hangs longer than this is undone. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final int MOST_REFUSALS = 4;

  public PlaceVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlaceVolumesHandler(Wiring wiring) {
    super(wiring, "forward", PATIENCE, MOST_REFUSALS);
  }

  @Override
  public Output handleRequest(Input input, Context context) {
    return move(
        input,
        input
            .plan()
            .placing()
            .orElseThrow(() -> new IllegalStateException("the plan places no volume"))
            .forward(input.plan().instanceId(), input.volumes()));
  }
}
