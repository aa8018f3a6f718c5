package ebsbackup.blocks;

import ebsbackup.ebs.RequestBudget;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A disk in memory that is mostly zeros, as a snapshot gives it: only written blocks are listed.
 */
final class SparseImage implements BlockSource {
  static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final int PAGE = 4096;
  private static final int LISTED = 1_000;
  private static final Map<String, SparseImage> LOADED = new HashMap<>();

  private final long size;
  private final TreeMap<Integer, byte[]> blocks;
  private final Map<Integer, String> checksums = new HashMap<>();

  private SparseImage(long size, Map<Integer, byte[]> blocks) {
    this.size = size;
    this.blocks = new TreeMap<>(blocks);
  }

  /** An image that conformance/disks made. */
  static SparseImage named(String name) {
    return LOADED.computeIfAbsent(name, SparseImage::load);
  }

  private static SparseImage load(String name) {
    try (InputStream packed = SparseImage.class.getResourceAsStream(name + ".img.gz");
        DataInputStream in = new DataInputStream(new GZIPInputStream(packed))) {
      SparseImage image = empty(in.readLong());
      byte[] page = new byte[PAGE];
      while (in.readNBytes(page, 0, PAGE) == PAGE) {
        for (int places = in.readInt(); places > 0; places--) {
          image.write(in.readLong() * PAGE, page);
        }
      }
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  static SparseImage empty(long size) {
    return new SparseImage(size, Map.of());
  }

  SparseImage write(long offset, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      set(offset + i, bytes[i]);
    }
    return this;
  }

  private void set(long offset, byte value) {
    int index = (int) (offset / BLOCK_SIZE);
    blocks.computeIfAbsent(index, i -> new byte[BLOCK_SIZE])[(int) (offset % BLOCK_SIZE)] = value;
  }

  byte get(long offset) {
    byte[] block = blocks.get((int) (offset / BLOCK_SIZE));
    return block == null ? 0 : block[(int) (offset % BLOCK_SIZE)];
  }

  byte[] read(long offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = get(offset + i);
    }
    return bytes;
  }

  static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The same with some bits of a byte inverted. */
  SparseImage flipped(long offset, int bits) {
    SparseImage flipped = new SparseImage(size, blocks);
    flipped.checksums.putAll(checksums);
    int index = (int) (offset / BLOCK_SIZE);
    byte[] block = blocks.get(index);
    flipped.blocks.put(index, block == null ? new byte[BLOCK_SIZE] : block.clone());
    flipped.checksums.remove(index);
    flipped.set(offset, (byte) (get(offset) ^ bits));
    return flipped;
  }

  /** The same cut off, or with zeros behind it. */
  SparseImage resized(long other) {
    return new SparseImage(other, blocks.headMap((int) Math.ceilDiv(other, BLOCK_SIZE)));
  }

  /** The same with every block written, as on a disk that was filled once: long listings. */
  SparseImage full() {
    SparseImage full = new SparseImage(size, blocks);
    byte[] zeros = new byte[BLOCK_SIZE];
    for (int index = 0; index < size / BLOCK_SIZE; index++) {
      full.blocks.putIfAbsent(index, zeros);
    }
    return full;
  }

  long size() {
    return size;
  }

  Inspection inspect() {
    return inspect(100);
  }

  Inspection inspect(int mostRequests) {
    return Inspection.of(
        new BlockReader(this, new RequestBudget(mostRequests, Instant.MAX, CLOCK), CLOCK));
  }

  @Override
  public Optional<Page> list(int from, Optional<String> nextToken) {
    List<Listed> listed = new ArrayList<>();
    for (int index : blocks.tailMap(nextToken.map(Integer::valueOf).orElse(from)).keySet()) {
      if (listed.size() == LISTED) {
        return Optional.of(
            new Page(listed, size, Instant.MAX, Optional.of(Integer.toString(index))));
      }
      listed.add(new Listed(index, "token " + index));
    }
    return Optional.of(new Page(listed, size, Instant.MAX, Optional.empty()));
  }

  @Override
  public Optional<Block> get(int index, String token) {
    byte[] block = blocks.get(index);
    String checksum = checksums.computeIfAbsent(index, i -> Sha256.base64(block));
    return Optional.of(new Block(block, checksum));
  }
}
