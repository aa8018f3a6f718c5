package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import java.time.Duration;

/**
 * "Put Back Volumes": the undo. Puts the old volumes back in their places with their flags, and the
 * instance in the power state that it had, however far the restore had come.
 */
public final class PutBackVolumesHandler
    implements RequestHandler<VolumeMover.Input, MoveProgress> {

  /** Longer than the way there: what hung then may still be hanging. */
  private static final Duration LIMIT = Duration.ofMinutes(40);

  private final VolumeMover mover;

  public PutBackVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public PutBackVolumesHandler(Wiring wiring) {
    // Refusals never end an undo: only time does.
    mover = new VolumeMover(wiring, "back", LIMIT, Integer.MAX_VALUE);
  }

  @Override
  public MoveProgress handleRequest(VolumeMover.Input input, Context context) {
    return mover.move(input, input.plan().back(input.volumes()));
  }
}
