package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.SetClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against a source that answers as the test says. */
class BlockReaderTest {
  private static final int BLOCK = BlockSource.BLOCK_SIZE;
  private static final long SIZE = 100L * BLOCK;

  private final List<String> calls = new ArrayList<>();
  private final Deque<Optional<BlockSource.Page>> pages = new ArrayDeque<>();
  private final Deque<Optional<BlockSource.Block>> blocks = new ArrayDeque<>();

  private final BlockSource source =
      new BlockSource() {
        @Override
        public Optional<Page> list(int from, Optional<String> nextToken) {
          calls.add("list " + nextToken.orElse("from " + from));
          return pages.remove();
        }

        @Override
        public Optional<Block> get(int index, String token) {
          calls.add("get %d %s".formatted(index, token));
          return blocks.remove();
        }
      };

  private final SetClock clock = new SetClock(SparseImage.NOW);

  private void page(String nextToken, int... indexes) {
    pages.add(
        Optional.of(
            new BlockSource.Page(
                Arrays.stream(indexes)
                    .mapToObj(index -> new BlockSource.Listed(index, "t" + index))
                    .toList(),
                SIZE,
                clock.instant().plus(Duration.ofDays(7)),
                Optional.ofNullable(nextToken))));
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[BLOCK];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private void block(int value) {
    block(filled(value), filled(value));
  }

  private void block(byte[] bytes, byte[] summed) {
    blocks.add(Optional.of(new BlockSource.Block(bytes, Sha256.base64(summed))));
  }

  private BlockReader reader(int requests) {
    return new BlockReader(
        source,
        new RequestBudget(requests, clock.instant().plus(Duration.ofDays(99)), clock),
        clock);
  }

  @Test
  void read_getsEachBlockOnce_andTakesAbsentOnesForZeros() {
    page(null, 3, 5);
    block(7);
    block(9);
    BlockReader reader = reader(10);

    assertThat(reader.size()).isEqualTo(SIZE);
    assertThat(reader.read(3L * BLOCK + 10, 4)).containsExactly(7, 7, 7, 7);
    assertThat(reader.read(4L * BLOCK - 2, 4)).containsExactly(7, 7, 0, 0);
    assertThat(reader.read(5L * BLOCK - 2, BLOCK + 4)).startsWith(0, 0, 9, 9).endsWith(9, 0, 0);
    assertThat(calls).containsExactly("list from 0", "get 3 t3", "get 5 t5");
    assertThat(reader.requests()).isEqualTo(3);
  }

  /** AWS charges for it, and a budget that is shared must count it. */
  @Test
  void aRequestThatFails_counts() {
    page(null, 3);
    BlockReader reader = reader(10);

    // The source has no answer to it.
    assertThatThrownBy(() -> reader.read(3L * BLOCK, 1)).isInstanceOf(NoSuchElementException.class);

    assertThat(reader.requests()).isEqualTo(2);
  }

  @Test
  void emptyPage_provesNothing_theNextOneDecides() {
    page("a");
    page("b");
    page("c", 50);
    page("d");
    page(null, 90);
    block(1);
    BlockReader reader = reader(10);

    assertThat(reader.read(20L * BLOCK, 1)).containsExactly(0);
    assertThat(reader.read(50L * BLOCK, 1)).containsExactly(1);
    assertThat(reader.read(60L * BLOCK, 1)).containsExactly(0);
    assertThat(reader.read(99L * BLOCK, 1)).containsExactly(0);
    assertThat(calls)
        .containsExactly("list from 0", "list a", "list b", "get 50 t50", "list from 60", "list d");
  }

  @Test
  void emptyPagesWithoutEnd_endWithTheBudget() {
    for (int i = 0; i < 5; i++) {
      page("next");
    }

    assertThatThrownBy(() -> reader(5))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("The budget is used up after 5 requests");
  }

  @Test
  void pageTokenThatIsOver_beginsTheListingAgain() {
    page("old");
    pages.add(Optional.empty());
    page(null, 2);
    block(4);

    assertThat(reader(10).read(2L * BLOCK, 1)).containsExactly(4);
    assertThat(calls).containsExactly("list from 0", "list old", "list from 0", "get 2 t2");
  }

  @Test
  void expiredListing_isMadeAgainBeforeItsTokensAreUsed() {
    page(null, 2);
    page(null, 2);
    block(4);
    BlockReader reader = reader(10);
    clock.pass(Duration.ofDays(7));

    assertThat(reader.read(2L * BLOCK, 1)).containsExactly(4);
    assertThat(calls).containsExactly("list from 0", "list from 2", "get 2 t2");
  }

  @Test
  void theListingThatExpiresFirst_decides() {
    page("more", 2, 3);
    BlockReader reader = reader(10);
    clock.pass(Duration.ofDays(6));
    page(null, 60);
    block(6);
    assertThat(reader.read(60L * BLOCK, 1)).containsExactly(6);
    clock.pass(Duration.ofDays(1));
    page(null, 3);
    block(3);

    assertThat(reader.read(3L * BLOCK, 1)).containsExactly(3);
    assertThat(calls)
        .containsExactly("list from 0", "list from 60", "get 60 t60", "list from 3", "get 3 t3");
  }

  @Test
  void refusedBlockToken_isListedAgain_once() {
    page(null, 2, 3);
    blocks.add(Optional.empty());
    page(null, 2, 3);
    block(4);
    BlockReader reader = reader(10);
    assertThat(reader.read(2L * BLOCK, 1)).containsExactly(4);
    assertThat(calls).containsExactly("list from 0", "get 2 t2", "list from 2", "get 2 t2");
    blocks.add(Optional.empty());
    page(null, 3);
    blocks.add(Optional.empty());

    assertThatThrownBy(() -> reader.read(3L * BLOCK, 1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("Block 3 cannot be read: its token was rejected");
  }

  @Test
  void wrongChecksum_isAskedForAgain_andTwiceIsUnreadable() {
    page(null, 2, 3);
    block(filled(1), filled(2));
    block(4);
    BlockReader reader = reader(10);
    assertThat(reader.read(2L * BLOCK, 1)).containsExactly(4);
    block(filled(1), filled(2));
    block(new byte[BLOCK - 1], new byte[BLOCK - 1]);

    assertThatThrownBy(() -> reader.read(3L * BLOCK, 1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("Block 3 cannot be read: it has 524287 bytes");
  }

  @Test
  void listingOutOfOrder_isRefused() {
    page(null, 5, 5);

    assertThatThrownBy(() -> reader(10))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("The listing has block 5 after block 5");
  }

  @Test
  void budgetOfTime_endsTheReading() {
    page(null, 2);
    RequestBudget budget =
        new RequestBudget(10, clock.instant().plus(Duration.ofMinutes(1)), clock);
    BlockReader reader = new BlockReader(source, budget, clock);
    clock.pass(Duration.ofMinutes(1));

    assertThatThrownBy(() -> reader.read(2L * BLOCK, 1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("The budget is used up after 1 request");
  }

  @Test
  void moreBlocksThanAreKept_areGotAgain() {
    page(null, IntStream.range(0, 40).toArray());
    for (int i = 0; i < 40; i++) {
      block(i);
    }
    block(7);
    BlockReader reader = reader(100);
    for (int i = 0; i < 40; i++) {
      assertThat(reader.read((long) i * BLOCK, 1)).containsExactly(i);
    }

    assertThat(reader.read(8L * BLOCK, 1)).containsExactly(8);
    assertThat(reader.read(7L * BLOCK, 1)).containsExactly(7);
    assertThat(reader.read(39L * BLOCK, 1)).containsExactly(39);
    assertThat(calls).endsWith("get 39 t39", "get 7 t7");
  }

  @Test
  void readFirst_getsTheFirstWrittenBlock_forOneRequestThatTheNextReadSaves() {
    page(null, 3, 5);
    block(7);
    BlockReader reader = reader(10);

    reader.readFirst();

    assertThat(reader.requests()).isEqualTo(2);
    assertThat(reader.read(3L * BLOCK, 1)).containsExactly(7);
    assertThat(calls).containsExactly("list from 0", "get 3 t3");
  }

  @Test
  void readFirst_doesNothingWhereNothingWasWritten() {
    page(null);

    reader(10).readFirst();

    assertThat(calls).containsExactly("list from 0");
  }

  /** Its token is known from a comparison, so nothing is listed for it. */
  @Test
  void blockWhoseTokenIsKnown_isNotListed() {
    page("more", 3);
    block(7);
    BlockReader reader = reader(10);

    assertThat(reader.block(60, "known")).isEqualTo(filled(7));
    assertThat(calls).containsExactly("list from 0", "get 60 known");
  }

  @Test
  void blockThatWasNeverWritten_isZeros() {
    page("more", 3);
    blocks.add(Optional.empty());
    page(null, 70);

    assertThat(reader(10).block(60, "old")).isEqualTo(new byte[BLOCK]);
    assertThat(calls).containsExactly("list from 0", "get 60 old", "list from 60");
  }

  @Test
  void listingWithoutAToken_thatFailsWithAnInvalidToken_isUnreadable() {
    pages.add(Optional.empty());

    assertThatThrownBy(() -> reader(10))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("A listing without a token failed with an invalid-token error");
  }

  @Test
  void pageThatEndsWithTheBlock_isEnough() {
    page("more", 3);
    page("even more", 60);
    block(1);

    assertThat(reader(10).read(60L * BLOCK, 1)).containsExactly(1);
    assertThat(calls).containsExactly("list from 0", "list from 60", "get 60 t60");
  }
}
