package ebsbackup.verify;

import ebsbackup.aws.SnapshotBlocks;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.BlockReader;
import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.ChangedBlock;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.VolumeChange;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Compares a snapshot with its baseline: lists the changed blocks and reads a sample of them. */
final class ChangeReader {
  /** Enough for 5,000,000 changed blocks, or 2.4 TiB. */
  private static final int MAX_LISTINGS = 500;

  /** A sample takes one request per block, and a few listings to replace expired tokens. */
  private static final int MAX_READS = 100;

  private final Wiring wiring;
  private final Clock clock;

  ChangeReader(Wiring wiring) {
    this.wiring = wiring;
    clock = wiring.clock();
  }

  Comparison compare(
      String snapshotId, BlockReader reader, Optional<Baseline> baseline, RequestBudget budget) {
    if (baseline.isEmpty()) {
      return new Comparison.NotCompared("the first set of the volume");
    }
    try {
      return compare(snapshotId, reader, baseline.get(), budget);
    } catch (RefusedException e) {
      // A prune may have deleted the earlier set, which says nothing about this one.
      return wiring.snapshots().byIds(List.of(baseline.get().snapshotId())).isEmpty()
          ? new Comparison.NotCompared(baseline.get().snapshotId() + " was deleted")
          : new Comparison.Failed(Verdict.Unread.because(e));
    } catch (UnreadableException | AwsCallException e) {
      return new Comparison.Failed(Verdict.Unread.because(e));
    }
  }

  private Comparison compare(
      String snapshotId, BlockReader reader, Baseline baseline, RequestBudget budget) {
    Sample sample = new Sample(Tripwire.MAX_SAMPLED, new Random(snapshotId.hashCode()));
    SnapshotBlocks.Extent extent =
        wiring
            .snapshotBlocks()
            .changed(baseline.snapshotId(), snapshotId, budget.part(MAX_LISTINGS), sample::add);
    if (sample.changed() > blocks(reader)) {
      return new Comparison.Failed(
          new Verdict.Unread("More blocks are listed as changed than the volume has", false));
    }
    return switch (extent) {
      case UNRELATED ->
          new Comparison.NotCompared(baseline.snapshotId() + " belongs to another lineage");
      case PART ->
          budget.spent()
              ? new Comparison.Failed(new Verdict.Unread("The budget is used up", false))
              : new Comparison.Compared(
                  change(reader, baseline, sample, budget), baseline.usual(), false);
      case ALL ->
          new Comparison.Compared(change(reader, baseline, sample, budget), baseline.usual(), true);
    };
  }

  private VolumeChange change(
      BlockReader reader, Baseline baseline, Sample sample, RequestBudget budget) {
    int sampled = 0;
    int noise = 0;
    List<ChangedBlock> blocks = sample.blocks();
    Optional<BlockReader> before = Optional.empty();
    while (sampled < blocks.size() && !Tripwire.enough(sampled, noise)) {
      ChangedBlock block = blocks.get(sampled);
      sampled++;
      // A block that was never written before held no data to encrypt.
      if (block.first().isPresent() && block.second().isPresent()) {
        byte[] now = reader.block(block.index(), block.second().get());
        if (Noise.isIn(now)) {
          if (before.isEmpty()) {
            before = Optional.of(reader(baseline.snapshotId(), budget));
          }
          byte[] then = before.get().block(block.index(), block.first().get());
          noise += Noise.replaced(then, now) ? 1 : 0;
        }
      }
    }
    return new VolumeChange(
        sample.changed(), blocks(reader), baseline.snapshotId(), sampled, noise);
  }

  private static long blocks(BlockReader reader) {
    return reader.size() / BlockSource.BLOCK_SIZE;
  }

  private BlockReader reader(String snapshotId, RequestBudget budget) {
    return new BlockReader(wiring.snapshotContents(snapshotId), budget.part(MAX_READS), clock);
  }
}
