package ebsbackup.verify;

import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.PartitionTable;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One snapshot of a set, and what its blocks say.
 *
 * @param structures the verdict on what was inspected
 * @param inspection absent if it could not begin
 * @param requests how many it took
 */
record CheckedVolume(
    Snapshot snapshot,
    Optional<Inspection> inspection,
    Verdict structures,
    Comparison comparison,
    int requests) {

  Verdict verdict() {
    return comparison.with(structures);
  }

  /** The structures that were found, from the outside to the inside. */
  List<String> found() {
    return inspection.stream()
        .flatMap(
            disk ->
                Stream.concat(
                    disk.table().stream().map(PartitionTable::type),
                    disk.volumes().stream().map(volume -> volume.content().type())))
        .toList();
  }
}
