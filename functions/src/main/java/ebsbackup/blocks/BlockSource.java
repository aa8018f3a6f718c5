package ebsbackup.blocks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The blocks of one snapshot or disk image, in the terms of the EBS direct APIs. Each call is one
 * request, and throws {@link ebsbackup.failure.AwsCallException} if it did not succeed.
 */
public interface BlockSource {
  /** The size of a block, in bytes. */
  int BLOCK_SIZE = 512 * 1024;

  /**
   * US dollars for 1,000 GetSnapshotBlock requests, according to the example in
   * https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-pricing.html; listings cost a fifth.
   */
  double DOLLARS_PER_1000 = 0.003;

  /**
   * Returns a page of the blocks that were ever written, in ascending order. A page may be empty
   * without being the last one.
   *
   * @param from the first index of interest; ignored if there is a token
   * @param nextToken the token of the previous page
   * @return empty if the token is no longer valid
   */
  Optional<Page> list(int from, Optional<String> nextToken);

  /**
   * Returns the bytes of a block.
   *
   * @return empty if the token is no longer valid
   */
  Optional<Block> get(int index, String token);

  /**
   * A page of a listing.
   *
   * @param size the size of the volume in bytes
   * @param expiry when the blocks' tokens expire
   */
  record Page(List<Listed> blocks, long size, Instant expiry, Optional<String> nextToken) {
    public Page {
      blocks = List.copyOf(blocks);
    }
  }

  /** A block of a listing, and the token for reading it. */
  record Listed(int index, String token) {}

  /**
   * A block as it was received.
   *
   * @param checksum the SHA-256 of what was sent, in base64
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(byte[] bytes, String checksum) {}
}
