package ebsbackup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

  @Test
  void leavesOutWhatTheFailureDoesNotNeed() {
    List<Integer> needed = List.of(3, 41, 42, 97);

    List<Integer> shortest =
        new Shrinker<Integer>(numbers -> numbers.containsAll(needed), 1_000).shrink(HUNDRED);

    assertThat(shortest).isEqualTo(needed);
  }

  @Test
  void stopsAfterTheLastTry() {
    List<Integer> shortest =
        new Shrinker<Integer>(numbers -> numbers.contains(3), 2).shrink(HUNDRED);

    assertThat(shortest).contains(3).hasSize(50);
  }

  @Test
  void whatNeedsEverything_staysAsItIs() {
    List<Integer> shortest =
        new Shrinker<Integer>(numbers -> numbers.size() == 100, 1_000).shrink(HUNDRED);

    assertThat(shortest).isEqualTo(HUNDRED);
  }
}
