package embeddedcloud.blocks;

/**
 * Stores the bytes of blocks in numbered slots of one block each. The block store decides who owns
 * a slot and for how long. I/O errors surface as {@link java.io.UncheckedIOException}.
 */
public interface BlockStorage extends AutoCloseable {

  /** Stores a copy of the block in a free slot and returns the slot's number. */
  long add(byte[] block);

  /** Overwrites the slot's block. */
  void replace(long slot, byte[] block);

  /** Copies the slot's block into the given array, which is one block long. */
  void read(long slot, byte[] into);

  /** Frees the slot for another block. */
  void free(long slot);

  /** The number of slots that hold a block. */
  long used();

  @Override
  void close();
}
