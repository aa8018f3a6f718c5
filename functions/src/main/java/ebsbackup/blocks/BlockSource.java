package ebsbackup.blocks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The blocks of one snapshot or disk image, in the terms of the EBS direct APIs. Each call is one
 * request, and throws {@link ebsbackup.failure.AwsCallException} if it did not get an answer.
 */
public interface BlockSource {
  /** What block indexes count, in bytes. */
  int BLOCK_SIZE = 512 * 1024;

  /**
   * For 1,000 GetSnapshotBlock requests, the example of
   * https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-pricing.html; listings cost a fifth.
   */
  double DOLLARS_PER_1000 = 0.003;

  /**
   * A page of the blocks that were ever written, in ascending order. It may be empty and have a
   * next one all the same.
   *
   * @param from the first index of interest; ignored beside a token
   * @param nextToken of the page before
   * @return empty if the token is no longer good
   */
  Optional<Page> list(int from, Optional<String> nextToken);

  /**
   * The bytes of a block.
   *
   * @return empty if the token is no longer good
   */
  Optional<Block> get(int index, String token);

  /**
   * A page of a listing.
   *
   * @param size of the volume in bytes
   * @param expiry from then on, the blocks' tokens are not good
   */
  record Page(List<Listed> blocks, long size, Instant expiry, Optional<String> nextToken) {
    public Page {
      blocks = List.copyOf(blocks);
    }
  }

  /** A block of a listing, and the token to get it with. */
  record Listed(int index, String token) {}

  /**
   * A block as it arrived.
   *
   * @param checksum the SHA-256 of what was sent, in base64
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(byte[] bytes, String checksum) {}
}
