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
 * The good sets of a source, and so what could have been restored at any moment: the newest one
 * that was complete by then. A set that is not good today does not count for any moment.
 */
public final class RestorePoints {

  /**
   * One good set.
   *
   * @param time what a restore brings back: the start of its snapshots
   * @param safeSince when the last of its snapshots was complete
   */
  public record Point(Instant time, Instant safeSince) {
    /** The point that a good set is; an absent completion time counts as the start. */
    public static Point of(SnapshotSet set) {
      return new Point(
          set.startTime(),
          set.snapshots().stream()
              .map(snapshot -> snapshot.completionTime().orElse(snapshot.startTime()))
              .max(Comparator.naturalOrder())
              .orElse(set.startTime()));
    }
  }

  /** A period in which one point is the newest. */
  private record Period(Instant from, Instant until, Instant newest) {
    Duration longestAge() {
      return Duration.between(newest, until);
    }

    Duration within(Duration target) {
      Instant last = newest.plus(target).isBefore(until) ? newest.plus(target) : until;
      return last.isAfter(from) ? Duration.between(from, last) : Duration.ZERO;
    }
  }

  /** In the order in which they became safe, each newer than the one before. */
  private final List<Point> steps = new ArrayList<>();

  /** Sorts points that come in any order. */
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

  /** What could be restored at that moment. */
  public Optional<Point> newest(Instant at) {
    return steps.reversed().stream().filter(step -> !step.safeSince().isAfter(at)).findFirst();
  }

  /** What would have been lost at that moment: all that was written since. */
  public Optional<Duration> age(Instant at) {
    return newest(at).map(point -> Duration.between(point.time(), at));
  }

  /**
   * The most that would have been lost in a span of time. The part of it before the first point
   * does not count, since nothing is known of it.
   */
  public Optional<Duration> longestGap(Instant from, Instant until) {
    return periods(from, until).stream().map(Period::longestAge).max(Comparator.naturalOrder());
  }

  /** The share of a span of time, from 0 to 1, in which no more than the target would be lost. */
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
