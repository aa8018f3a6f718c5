package ebsbackup.backup;

import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.ebs.Pace;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.targets.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The bookkeeping of one attempt at a page of targets: what each response of EC2 means for the
 * target, for the rest of the page, and for the wait after it.
 */
final class SnapshotPage {
  /** The account has reached its snapshot limit: every further call would fail the same way. */
  private static final String ACCOUNT_FULL = "SnapshotLimitExceeded";

  /** The volume has as many snapshots in progress as EC2 allows; failed ones count. */
  private static final String VOLUME_FULL = "ConcurrentSnapshotLimitExceeded";

  /** States of a resource that usually change within seconds, but may also last. */
  private static final Set<String> UNSETTLED =
      Set.of("ConcurrentTagAccess", "IncorrectModificationState", "IncorrectState");

  /** After this many denials, a run that has no set yet ends. */
  private static final int MAX_DENIALS = 3;

  /** After this many calls without a reply, the rest of the page waits as well. */
  private static final int MAX_UNKNOWN = 3;

  /** Enough for a message of EC2; it is part of every payload and of many problems. */
  private static final int LONGEST_ERROR = 500;

  private final Run run;
  private final BackupProgress before;
  private final Instant begun;
  private final List<Target> later = new ArrayList<>();
  private final List<Target> deferred = new ArrayList<>();
  private final List<SetProblem> problems = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> notCopied = new ArrayList<>();
  private Duration wait = Duration.ZERO;
  private Optional<String> lastError = Optional.empty();
  private int calls;
  private int denials;
  private int unknown;
  private int created;
  private int adopted;
  private int skipped;

  /**
   * @param before what the run did before this attempt
   */
  SnapshotPage(Run run, BackupProgress before, Instant begun) {
    this.run = run;
    this.before = before;
    this.begun = begun;
  }

  /**
   * The sets that exist already.
   *
   * @param ofRun the snapshots with the run's tag, listed since the page began. The listing may
   *     take long: a set that was new when it began must count
   */
  ExistingSets existing(List<Snapshot> ofRun) {
    return ExistingSets.of(ofRun, begun);
  }

  /** Counts a target whose set already exists. */
  void adopt(Target target, SetPlan plan) {
    adopted++;
    name(target, plan);
  }

  /** Names what the set leaves out. */
  private void name(Target target, SetPlan plan) {
    leftOut.addAll(plan.volumesLeftOut());
    if (!plan.tagsNotCopied().isEmpty()) {
      notCopied.add(target.id() + ": " + String.join(", ", plan.tagsNotCopied()));
    }
  }

  /**
   * Counts a response of EC2.
   *
   * @param answered the volumes that EC2 created a snapshot of; fewer than planned are a problem
   */
  void done(Target target, SetPlan plan, List<String> answered) {
    switch (plan) {
      case SetPlan.OfInstance set -> created(target, set.volumeIds(), answered);
      case SetPlan.OfVolume set -> created(target, List.of(set.volumeId()), answered);
      case SetPlan.Nothing nothing -> skipped++;
      case SetPlan.Impossible impossible -> problems.add(impossible.problem());
    }
    name(target, plan);
  }

  private void created(Target target, List<String> planned, List<String> answered) {
    calls++;
    created++;
    List<String> absent = planned.stream().filter(id -> !answered.contains(id)).toList();
    if (!absent.isEmpty()) {
      problems.add(
          new SetProblem(target.id(), "EC2 created no snapshot of " + absent.getFirst(), absent));
    }
  }

  /**
   * Counts a set that is missing although the deadline had passed when this attempt began. None is
   * created then: a set whose creation was not confirmed shortly before may just not be visible
   * yet.
   *
   * @return whether it is too late for this set
   */
  boolean tooLate(PlannedSet set) {
    boolean late = run.over(begun) && !set.plan().volumesToTake().isEmpty();
    if (late) {
      problems.add(tooLate(set.target()));
    }
    return late;
  }

  /** Whether failed snapshots of the target's volumes may be the cause of the failure. */
  static boolean mayBeBlocked(AwsCallException failure) {
    return failure.code().equals(VOLUME_FULL);
  }

  /**
   * Counts a target that EC2 refuses until the user deletes failed snapshots.
   *
   * @return true: the page continues with the next target
   */
  boolean blocked(Target target, List<Snapshot> failed) {
    calls++;
    Snapshot first = failed.getFirst();
    problems.add(
        new SetProblem(
            target.id(),
            "EC2 counts failed snapshots of %s as in progress and accepts no more: delete %s%s"
                .formatted(
                    first.volumeId(),
                    first.snapshotId(),
                    failed.size() == 1
                        ? ""
                        : " and %d more in the state error".formatted(failed.size() - 1)),
            failed.stream().map(Snapshot::volumeId).distinct().toList()));
    return true;
  }

