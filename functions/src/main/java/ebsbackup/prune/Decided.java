package ebsbackup.prune;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.request.Plan;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The decisions on all sets of the plan.
 *
 * @param ignored snapshots that belong to no set
 * @param aheadBy how far EC2's clock is ahead of ours
 * @param note what the decisions did not take into account, if anything
 */
public record Decided(
    List<Decision> decisions,
    List<Ignored> ignored,
    Optional<Duration> aheadBy,
    Optional<String> note) {

  /** The page's share of the 256 KiB that can pass between two states, next to the progress. */
  private static final int PAGE_BYTES = 165_000;

  public Decided {
    decisions = List.copyOf(decisions);
    ignored = List.copyOf(ignored);
  }

  /**
   * A page of deletions.
   *
   * @param cursor absent on the last page
   */
  record Page(List<Deletion> deletions, Optional<String> cursor) {
    /** Nothing to do. */
    static final Page EMPTY = new Page(List.of(), Optional.empty());
  }

  /**
   * Returns the page after a cursor, or the first page without one.
   *
   * @param allowed the number of sets that the run may still delete
   * @param most the number of snapshots after which the page takes no more sets
   */
  Page page(Optional<String> cursor, int allowed, int most) {
    return page(cursor, allowed, most, PAGE_BYTES);
  }

  /** Returns a page with another size limit for its JSON. A page has at least one set. */
  Page page(Optional<String> cursor, int allowed, int most, int mostBytes) {
    List<Deletion> page = new ArrayList<>();
    int snapshots = 0;
    int bytes = 0;
    for (Deletion deletion : deletions()) {
      if (cursor.isEmpty() || deletion.cursor().compareTo(cursor.get()) > 0) {
        if (page.size() >= allowed) {
          return new Page(page, Optional.empty());
        }
        bytes += deletion.jsonBytes();
        if (!page.isEmpty() && (snapshots >= most || bytes > mostBytes)) {
          return new Page(page, Optional.of(page.getLast().cursor()));
        }
        page.add(deletion);
        snapshots += deletion.snapshotIds().size();
      }
    }
    return new Page(page, Optional.empty());
  }

  /**
   * Decides again on what is left of a page, without the sets that stay by now. A set of which
   * nothing is listed remains in the page, because its outcome is not recorded yet.
   */
  List<Deletion> again(List<Deletion> left) {
    Map<SetRef, Deletion> now =
        deletions().stream().collect(Collectors.toMap(Deletion::set, deletion -> deletion));
    Set<SetRef> listed =
        decisions.stream().map(decision -> decision.set().ref()).collect(Collectors.toSet());
    return left.stream()
        .filter(deletion -> now.containsKey(deletion.set()) || !listed.contains(deletion.set()))
        .map(deletion -> deletion.decidedAgain(now.getOrDefault(deletion.set(), deletion)))
        .toList();
  }

  /**
   * What stops the deletions, if there are any deletions. A run that has begun to delete does not
   * stop because of their number: it ends when it has deleted {@link #allowed}, because a set that
   * becomes deletable during the run must not leave the run half done.
   *
   * @param deletedSets the number of sets that this execution has deleted
   */
  Optional<String> stopReason(Plan plan, int deletedSets) {
    int deletions = deletions().size();
    if (deletions == 0) {
      return Optional.empty();
    }
    return SafetyLimits.clocks(aheadBy)
        .or(
            () ->
                deletedSets > 0
                    ? Optional.empty()
                    : SafetyLimits.tooMany(
                        decisions.size(), deletions, plan.pruning().maxDeletions()));
  }

  /** The number of sets that the run may still delete. */
  int allowed(Plan plan, int deletedSets) {
    return SafetyLimits.most(decisions.size() + deletedSets, plan.pruning().maxDeletions())
        - deletedSets;
  }

  /** A log line for each set. */
  List<String> lines() {
    return decisions.stream()
        .map(d -> d.verdict() + " " + d.set().ref() + ": " + d.reason())
        .toList();
  }

  private List<Deletion> deletions() {
    Map<String, SnapshotSet> kept = newestKept();
    return decisions.stream()
        .filter(decision -> decision.verdict() == Verdict.DELETE)
        .map(
            decision ->
                Deletion.of(
                    decision, Optional.ofNullable(kept.get(decision.set().tags().source()))))
        .sorted(Deletion.ORDER)
        .toList();
  }

  /** The newest good set of each source that stays. */
  private Map<String, SnapshotSet> newestKept() {
    Map<String, SnapshotSet> newest = new HashMap<>();
    decisions.stream()
        .filter(decision -> decision.verdict() != Verdict.DELETE)
        .map(Decision::set)
        .filter(SnapshotSet::good)
        .sorted(SnapshotSet.BY_AGE)
        .forEach(set -> newest.put(set.tags().source(), set));
    return newest;
  }
}
