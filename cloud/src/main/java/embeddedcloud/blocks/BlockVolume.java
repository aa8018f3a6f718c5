package embeddedcloud.blocks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk of blocks. A volume restored from a snapshot is usable at once. A block that is not loaded
 * yet is fetched when it is first read or partly written, replaced without a fetch when it is
 * overwritten completely, and otherwise loaded in the background, in order, as time passes.
 */
public final class BlockVolume {
  private final BlockStore store;
  private long size;
  private final TreeMap<Integer, Block> blocks = new TreeMap<>();
  private final TreeSet<Integer> unloaded = new TreeSet<>();
  private final Instant restoredAt;
  private final long loadRate;
  private long backgroundLoads;
  private long fetches;
  private int blocksToLoad;
  private Optional<BlockSnapshot> lastSnapshot = Optional.empty();

  private BlockVolume(BlockStore store, long size, long loadRate) {
    if (size < 0 || size / store.blockSize() >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException("A volume cannot have %d bytes".formatted(size));
    }
    this.store = store;
    this.size = size;
    this.loadRate = loadRate;
    restoredAt = store.clock().instant();
  }

  static BlockVolume empty(BlockStore store, long size) {
    return new BlockVolume(store, size, 0);
  }

  static BlockVolume restored(BlockStore store, BlockSnapshot from, long size, long loadRate) {
    BlockVolume volume = new BlockVolume(store, size, loadRate);
    BlockMap map = from.map();
    for (int i = 0; i < map.indexes().length; i++) {
      store.retain(map.blocks()[i]);
      volume.blocks.put(map.indexes()[i], map.blocks()[i]);
      volume.unloaded.add(map.indexes()[i]);
    }
    volume.blocksToLoad = volume.unloaded.size();
    volume.lastSnapshot = Optional.of(from);
    return volume;
  }

  /** Like a restored volume, but already loaded. */
  static BlockVolume copied(BlockStore store, BlockSnapshot from, long size) {
    BlockVolume volume = restored(store, from, size, 0);
    volume.unloaded.clear();
    volume.blocksToLoad = 0;
    return volume;
  }

  /** Grows the volume. The new blocks read as zeros. */
  public void grow(long bytes) {
    if (bytes < size) {
      throw new IllegalArgumentException(
          "A volume of %d bytes cannot shrink to %d".formatted(size, bytes));
    }
    size = bytes;
  }

  /** Reads bytes as an instance does, fetching blocks that are not loaded yet. */
  public byte[] read(long offset, int length) {
    checkRange(offset, length);
    loadInBackground();
    byte[] result = new byte[length];
    byte[] content = new byte[store.blockSize()];
    for (int done = 0; done < length; ) {
      int index = (int) ((offset + done) / store.blockSize());
      int within = (int) ((offset + done) % store.blockSize());
      int count = Math.min(length - done, store.blockSize() - within);
      Block block = blocks.get(index);
      if (block != null) {
        fetch(index);
        store.read(block, content);
        System.arraycopy(content, within, result, done, count);
      }
      done += count;
    }
    return result;
  }

  /** Writes bytes. Blocks shared with a snapshot or another volume do not change there. */
  public void write(long offset, byte[] bytes) {
    checkRange(offset, bytes.length);
    loadInBackground();
    for (int done = 0; done < bytes.length; ) {
      int index = (int) ((offset + done) / store.blockSize());
      int within = (int) ((offset + done) % store.blockSize());
      int count = Math.min(bytes.length - done, store.blockSize() - within);
      writeWithin(index, within, bytes, done, count);
      done += count;
    }
  }

  private void writeWithin(int index, int within, byte[] bytes, int from, int count) {
    byte[] content = new byte[store.blockSize()];
    boolean whole = within == 0 && count == bytesIn(index);
    if (!whole && blocks.containsKey(index)) {
      fetch(index);
      store.read(blocks.get(index), content);
    }
    System.arraycopy(bytes, from, content, within, count);
    put(index, content);
  }

