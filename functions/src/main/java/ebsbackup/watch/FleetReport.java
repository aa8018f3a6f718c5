package ebsbackup.watch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How well an account is protected at one moment.
 *
 * @param at the moment
 * @param from where the time begins that gaps are looked for in
 * @param counts how many sources are protected how well
 * @param sources the worst first
 * @param notGood sets that are not good, the newest first
 * @param strays snapshots with a plan's tag that belong to no set
 * @param others snapshots that this product's plans did not make
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
   * The same report with the worst sources only. Every other list is cut to the same length.
   *
   * @param note the first of the notes, which says so
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

  /** Whether some source is worse off than its plan promises. */
  public boolean broken() {
    return sources.stream().anyMatch(source -> source.protection().broken());
  }

  /** A set that nothing can rely on. */
  public record BadSet(String source, String run, Instant time, String reason) {}

  /** A snapshot that carries a plan's tag and belongs to no set. */
  public record Stray(String snapshotId, String volumeId, Instant time, String reason) {}

  /**
   * Snapshots that no plan made.
   *
   * @param ofRestores safety snapshots of restores
   * @param ofOthers those without a tag of this product
   * @param unused those of {@code ofOthers} whose volume is gone and that no image of this account
   *     uses
   */
  public record Others(int ofRestores, int ofOthers, List<String> unused) {
    public Others {
      unused = List.copyOf(unused);
    }
  }
}
