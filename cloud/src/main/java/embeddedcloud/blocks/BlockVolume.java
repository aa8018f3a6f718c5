package embeddedcloud.blocks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk of blocks. One restored from a snapshot is usable at once: a block that has not been
 * loaded yet is fetched when it is first read or partly written, replaced without a fetch when it
 * is overwritten whole, and otherwise loaded in the background, in order, as time passes.
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

  /** Like a restored volume, but loaded already. */
  static BlockVolume copied(BlockStore store, BlockSnapshot from, long size) {
    BlockVolume volume = restored(store, from, size, 0);
    volume.unloaded.clear();
    volume.blocksToLoad = 0;
    return volume;
  }

  /** In bytes. */
  public long size() {
    return size;
  }

  /** Makes the volume longer; what comes with it are zeros. */
  public void grow(long bytes) {
    if (bytes < size) {
      throw new IllegalArgumentException(
          "A volume of %d bytes cannot shrink to %d".formatted(size, bytes));
    }
    size = bytes;
  }

  /** Reads bytes as an instance would, fetching blocks that have not been loaded yet. */
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

  /** Writes bytes; blocks that a snapshot or another volume shares stay as they are for those. */
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
   * Writes a disk image from the volume's beginning. Blocks of zeros only take no space where
   * nothing had been written, and blocks equal to what is there stay shared.
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

  /** Writes the whole volume as an instance would read it: unloaded blocks are fetched. */
  public void copyTo(OutputStream out) throws IOException {
    fetchUpTo(size);
    current().copyTo(out, size);
  }

  /** Writes the whole volume without loading anything, as seen from outside the cloud. */
  public void exportTo(OutputStream out) throws IOException {
    current().copyTo(out, size);
  }

  /** The same up to the last written block; what would follow are zeros. */
  public void exportWrittenTo(OutputStream out) throws IOException {
    current().exportTo(out);
  }

  /**
   * Writes the volume, without loading anything, to a sparse file that ends with the last written
   * block; what would follow are zeros.
   */
  public void exportTo(Path file) throws IOException {
    current().exportTo(file);
  }

  /** SHA-256 of the whole volume in hexadecimal, read as an instance would. */
  public String sha256() {
    return sha256(size);
  }

  /** SHA-256 of the first {@code length} bytes, such as those of the original image. */
  public String sha256(long length) {
    fetchUpTo(length);
    return current().sha256(length);
  }

  /** A snapshot of this moment. */
  public BlockSnapshot snapshot() {
    BlockSnapshot snapshot = BlockSnapshot.of(store, size, blocks, lastSnapshot);
    lastSnapshot = Optional.of(snapshot);
    return snapshot;
  }

  /** Gives up the volume's blocks; it must not be used afterwards. */
  public void delete() {
    blocks.values().forEach(store::release);
    blocks.clear();
    unloaded.clear();
  }

  /** Blocks written or restored on this volume. */
  public long writtenBlocks() {
    return blocks.size();
  }

  /** Blocks that came with the snapshot this volume was restored from; 0 for one made empty. */
  public long blocksToLoad() {
    return blocksToLoad;
  }

  /** How many of {@link #blocksToLoad} are loaded or overwritten by now. */
  public long loadedBlocks() {
    loadInBackground();
    return (long) blocksToLoad - unloaded.size();
  }

  /** True while blocks are missing that only the snapshot's storage has. */
  public boolean loading() {
    loadInBackground();
    return !unloaded.isEmpty();
  }

  /** Time until the background has loaded the rest; empty when it never does. */
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

  /** Blocks that were loaded because they were read or partly written. */
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
