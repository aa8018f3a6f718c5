package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Random histories, against a replay that looks at every minute and knows no shortcut. */
class RestorePointsOracleTest {
  private static final String SOURCE = "i-00000000000000001";
  private static final String VOLUME = "vol-00000000000000001";

  /**
   * A set of the history, in minutes.
   *
   * @param good whether its snapshot completed; otherwise it ended in error
   */
  record Made(int start, int takes, boolean good) {
    Instant started() {
      return minute(start);
    }

    Instant completed() {
      return minute(start + takes);
    }
  }

  @Provide
  Arbitrary<List<Made>> histories() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(0, 90),
            Arbitraries.integers().between(0, 4).map(n -> n > 0))
        .as(Made::new)
        .list()
        .uniqueElements(Made::start)
        .ofMaxSize(12);
  }

  private static Instant minute(int minute) {
    return Histories.BEGIN.plus(Duration.ofMinutes(minute));
  }

  @Property(tries = 300)
  void ageGapAndShare_areThoseOfAReplay(
      @ForAll("histories") List<Made> history,
      @ForAll @IntRange(min = 0, max = 200) int from,
      @ForAll @IntRange(min = 1, max = 250) int length,
      @ForAll @IntRange(min = 1, max = 120) int target) {
    RestorePoints points =
        new RestorePoints(
            history.stream()
                .filter(Made::good)
                .map(made -> new RestorePoints.Point(made.started(), made.completed()))
                .toList());
    int until = from + length;
    Optional<Integer> gap = Optional.empty();
    int known = 0;
    int within = 0;
    for (int t = from; t < until; t++) {
      Optional<Integer> newest = newest(history, t);
      if (newest.isPresent()) {
        known++;
        within += t + 1 - newest.get() <= target ? 1 : 0;
        gap = Optional.of(Math.max(gap.orElse(0), t + 1 - newest.get()));
      }
    }
    Optional<Integer> atEnd = newest(history, until).map(start -> until - start);
    if (atEnd.isPresent()) {
      gap = Optional.of(Math.max(gap.orElse(0), atEnd.get()));
    }

    assertThat(points.age(minute(until))).isEqualTo(atEnd.map(Duration::ofMinutes));
    assertThat(points.longestGap(minute(from), minute(until)))
        .isEqualTo(gap.map(Duration::ofMinutes));
    assertThat(points.shareWithin(Duration.ofMinutes(target), minute(from), minute(until)))
        .isEqualTo(known == 0 ? Optional.empty() : Optional.of((double) within / known));
  }

  /** The start of the newest good set that was complete by then. */
  private static Optional<Integer> newest(List<Made> history, int minute) {
    Optional<Integer> newest = Optional.empty();
    for (Made made : history) {
      if (made.good()
          && made.start() + made.takes() <= minute
          && made.start() > newest.orElse(-1)) {
        newest = Optional.of(made.start());
      }
    }
    return newest;
  }

  /** A past moment, seen from today, looks as it did when it was the present. */
  @Property(tries = 200)
  void aPastMoment_isAsItWasThen(
      @ForAll("histories") List<Made> history, @ForAll @IntRange(min = 0, max = 400) int minute) {
    Instant at = minute(minute);
    Fleet today = fleet(history.stream().flatMap(made -> today(made).stream()).toList());
    Fleet then = fleet(history.stream().flatMap(made -> asOf(made, at).stream()).toList());

    assertThat(source(today, at)).isEqualTo(source(then, at));
  }

  private static Fleet fleet(List<Snapshot> snapshots) {
    Histories all = new Histories().instance(SOURCE, "running", VOLUME);
    all.snapshots.addAll(snapshots);
    return all.fleet(minute(1_000));
  }

  private static SourceStatus source(Fleet fleet, Instant at) {
    return new FleetStatus(fleet, List.of(), Optional.empty(), at).report().sources().getFirst();
  }

  private static List<Snapshot> today(Made made) {
    return snapshots(made, made.good() ? "completed" : "error");
  }

  /** What a listing of that moment would have shown, except that a failure shows early. */
  private static List<Snapshot> asOf(Made made, Instant at) {
    List<Snapshot> shown = new ArrayList<>();
    if (!made.started().isAfter(at)) {
      shown.addAll(
          made.good() && made.completed().isAfter(at) ? snapshots(made, "pending") : today(made));
    }
    return shown;
  }

  private static List<Snapshot> snapshots(Made made, String state) {
    return Histories.snapshots(SOURCE, made.started(), made.completed(), state, Map.of(), VOLUME);
  }
}
