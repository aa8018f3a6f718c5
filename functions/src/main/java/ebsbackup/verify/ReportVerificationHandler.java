package ebsbackup.verify;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.KmsKeys;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AwsCallException;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import ebsbackup.request.VerifyRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** "Report Verification": checks the keys of all good sets, and reports the findings. */
public final class ReportVerificationHandler
    implements RequestHandler<ReportVerificationHandler.Input, VerifyReport> {

  private final Json json = new Json();
  private final SnapshotReader snapshots;
  private final KmsKeys keys;
  private final Clock clock;

  public ReportVerificationHandler() {
    this(Wiring.fromEnvironment());
  }

  public ReportVerificationHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    keys = wiring.kmsKeys();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param error the error of the step that ended the run, if one did
   */
  public record Input(
      VerifyRequest request,
      VerifyProgress progress,
      ManifestProgress manifests,
      Optional<TaskError> error) {}

  @Override
  public VerifyReport handleRequest(Input input, Context context) {
    String plan = input.request().plan();
    List<SnapshotSet> sets = SnapshotSets.of(snapshots.ofPlan(plan).snapshots()).sets();
    Map<String, KeyLookup> lookups =
        KeyLine.keys(sets).stream().collect(Collectors.toMap(key -> key, this::lookUp));
    return VerifyReport.of(
        plan,
        input.progress(),
        sets,
        KeyLine.of(sets, lookups),
        Optional.of(input.request())
            .filter(VerifyRequest::manifest)
            .map(on -> ManifestReport.of(input.manifests(), ManifestSelection.count(sets))),
        Optional.of(input.request())
            .filter(VerifyRequest::dryRun)
            .map(dry -> VerifyEstimate.of(sets, snapshots::fullSizes, dry, clock.instant())),
        input.error().map(error -> error.text(json)));
  }

  /** A failed call says nothing about the key. */
  private KeyLookup lookUp(String key) {
    try {
      return keys.byNames(List.of(key)).get(key);
    } catch (AwsCallException e) {
      return new KeyLookup.Unchecked(String.valueOf(e.getMessage()));
    }
  }
}
