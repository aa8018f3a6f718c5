package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Place;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** "Select Sets To Pull": checks the copy plan, and hands out the next sets. Writes nothing. */
public final class SelectSetsToPullHandler
    implements RequestHandler<SelectSetsToPullHandler.Input, SelectSetsToPullHandler.Output> {

  /** With a check a minute, the history stays under 25,000 events. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private final Json json = new Json();
  private final PullFacts facts;
  private final Clock clock;

  public SelectSetsToPullHandler() {
    this(Wiring.fromEnvironment());
  }

  public SelectSetsToPullHandler(Wiring wiring) {
    facts = new PullFacts(wiring);
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param cursor where the page before ended; absent for the first
   */
  public record Input(
      RawJson plan,
      String stateMachineArn,
      String executionArn,
      Instant startTime,
      Optional<String> cursor,
      PullProgress progress) {}

  /**
   * What to pull next: nothing when the time of the run is used up.
   *
   * @param region of the copies
   * @param other the execution that already pulls for this plan, if one does: report now
   * @param dryRun whether to report now
   */
  public record Output(
      List<SetToPull> sets,
      Optional<String> cursor,
      CopySource from,
      String kmsKeyArn,
      String region,
      Instant deadline,
      Optional<String> other,
      boolean dryRun,
      PullProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    CopyPlan plan = json.read(input.plan(), CopyPlan.class);
    Place here = Place.ofArn(input.executionArn());
    CopySource from = plan.checkedFrom(here);
    String key = facts.kmsKeyArn(plan);
    boolean dry = plan.pruning().dryRun();
    boolean first = input.cursor().isEmpty();
    OtherPull own = new OtherPull(input.executionArn(), input.startTime());
    Optional<String> other =
        first && !dry ? facts.other(plan, input.stateMachineArn(), own) : Optional.empty();
    Instant now = clock.instant();
    Instant end = input.startTime().plus(LONGEST);
    DueSets due = other.isEmpty() && now.isBefore(end) ? facts.due(plan, from, now) : DueSets.NONE;
    PullEstimate estimate = PullEstimate.of(due, CompletionTime.of(plan, due.snapshots()));
    PullProgress progress = first ? input.progress().plusDue(estimate) : input.progress();
    DueSets.Page page = due.page(input.cursor());
    return new Output(
        page.sets(), page.cursor(), from, key, here.region(), end, other, dry, progress);
  }
}
