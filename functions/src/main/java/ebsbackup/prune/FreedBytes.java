package ebsbackup.prune;

import ebsbackup.ebs.ChangedBlocks;
import ebsbackup.failure.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How much the deletion of each snapshot frees, found by comparing it with its neighbors. Nothing
 * is guessed: a snapshot that could not be compared has no number, and a problem says why.
 */
final class FreedBytes {
  private final BiFunction<String, String, Optional<ChangedBlocks>> changed;
  private final Function<String, Optional<Long>> count;
  private final String exhausted;
  private final Map<String, Long> blocks = new HashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private boolean over;

  /**
   * Takes the two functions that query snapshots. An empty result means that no more calls may be
   * made.
   *
   * @param changed returns where two consecutive snapshots differ
   * @param count returns how many blocks a snapshot has
   * @param exhausted the problem to report if no more calls may be made
   */
  FreedBytes(
      BiFunction<String, String, Optional<ChangedBlocks>> changed,
      Function<String, Optional<Long>> count,
      String exhausted) {
    this.changed = changed;
    this.count = count;
    this.exhausted = exhausted;
  }

  /** Compares the snapshots of a stretch. */
  void add(ConsecutiveDeletions stretch) {
    if (over) {
      return;
    }
    try {
      compare(stretch);
    } catch (RefusedException e) {
      // This concerns only these two snapshots; others can still be compared.
      problem(String.valueOf(e.getMessage()));
    }
  }

  /** Adds a reason why the estimate is not complete. */
  void problem(String why) {
    problems.add(why);
  }

  List<String> problems() {
    return new ArrayList<>(problems);
  }

  /** Returns the deletion with its estimate if all of its snapshots have one. */
  Deletion estimated(Deletion deletion, long blockSize) {
    return blocks.keySet().containsAll(deletion.snapshotIds())
        ? deletion.withEstimate(
            blockSize * deletion.snapshotIds().stream().mapToLong(blocks::get).sum())
        : deletion;
  }

  private void compare(ConsecutiveDeletions stretch) {
    FreedBlocks freed = new FreedBlocks(stretch.before().isEmpty());
    Optional<String> previous = stretch.before();
    boolean leaving = false;
    for (String next : stretch.following()) {
      if (previous.isPresent()) {
        Optional<ChangedBlocks> change = changed.apply(previous.get(), next);
        if (change.isEmpty()) {
          exhaust();
          return;
        }
        long left = freed.next(change.get());
        if (leaving) {
          blocks.put(previous.get(), left);
        }
      }
      previous = Optional.of(next);
      leaving = true;
    }
    if (stretch.after().isEmpty()) {
      last(stretch, freed);
    }
  }

  /** No snapshot follows, so everything that is not in the snapshot before the stretch is freed. */
  private void last(ConsecutiveDeletions stretch, FreedBlocks freed) {
    String id = stretch.deleted().getLast();
    Optional<Long> all = stretch.before().isPresent() ? Optional.of(freed.last()) : count.apply(id);
    all.ifPresentOrElse(number -> blocks.put(id, number), this::exhaust);
  }

  private void exhaust() {
    over = true;
    problem(exhausted);
  }
}
