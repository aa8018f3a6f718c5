package ebsbackup.blocks;

import java.util.List;
import java.util.Optional;

/**
 * How a disk is divided into partitions.
 *
 * @param type {@code gpt} or {@code dos}, as blkid names them
 * @param id the id of the disk
 * @param state something noteworthy that is not a fault
 */
public record PartitionTable(
    String type, String id, List<Partition> partitions, Optional<String> state, Verdict verdict) {
  public PartitionTable {
    partitions = List.copyOf(partitions);
  }
}
