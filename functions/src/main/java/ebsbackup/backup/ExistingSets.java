package ebsbackup.backup;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.Origin;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.ebs.Volume;
import ebsbackup.request.Exclusion;
import ebsbackup.request.Plan;
import ebsbackup.targets.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sets that a run has already created, so no attempt creates a second one.
 *
 * @param sources the instances and volumes that need no further set
 */
record ExistingSets(Set<String> sources) {

  ExistingSets {
    sources = Set.copyOf(sources);
  }

  /**
   * Finds the existing sets. A failed set, or one that lacks a member, does not count: the report
   * will use the good one. Missing members of a new set may just not be visible yet.
   *
   * @param ofRun the snapshots with the run's tag
   * @param begun a time before they were listed
   */
  static ExistingSets of(List<Snapshot> ofRun, Instant begun) {
    Instant visible = begun.minus(Pace.UNTIL_VISIBLE);
    SnapshotSets found = SnapshotSets.of(ofRun);
    Set<String> sources =
        found.sets().stream()
            .filter(set -> !set.failed() && (set.whole() || set.startTime().isAfter(visible)))
            .map(set -> set.tags().source())
            .collect(Collectors.toSet());
    // Part of a new set next to a failed one looks like copies.
    for (Ignored part : found.ignored()) {
      if (part.snapshot().startTime().isAfter(visible)
          && Origin.of(part.snapshot()) instanceof Origin.Original original) {
        sources.add(original.set().source());
      }
    }
    return new ExistingSets(sources);
  }

  /** The targets whose volumes have to be compared with the plan. */
  List<Target> toDescribe(List<Target> targets, Plan plan) {
    // If the response for a set was lost, only this shows which volumes and tags it leaves out.
    boolean leavesOut =
        !plan.exclude().equals(Exclusion.NOTHING) || !plan.labels().copied().keys().isEmpty();
    return targets.stream().filter(t -> leavesOut || !sources.contains(t.id())).toList();
  }

  /**
   * Returns the sets to create. The page counts the existing ones and those that are too late.
   *
   * @param described the volumes of the targets from {@link #toDescribe}
   */
  List<PlannedSet> missing(
      List<Target> targets, List<Volume> described, Plan plan, Run run, SnapshotPage page) {
    Map<String, List<Volume>> volumes = byTarget(described);
    List<PlannedSet> missing = new ArrayList<>();
    for (Target target : targets) {
      List<Volume> ofTarget = volumes.getOrDefault(target.id(), List.of());
      PlannedSet set = new PlannedSet(target, SetPlan.of(target, ofTarget, plan, run));
      if (sources.contains(target.id())) {
        page.adopt(target, set.plan());
      } else if (!page.tooLate(set)) {
        missing.add(set);
      }
    }
    return missing;
  }

  /** Maps each volume to its own id and to the ids of the instances that it is attached to. */
  private static Map<String, List<Volume>> byTarget(List<Volume> volumes) {
    Map<String, List<Volume>> byTarget = new HashMap<>();
    for (Volume volume : volumes) {
      Stream.concat(
              Stream.of(volume.volumeId()),
              volume.attachments().stream().flatMap(a -> a.instanceId().stream()))
          .distinct()
          .forEach(id -> byTarget.computeIfAbsent(id, i -> new ArrayList<>()).add(volume));
    }
    return byTarget;
  }
}
