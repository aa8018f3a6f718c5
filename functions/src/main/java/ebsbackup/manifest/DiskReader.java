package ebsbackup.manifest;

import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.Sha256;
import ebsbackup.blocks.UnreadableException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads whole disks, several blocks at a time, and checks each block against its checksum. Only
 * digests are kept, so memory does not depend on the size of the disk.
 */
public final class DiskReader implements AutoCloseable {
  private static final int ATTEMPTS = 2;

  private final BlockSource source;
  private final ExecutorService threads;
  private final AtomicInteger gets = new AtomicInteger();
  private final AtomicInteger lists = new AtomicInteger();
  private final int end;
  private BlockSource.Page page;
  private int last;

  /**
   * Lists the first blocks, which returns the size of the disk.
   *
   * @param atOnce the number of blocks to get in parallel
   */
  public DiskReader(BlockSource source, int atOnce) {
    this(source, atOnce, 0, Integer.MAX_VALUE);
  }

  /**
   * Reads a part of the disk.
   *
   * @param from the first block
   * @param end the first block that does not belong to the part
   */
  public DiskReader(BlockSource source, int atOnce, int from, int end) {
    this.source = source;
    this.end = end;
    last = from - 1;
    page = listed(from, Optional.empty()).orElseThrow(DiskReader::tokenRefused);
    threads = Executors.newFixedThreadPool(atOnce);
  }

  private Optional<BlockSource.Page> listed(int from, Optional<String> token) {
    lists.incrementAndGet();
    return source.list(from, token).map(this::beforeEnd);
  }

  private BlockSource.Page beforeEnd(BlockSource.Page whole) {
    List<BlockSource.Listed> blocks =
        whole.blocks().stream().filter(block -> block.index() < end).toList();
    return new BlockSource.Page(
        blocks,
        whole.size(),
        whole.expiry(),
        blocks.size() < whole.blocks().size() ? Optional.empty() : whole.nextToken());
  }

  /** The size of the disk in bytes. */
  public long size() {
    return page.size();
  }

  /** The number of blocks that were requested so far. */
  public long gets() {
    return gets.get();
  }

  /** The number of requests that were made so far, for blocks and for listings. */
  public int requests() {
    return gets.get() + lists.get();
  }

  /** The blocks of the next page of the listing; empty when all were listed. */
  public Optional<List<BlockSource.Listed>> next() {
    if (page.blocks().isEmpty() && page.nextToken().isEmpty()) {
      return Optional.empty();
    }
    List<BlockSource.Listed> blocks = page.blocks();
    for (BlockSource.Listed block : blocks) {
      if (block.index() <= last) {
        throw new UnreadableException(
            "The listing has block %d after block %d".formatted(block.index(), last));
      }
      last = block.index();
    }
    page =
        page.nextToken().isEmpty()
            ? new BlockSource.Page(List.of(), page.size(), page.expiry(), Optional.empty())
            : after(page.nextToken());
    return Optional.of(blocks);
  }

  private BlockSource.Page after(Optional<String> token) {
    // A page token expires after an hour, and reading a page over a slow network may take that
    // long.
    return listed(last + 1, token)
        .or(() -> listed(last + 1, Optional.empty()))
        .orElseThrow(DiskReader::tokenRefused);
  }

  /** The digests of these blocks, in the same order. */
  public List<Manifest.Entry> read(List<BlockSource.Listed> blocks) {
    List<Callable<Manifest.Entry>> tasks = new ArrayList<>();
    blocks.forEach(block -> tasks.add(() -> entry(block)));
    List<Manifest.Entry> entries = new ArrayList<>();
    try {
      for (Future<Manifest.Entry> done : threads.invokeAll(tasks)) {
        entries.add(done.get());
      }
      return entries;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableException("The read was interrupted");
    }
  }

  private Manifest.Entry entry(BlockSource.Listed block) {
    String token = block.token();
    String fault = "its token was rejected";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      gets.incrementAndGet();
      Optional<BlockSource.Block> got = source.get(block.index(), token);
      if (got.isEmpty()) {
        Optional<String> newer = token(block.index());
        if (newer.isEmpty()) {
          break;
        }
        token = newer.get();
      } else if (got.get().bytes().length != BlockSource.BLOCK_SIZE) {
        fault = "it has %d bytes".formatted(got.get().bytes().length);
      } else {
        byte[] sha256 = Sha256.of(got.get().bytes());
        if (Base64.getEncoder().encodeToString(sha256).equals(got.get().checksum())) {
          return new Manifest.Entry(block.index(), HexFormat.of().formatHex(sha256));
        }
        // The checksum protects the transmission only, so the block itself may be good.
        fault = "its checksum does not match";
      }
    }
    throw new UnreadableException("Block %d cannot be read: %s".formatted(block.index(), fault));
  }

  private Optional<String> token(int index) {
    return listed(index, Optional.empty()).stream()
        .flatMap(listed -> listed.blocks().stream())
        .filter(listed -> listed.index() == index)
        .map(BlockSource.Listed::token)
        .findFirst();
  }

  private static UnreadableException tokenRefused() {
    return new UnreadableException("A listing without a token failed with an invalid-token error");
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
