package embeddedcloud.blocks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** The blocks of a disk, sorted by index; immutable and compact. */
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
   * The indexes at which one of the maps has a block that the other does not have there, in order.
   */
  int[] changed(BlockMap other) {
    return IntStream.concat(
            Arrays.stream(indexes).filter(index -> at(index) != other.at(index)),
            Arrays.stream(other.indexes).filter(index -> at(index) == null))
        .sorted()
        .toArray();
  }

  /** Returns null if nothing was written at the index. */
  private Block at(int index) {
    int there = Arrays.binarySearch(indexes, index);
    return there < 0 ? null : blocks[there];
  }

  Optional<Block> find(int index) {
    return Optional.ofNullable(at(index));
  }

  boolean has(int index) {
    return at(index) != null;
  }

  void checkRange(long offset, long length) {
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new IndexOutOfBoundsException(
          "Bytes %d to %d are outside the disk of %d bytes"
              .formatted(offset, offset + length, size));
    }
  }

  void copyTo(OutputStream out, long length) throws IOException {
    checkRange(0, length);
    byte[] zeros = new byte[store.blockSize()];
    byte[] content = new byte[store.blockSize()];
    int next = 0;
    long at = 0;
    for (int index = 0; at < length; index++) {
      byte[] from = zeros;
      if (next < indexes.length && indexes[next] == index) {
        store.read(blocks[next++], content);
        from = content;
      }
      int count = (int) Math.min(from.length, length - at);
      out.write(from, 0, count);
      at += count;
    }
  }

  /** Writes what {@link #copyTo} writes, up to the last written block. */
  void exportTo(OutputStream out) throws IOException {
    long end = indexes.length == 0 ? 0 : (indexes[indexes.length - 1] + 1L) * store.blockSize();
    copyTo(out, Math.min(end, size));
  }

  byte[] read(long offset, int length) {
    checkRange(offset, length);
    byte[] result = new byte[length];
    byte[] content = new byte[store.blockSize()];
    for (int done = 0; done < length; ) {
      int within = (int) ((offset + done) % content.length);
      int count = Math.min(length - done, content.length - within);
      int there = Arrays.binarySearch(indexes, (int) ((offset + done) / content.length));
      if (there >= 0) {
        store.read(blocks[there], content);
        System.arraycopy(content, within, result, done, count);
      }
      done += count;
    }
    return result;
  }

  String sha256(long length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      copyTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest), length);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
