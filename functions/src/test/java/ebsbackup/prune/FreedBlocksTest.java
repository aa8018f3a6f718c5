package ebsbackup.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.ChangedBlocks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A disk is a list of places: 0 where nothing is written, else the number of the block there. */
class FreedBlocksTest {

  @Test
  void aBlockThatANeighborHasIsNotFreed() {
    assertThat(freed(true, true, List.of(List.of(1, 2, 3), List.of(1, 4, 5), List.of(6, 4, 3))))
        .containsExactly(1L);
  }

  @Test
  void withoutAnOlderOne_whatTheNextDoesNotHaveIsFreed() {
    assertThat(freed(false, true, List.of(List.of(1, 2, 0), List.of(1, 3, 4)))).containsExactly(1L);
  }

  @Test
  void withoutANewerOne_whatTheOlderDoesNotHaveIsFreed() {
    assertThat(freed(true, false, List.of(List.of(1, 2, 0), List.of(1, 3, 4)))).containsExactly(2L);
  }

  @Test
  void aBlockThatTwoShareIsFreedWithTheLater() {
    assertThat(freed(true, true, List.of(List.of(1), List.of(2), List.of(2), List.of(3))))
        .containsExactly(0L, 1L);
  }

  @Test
  void aBlockThatWasTrimmedIsFreed() {
    assertThat(freed(true, true, List.of(List.of(0), List.of(2), List.of(0)))).containsExactly(1L);
  }

  /** Deletes one after the other, and counts the blocks that no other disk has any more. */
  @Property(tries = 3_000)
  void isWhatDeletingOneAfterTheOtherFrees(
      @ForAll @Size(min = 3, max = 9) List<@Size(5) List<@IntRange(max = 2) Integer>> changes,
      @ForAll boolean before,
      @ForAll boolean after) {
    List<List<Integer>> row = row(changes);
    List<Long> counted = new ArrayList<>();
    List<List<Integer>> left = new ArrayList<>(row);
    int begin = before ? 1 : 0;
    int end = after ? row.size() - 1 : row.size();
    for (int i = begin; i < end; i++) {
      Set<Integer> gone = new HashSet<>(left.remove(begin));
      left.forEach(gone::removeAll);
      gone.remove(0);
      counted.add((long) gone.size());
    }
    if (!before && !after) {
      // The last one has no neighbor to compare with: its blocks are counted instead.
      counted.removeLast();
    }
    assertThat(freed(before, after, row)).isEqualTo(counted);
  }

  /** 0 leaves a place as it is, 1 writes a new block, 2 trims it. */
  private static List<List<Integer>> row(List<List<Integer>> changes) {
    List<List<Integer>> row = new ArrayList<>();
    List<Integer> disk = new ArrayList<>(List.of(0, 0, 0, 0, 0));
    int written = 0;
    for (List<Integer> change : changes) {
      for (int place = 0; place < disk.size(); place++) {
        if (change.get(place) == 1) {
          disk.set(place, ++written);
        } else if (change.get(place) == 2) {
          disk.set(place, 0);
        }
      }
      row.add(List.copyOf(disk));
    }
    return row;
  }

  /** What the deletion of each frees, computed from neighbors only. */
  private static List<Long> freed(boolean before, boolean after, List<List<Integer>> row) {
    FreedBlocks arithmetic = new FreedBlocks(!before);
    List<Long> freed = new ArrayList<>();
    for (int i = 1; i < row.size(); i++) {
      long left = arithmetic.next(change(row.get(i - 1), row.get(i)));
      if (i > 1 || !before) {
        freed.add(left);
      }
    }
    if (before && !after) {
      freed.add(arithmetic.last());
    }
    return freed;
  }

  private static ChangedBlocks change(List<Integer> first, List<Integer> second) {
    return new ChangedBlocks(differing(first, second), differing(second, first));
  }

  private static BitSet differing(List<Integer> here, List<Integer> there) {
    BitSet differing = new BitSet();
    IntStream.range(0, here.size())
        .filter(i -> here.get(i) != 0 && !here.get(i).equals(there.get(i)))
        .forEach(differing::set);
    return differing;
  }
}
