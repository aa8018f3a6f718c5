package ebsbackup.cli;

import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The blocks of a disk image. All blocks count as written. Zeros follow the end of the file. */
final class ImageFile implements BlockSource, AutoCloseable {
  private static final int PAGE = 1_000;

  /** The size of the largest volume, 64 TiB. A larger file is not a disk. */
  private static final long LARGEST = 64L << 40;

  private final FileChannel file;
  private final long size;

  ImageFile(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "is a folder, not a disk image");
    }
    file = FileChannel.open(path);
    size = file.size();
    if (size == 0 || size > LARGEST) {
      file.close();
      throw new BadInputException(
          "%s: expected a disk image of 1 byte to 64 TiB, but it has %d bytes"
              .formatted(path, size));
    }
  }

  @Override
  public Optional<Page> list(int from, Optional<String> nextToken) {
    int begin = nextToken.map(Integer::parseInt).orElse(from);
    int all = Math.toIntExact(Math.ceilDiv(size, BLOCK_SIZE));
    int end = Math.min(all, begin + PAGE);
    List<Listed> blocks =
        IntStream.range(begin, end).mapToObj(index -> new Listed(index, "")).toList();
    return Optional.of(
        new Page(
            blocks,
            size,
            Instant.MAX,
            end < all ? Optional.of(Integer.toString(end)) : Optional.empty()));
  }

  @Override
  public Optional<Block> get(int index, String token) {
    byte[] block = new byte[BLOCK_SIZE];
    ByteBuffer into = ByteBuffer.wrap(block);
    long at = (long) index * BLOCK_SIZE;
    try {
      while (into.hasRemaining() && file.read(into, at + into.position()) >= 0) {}
      return Optional.of(new Block(block, Sha256.base64(block)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read block %d of the image".formatted(index), e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the image", e);
    }
  }
}
