package ebsbackup.verify;

import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.VolumeChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the comparison of a snapshot with the one before it says. */
sealed interface Comparison {

  /**
   * Both were compared.
   *
   * @param whole whether all changed blocks were counted; otherwise there are more
   */
  record Compared(VolumeChange change, Usual usual, boolean whole) implements Comparison {}

  /** They cannot be compared, which says nothing about the snapshot. */
  record NotCompared(String reason) implements Comparison {}

  /** The comparison failed, so that the snapshot is not known to be sound. */
  record Failed(Verdict.Unread why) implements Comparison {}

  /** With what is known of the structures, the verdict on the snapshot. */
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

  /** What belongs to the volume's history; a number that is not whole would mislead. */
  default List<VolumeChange> history() {
    return this instanceof Compared compared && compared.whole()
        ? List.of(compared.change())
        : List.of();
  }

  /** For a person. */
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
