package ebsbackup.prune;

import ebsbackup.ebs.ChangedBlocks;
import java.util.BitSet;

/**
 * Counts how many blocks each deletion of a {@link ConsecutiveDeletions} frees, oldest first: the
 * blocks that are neither in the snapshot before the stretch nor in the next snapshot. It uses the
 * comparison of each pair of neighbors, so a stretch of n snapshots needs at most n + 1
 * comparisons.
 */
final class FreedBlocks {
  private final boolean first;

  /**
   * Where the current snapshot has a block that it does not share with the one before the stretch.
   */
  private final BitSet own = new BitSet();

  /**
   * @param first whether there is no snapshot before the stretch, so all blocks belong to it
   */
  FreedBlocks(boolean first) {
    this.first = first;
  }

  /** Moves to the next snapshot and returns what the deletion of the current one frees. */
  long next(ChangedBlocks change) {
    BitSet freed = (BitSet) change.first().clone();
    if (!first) {
      freed.and(own);
    }
    own.andNot(change.first());
    own.or(change.second());
    return freed.cardinality();
  }

  /**
   * What deleting the current snapshot frees if it is the last of its volume, but not the first.
   */
  long last() {
    return own.cardinality();
  }
}
