package ebsbackup.verify;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.request.VerifyRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * "Select Manifests": selects the next snapshots of the plan that need a manifest, then the copies
 * to compare with their originals.
 */
public final class SelectManifestsHandler
    implements RequestHandler<SelectManifestsHandler.Input, SelectManifestsHandler.Output> {

  private final SnapshotReader snapshots;
  private final boolean compare;
  private final Clock clock;

  public SelectManifestsHandler() {
    this(Wiring.fromEnvironment());
  }

  public SelectManifestsHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    compare = wiring.hasSourceManifests();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param deadline of the run
   * @param cursor where the previous page ended; absent for the first
   */
  public record Input(VerifyRequest request, Instant deadline, Optional<String> cursor) {}

  /**
   * The next snapshots to read. Empty in a dry run, or when the time of the run is used up.
   *
   * @param deadline that of the input: an empty response must not look like an empty page
   */
  public record Output(List<DueManifest> due, Optional<String> cursor, Instant deadline) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    if (input.request().dryRun() || !clock.instant().isBefore(input.deadline())) {
      return new Output(List.of(), Optional.empty(), input.deadline());
    }
    ManifestSelection next =
        ManifestSelection.of(
            SnapshotSets.of(snapshots.ofPlan(input.request().plan()).snapshots()).sets(),
            input.cursor(),
            compare);
    return new Output(next.due(), next.cursor(), input.deadline());
  }
}
