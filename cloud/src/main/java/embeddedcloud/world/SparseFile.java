package embeddedcloud.world;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a file whose zeros take no space on disk. Volumes are mostly zeros, and saving a volume of
 * 500 GiB must not need 500 GiB.
 */
final class SparseFile extends OutputStream {
  /** A multiple of the block size of all common file systems, so that holes stay holes. */
  private static final int CHUNK = 64 * 1024;

  private static final byte[] ZEROS = new byte[CHUNK];

  private final RandomAccessFile file;
  private final byte[] chunk = new byte[CHUNK];
  private int filled;
  private long position;

  SparseFile(Path path) throws IOException {
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int taken = Math.min(left, CHUNK - filled);
      System.arraycopy(bytes, from, chunk, filled, taken);
      filled += taken;
      from += taken;
      left -= taken;
      if (filled == CHUNK) {
        emit();
      }
    }
  }

  private void emit() throws IOException {
    if (!zeros()) {
      file.seek(position);
      file.write(chunk, 0, filled);
    }
    position += filled;
    filled = 0;
  }

  private boolean zeros() {
    return Arrays.equals(chunk, 0, filled, ZEROS, 0, filled);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      emit();
      file.setLength(position);
      file.getFD().sync();
    }
  }
}