  /**
   * Counts a failed call.
   *
   * @return whether to continue with the next target; if not, the target belongs to the rest
   * @throws AwsCallException the same exception, if it ends the run
   */
  boolean failed(PlannedSet set, AwsCallException failure) {
    Target target = set.target();
    calls++;
    return switch (failure) {
      case ThrottledException e ->
          // If nothing was created, other callers use up the throttling bucket: wait longer.
          waitFor(created > 0 ? Pace.AFTER_THROTTLING : Pace.UNTIL_VISIBLE, e);
      case OutcomeUnknownException e -> unknown(target, e);
      case AccessDeniedException e -> denied(target, e);
      case RefusedException e -> refused(set, e);
    };
  }

  private boolean waitFor(Duration pause, AwsCallException failure) {
    wait = Collections.max(List.of(wait, pause));
    passing(failure);
    return false;
  }

  /**
   * The target may have a set now, so no attempt looks for it before the wait is over. It is
   * deferred: if its calls keep failing, it delays no other. Several such failures are a fault of
   * EC2 and not of the targets.
   */
  private boolean unknown(Target target, OutcomeUnknownException e) {
    waitFor(Pace.UNTIL_VISIBLE, e);
    unknown++;
    if (unknown == MAX_UNKNOWN) {
      return false;
    }
    deferred.add(target);
    return true;
  }

  /** Remembers a failure that may be over at the next attempt. */
  private void passing(AwsCallException failure) {
    lastError = Optional.of(shortened(String.valueOf(failure.getMessage()), LONGEST_ERROR));
  }

  /**
   * A denial may be due to the instance's tags, and a set of the run shows that the role works.
   * Several denials in a run without a set are due to the role.
   */
  private boolean denied(Target target, AccessDeniedException e) {
    problems.add(new SetProblem(target.id(), String.valueOf(e.getMessage()), List.of()));
    boolean roleWorks = before.sets() + adopted + created > 0;
    if (!roleWorks && ++denials == MAX_DENIALS) {
      throw e;
    }
    return true;
  }

  private boolean refused(PlannedSet set, RefusedException e) {
    Target target = set.target();
    if (e.code().equals(ACCOUNT_FULL)) {
      throw e;
    }
    if (e.passes() || worthASecondLook(set, e)) {
      passing(e);
      deferred.add(target);
    } else {
      problems.add(new SetProblem(target.id(), String.valueOf(e.getMessage()), List.of()));
    }
    return true;
  }

  /**
   * Whether the target is described and tried once more. EC2 refuses a set if a volume that it is
   * to leave out has been detached since the instance was described; AWS does not document the
   * code.
   */
  private boolean worthASecondLook(PlannedSet set, RefusedException e) {
    boolean leavesOut =
        set.plan() instanceof SetPlan.OfInstance planned
            && !planned.excludeDataVolumeIds().isEmpty();
    return (leavesOut || UNSETTLED.contains(e.code())) && !before.deferred().contains(set.target());
  }

  /** Returns targets for another attempt after the wait. */
  void leave(List<Target> rest) {
    later.addAll(rest);
  }

  /**
   * The end of an attempt.
   *
   * @param later the targets to pass in again after the wait
   * @param waitSeconds the time that EC2's throttling buckets need to refill
   */
  record End(List<Target> later, int waitSeconds, PageResult result) {}

  /** Ends the attempt. After the deadline, each target without a set is a problem. */
  End end(Instant now) {
    boolean over = run.over(now);
    if (over) {
      Stream.concat(later.stream(), deferred.stream()).map(this::tooLate).forEach(problems::add);
    }
    Duration refill = Pace.refill(calls, Duration.between(begun, now));
    Duration pause = Collections.max(List.of(refill, wait));
    return new End(
        over ? List.of() : List.copyOf(later),
        pause.isZero() ? 0 : run.waitSeconds(pause, now),
        new PageResult(
            created,
            adopted,
            skipped,
            problems,
            leftOut,
            notCopied,
            created == 0 && unknown == 0 ? Optional.empty() : Optional.of(now),
            over ? List.of() : deferred,
            lastError));
  }

  private SetProblem tooLate(Target target) {
    return new SetProblem(
        target.id(),
        "no set was created before the deadline"
            + lastError.or(before::lastError).map(error -> "; last error: " + error).orElse(""),
        List.of());
  }
}
