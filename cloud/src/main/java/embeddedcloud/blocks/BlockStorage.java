package embeddedcloud.blocks;

/**
 * Where the bytes of blocks are kept: numbered slots of one block each. The store above it decides
 * who owns a slot and for how long. Failures of the medium surface as {@link
 * java.io.UncheckedIOException}.
 */
public interface BlockStorage extends AutoCloseable {

  /** Keeps a copy of the block in a free slot and returns the slot's number. */
  long add(byte[] block);

  /** Overwrites the slot's block. */
  void replace(long slot, byte[] block);

  /** Copies the slot's block into the given array, which has a block's length. */
  void read(long slot, byte[] into);

  /** Makes the slot free for another block. */
  void free(long slot);

  /** Slots that hold a block. */
  long used();

  @Override
  void close();
}
