package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import java.time.Duration;

/** "Place Volumes": makes the next calls that move the new volumes to their devices. */
public final class PlaceVolumesHandler implements RequestHandler<VolumeMover.Input, MoveProgress> {

  /** Stopping a large instance takes minutes; a move that takes longer than this is undone. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private static final int MAX_REFUSALS = 4;

  private final VolumeMover mover;

  public PlaceVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlaceVolumesHandler(Wiring wiring) {
    mover = new VolumeMover(wiring, "forward", LIMIT, MAX_REFUSALS);
  }

  @Override
  public MoveProgress handleRequest(VolumeMover.Input input, Context context) {
    return mover.move(input, input.plan().forward(input.volumes()));
  }
}
