package ebsbackup.backup;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.Origin;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The sets that a run has created already, so that no attempt creates a second one. */
final class ExistingSets {
  private ExistingSets() {}

  /**
   * The sources that need no further set. A set that failed, or that lacks a member, does not
   * count: the report takes the good one. Missing members of a new set may only be invisible still.
   *
   * @param ofRun the snapshots with the run's tag
   */
  static Set<String> sources(List<Snapshot> ofRun, Instant now) {
    Instant visible = now.minus(Pace.UNTIL_VISIBLE);
    SnapshotSets found = SnapshotSets.of(ofRun);
    Set<String> sources =
        found.sets().stream()
            .filter(set -> !set.failed() && (set.whole() || set.startTime().isAfter(visible)))
            .map(set -> set.tags().source())
            .collect(Collectors.toSet());
    // A part of a new set beside one that failed looks like copies.
    for (Ignored part : found.ignored()) {
      if (part.snapshot().startTime().isAfter(visible)
          && Origin.of(part.snapshot()) instanceof Origin.Original original) {
        sources.add(original.set().source());
      }
    }
    return sources;
  }
}
