package ebsbackup.prune;

import ebsbackup.ebs.ChangedBlocks;
import java.util.BitSet;

/**
 * How many blocks each deletion along a {@link ConsecutiveDeletions} frees, the oldest first: those
 * that neither the snapshot before the stretch has, nor the next one. Takes the comparison of each
 * pair of neighbors, so a stretch of n snapshots costs n + 1 comparisons at most.
 */
final class FreedBlocks {
  private final boolean first;

  /** Where the present snapshot has a block that the one before the stretch does not share. */
  private final BitSet own = new BitSet();

  /**
   * @param first whether there is no snapshot before the stretch, so that all blocks are its own
   */
  FreedBlocks(boolean first) {
    this.first = first;
  }

  /** Goes on to the next snapshot; answers what the deletion of the one just left frees. */
  long next(ChangedBlocks change) {
    BitSet freed = (BitSet) change.first().clone();
    if (!first) {
      freed.and(own);
    }
    own.andNot(change.first());
    own.or(change.second());
    return freed.cardinality();
  }

  /** What the deletion of the present snapshot frees if nothing follows it and one was before. */
  long last() {
    return own.cardinality();
  }
}
