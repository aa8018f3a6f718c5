package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotCopier;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import java.time.Clock;
import java.util.List;

/**
 * "Create Copies": starts missing copies, as many as EC2's limit allows. First looks for copies
 * that were started before, since the call has no client token.
 */
public final class CreateCopiesHandler
    implements RequestHandler<CreateCopiesHandler.Input, CreateCopiesHandler.Output> {

  private final PullFacts facts;
  private final SnapshotCopier copier;
  private final Clock clock;

  public CreateCopiesHandler() {
    this(Wiring.fromEnvironment());
  }

  public CreateCopiesHandler(Wiring wiring) {
    facts = new PullFacts(wiring);
    copier = wiring.snapshotCopier();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param from the source, checked by the first step
   * @param region the Region of the copies
   */
  public record Input(
      CopyPlan plan,
      CopySource from,
      String kmsKeyArn,
      String region,
      List<SetToPull> sets,
      PullProgress progress) {}

  /**
   * The result of the page.
   *
   * @param waitSeconds the minimum wait before the next attempt
   * @param waiting whether copies wait for a place
   */
  public record Output(
      List<SetToPull> sets, int waitSeconds, boolean waiting, PullProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    if (input.plan().pruning().dryRun()) {
      throw new InvalidInputException(
          "plan.dryRun", "true", "false, because this step copies snapshots");
    }
    CopiesHere here = facts.here(input.plan(), input.sets());
    List<String> ids = CopyPage.toRead(input.sets(), here);
    CopyPage page = new CopyPage(input.sets(), here, facts.source(input.from(), ids), clock);
    while (page.hasNext()) {
      try {
        copier.copy(page.next().request(input.plan(), input.region(), input.kmsKeyArn()));
        page.begun();
      } catch (AwsCallException e) {
        page.failed(e);
      }
    }
    CopyPage.End end = page.end();
    return new Output(
        end.later(), (int) end.pause().toSeconds(), end.waiting(), input.progress().plusBegun(end));
  }
}
