package ebsbackup.verify;

import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.VolumeChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The result of comparing a snapshot with its baseline. */
sealed interface Comparison {

  /**
   * The snapshots were compared.
   *
   * @param whole whether all changed blocks were counted; if not, there are more
   */
  record Compared(VolumeChange change, Usual usual, boolean whole) implements Comparison {}

  /** The snapshots cannot be compared. This says nothing about their contents. */
  record NotCompared(String reason) implements Comparison {}

  /** The comparison failed, so the snapshot is not known to be sound. */
  record Failed(Verdict.Unread why) implements Comparison {}

  /** The verdict on the snapshot: combines this comparison with the verdict on its structures. */
  default Verdict with(Verdict structures) {
    return Verdict.of(Stream.concat(Stream.of(structures), verdict().stream()).toList());
  }

  private Optional<Verdict> verdict() {
    return switch (this) {
      case Compared compared ->
          Tripwire.tripped(compared.change(), compared.usual()).map(Verdict.Suspect::new);
      case NotCompared not -> Optional.empty();
      case Failed failed -> Optional.of(failed.why());
    };
  }

  /**
   * The entry for the volume's history. Empty if the count is incomplete, since it would mislead.
   */
  default List<VolumeChange> history() {
    return this instanceof Compared compared && compared.whole()
        ? List.of(compared.change())
        : List.of();
  }

  /** The result in words for a person. */
  default String words() {
    return switch (this) {
      case Compared compared ->
          (compared.whole() ? "" : "at least ")
              + Tripwire.words(compared.change(), compared.usual());
      case NotCompared not -> not.reason();
      case Failed failed -> "";
    };
  }
}
