package ebsbackup.verify;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.TagWriter;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Verification;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.VerifyRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * "Verify Snapshots": reads a few blocks of every snapshot of the selected sets and records each
 * verdict as a tag. Returns throttled sets, which the workflow passes in again after a wait.
 */
public final class VerifySnapshotsHandler
    implements RequestHandler<VerifySnapshotsHandler.Input, VerifySnapshotsHandler.Output> {

  private final SetChecker checker;
  private final TagWriter tags;
  private final Clock clock;

  public VerifySnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public VerifySnapshotsHandler(Wiring wiring) {
    checker = new SetChecker(wiring);
    tags = wiring.tagWriter();
    clock = wiring.clock();
  }

  /** The step's input. */
  public record Input(
      VerifyRequest request, List<SelectedSet> sets, Instant deadline, VerifyProgress progress) {}

  /**
   * The result of the page.
   *
   * @param later the remaining sets, for the next invocation after the wait
   */
  public record Output(List<SelectedSet> later, int waitSeconds, VerifyProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    VerificationPage page =
        new VerificationPage(
            input.request(), input.sets(), input.progress(), input.deadline(), clock);
    while (page.hasNext()) {
      SelectedSet set = page.next();
      try {
        Optional<CheckedSet> checked = checker.check(set, page.budget());
        checked.ifPresent(c -> c.lines().forEach(line -> context.getLogger().log(line.toString())));
        Optional<Verification> verdict = page.checked(checked);
        if (verdict.isPresent()) {
          checked
              .orElseThrow()
              .tagging(verdict.get())
              .forEach(t -> tags.put(t.snapshotIds(), t.tags()));
          page.recorded();
        }
      } catch (AwsCallException e) {
        page.failed(e);
      }
    }
    VerificationPage.End end = page.end();
    return new Output(end.later(), end.waitSeconds(), end.progress());
  }
}
