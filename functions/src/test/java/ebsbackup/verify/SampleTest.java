package ebsbackup.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebsbackup.ebs.ChangedBlock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static Sample of(int most, int blocks, int seed) {
    Sample sample = new Sample(most, new Random(seed));
    for (int index = 0; index < blocks; index++) {
      sample.add(new ChangedBlock(index, Optional.empty(), Optional.of("t")));
    }
    return sample;
  }

  @Test
  void allAreTaken_ifTheyAreFew_inAnOrderOfItsOwn() {
    Sample sample = of(32, 32, 1);

    assertThat(sample.changed()).isEqualTo(32);
    assertThat(sample.blocks())
        .extracting(ChangedBlock::index)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 32).boxed().toList())
        .isNotEqualTo(IntStream.range(0, 32).boxed().toList());
    assertThat(of(32, 0, 1).blocks()).isEmpty();
  }

  @Test
  void eachBlock_isAsLikelyAsAnyOther_alsoToBeReadFirst() {
    int[] chosen = new int[20];
    int[] first = new int[20];
    for (int seed = 0; seed < 4_000; seed++) {
      List<ChangedBlock> blocks = of(5, 20, seed).blocks();
      assertThat(blocks).hasSize(5).doesNotHaveDuplicates();
      blocks.forEach(block -> chosen[block.index()]++);
      first[blocks.getFirst().index()]++;
    }

    // A quarter of 4,000, and a twentieth; five standard deviations.
    assertThat(IntStream.of(chosen).boxed())
        .allSatisfy(n -> assertThat(n).isCloseTo(1_000, within(137)));
    assertThat(IntStream.of(first).boxed())
        .allSatisfy(n -> assertThat(n).isCloseTo(200, within(69)));
  }

  @Test
  void whatIsNotThereAnyMore_counts_andIsNotRead() {
    Sample sample = of(4, 2, 1);
    sample.add(new ChangedBlock(9, Optional.of("t"), Optional.empty()));

    assertThat(sample.changed()).isEqualTo(3);
    assertThat(sample.blocks()).extracting(ChangedBlock::index).containsExactlyInAnyOrder(0, 1);
  }
}
