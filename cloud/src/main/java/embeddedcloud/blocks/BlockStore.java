package embeddedcloud.blocks;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * EBS's data plane: copy-on-write volumes over shared, reference-counted blocks, and snapshots that
 * share every block that was not written in between. A block counts as snapshot storage exactly
 * while at least one snapshot maps it. Blocks that were never written read as zeros and take no
 * space. Not thread-safe.
 */
public final class BlockStore implements AutoCloseable {
  /** EBS's block size in bytes. The EBS direct APIs list and read blocks of 512 KiB. */
  public static final int BLOCK_SIZE = 512 * 1024;

  private final BlockStorage storage;
  private final Clock clock;
  private final int blockSize;
  private final long loadRate;
  private long snapshotBlocks;

  /**
   * @param clock drives the background loading of restored volumes
   * @param blockSize in bytes, {@link #BLOCK_SIZE} except in tests
   * @param loadRate the bytes per second at which a restored volume loads in the background; 0 for
   *     never
   */
  public BlockStore(BlockStorage storage, Clock clock, int blockSize, long loadRate) {
    this.storage = requireNonNull(storage);
    this.clock = requireNonNull(clock);
    if (blockSize <= 0 || loadRate < 0) {
      throw new IllegalArgumentException(
          "Block size %d must be positive, load rate %d not negative"
              .formatted(blockSize, loadRate));
    }
    this.blockSize = blockSize;
    this.loadRate = loadRate;
  }

  /** Creates a store on the heap with EBS's block size. */
  public static BlockStore inMemory(Clock clock, long loadRate) {
    return new BlockStore(new MemoryBlockStorage(), clock, BLOCK_SIZE, loadRate);
  }

  /** Creates an empty volume of that many bytes. */
  public BlockVolume createVolume(long size) {
    return BlockVolume.empty(this, size);
  }

  /**
   * Creates a volume from a snapshot. It is usable at once and loads in the background at the
   * store's rate.
   *
   * @param size in bytes, at least the snapshot's size
   */
  public BlockVolume restore(BlockSnapshot snapshot, long size) {
    return restore(snapshot, size, loadRate);
  }

  /** Creates a volume that is already loaded, as with fast snapshot restore. */
  public BlockVolume restoreLoaded(BlockSnapshot snapshot, long size) {
    return BlockVolume.copied(this, snapshot, size);
  }

  /** Like {@link #restore(BlockSnapshot, long)}, but loads at that many bytes per second. */
  public BlockVolume restore(BlockSnapshot snapshot, long size, long rate) {
    if (size < snapshot.size()) {
      throw new IllegalArgumentException(
          "A volume of %d bytes is smaller than its snapshot of %d"
              .formatted(size, snapshot.size()));
    }
    return BlockVolume.restored(this, snapshot, size, rate);
  }

  /**
   * Imports a disk image as a fully loaded volume. Blocks that equal the snapshot's block at the
   * same index are shared with the snapshot, so that a world saved as full images needs no more
   * storage than before.
   *
   * @throws IllegalArgumentException when the image is longer than {@code size} bytes
   */
  public BlockVolume importVolume(long size, InputStream image, Optional<BlockSnapshot> last)
      throws IOException {
    BlockVolume volume =
        last.filter(before -> before.size() <= size)
            .map(before -> BlockVolume.copied(this, before, size))
            .orElseGet(() -> createVolume(size));
    volume.load(image);
    return volume;
  }

  /** Imports a disk image as a snapshot, like {@link #importVolume}. */
  public BlockSnapshot importSnapshot(
      long size, InputStream image, Optional<BlockSnapshot> predecessor) throws IOException {
    BlockVolume volume = importVolume(size, image, predecessor);
    BlockSnapshot snapshot = volume.snapshot();
    volume.delete();
    return snapshot;
  }

  /**
   * Copies a snapshot into new blocks. Blocks with the same bytes as the base's block at the same
   * index are shared with the base.
   */
  public BlockSnapshot copy(BlockSnapshot source, Optional<BlockSnapshot> base) {
    SortedMap<Integer, Block> blocks = new TreeMap<>();
    List<Block> added = new ArrayList<>();
    BlockMap from = source.map();
    for (int i = 0; i < from.indexes().length; i++) {
      int index = from.indexes()[i];
      Block original = from.blocks()[i];
      byte[] content = contentOf(original);
      Optional<Block> shared =
          base.flatMap(b -> b.map().find(index))
              .filter(b -> b == original || Arrays.equals(content, contentOf(b)));
      if (shared.isEmpty()) {
        added.add(add(content));
      }
      blocks.put(index, shared.orElseGet(added::getLast));
    }
    BlockSnapshot copy = BlockSnapshot.of(this, source.size(), blocks, base);
    added.forEach(this::release);
    return copy;
  }

  private byte[] contentOf(Block block) {
    byte[] content = new byte[blockSize];
    read(block, content);
    return content;
  }

  /** The bytes that all snapshots together store, counting each shared block once. */
  public long snapshotBytes() {
    return snapshotBlocks * blockSize;
  }

  /** The bytes that volumes and snapshots together store, counting each shared block once. */
  public long usedBytes() {
    return storage.used() * blockSize;
  }

  public int blockSize() {
    return blockSize;
  }

  @Override
  public void close() {
    storage.close();
  }

  Clock clock() {
    return clock;
  }

  Block add(byte[] content) {
    Block block = new Block(storage.add(content));
    block.owners = 1;
    return block;
  }

  void overwrite(Block block, byte[] content) {
    storage.replace(block.slot, content);
  }

  void read(Block block, byte[] into) {
    storage.read(block.slot, into);
  }

  void retain(Block block) {
    block.owners++;
  }

  void release(Block block) {
    if (--block.owners == 0) {
      storage.free(block.slot);
    }
  }

  /** Returns whether the block was in no snapshot before, so that it becomes snapshot storage. */
  boolean retainForSnapshot(Block block) {
    retain(block);
    if (block.snapshots++ > 0) {
      return false;
    }
    snapshotBlocks++;
    return true;
  }

  /**
   * Returns whether no other snapshot needs the block, so that it is no longer snapshot storage.
   */
  boolean releaseFromSnapshot(Block block) {
    boolean last = --block.snapshots == 0;
    if (last) {
      snapshotBlocks--;
    }
    release(block);
    return last;
  }

  static boolean isZero(byte[] content) {
    return Arrays.equals(content, new byte[content.length]);
  }
}
