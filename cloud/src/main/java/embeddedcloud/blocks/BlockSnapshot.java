package embeddedcloud.blocks;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A volume at one moment: an immutable map of the blocks that had been written by then. It is
 * complete in itself: deleting other snapshots of its lineage does not affect it.
 */
public final class BlockSnapshot {
  private final BlockStore store;
  private BlockMap map;
  private final Object lineage;
  private final long addedBlocks;
  private boolean deleted;

  private BlockSnapshot(BlockStore store, BlockMap map, Object lineage, long addedBlocks) {
    this.store = store;
    this.map = map;
    this.lineage = lineage;
    this.addedBlocks = addedBlocks;
  }

  static BlockSnapshot of(
      BlockStore store,
      long size,
      SortedMap<Integer, Block> blocks,
      Optional<BlockSnapshot> predecessor) {
    BlockMap map = BlockMap.of(store, size, blocks);
    long added = 0;
    for (Block block : map.blocks()) {
      if (store.retainForSnapshot(block)) {
        added++;
      }
    }
    Object lineage = predecessor.map(before -> before.lineage).orElseGet(Object::new);
    return new BlockSnapshot(store, map, lineage, added);
  }

  /** The size of the volume, in bytes. */
  public long size() {
    return map.size();
  }

  /** The number of blocks written on the volume by then, which a restored volume has to load. */
  public long fullBlocks() {
    return map.blocks().length;
  }

  /** {@link #fullBlocks} in bytes; EC2 calls it FullSnapshotSizeInBytes. */
  public long fullBytes() {
    return fullBlocks() * store.blockSize();
  }

  /** The bytes that taking this snapshot added to the storage of all snapshots: its increment. */
  public long addedBytes() {
    return addedBlocks * store.blockSize();
  }

  /** The bytes that deleting this snapshot now would free. */
  public long uniqueBytes() {
    long unique = 0;
    if (!deleted) {
      for (Block block : map.blocks()) {
        if (block.snapshots == 1) {
          unique++;
        }
      }
    }
    return unique * store.blockSize();
  }

  /** Whether both originate from the same volume, directly or through restored volumes. */
  public boolean sameLineage(BlockSnapshot other) {
    return lineage.equals(other.lineage);
  }

  /** The indexes of the written blocks, in order. */
  public int[] blockIndexes() {
    return map().indexes().clone();
  }

  /** The indexes at which this snapshot and the other do not share a block, in order. */
  public int[] changedIndexes(BlockSnapshot other) {
    return map().changed(other.map());
  }

  /** Whether a block was written at that index. */
  public boolean hasBlock(int index) {
    return map().has(index);
  }

  /** Writes the volume as it was, up to the last written block. Only zeros would follow. */
  public void exportWrittenTo(OutputStream out) throws IOException {
    checkAlive();
    map.exportTo(out);
  }

  /** Reads bytes of the volume as it was. */
  public byte[] read(long offset, int length) {
    checkAlive();
    return map.read(offset, length);
  }

  /** SHA-256 of the whole volume as it was, in hexadecimal. */
  public String sha256() {
    checkAlive();
    return map.sha256(map.size());
  }

  /** SHA-256 of the first {@code length} bytes, such as those of the original image. */
  public String sha256(long length) {
    checkAlive();
    return map.sha256(length);
  }

  /**
   * Deletes the snapshot and returns the number of bytes freed. Volumes that are still loading from
   * it keep their blocks.
   */
  public long delete() {
    checkAlive();
    deleted = true;
    long freed = 0;
    for (Block block : map.blocks()) {
      if (store.releaseFromSnapshot(block)) {
        freed++;
      }
    }
    map = BlockMap.of(store, map.size(), Collections.emptySortedMap());
    return freed * store.blockSize();
  }

  BlockMap map() {
    checkAlive();
    return map;
  }

  private void checkAlive() {
    if (deleted) {
      throw new IllegalStateException("The snapshot has been deleted");
    }
  }
}
