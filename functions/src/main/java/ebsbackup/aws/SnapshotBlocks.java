package ebsbackup.aws;

import ebsbackup.ebs.ChangedBlock;
import ebsbackup.ebs.ChangedBlocks;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/**
 * Lists the blocks of snapshots through the EBS direct APIs: their indexes, not their contents. A
 * listing returns an empty result if it needs more requests than the budget has. Every method
 * throws {@link AwsCallException}.
 */
public final class SnapshotBlocks {
  /** The largest page. */
  private static final int PAGE = 10_000;

  private final EbsClient ebs;

  public SnapshotBlocks(EbsClient ebs) {
    this.ebs = ebs;
  }

  /** Where two completed snapshots of one lineage differ. */
  public Optional<ChangedBlocks> changed(String first, String second, RequestBudget budget) {
    BitSet inFirst = new BitSet();
    BitSet inSecond = new BitSet();
    boolean all =
        visit(
            first,
            second,
            budget,
            block -> {
              inFirst.set(block.index(), block.first().isPresent());
              inSecond.set(block.index(), block.second().isPresent());
            });
    return all ? Optional.of(new ChangedBlocks(inFirst, inSecond)) : Optional.empty();
  }

  /** How far a listing of changed blocks got. */
  public enum Extent {
    ALL,
    /** The budget was not sufficient. */
    PART,
    /** The snapshots are not of one lineage; AWS never compares those. */
    UNRELATED
  }

  /** Visits each block in which two completed snapshots differ, in ascending order. */
  public Extent changed(
      String first, String second, RequestBudget budget, Consumer<ChangedBlock> each) {
    try {
      return visit(first, second, budget, each) ? Extent.ALL : Extent.PART;
    } catch (RefusedException e) {
      if (e.getCause() instanceof ValidationException refused
          && refused.reason() == ValidationExceptionReason.UNRELATED_SNAPSHOTS) {
        return Extent.UNRELATED;
      }
      throw e;
    }
  }

  /**
   * Visits each block of a part of the disk in which two completed snapshots of one lineage differ,
   * in ascending order.
   *
   * @param from the first block
   * @param end the first block after the part
   * @return whether the budget was sufficient
   */
  public boolean changedIn(
      String first,
      String second,
      int from,
      int end,
      RequestBudget budget,
      Consumer<ChangedBlock> each) {
    Iterator<ListChangedBlocksResponse> pages = pages(first, second, from);
    int last = -1;
    while (last < end && pages.hasNext()) {
      if (!budget.take()) {
        return false;
      }
      for (ChangedBlock block : page(pages)) {
        last = block.index();
        if (last < end) {
          each.accept(block);
        }
      }
    }
    return true;
  }

  private Iterator<ListChangedBlocksResponse> pages(String first, String second, int from) {
    return ebs.listChangedBlocksPaginator(
            request ->
                request
                    .firstSnapshotId(first)
                    .secondSnapshotId(second)
                    .startingBlockIndex(from)
                    .maxResults(PAGE))
        .iterator();
  }

  private static List<ChangedBlock> page(Iterator<ListChangedBlocksResponse> pages) {
    return Calls.call("ListChangedBlocks", pages::next).changedBlocks().stream()
        .map(
            block ->
                // If there is a token, this snapshot has the block.
                new ChangedBlock(
                    block.blockIndex(),
                    Optional.ofNullable(block.firstBlockToken()),
                    Optional.ofNullable(block.secondBlockToken())))
        .toList();
  }

  private boolean visit(
      String first, String second, RequestBudget budget, Consumer<ChangedBlock> each) {
    return changedIn(first, second, 0, Integer.MAX_VALUE, budget, each);
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
