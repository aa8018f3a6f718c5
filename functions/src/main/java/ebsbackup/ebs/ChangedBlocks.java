package ebsbackup.ebs;

import java.util.BitSet;

/**
 * Where two snapshots of one lineage do not share a block, by block index.
 *
 * @param first where the first has a block that the second does not share
 * @param second where the second has a block that the first does not share
 */
public record ChangedBlocks(BitSet first, BitSet second) {
  public ChangedBlocks {
    first = (BitSet) first.clone();
    second = (BitSet) second.clone();
  }
}
