package ebsbackup.local.blocks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;

/** Which block is at which place of a disk, in order of place; immutable and compact. */
final class BlockMap {
  private final BlockStore store;
  private final long size;
  private final int[] indexes;
  private final Block[] blocks;

  private BlockMap(BlockStore store, long size, int[] indexes, Block[] blocks) {
    this.store = store;
    this.size = size;
    this.indexes = indexes;
    this.blocks = blocks;
  }

  static BlockMap of(BlockStore store, long size, SortedMap<Integer, Block> from) {
    int[] indexes = new int[from.size()];
    Block[] blocks = new Block[from.size()];
    int i = 0;
    for (var entry : from.entrySet()) {
      indexes[i] = entry.getKey();
      blocks[i++] = entry.getValue();
    }
    return new BlockMap(store, size, indexes, blocks);
  }

  long size() {
    return size;
  }

  int[] indexes() {
    return indexes;
  }

  Block[] blocks() {
    return blocks;
  }

  /**
   * Places at which this map has another block than the given one, or has one where it has none.
   */
  long differences(BlockMap before) {
    long differences = 0;
    for (int i = 0; i < indexes.length; i++) {
      int there = Arrays.binarySearch(before.indexes, indexes[i]);
      if (there < 0 || before.blocks[there] != blocks[i]) {
        differences++;
      }
    }
    return differences;
  }

  void copyTo(OutputStream out) throws IOException {
    byte[] zeros = new byte[store.blockSize()];
    byte[] content = new byte[store.blockSize()];
    int next = 0;
    long at = 0;
    for (int index = 0; at < size; index++) {
      byte[] from = zeros;
      if (next < indexes.length && indexes[next] == index) {
        store.read(blocks[next++], content);
        from = content;
      }
      int length = (int) Math.min(from.length, size - at);
      out.write(from, 0, length);
      at += length;
    }
  }

  String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      copyTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
