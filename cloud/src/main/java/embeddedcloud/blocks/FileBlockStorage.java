package embeddedcloud.blocks;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Stores blocks in a temporary file, so that disk images can be far larger than the heap. Freed
 * slots are reused before the file grows. Closing deletes the file.
 */
public final class FileBlockStorage implements BlockStorage {
  private final int blockSize;
  private final FileChannel file;
  private final Deque<Long> free = new ArrayDeque<>();
  private long slots;

  /** Creates a new file in the folder; {@code blockSize} is in bytes. */
  public FileBlockStorage(Path folder, int blockSize) {
    this.blockSize = blockSize;
    try {
      Path path = Files.createTempFile(folder, "ebs-blocks", ".tmp");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a block file in " + folder, e);
    }
  }

  @Override
  public long add(byte[] block) {
    Long slot = free.poll();
    if (slot == null) {
      slot = slots++;
    }
    replace(slot, block);
    return slot;
  }

  @Override
  public void replace(long slot, byte[] block) {
    ByteBuffer from = ByteBuffer.wrap(block);
    long at = slot * blockSize;
    try {
      while (from.hasRemaining()) {
        file.write(from, at + from.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write block slot " + slot, e);
    }
  }

  @Override
  public void read(long slot, byte[] into) {
    ByteBuffer to = ByteBuffer.wrap(into);
    long at = slot * blockSize;
    try {
      while (to.hasRemaining()) {
        if (file.read(to, at + to.position()) < 0) {
          throw new EOFException("The block file ends before slot " + slot);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read block slot " + slot, e);
    }
  }

  @Override
  public void free(long slot) {
    free.push(slot);
  }

  @Override
  public long used() {
    return slots - free.size();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the block file", e);
    }
  }
}
