package ebsbackup.pull;

import ebsbackup.ebs.Origin;
import ebsbackup.ebs.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The copies of a copy plan, by the id of their source snapshot. */
final class CopiesHere {
  private final Map<String, List<Snapshot>> bySource = new HashMap<>();
  private final int inProgress;

  private CopiesHere(List<Snapshot> copies) {
    copies.forEach(
        copy ->
            copy.copyOf()
                .ifPresent(
                    of ->
                        bySource
                            .computeIfAbsent(of.snapshotId(), id -> new ArrayList<>())
                            .add(copy)));
    inProgress = (int) copies.stream().filter(s -> s.copyOf().isPresent() && s.pending()).count();
  }

  /**
   * @param listed all snapshots with the copy plan's tag
   */
  static CopiesHere of(List<Snapshot> listed) {
    return new CopiesHere(listed);
  }

  int inProgress() {
    return inProgress;
  }

  /** The state of the copies of one snapshot. */
  sealed interface State {
    /** There is no copy. */
    record None() implements State {}

    /**
     * A copy is in progress, or all copies failed. The next attempt begins when failed copies have
     * been removed.
     */
    record Unfinished() implements State {}

    /** A copy is completed as requested. */
    record Copied() implements State {}

    /** A copy is completed, but not as requested. */
    record Wrong(String snapshotId, String reason) implements State {}
  }

  State of(String sourceId) {
    List<Snapshot> copies = bySource.getOrDefault(sourceId, List.of());
    Optional<State> wrong = Optional.empty();
    for (Snapshot copy : copies) {
      if (copy.completed()) {
        if (!(Origin.of(copy) instanceof Origin.Copy origin)) {
          return new State.Copied();
        }
        wrong = Optional.of(new State.Wrong(copy.snapshotId(), origin.reason()));
      }
    }
    return wrong.orElse(copies.isEmpty() ? new State.None() : new State.Unfinished());
  }

  /** The failed copies of a source snapshot, in the order of their ids. */
  List<Snapshot> failed(String sourceId) {
    return bySource.getOrDefault(sourceId, List.of()).stream()
        .filter(copy -> copy.state().equals("error"))
        .sorted(Comparator.comparing(Snapshot::snapshotId))
        .toList();
  }
}
