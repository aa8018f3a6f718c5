package ebsbackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.Sha256;
import ebsbackup.blocks.UnreadableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whole disks through a source that answers as the EBS direct APIs may. */
class DiskReaderTest {
  private static final int BLOCKS = 10;

  private final Source source = new Source();

  /** Every second block of twenty, three on a page, with an empty page in between. */
  private static final class Source implements BlockSource {
    private final List<String> refusedPages = new ArrayList<>();
    private final ConcurrentHashMap<Integer, Integer> refusals = new ConcurrentHashMap<>();
    private UnaryOperator<Block> answer = block -> block;
    private UnaryOperator<Page> listing = page -> page;
    private final List<Integer> listedFrom = new ArrayList<>();
    private boolean refusing;
    private int lists;

    @Override
    public Optional<Page> list(int from, Optional<String> nextToken) {
      lists++;
      listedFrom.add(from);
      if (refusing) {
        return Optional.empty();
      }
      if (nextToken.filter(refusedPages::remove).isPresent()) {
        return Optional.empty();
      }
      if (nextToken.filter("empty"::equals).isPresent()) {
        return Optional.of(new Page(List.of(), size(), Instant.MAX, Optional.of("6")));
      }
      int begin = nextToken.map(Integer::parseInt).orElse((from + 1) / 2);
      int end = Math.min(begin + 3, BLOCKS);
      List<Listed> listed = new ArrayList<>();
      for (int i = begin; i < end; i++) {
        listed.add(new Listed(2 * i, "token of list " + lists));
      }
      Optional<String> next =
          end == BLOCKS
              ? Optional.empty()
              : Optional.of(end == 6 ? "empty" : Integer.toString(end));
      return Optional.of(listing.apply(new Page(listed, size(), Instant.MAX, next)));
    }

    private static long size() {
      return 2L * BLOCKS * BLOCK_SIZE;
    }

    @Override
    public Optional<Block> get(int index, String token) {
      if (refusals.merge(index, -1, Integer::sum) >= 0) {
        return Optional.empty();
      }
      byte[] bytes = bytes(index);
      return Optional.of(answer.apply(new Block(bytes, Sha256.base64(bytes))));
    }
  }

  private static byte[] bytes(int index) {
    byte[] bytes = new byte[BlockSource.BLOCK_SIZE];
    bytes[index] = (byte) (index + 1);
    return bytes;
  }

  private List<Manifest.Entry> readAll(int atOnce) {
    List<Manifest.Entry> entries = new ArrayList<>();
    try (DiskReader disk = new DiskReader(source, atOnce)) {
      assertThat(disk.size()).isEqualTo(Source.size());
      for (var page = disk.next(); page.isPresent(); page = disk.next()) {
        entries.addAll(disk.read(page.get()));
      }
    }
    return entries;
  }

  private static List<Manifest.Entry> expected() {
    List<Manifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      entries.add(new Manifest.Entry(2 * i, HexFormat.of().formatHex(Sha256.of(bytes(2 * i)))));
    }
    return entries;
  }

  @Test
  void everyBlockIsReadOnce_inOrder_overAllPages_anEmptyOneAmongThem() {
    assertThat(readAll(1)).isEqualTo(expected());
    assertThat(source.refusals).hasSize(BLOCKS).containsValue(-1).doesNotContainValue(-2);
    assertThat(source.listedFrom)
        .as("each page begins after the last")
        .containsExactly(0, 5, 11, 11, 17);
    assertThat(readAll(4)).isEqualTo(expected());
  }

  @Test
  void tokensThatExpired_areListedAgain() {
    source.refusedPages.add("3");
    source.refusals.put(4, 1);

    assertThat(readAll(2)).isEqualTo(expected());
  }

  @Test
  void aListingThatFailsWithoutAToken_isNamed() {
    source.refusing = true;

    assertThatThrownBy(() -> readAll(1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("A listing without a token failed with an invalid-token error");
  }

  @Test
  void aReadThatIsInterrupted_ends_andTheThreadStaysInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> readAll(1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("The read was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anErrorOfTheJvm_isNotLost() {
    source.answer =
        block -> {
          throw new StackOverflowError();
        };

    assertThatThrownBy(() -> readAll(1)).hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void blockWhoseTokenIsRefusedAgain_isNamed() {
    source.refusals.put(4, 100);

    assertThatThrownBy(() -> readAll(2))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("Block 4 cannot be read: its token was rejected");
  }

  @Test
  void blockThatArrivesDamaged_isReadOnceMore_andThenNamed() {
    int[] damaged = {1};
    source.answer =
        block ->
            damaged[0]-- > 0
                ? new BlockSource.Block(new byte[BlockSource.BLOCK_SIZE], block.checksum())
                : block;

    assertThat(readAll(1)).isEqualTo(expected());

    damaged[0] = 2;
    assertThatThrownBy(() -> readAll(1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("Block 0 cannot be read: its checksum does not match");
  }

  @Test
  void shortBlock_isNoBlock() {
    source.answer = block -> new BlockSource.Block(new byte[7], Sha256.base64(new byte[7]));

    assertThatThrownBy(() -> readAll(1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("Block 0 cannot be read: it has 7 bytes");
  }

  @Test
  void listingOutOfOrder_isRefused() {
    source.listing =
        page ->
            new BlockSource.Page(
                page.blocks().reversed(), page.size(), page.expiry(), page.nextToken());

    assertThatThrownBy(() -> readAll(1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("The listing has block 2 after block 4");
  }

  @Test
  void partOfADisk_endsBeforeItsEnd_evenWithinAPage() {
    try (DiskReader disk = new DiskReader(source, 1, 3, 9)) {
      List<Integer> read = new ArrayList<>();
      for (var page = disk.next(); page.isPresent(); page = disk.next()) {
        disk.read(page.get()).forEach(entry -> read.add(entry.index()));
      }
      assertThat(read).containsExactly(4, 6, 8);
      assertThat(disk.gets()).isEqualTo(3);
      assertThat(disk.requests()).isEqualTo(3 + source.lists);
    }
  }

  @Test
  void partOfADisk_listsNoPageBehindItsEnd() {
    try (DiskReader disk = new DiskReader(source, 1, 3, 8)) {
      assertThat(disk.next().orElseThrow())
          .extracting(BlockSource.Listed::index)
          .containsExactly(4, 6);
      assertThat(disk.next()).isEmpty();
    }
    assertThat(source.lists).isEqualTo(1);
  }

  @Test
  void blockThatIsListedTwice_isRefused() {
    source.listing =
        page ->
            new BlockSource.Page(
                List.of(page.blocks().getFirst(), page.blocks().getFirst()),
                page.size(),
                page.expiry(),
                page.nextToken());

    assertThatThrownBy(() -> readAll(1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("The listing has block 0 after block 0");
  }

  @Test
  void tokenOfAnotherBlock_isNoToken() {
    source.refusals.put(4, 1);
    // Listed again from block 4 on, it is missing.
    source.listing =
        page ->
            page.blocks().getFirst().index() == 4
                ? new BlockSource.Page(
                    page.blocks().subList(1, 3), page.size(), page.expiry(), page.nextToken())
                : page;

    assertThatThrownBy(() -> readAll(1))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("Block 4 cannot be read: its token was rejected");
  }
}
