package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Place;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * "Select Sets To Pull": checks the copy plan, and hands out the next sets at the source that have
 * no good copy here and would be kept. Writes nothing.
 */
public final class SelectSetsToPullHandler
    implements RequestHandler<SelectSetsToPullHandler.Input, SelectSetsToPullHandler.Output> {

  /**
   * What is left then has its turn in the next run. With a check a minute at the most, the history
   * stays under 25,000 events.
   */
  static final Duration LONGEST = Duration.ofHours(12);

  private final Json json = new Json();
  private final Wiring wiring;

  public SelectSetsToPullHandler() {
    this(Wiring.fromEnvironment());
  }

  public SelectSetsToPullHandler(Wiring wiring) {
    this.wiring = wiring;
  }

  /**
   * The step's input.
   *
   * @param plan the input of the execution
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
   * @param deadline when to stop
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
    CopySource from = plan.from().checkedFrom(here.account(), here.region());
    plan.checkKeyIn(here.region());
    String key =
        DestinationKey.arn(
            plan.kmsKeyId(),
            wiring.kmsKeys().byNames(List.of(plan.kmsKeyId())).get(plan.kmsKeyId()));
    Instant now = wiring.clock().instant();
    Instant deadline = input.startTime().plus(LONGEST);
    Optional<String> other = other(plan, input);
    DueSets due =
        other.isEmpty() && now.isBefore(deadline) ? due(plan, from, now) : new DueSets(List.of());
    Optional<CompletionTime> time =
        plan.completeWithin().map(CompletionTime::within).map(t -> t.checkedFor(due.snapshots()));
    DueSets.Page page = due.page(input.cursor());
    return new Output(
        page.sets(),
        page.cursor(),
        from,
        key,
        here.region(),
        deadline,
        other,
        plan.pruning().dryRun(),
        input.cursor().isPresent()
            ? input.progress()
            : input.progress().plusDue(PullEstimate.of(due, time)));
  }

  private Optional<String> other(CopyPlan plan, Input input) {
    return plan.pruning().dryRun() || input.cursor().isPresent()
        ? Optional.empty()
        : OtherPull.before(
            new OtherPull(input.executionArn(), input.startTime()),
            wiring.executions().running(input.stateMachineArn()).stream()
                .filter(e -> OtherPull.isOne(json, e.input(), plan.name()))
                .map(e -> new OtherPull(e.arn(), e.startTime()))
                .toList());
  }

  private DueSets due(CopyPlan plan, CopySource from, Instant now) {
    return DueSets.of(
        plan,
        new SourceSets(wiring, from).all(),
        SnapshotSets.of(wiring.snapshots().ofPlan(plan.name()).snapshots()).sets(),
        now);
  }
}
