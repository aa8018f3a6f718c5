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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** "Select Sets To Pull": checks the copy plan, and selects the next sets. Writes nothing. */
public final class SelectSetsToPullHandler
    implements RequestHandler<SelectSetsToPullHandler.Input, SelectedSets> {

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
   * @param cursor where the previous page ended; its unfinished {@code sets} have pending copies
   * @param deadline of the pull; absent until it has selected sets
   * @param waitSeconds the wait before this check; 0 if there was none
   */
  public record Input(
      RawJson plan,
      String stateMachineArn,
      String executionArn,
      Instant startTime,
      Optional<String> cursor,
      List<SetToPull> sets,
      Optional<Instant> deadline,
      int waitSeconds,
      PullProgress progress) {}

  @Override
  public SelectedSets handleRequest(Input input, Context context) {
    CopyPlan plan = json.read(input.plan(), CopyPlan.class);
    Place here = Place.ofArn(input.executionArn());
    CopySource from = plan.checkedFrom(here);
    String key = facts.kmsKeyArn(plan);
    OtherPull own = new OtherPull(input.executionArn(), input.startTime());
    Instant now = clock.instant();
    boolean begun = input.deadline().isPresent();
    boolean dry = plan.pruning().dryRun();
    PullAdmission admission =
        begun || dry
            ? PullAdmission.NOW
            : facts.admission(plan, own, input.stateMachineArn(), input.waitSeconds(), now);
    Optional<Instant> end = input.deadline().or(() -> admission.deadline(now));
    DueSets due =
        end.filter(now::isBefore).map(e -> facts.due(plan, from, now)).orElse(DueSets.NONE);
    PullProgress progress = begun ? input.progress() : input.progress().plusDue(due.estimate(plan));
    DueSets.Page page = due.page(input.cursor()).after(input.sets());
    return new SelectedSets(
        page, from, key, here.region(), end, admission, dry, own.early(), progress);
  }
}
