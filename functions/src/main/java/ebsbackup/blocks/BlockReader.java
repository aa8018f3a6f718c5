package ebsbackup.blocks;

import ebsbackup.ebs.RequestBudget;
import ebsbackup.report.Quantity;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads any bytes of a snapshot with few requests. It lists blocks only where it reads, gets each
 * block once, verifies its checksum, and treats blocks that were never written as zeros. It does
 * not wait: a throttled call ends the reading.
 *
 * <p>Not thread-safe.
 */
public final class BlockReader {
  /** 16 MiB, more than a typical disk needs. A block that is dropped can be read again. */
  private static final int MAX_KEPT = 32;

  private static final int ATTEMPTS = 2;

  private final BlockSource source;
  private final RequestBudget budget;
  private final Clock clock;
  private final long size;
  private final Map<Integer, String> tokens = new HashMap<>();

  /** The ranges of indexes that are listed: first to last, both inclusive. */
  private final TreeMap<Integer, Integer> spans = new TreeMap<>();

  private final Map<Integer, byte[]> kept = new LinkedHashMap<>(MAX_KEPT, 0.75f, true);
  private Instant expiry = Instant.MAX;

  /**
   * Lists the first blocks, which also returns the size.
   *
   * @throws UnreadableException if the budget is used up or the responses are inconsistent
   */
  public BlockReader(BlockSource source, RequestBudget budget, Clock clock) {
    this.source = source;
    this.budget = budget;
    this.clock = clock;
    this.size = list(0);
  }

  /** The size of the disk in bytes. */
  public long size() {
    return size;
  }

  /** The number of requests made so far. */
  public int requests() {
    return budget.taken();
  }

  /**
   * Reads the first block that was ever written, if there is one. An encrypted snapshot can be
   * listed without its key, but not read.
   *
   * @throws UnreadableException if the budget is used up or the block cannot be read
   */
  public void readFirst() {
    tokens.keySet().stream().min(Integer::compare).ifPresent(this::block);
  }

  /**
   * Reads a block whose token is known from another listing, so it need not be listed again.
   *
   * @return the block; zeros if it was never written after all
   * @throws UnreadableException if the budget is used up or the block cannot be read
   */
  public byte[] block(int index, String token) {
    tokens.put(index, token);
    spans.putIfAbsent(index, index);
    return block(index).orElseGet(() -> new byte[BlockSource.BLOCK_SIZE]);
  }

  /** Reads bytes that are inside the disk. */
  byte[] read(long offset, int length) {
    byte[] bytes = new byte[length];
    for (int done = 0; done < length; ) {
      long at = offset + done;
      int within = (int) (at % BlockSource.BLOCK_SIZE);
      int some = Math.min(length - done, BlockSource.BLOCK_SIZE - within);
      Optional<byte[]> block = block((int) (at / BlockSource.BLOCK_SIZE));
      if (block.isPresent()) {
        System.arraycopy(block.get(), within, bytes, done, some);
      }
      done += some;
    }
    return bytes;
  }

  /** Reads a block; empty if it was never written. */
  private Optional<byte[]> block(int index) {
    if (kept.containsKey(index)) {
      return Optional.of(kept.get(index));
    }
    String fault = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<String> token = token(index);
      if (token.isEmpty()) {
        return Optional.empty();
      }
      Optional<BlockSource.Block> got = request(() -> source.get(index, token.get()));
      if (got.isEmpty()) {
        fault = "its token was rejected";
        forgetListings();
      } else if (got.get().bytes().length != BlockSource.BLOCK_SIZE) {
        fault = "it has %d bytes".formatted(got.get().bytes().length);
      } else if (!Sha256.base64(got.get().bytes()).equals(got.get().checksum())) {
        // The checksum only protects the transfer, so the block itself may be good.
        fault = "its checksum does not match";
      } else {
        keep(index, got.get().bytes());
        return Optional.of(got.get().bytes());
      }
    }
    throw new UnreadableException("Block %d cannot be read: %s".formatted(index, fault));
  }

  private void keep(int index, byte[] block) {
    if (kept.size() >= MAX_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    kept.put(index, block);
  }

  private Optional<String> token(int index) {
    if (!clock.instant().isBefore(expiry)) {
      forgetListings();
    }
    Map.Entry<Integer, Integer> span = spans.floorEntry(index);
    if (span == null || span.getValue() < index) {
      list(index);
    }
    return Optional.ofNullable(tokens.get(index));
  }

  private void forgetListings() {
    tokens.clear();
    spans.clear();
    expiry = Instant.MAX;
  }

  /**
   * Lists blocks from an index on until it is known whether that one exists. Returns the size of
   * the volume.
   */
  private long list(int from) {
    Optional<String> nextToken = Optional.empty();
    while (true) {
      Optional<String> token = nextToken;
      Optional<BlockSource.Page> answer = request(() -> source.list(from, token));
      if (answer.isEmpty()) {
        if (token.isEmpty()) {
          throw new UnreadableException(
              "A listing without a token failed with an invalid-token error");
        }
        nextToken = Optional.empty();
        continue;
      }
      BlockSource.Page page = answer.get();
      int last = take(page, from);
      if (page.nextToken().isEmpty()) {
        spans.put(from, Integer.MAX_VALUE);
        return page.size();
      }
      if (last >= from) {
        spans.put(from, last);
        return page.size();
      }
      nextToken = page.nextToken();
    }
  }

  /** Stores the tokens of a page. Returns its last index, or {@code from - 1} if it is empty. */
  private int take(BlockSource.Page page, int from) {
    int last = from - 1;
    for (BlockSource.Listed block : page.blocks()) {
      if (block.index() <= last) {
        throw new UnreadableException(
            "The listing has block %d after block %d".formatted(block.index(), last));
      }
      last = block.index();
      tokens.put(last, block.token());
    }
    if (page.expiry().isBefore(expiry)) {
      expiry = page.expiry();
    }
    return last;
  }

  private <T> T request(Supplier<T> call) {
    if (!budget.take()) {
      throw new UnreadableException(
          "The budget is used up after " + Quantity.of(budget.taken(), "request"));
    }
    return call.get();
  }
}
