package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import java.time.Duration;

/**
 * "Put Back Volumes": the undo. Puts the old volumes back in their places with their flags, and the
 * instance in the power state that it had, however far the restore had come.
 */
public final class PutBackVolumesHandler extends MovingHandler
    implements RequestHandler<MovingHandler.Input, MovingHandler.Output> {

  /** Longer than the way there: what hung then may still be hanging. */
  private static final Duration PATIENCE = Duration.ofMinutes(40);

  public PutBackVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public PutBackVolumesHandler(Wiring wiring) {
    // As long as there is time there is no reason to give up.
    super(wiring, "back", PATIENCE, Integer.MAX_VALUE);
  }

  @Override
  public Output handleRequest(Input input, Context context) {
    return move(
        input,
        input
            .plan()
            .placing()
            .orElseThrow(() -> new IllegalStateException("nothing was placed"))
            .back(input.plan().instanceId(), input.volumes()));
  }
}
