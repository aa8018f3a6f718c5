package ebsbackup.verify;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.VerifyRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** "Select Sets": selects the next good sets of the plan that have no verdict yet. */
public final class SelectSetsHandler
    implements RequestHandler<SelectSetsHandler.Input, SelectSetsHandler.Output> {

  /** The next run verifies the remaining sets. Throttling alone can take this long. */
  static final Duration LONGEST = Duration.ofHours(6);

  private final Json json = new Json();
  private final SnapshotReader snapshots;
  private final boolean hasManifestBucket;
  private final Clock clock;

  public SelectSetsHandler() {
    this(Wiring.fromEnvironment());
  }

  public SelectSetsHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    hasManifestBucket = wiring.hasManifestBucket();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param request the input of the execution
   * @param startTime when the execution started
   * @param cursor where the previous page ended; absent for the first
   */
  public record Input(
      RawJson request, Instant startTime, Optional<String> cursor, VerifyProgress progress) {}

  /**
   * The next sets to verify. Empty in a dry run, or when the requests or the time are used up.
   *
   * @param deadline when to stop reading
   */
  public record Output(List<SelectedSet> sets, Optional<String> cursor, Instant deadline) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    VerifyRequest request = json.read(input.request(), VerifyRequest.class);
    request.checkManifest(hasManifestBucket);
    Instant deadline = input.startTime().plus(LONGEST);
    if (request.dryRun()
        || !clock.instant().isBefore(deadline)
        || input.progress().requests() >= request.maxRequests()) {
      return new Output(List.of(), Optional.empty(), deadline);
    }
    DueSelection next =
        DueSelection.of(
            SnapshotSets.of(snapshots.ofPlan(request.plan()).snapshots()).sets(),
            input.startTime(),
            input.cursor());
    return new Output(next.sets(), next.cursor(), deadline);
  }
}
