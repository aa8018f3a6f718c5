package ebsbackup.status;

import ebsbackup.ebs.SetRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What other keep rules would change for one plan.
 *
 * @param lost the sets that the other rules delete and the current ones keep
 * @param gained the sets that the other rules keep and the current ones delete
 * @param presentKnown whether the current rules are known; if not, they are taken to keep
 *     everything
 * @param present what a prune by the current rules frees
 * @param other what a prune by the other rules frees
 * @param stopReason why the safety limit would stop the first prune by the other rules
 */
public record WhatIf(
    String plan,
    List<PrunePreview.Line> lost,
    List<PrunePreview.Line> gained,
    boolean presentKnown,
    Freed present,
    Freed other,
    Optional<String> stopReason) {

  public WhatIf {
    lost = List.copyOf(lost);
    gained = List.copyOf(gained);
  }

  /**
   * What a prune frees.
   *
   * @param sets how many sets it deletes
   * @param bytes the bytes freed by a prune of a copy of the world; empty if they cannot be
   *     measured
   * @param mostBytes the sizes of the volumes: the most that the prune can free, usually far more
   *     than it does
   */
  public record Freed(int sets, Optional<Long> bytes, long mostBytes) {
    /**
     * What the deletions free.
     *
     * @param measured bytes by source and run, joined by a space
     */
    public static Freed of(
        List<PrunePreview.Line> deletions, Optional<Map<String, Long>> measured) {
      return new Freed(
          deletions.size(),
          measured.map(freed -> freed.values().stream().mapToLong(Long::longValue).sum()),
          deletions.stream().mapToLong(PrunePreview.Line::mostBytes).sum());
    }
  }

  /**
   * Compares two prunes of one plan.
   *
   * @param present the prune by the current rules; empty if they are not known
   */
  public static WhatIf of(
      Optional<PrunePreview> present,
      PrunePreview other,
      Optional<Map<String, Long>> freedAtPresent,
      Optional<Map<String, Long>> freedByOther) {
    List<PrunePreview.Line> now = present.map(PrunePreview::deletions).orElse(List.of());
    List<PrunePreview.Line> then = other.deletions();
    return new WhatIf(
        other.plan(),
        without(then, now),
        without(now, then),
        present.isPresent(),
        Freed.of(now, freedAtPresent),
        Freed.of(then, freedByOther),
        other.stopReason());
  }

  private static List<PrunePreview.Line> without(
      List<PrunePreview.Line> lines, List<PrunePreview.Line> others) {
    Set<SetRef> refs = others.stream().map(PrunePreview.Line::ref).collect(Collectors.toSet());
    return lines.stream().filter(line -> !refs.contains(line.ref())).toList();
  }
}
