package ebsbackup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Delta debugging: removes the elements that a failure does not need. */
final class Shrinker<T> {
  private final Predicate<List<T>> fails;
  private int triesLeft;

  /**
   * @param fails whether a shorter list still fails
   * @param mostTries the number of tries after which the shortest list so far is the result
   */
  Shrinker(Predicate<List<T>> fails, int mostTries) {
    this.fails = fails;
    this.triesLeft = mostTries;
  }

  /** Returns the shortest failing list found. */
  List<T> shrink(List<T> failing) {
    List<T> shortest = failing;
    int chunk = Math.max(1, failing.size() / 2);
    while (true) {
      boolean shorter = false;
      for (int from = 0; from < shortest.size() && triesLeft > 0; ) {
        int to = Math.min(shortest.size(), from + chunk);
        List<T> without = new ArrayList<>(shortest.subList(0, from));
        without.addAll(shortest.subList(to, shortest.size()));
        triesLeft--;
        if (fails.test(without)) {
          shortest = without;
          shorter = true;
        } else {
          from = to;
        }
      }
      if (triesLeft == 0 || (chunk == 1 && !shorter)) {
        return shortest;
      }
      chunk = Math.max(1, chunk / 2);
    }
  }
}
