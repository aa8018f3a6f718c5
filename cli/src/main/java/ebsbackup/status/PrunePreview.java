package ebsbackup.status;

import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.prune.SafetyLimits;
import ebsbackup.request.Plan;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a prune of one plan would do.
 *
 * @param sets how many sets the plan has
 * @param lines the sets that it would delete, and those that are held back
 * @param stopReason why the safety limit would stop it before the first deletion
 */
public record PrunePreview(String plan, int sets, List<Line> lines, Optional<String> stopReason) {
  private static final long GIB = 1L << 30;

  public PrunePreview {
    lines = List.copyOf(lines);
  }

  /**
   * One set.
   *
   * @param mostBytes the most bytes that its deletion frees: the sizes of its volumes
   */
  public record Line(
      String source, String run, Instant time, Verdict verdict, String reason, long mostBytes) {
    static Line of(Decision decision) {
      SnapshotSet set = decision.set();
      return new Line(
          set.tags().source(),
          set.tags().run(),
          set.startTime(),
          decision.verdict(),
          decision.reason(),
          GIB * set.snapshots().stream().mapToLong(Snapshot::volumeSize).sum());
    }

    SetRef ref() {
      return new SetRef(source, run, time);
    }

    boolean deletes() {
      return verdict == Verdict.DELETE;
    }
  }

  /** Sums up the decisions of a prune. */
  public static PrunePreview of(Plan plan, List<Decision> decisions) {
    List<Line> lines =
        decisions.stream()
            .filter(decision -> decision.verdict() != Verdict.KEEP)
            .map(Line::of)
            .toList();
    int deletions = (int) lines.stream().filter(Line::deletes).count();
    return new PrunePreview(
        plan.name(),
        decisions.size(),
        lines,
        SafetyLimits.tooMany(decisions.size(), deletions, plan.pruning().maxDeletions()));
  }

  /** The sets that the prune would delete. */
  public List<Line> deletions() {
    return lines.stream().filter(Line::deletes).toList();
  }
}
