package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Sha256Test {
  /** The blocks of a snapshot are hashed by several threads. */
  @Test
  void of_isThreadSafe() throws NoSuchAlgorithmException {
    byte[] bytes = new byte[BlockSource.BLOCK_SIZE];
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes);

    assertThat(IntStream.range(0, 500).parallel().mapToObj(i -> Sha256.of(bytes)))
        .allMatch(hash -> Arrays.equals(hash, expected));
  }
}
