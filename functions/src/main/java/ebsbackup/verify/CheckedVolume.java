package ebsbackup.verify;

import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.PartitionTable;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.TagBudget;
import ebsbackup.ebs.VolumeChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One snapshot of a set, and the findings from its blocks.
 *
 * @param structures the verdict on the inspected structures
 * @param inspection absent if it could not begin
 * @param requests the number of requests for this snapshot
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

  /**
   * The part of the comparison to record as a tag. Empty if the tag would take a place reserved for
   * other tags.
   */
  List<VolumeChange> history() {
    return TagBudget.hasSparePlace(snapshot.tags().keySet(), SetTags.CHANGED)
        ? comparison.history()
        : List.of();
  }

  /** How much changed, in words for a person. */
  String changed() {
    return comparison.words()
        + (history().equals(comparison.history())
            ? ""
            : ", not recorded: the snapshot has no room for another tag");
  }

  /** The structures that were found, outermost first. */
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
