package ebsbackup.aws;

import ebsbackup.ebs.ChangedBlocks;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AwsCallException;
import java.util.BitSet;
import java.util.Iterator;
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
    Iterator<ListChangedBlocksResponse> pages =
        ebs.listChangedBlocksPaginator(
                request -> request.firstSnapshotId(first).secondSnapshotId(second).maxResults(PAGE))
            .iterator();
    while (pages.hasNext()) {
      if (!budget.take()) {
        return Optional.empty();
      }
      Calls.call("ListChangedBlocks", pages::next)
          .changedBlocks()
          .forEach(
              block -> {
                // A token says that this side has the block; an empty page may have a next one.
                inFirst.set(block.blockIndex(), block.firstBlockToken() != null);
                inSecond.set(block.blockIndex(), block.secondBlockToken() != null);
              });
    }
    return Optional.of(new ChangedBlocks(inFirst, inSecond));
  }

  /** How many blocks a completed snapshot has. */
  public Optional<Long> count(String snapshotId, RequestBudget budget) {
    long blocks = 0;
    Iterator<ListSnapshotBlocksResponse> pages =
        ebs.listSnapshotBlocksPaginator(request -> request.snapshotId(snapshotId).maxResults(PAGE))
            .iterator();
    while (pages.hasNext()) {
      if (!budget.take()) {
        return Optional.empty();
      }
      blocks += Calls.call("ListSnapshotBlocks", pages::next).blocks().size();
    }
    return Optional.of(blocks);
  }
}
