package ebsbackup.local.drawing;

import java.util.ArrayList;
import java.util.List;

/**
 * A smooth line from the top to the bottom: vertical at its ends, and nowhere further left or right
 * than the points that it passes.
 */
final class Curve {
  private record Point(double x, double y, boolean vertical) {}

  private final List<Point> points = new ArrayList<>();

  void to(double x, double y) {
    points.add(new Point(x, y, false));
  }

  /** To a point that the line passes vertically. */
  void straightTo(double x, double y) {
    points.add(new Point(x, y, true));
  }

  String path() {
    Point from = points.getFirst();
    StringBuilder path = new StringBuilder("M%s %s".formatted(at(from.x), at(from.y)));
    for (int i = 1; i < points.size(); i++) {
      Point to = points.get(i);
      double third = (to.y - from.y) / 3;
      // Where a line starts and ends vertically, a longer handle makes a rounder bend.
      double out = slope(i - 1) == 0 ? 1.5 : 1;
      double in = slope(i) == 0 ? 1.5 : 1;
      path.append(
          " C%s %s %s %s %s %s"
              .formatted(
                  at(from.x + slope(i - 1) * third),
                  at(from.y + third * out),
                  at(to.x - slope(i) * third),
                  at(to.y - third * in),
                  at(to.x),
                  at(to.y)));
      from = to;
    }
    return path.toString();
  }

  /** How far the line moves sideways for each step down, where it passes a point. */
  private double slope(int i) {
    if (i == 0 || i == points.size() - 1 || points.get(i).vertical) {
      return 0;
    }
    double before = slope(points.get(i - 1), points.get(i));
    double after = slope(points.get(i), points.get(i + 1));
    // The harmonic mean never overshoots (Fritsch and Butland).
    return before * after <= 0 ? 0 : 2 * before * after / (before + after);
  }

  private static double slope(Point a, Point b) {
    return (b.x - a.x) / (b.y - a.y);
  }

  /** Half units are fine enough, and the same on every computer. */
  static String at(double value) {
    double half = Math.round(value * 2) / 2.0;
    return half == Math.rint(half) ? Long.toString((long) half) : Double.toString(half);
  }
}
