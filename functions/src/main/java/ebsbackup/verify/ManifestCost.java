package ebsbackup.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The cost of reading a snapshot for its manifest.
 *
 * @param blocks the number of blocks to read, one request each
 * @param listings the number of requests that list these blocks
 */
record ManifestCost(long blocks, long listings) {
  /**
   * Why a run cannot read the blocks. Empty if it can.
   *
   * @param requestsLeft the number of requests that the rest of the run may make
   * @param deadline of the run
   */
  Optional<String> refusal(int requestsLeft, Instant now, Instant deadline) {
    if (blocks + listings > requestsLeft) {
      return Optional.of(
          "it needs to read %d blocks, but maxManifestRequests leaves only %d requests"
              .formatted(blocks, requestsLeft));
    }
    Duration takes = Duration.ofSeconds(blocks / ManifestEstimate.BLOCKS_A_SECOND);
    if (now.plus(takes).isAfter(deadline)) {
      return Optional.of(
          "it needs to read %d blocks, which takes about %s, but the run ends at %s"
              .formatted(blocks, takes, deadline));
    }
    return Optional.empty();
  }
}
