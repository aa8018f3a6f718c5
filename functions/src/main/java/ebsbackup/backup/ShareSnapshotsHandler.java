package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.request.Plan;
import ebsbackup.share.SetSharing;
import ebsbackup.share.ShareDecision;
import ebsbackup.share.SharePage;
import ebsbackup.share.ShareProgress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * "Share Snapshots": shares the good sets of the plan with other accounts, only as whole sets, and
 * withdraws those whose time is over. It returns what EC2 does not accept now, and the workflow
 * passes that in again after a wait.
 */
public final class ShareSnapshotsHandler
    implements RequestHandler<ShareSnapshotsHandler.Input, ShareSnapshotsHandler.Output> {

  private final SetSharer sharer;
  private final Clock clock;

  public ShareSnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public ShareSnapshotsHandler(Wiring wiring) {
    sharer = new SetSharer(wiring);
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param work what the previous attempt returned
   * @param cursor where the next decision begins; absent at first
   */
  public record Input(
      Plan plan,
      Run run,
      List<SetSharing> work,
      Optional<String> cursor,
      Optional<ShareProgress> progress) {}

  /**
   * The result for the page.
   *
   * @param work what is left, to be passed in again after the wait
   * @param cursor absent once all sets were decided on
   * @param waitSeconds the time that EC2's throttling bucket needs to refill
   */
  public record Output(
      List<SetSharing> work, Optional<String> cursor, int waitSeconds, ShareProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    ShareProgress progress = input.progress().orElse(ShareProgress.NONE);
    List<SetSharing> work = input.work();
    Optional<String> cursor = input.cursor();
    if (work.isEmpty()) {
      ShareDecision.Facts facts = sharer.facts(input.plan());
      ShareDecision decision = ShareDecision.of(input.plan(), facts, clock.instant(), cursor);
      progress = progress.plusDecided(decision, sharer.keyReports(facts, decision));
      work = decision.work();
      cursor = decision.cursor();
    }
    SharePage page = new SharePage(work, clock.instant());
    sharer.apply(page, context::getRemainingTimeInMillis);
    SharePage.End end = page.end(clock.instant(), input.run().sharingEnds());
    end.problems().forEach(problem -> context.getLogger().log(problem.toString()));
    return new Output(
        end.later(), end.cursorAfter(cursor), end.waitSeconds(), progress.plusDone(end));
  }
}
