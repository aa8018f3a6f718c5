package ebsbackup.aws;

import ebsbackup.ebs.ChangedBlocks;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AwsCallException;
import java.util.BitSet;
import java.util.Optional;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;

/**
 * Which blocks snapshots have, through the EBS direct APIs: their places, not their contents. A
 * listing that needs more requests than the budget has ends empty. Every method throws {@link
 * AwsCallException}.
 */
public final class SnapshotBlocks {
  /** What the block indexes of the EBS direct APIs count, in bytes. */
  public static final long BLOCK_SIZE = 512 * 1024;

  /** The largest page. */
  private static final int PAGE = 10_000;

  private final EbsClient ebs;

  SnapshotBlocks(EbsClient ebs) {
    this.ebs = ebs;
  }

  /** Where two completed snapshots of one lineage differ. */
  public Optional<ChangedBlocks> changed(String first, String second, RequestBudget budget) {
    BitSet inFirst = new BitSet();
    BitSet inSecond = new BitSet();
    String token = null;
    do {
      if (!budget.take()) {
        return Optional.empty();
      }
      String from = token;
      ListChangedBlocksResponse page =
          Calls.call(
              "ListChangedBlocks",
              () ->
                  ebs.listChangedBlocks(
                      request ->
                          request
                              .firstSnapshotId(first)
                              .secondSnapshotId(second)
                              .maxResults(PAGE)
                              .nextToken(from)));
      page.changedBlocks()
          .forEach(
              block -> {
                // A token says that this side has the block; an empty page may have a next one.
                inFirst.set(block.blockIndex(), block.firstBlockToken() != null);
                inSecond.set(block.blockIndex(), block.secondBlockToken() != null);
              });
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return Optional.of(new ChangedBlocks(inFirst, inSecond));
  }

  /** How many blocks a completed snapshot has. */
  public Optional<Long> count(String snapshotId, RequestBudget budget) {
    long blocks = 0;
    String token = null;
    do {
      if (!budget.take()) {
        return Optional.empty();
      }
      String from = token;
      ListSnapshotBlocksResponse page =
          Calls.call(
              "ListSnapshotBlocks",
              () ->
                  ebs.listSnapshotBlocks(
                      request -> request.snapshotId(snapshotId).maxResults(PAGE).nextToken(from)));
      blocks += page.blocks().size();
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return Optional.of(blocks);
  }
}
