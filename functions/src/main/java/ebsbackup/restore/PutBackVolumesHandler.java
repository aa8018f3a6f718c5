package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import java.time.Duration;

/**
 * "Put Back Volumes": the undo. Moves the old volumes back to their devices with their flags, and
 * returns the instance to its previous power state, no matter how far the restore had come.
 */
public final class PutBackVolumesHandler
    implements RequestHandler<VolumeMover.Input, MoveProgress> {

  /** Longer than the limit of "Place Volumes": whatever got stuck there may still be stuck. */
  private static final Duration LIMIT = Duration.ofMinutes(40);

  private final VolumeMover mover;

  public PutBackVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public PutBackVolumesHandler(Wiring wiring) {
    // Refusals never end an undo; only the time limit does.
    mover = new VolumeMover(wiring, "back", LIMIT, Integer.MAX_VALUE);
  }

  @Override
  public MoveProgress handleRequest(VolumeMover.Input input, Context context) {
    return mover.move(input, input.plan().back(input.volumes()));
  }
}
