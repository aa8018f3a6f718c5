package ebsbackup.watch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How well an account is protected at one point in time.
 *
 * @param at the time
 * @param from the beginning of the period in which gaps are looked for
 * @param counts how many sources have each protection
 * @param sources the sources, worst first
 * @param notGood sets that are not good, newest first
 * @param strays snapshots with a plan's tag that belong to no set
 * @param others snapshots that this product's plans did not create
 * @param notes what the figures do not prove
 */
public record FleetReport(
    Instant at,
    Instant from,
    Map<Protection, Integer> counts,
    List<SourceStatus> sources,
    List<BadSet> notGood,
    List<Stray> strays,
    Others others,
    List<String> notes) {

  public FleetReport {
    sources = List.copyOf(sources);
    notGood = List.copyOf(notGood);
    strays = List.copyOf(strays);
    notes = List.copyOf(notes);
  }

  /**
   * Returns a copy with only the worst sources. Every other list is cut to the same length.
   *
   * @param note the first of the notes, which says that the report was cut
   */
  FleetReport worst(int most, String note) {
    return new FleetReport(
        at,
        from,
        counts,
        first(sources, most),
        first(notGood, most),
        first(strays, most),
        new Others(others.ofRestores(), others.ofOthers(), first(others.unused(), most)),
        Stream.concat(Stream.of(note), notes.stream()).toList());
  }

  private static <T> List<T> first(List<T> list, int most) {
    return list.subList(0, Math.min(most, list.size()));
  }

  /** Whether a source is protected worse than its plan promises. */
  public boolean broken() {
    return sources.stream().anyMatch(source -> source.protection().broken());
  }

  /** A set that cannot be relied on. */
  public record BadSet(String source, String run, Instant time, String reason) {}

  /** A snapshot with a plan's tag that belongs to no set. */
  public record Stray(String snapshotId, String volumeId, Instant time, String reason) {}

  /**
   * Snapshots that no plan created.
   *
   * @param ofRestores the number of safety snapshots of restores
   * @param ofOthers the number of snapshots without a tag of this product
   * @param unused the ids of those of {@code ofOthers} whose volume no longer exists and that no
   *     AMI of this account uses
   */
  public record Others(int ofRestores, int ofOthers, List<String> unused) {
    public Others {
      unused = List.copyOf(unused);
    }
  }
}
