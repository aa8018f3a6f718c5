package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ChangedBlocksTest {
  @Test
  void bothSets_areCopied() {
    BitSet first = BitSet.valueOf(new long[] {1});
    BitSet second = BitSet.valueOf(new long[] {2});
    ChangedBlocks blocks = new ChangedBlocks(first, second);
    first.set(5);
    second.set(6);

    assertThat(blocks.first()).isEqualTo(BitSet.valueOf(new long[] {1}));
    assertThat(blocks.second()).isEqualTo(BitSet.valueOf(new long[] {2}));
  }
}
