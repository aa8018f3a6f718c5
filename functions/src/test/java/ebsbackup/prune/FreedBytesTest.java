package ebsbackup.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.ChangedBlocks;
import ebsbackup.ebs.SetRef;
import ebsbackup.failure.RefusedException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreedBytesTest {
  private static final long BLOCK = 512;
  private static final String EXHAUSTED = "no more requests";

  @Test
  void whatNeitherNeighborHasIsFreed() {
    FreedBytes freed = freed(Optional.of(9L));

    freed.add(stretch(Optional.of("a"), List.of("b", "c"), Optional.of("d")));

    assertThat(freed.estimated(deletion("b"), BLOCK).estimatedBytes()).contains(BLOCK);
    assertThat(freed.estimated(deletion("b", "c"), BLOCK).estimatedBytes()).contains(2 * BLOCK);
    assertThat(freed.estimated(deletion("b", "z"), BLOCK).estimatedBytes()).isEmpty();
    assertThat(freed.estimated(deletion("a"), BLOCK).estimatedBytes()).isEmpty();
    assertThat(freed.problems()).isEmpty();
  }

  @Test
  void aLoneSnapshotFreesAllItsBlocks() {
    FreedBytes freed = freed(Optional.of(9L));

    freed.add(stretch(Optional.empty(), List.of("b"), Optional.empty()));

    assertThat(freed.estimated(deletion("b"), BLOCK).estimatedBytes()).contains(9 * BLOCK);
  }

  @Test
  void theLastOneOfAVolumeFreesWhatTheOneBeforeLacks() {
    FreedBytes freed = freed(Optional.of(9L));

    freed.add(stretch(Optional.of("a"), List.of("b"), Optional.empty()));

    assertThat(freed.estimated(deletion("b"), BLOCK).estimatedBytes()).contains(BLOCK);
  }

  @Test
  void theFirstOneOfAVolumeFreesWhatTheNextOneReplaces() {
    FreedBytes freed = freed(Optional.of(9L));

    freed.add(stretch(Optional.empty(), List.of("b"), Optional.of("c")));

    assertThat(freed.estimated(deletion("b"), BLOCK).estimatedBytes()).contains(BLOCK);
    assertThat(freed.estimated(deletion("c"), BLOCK).estimatedBytes()).isEmpty();
  }

  @Test
  void whenNoMoreMayBeAsked_theRestIsNotEstimated() {
    FreedBytes freed =
        new FreedBytes((first, second) -> Optional.empty(), id -> Optional.of(1L), EXHAUSTED);

    freed.add(stretch(Optional.of("a"), List.of("b"), Optional.of("c")));
    freed.add(stretch(Optional.empty(), List.of("d"), Optional.empty()));

    assertThat(freed.problems()).containsExactly(EXHAUSTED);
    assertThat(freed.estimated(deletion("b"), BLOCK).estimatedBytes()).isEmpty();
    assertThat(freed.estimated(deletion("d"), BLOCK).estimatedBytes()).isEmpty();
  }

  @Test
  void aCountMayBeTheLastRequest() {
    FreedBytes freed = freed(Optional.empty());

    freed.add(stretch(Optional.empty(), List.of("b"), Optional.empty()));

    assertThat(freed.problems()).containsExactly(EXHAUSTED);
  }

  @Test
  void whatWasRefusedBefore_isStillReportedWhenTheRequestsRunOut() {
    FreedBytes freed = freed(Optional.empty());
    freed.problem("a is archived");

    freed.add(stretch(Optional.empty(), List.of("b"), Optional.empty()));

    assertThat(freed.problems()).containsExactly("a is archived", EXHAUSTED);
  }

  @Test
  void aRefusalConcernsItsStretchOnly() {
    FreedBytes freed =
        new FreedBytes(
            (first, second) -> {
              throw new RefusedException("ListChangedBlocks", "x", "", "", new Exception());
            },
            id -> Optional.of(3L),
            EXHAUSTED);

    freed.add(stretch(Optional.of("a"), List.of("b"), Optional.of("c")));
    freed.add(stretch(Optional.empty(), List.of("d"), Optional.empty()));
    freed.problem("e is archived");

    assertThat(freed.problems()).containsExactly("ListChangedBlocks: x", "e is archived");
    assertThat(freed.estimated(deletion("d"), BLOCK).estimatedBytes()).contains(3 * BLOCK);
  }

  /** Each snapshot has one block that its neighbors replace. */
  private static FreedBytes freed(Optional<Long> count) {
    BitSet one = BitSet.valueOf(new long[] {1});
    return new FreedBytes(
        (first, second) -> Optional.of(new ChangedBlocks(one, one)), id -> count, EXHAUSTED);
  }

  private static ConsecutiveDeletions stretch(
      Optional<String> before, List<String> deleted, Optional<String> after) {
    return new ConsecutiveDeletions(before, deleted, after);
  }

  private static Deletion deletion(String... ids) {
    return new Deletion(
        new SetRef("i-1", "r", Instant.EPOCH),
        List.of(ids),
        "",
        false,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
