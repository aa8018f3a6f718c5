package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Deletions;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * "Delete Snapshots": deletes the sets that "Plan Prune" of the same execution has decided on, and
 * nothing else; reads every snapshot again just before. What EC2 won't take now is handed back for
 * the workflow to bring again after a wait.
 */
public final class DeleteSnapshotsHandler
    implements RequestHandler<DeleteSnapshotsHandler.Input, DeleteSnapshotsHandler.Output> {

  private final Ec2Snapshots snapshots;
  private final Deletions deletions;
  private final Clock clock;

  public DeleteSnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public DeleteSnapshotsHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    deletions = wiring.deletions();
    clock = wiring.clock();
  }

  /** The step's input. */
  public record Input(
      Plan plan, List<Deletion> deletions, Instant deadline, PruneProgress progress) {}

  /**
   * What came of it.
   *
   * @param later what is left, to bring again after the wait
   * @param waitSeconds how long EC2's bucket needs
   */
  public record Output(List<Deletion> later, int waitSeconds, PruneProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    if (input.plan().pruning().dryRun()) {
      throw new InvalidInputException("plan.dryRun", "true", "false where something is deleted");
    }
    Page page = new Page(input);
    Output output = page.delete();
    for (Outcome outcome : page.outcomes) {
      context
          .getLogger()
          .log(
              "%s %s %s %s: %s"
                  .formatted(
                      outcome.result(),
                      outcome.source(),
                      outcome.startTime(),
                      outcome.run(),
                      outcome.reason()));
    }
    return output;
  }

  /** One call's bookkeeping. */
  private final class Page {
    private final Input input;
    private final Instant begun = clock.instant();
    private final List<Deletion> later = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<String> deleted = new HashSet<>();
    private Duration wait = Duration.ZERO;
    private Optional<String> failure = Optional.empty();
    private int calls;
    private int alreadyGone;

    Page(Input input) {
      this.input = input;
    }

    Output delete() {
      List<Deletion> all = input.deletions();
      for (int i = 0; i < all.size(); i++) {
        if (!deleteSet(all.get(i))) {
          later.addAll(all.subList(i + 1, all.size()));
          break;
        }
      }
      Instant now = clock.instant();
      if (!now.isBefore(input.deadline())) {
        later.forEach(d -> refuse(d, "EC2 would not take the deletion before the deadline"));
        later.clear();
      }
      Duration refill = Pace.refill(calls, Duration.between(begun, now));
      return new Output(
          later,
          (int) (refill.compareTo(wait) > 0 ? refill : wait).toSeconds(),
          input
              .progress()
              .plusDeleted(
                  new DeletionResult(deleted.size(), alreadyGone, recycled(), outcomes, failure)));
    }

    /** Whether to go on with the next set; what is left of this one is seen to. */
    private boolean deleteSet(Deletion deletion) {
      List<String> left = new ArrayList<>(deletion.snapshotIds());
      int before = deleted.size();
      try {
        while (!left.isEmpty()) {
          if (calls == Pace.PAGE) {
            later.add(deletion.withLeft(left));
            return false;
          }
          // The whole set each time: one that is held by now is left whole as far as it can be.
          Optional<String> objection = readAgain(deletion, left);
          if (objection.isPresent()) {
            refuse(deletion, objection.get());
            return true;
          }
          if (!left.isEmpty()) {
            calls++;
            if (deletions.delete(left.getFirst())) {
              deleted.add(left.getFirst());
            } else {
              alreadyGone++;
            }
            left.removeFirst();
          }
        }
        outcomes.add(
            Outcome.of(
                deletion,
                deletion.begun() || deleted.size() > before
                    ? Outcome.Result.DELETED
                    : Outcome.Result.ALREADY_GONE,
                deletion.reason()));
        return true;
      } catch (ThrottledException | OutcomeUnknownException e) {
        // A deletion whose reply was lost is found done when the snapshot is read again.
        wait = Pace.AFTER_THROTTLING;
        later.add(deletion.withLeft(left));
        return false;
      } catch (RefusedException e) {
        refuse(deletion, String.valueOf(e.getMessage()));
        return true;
      } catch (AccessDeniedException e) {
        failure = Optional.of(String.valueOf(e.getMessage()));
        later.add(deletion.withLeft(left));
        return false;
      }
    }

    /** Takes out what is gone, and says why the rest may not be deleted, if it may not. */
    private Optional<String> readAgain(Deletion deletion, List<String> left) {
      List<Snapshot> found = snapshots.byIds(left);
      Set<String> ids = found.stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
      int before = left.size();
      left.removeIf(id -> !ids.contains(id));
      alreadyGone += before - left.size();
      Instant now = clock.instant();
      return found.stream()
          .flatMap(snapshot -> deletion.objection(input.plan().name(), snapshot, now).stream())
          .findFirst();
    }

    private void refuse(Deletion deletion, String why) {
      outcomes.add(Outcome.of(deletion, Outcome.Result.REFUSED, why));
    }

    private int recycled() {
      if (deleted.isEmpty()) {
        return 0;
      }
      try {
        return (int)
            deletions.recycled().stream().filter(r -> deleted.contains(r.snapshotId())).count();
      } catch (ThrottledException | OutcomeUnknownException e) {
        // The report names what was deleted in any case; the console shows where it went.
        return 0;
      }
    }
  }
}
