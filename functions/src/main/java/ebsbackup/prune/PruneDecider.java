package ebsbackup.prune;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.Keep;
import ebsbackup.request.Plan;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Holds;
import ebsbackup.retention.PlanHistory;
import ebsbackup.retention.RetentionPolicy;
import ebsbackup.retention.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Decides on all sets of a plan at one point in time. */
final class PruneDecider {
  private final RetentionPolicy policy;
  private final PlanHistory history;
  private final Instant now;

  PruneDecider(RetentionPolicy policy, PlanHistory history, Instant now) {
    this.policy = policy;
    this.history = history;
    this.now = now;
  }

  /**
   * The rules to prune by.
   *
   * @throws InvalidInputException if the plan has none
   */
  static RetentionPolicy policy(Plan plan) {
    Keep keep =
        plan.keep()
            .orElseThrow(
                () -> new InvalidInputException("keep", "missing", "the rules to prune by"));
    return new RetentionPolicy(keep, plan.pruning().timeZone(), plan.pruning().grace());
  }

  /** The sources whose existence affects the decisions. */
  Set<String> sourcesToLookUp() {
    return policy.sourcesToLookUp(history.sets(), now);
  }

  /**
   * Decides on all sets.
   *
   * @param aheadBy how far EC2's clock is ahead of ours
   * @param holds what prevents the deletion of snapshots; called only if something would be deleted
   */
  Decided decide(GoneSources gone, Optional<Duration> aheadBy, Supplier<Holds> holds) {
    List<Decision> decisions = policy.decide(history.sets(), gone.sources(), now);
    List<Decision> byTags = Holds.NONE.applyTo(decisions, now);
    boolean deletes = byTags.stream().anyMatch(decision -> decision.verdict() == Verdict.DELETE);
    return new Decided(
        deletes ? holds.get().applyTo(decisions, now) : byTags,
        history.ignored(),
        aheadBy,
        gone.note());
  }
}
