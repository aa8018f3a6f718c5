package ebsbackup.watch;

import ebsbackup.ebs.SnapshotSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The good sets of a source, and therefore what could have been restored at any time: the newest
 * one that was complete by then. A set that is not good today does not count for any time.
 */
public final class RestorePoints {

  /**
   * One good set.
   *
   * @param time the time that a restore goes back to: the start of its snapshots
   * @param safeSince when the last of its snapshots was completed
   */
  public record Point(Instant time, Instant safeSince) {
    /**
     * Returns the restore point of a good set. If a completion time is absent, the start counts.
     */
    public static Point of(SnapshotSet set) {
      return new Point(
          set.startTime(),
          set.snapshots().stream()
              .map(snapshot -> snapshot.completionTime().orElse(snapshot.startTime()))
              .max(Comparator.naturalOrder())
              .orElse(set.startTime()));
    }
  }

  /** A period in which the same point is the newest. */
  private record Period(Instant from, Instant until, Instant newest) {
    Duration longestAge() {
      return Duration.between(newest, until);
    }

    Duration within(Duration target) {
      Instant last = newest.plus(target).isBefore(until) ? newest.plus(target) : until;
      return last.isAfter(from) ? Duration.between(from, last) : Duration.ZERO;
    }
  }

  /** The points in the order in which they became safe, each newer than the previous one. */
  private final List<Point> steps = new ArrayList<>();

  /** Sorts the points; their order does not matter. */
  public RestorePoints(Collection<Point> points) {
    points.stream()
        .sorted(Comparator.comparing(Point::safeSince).thenComparing(Point::time))
        .filter(point -> steps.isEmpty() || point.time().isAfter(steps.getLast().time()))
        .forEach(this::add);
  }

  private void add(Point point) {
    if (!steps.isEmpty() && steps.getLast().safeSince().equals(point.safeSince())) {
      steps.removeLast();
    }
    steps.add(point);
  }

  /** The newest point that could be restored at the given time. */
  public Optional<Point> newest(Instant at) {
    return steps.reversed().stream().filter(step -> !step.safeSince().isAfter(at)).findFirst();
  }

  /**
   * The data that would have been lost at the given time: everything written since the newest
   * point.
   */
  public Optional<Duration> age(Instant at) {
    return newest(at).map(point -> Duration.between(point.time(), at));
  }

  /**
   * The most data that would have been lost in a period. The part before the first point does not
   * count, because nothing is known about it.
   */
  public Optional<Duration> longestGap(Instant from, Instant until) {
    return periods(from, until).stream().map(Period::longestAge).max(Comparator.naturalOrder());
  }

  /** The share of a period, from 0 to 1, in which no more than the target would have been lost. */
  public Optional<Double> shareWithin(Duration target, Instant from, Instant until) {
    List<Period> periods = periods(from, until);
    long all = periods.stream().mapToLong(r -> millis(Duration.between(r.from(), r.until()))).sum();
    long within = periods.stream().mapToLong(period -> millis(period.within(target))).sum();
    return all == 0 ? Optional.empty() : Optional.of((double) within / all);
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }

  private List<Period> periods(Instant from, Instant until) {
    List<Period> periods = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Point step = steps.get(i);
      Instant begin = step.safeSince().isAfter(from) ? step.safeSince() : from;
      Instant end =
          i + 1 < steps.size() && steps.get(i + 1).safeSince().isBefore(until)
              ? steps.get(i + 1).safeSince()
              : until;
      if (begin.isBefore(end) || begin.equals(until)) {
        periods.add(new Period(begin, end, step.time()));
      }
    }
    return periods;
  }
}