  /**
   * Writes a disk image to the start of the volume. Blocks of zeros take no space where nothing was
   * written before, and unchanged blocks stay shared.
   *
   * @throws IllegalArgumentException when the image is longer than the volume
   */
  public void load(InputStream image) throws IOException {
    loadInBackground();
    byte[] old = new byte[store.blockSize()];
    long at = 0;
    for (int index = 0; ; index++) {
      byte[] content = image.readNBytes(store.blockSize());
      int length = content.length;
      if (at + length > size) {
        throw new IllegalArgumentException(
            "The image is longer than the volume of %d bytes".formatted(size));
      }
      if (length == 0) {
        return;
      }
      if (length < store.blockSize()) {
        byte[] rest = read(at, bytesIn(index));
        System.arraycopy(content, 0, rest, 0, length);
        content = Arrays.copyOf(rest, store.blockSize());
      }
      at += length;
      Block block = blocks.get(index);
      if (block == null) {
        if (!BlockStore.isZero(content)) {
          put(index, content);
        }
        continue;
      }
      store.read(block, old);
      if (!Arrays.equals(old, content)) {
        put(index, content);
      }
    }
  }

  /**
   * Writes the volume without loading anything, up to the last written block. Only zeros would
   * follow.
   */
  public void exportWrittenTo(OutputStream out) throws IOException {
    current().exportTo(out);
  }

  /** The SHA-256 of the whole volume in hexadecimal, read as an instance does. */
  public String sha256() {
    return sha256(size);
  }

  /** SHA-256 of the first {@code length} bytes, such as those of the original image. */
  public String sha256(long length) {
    fetchUpTo(length);
    return current().sha256(length);
  }

  /** Takes a snapshot of the volume as it is now. */
  public BlockSnapshot snapshot() {
    BlockSnapshot snapshot = BlockSnapshot.of(store, size, blocks, lastSnapshot);
    lastSnapshot = Optional.of(snapshot);
    return snapshot;
  }

  /** Releases the volume's blocks. The volume must not be used afterwards. */
  public void delete() {
    blocks.values().forEach(store::release);
    blocks.clear();
    unloaded.clear();
  }

  /** The number of blocks written or restored on this volume. */
  public long writtenBlocks() {
    return blocks.size();
  }

  /**
   * The number of blocks in the snapshot that this volume was restored from; 0 for a volume that
   * was created empty.
   */
  public long blocksToLoad() {
    return blocksToLoad;
  }

  /** How many of {@link #blocksToLoad} are already loaded or overwritten. */
  public long loadedBlocks() {
    loadInBackground();
    return (long) blocksToLoad - unloaded.size();
  }

  /** Whether the volume still has blocks to load from the snapshot's storage. */
  public boolean loading() {
    loadInBackground();
    return !unloaded.isEmpty();
  }

  /** The time until background loading completes; empty if it never does. */
  public Optional<Duration> timeToLoad() {
    loadInBackground();
    if (unloaded.isEmpty()) {
      return Optional.of(Duration.ZERO);
    }
    if (loadRate == 0) {
      return Optional.empty();
    }
    long millis = Math.ceilDiv(unloaded.size() * (long) store.blockSize() * 1000, loadRate);
    return Optional.of(Duration.ofMillis(millis));
  }

  /** The number of blocks that were loaded because they were read or partly written. */
  public long fetches() {
    return fetches;
  }

  private BlockMap current() {
    return BlockMap.of(store, size, blocks);
  }

  private void fetchUpTo(long length) {
    loadInBackground();
    var within = unloaded.headSet((int) Math.ceilDiv(length, store.blockSize()));
    fetches += within.size();
    within.clear();
  }

  private void fetch(int index) {
    if (unloaded.remove(index)) {
      fetches++;
    }
  }

  private void loadInBackground() {
    if (unloaded.isEmpty() || loadRate == 0) {
      return;
    }
    Duration elapsed = Duration.between(restoredAt, store.clock().instant());
    long bytes = elapsed.toSeconds() * loadRate + elapsed.toMillisPart() * loadRate / 1000;
    long due = bytes / store.blockSize();
    for (; backgroundLoads < due && !unloaded.isEmpty(); backgroundLoads++) {
      unloaded.pollFirst();
    }
  }

  private void put(int index, byte[] content) {
    unloaded.remove(index);
    Block old = blocks.get(index);
    if (old != null && old.owners == 1) {
      store.overwrite(old, content);
      return;
    }
    blocks.put(index, store.add(content));
    if (old != null) {
      store.release(old);
    }
  }

  private int bytesIn(int index) {
    return (int) Math.min(store.blockSize(), size - (long) index * store.blockSize());
  }

  private void checkRange(long offset, int length) {
    if (offset < 0 || offset + length > size) {
      throw new IndexOutOfBoundsException(
          "Bytes %d to %d are outside the volume of %d bytes"
              .formatted(offset, offset + length, size));
    }
  }
}
