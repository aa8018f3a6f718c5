package ebsbackup.verify;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.VerifyRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * "Hash Blocks": stores the SHA-256 of every block of the selected snapshots, and records each
 * finished manifest as a tag. Compares the selected copies with their originals. Stops after some
 * minutes and returns the remaining work.
 */
public final class HashBlocksHandler
    implements RequestHandler<HashBlocksHandler.Input, HashBlocksHandler.Output> {

  private final Wiring wiring;
  private final Clock clock;

  public HashBlocksHandler() {
    this(Wiring.fromEnvironment());
  }

  public HashBlocksHandler(Wiring wiring) {
    this.wiring = wiring;
    clock = wiring.clock();
  }

  /** The step's input. */
  public record Input(
      VerifyRequest request, List<DueManifest> due, Instant deadline, ManifestProgress manifests) {}

  /**
   * The result of the page.
   *
   * @param later the remaining items, for the next invocation after the wait
   */
  public record Output(List<DueManifest> later, int waitSeconds, ManifestProgress manifests) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    SnapshotHasher hasher = new SnapshotHasher(wiring);
    CopyComparer comparer = new CopyComparer(wiring);
    ManifestPage page = new ManifestPage(input.due(), input.manifests(), input.deadline(), clock);
    int left = input.request().maxManifestRequests() - input.manifests().requests();
    while (page.hasNext()) {
      try {
        DueManifest due = page.next();
        int more = Math.max(0, left - hasher.requests());
        page.record(
            due.original().isPresent()
                ? comparer.compare(due, due.original().get(), input.request().plan())
                : hasher.step(due, more, input.deadline()));
      } catch (AwsCallException e) {
        page.failed(e);
      } catch (UnreadableException | InvalidInputException e) {
        page.notMade(e);
      }
    }
    ManifestPage.End end = page.end(hasher.requests());
    return new Output(end.later(), end.waitSeconds(), end.manifests());
  }
}
