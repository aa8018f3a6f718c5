package ebsbackup.simulation;

import ebsbackup.simulation.BackupPromises.MadeSet;
import ebsbackup.simulation.KeepOracle.Entry;
import embeddedcloud.states.Execution;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Checks that a prune deletes exactly the sets that {@link KeepOracle} does not keep and that no
 * hold protects.
 */
final class PrunePromises {
  private static final Pattern SNAPSHOT = Pattern.compile("\"snapshotId\":\"(snap-[0-9a-f]+)\"");
  private static final String PROMISE = "prune never hurts";

  private final World world;
  private final BackupPromises backups;
  private final Map<String, Set<MadeSet>> mayGo = new HashMap<>();
  private final Map<String, Set<MadeSet>> latest = new HashMap<>();
  private final Map<String, Instant> locks = new HashMap<>();

  PrunePromises(World world, BackupPromises backups) {
    this.world = world;
    this.backups = backups;
  }

  /** Records that a person has locked the snapshot. */
  void locked(String snapshotId, Instant until) {
    locks.put(snapshotId, until);
  }

  void attempted(Execution execution, String state) {
    if (state.equals("Plan Prune")) {
      // A lock ends when its snapshot fails.
      locks.keySet().removeIf(id -> world.snapshot(id).filter(PrunePromises::failed).isPresent());
      Set<MadeSet> sets = mayGo(world.plan(execution));
      mayGo.computeIfAbsent(execution.arn(), arn -> new LinkedHashSet<>()).addAll(sets);
      latest.put(execution.arn(), sets);
    }
  }

  private static boolean failed(Snapshot snapshot) {
    return snapshot.state() == SnapshotState.ERROR;
  }

  private Set<MadeSet> mayGo(Map<?, ?> plan) {
    if (!(plan.get("keep") instanceof Map<?, ?> rules)) {
      return Set.of();
    }
    Map<String, Integer> keep = new LinkedHashMap<>();
    rules.forEach(
        (rule, value) ->
            keep.put(
                (String) rule,
                value instanceof Number number
                    ? number.intValue()
                    : Integer.parseInt(((String) value).replaceAll("\\D", ""))));
    Object zone = plan.get("timeZone");
    KeepOracle oracle =
        new KeepOracle(
            keep, ZoneId.of(zone == null ? "UTC" : (String) zone), world.clock.instant());
    Map<Entry, MadeSet> entries = new LinkedHashMap<>();
    for (MadeSet set : backups.sets()) {
      if (set.plan().equals(plan.get("plan"))
          && set.snapshots().stream().anyMatch(id -> world.snapshot(id).isPresent())) {
        entries.put(
            new Entry(set.source(), set.at(), set.run(), backups.state(set), set.keepUntil()), set);
      }
    }
    return oracle.mayGo(List.copyOf(entries.keySet())).stream()
        .map(entries::get)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Checks the deletion of a snapshot. */
  void deleted(String snapshotId) {
    Optional<String> function = world.runningFunction();
    if (function.isEmpty()) {
      return;
    }
    world.check(
        function.get().equals("DeleteSnapshots"),
        PROMISE,
        "%s deletes %s",
        function.get(),
        snapshotId);
    Execution execution = world.current().orElseThrow();
    Map<?, ?> plan = world.plan(execution);
    world.check(
        !Boolean.TRUE.equals(plan.get("dryRun")), PROMISE, "a dry run deletes %s", snapshotId);
    Optional<MadeSet> set = backups.setOf(snapshotId);
    world.check(set.isPresent(), PROMISE, "%s, which no run has created, is deleted", snapshotId);
    set.ifPresent(
        of -> {
          world.check(
              mayGo.get(execution.arn()).contains(of),
              PROMISE,
              "%s of the set of %s by %s is deleted, and the plan %s keeps it",
              snapshotId,
              of.source(),
              of.run(),
              plan.get("keep"));
          of.snapshots()
              .forEach(
                  id ->
                      held(id)
                          .ifPresent(
                              why ->
                                  world.broken(
                                      PROMISE, "%s is deleted, and %s %s", snapshotId, id, why)));
          world.check(
              backups.sets().stream()
                  .anyMatch(
                      s ->
                          s.source().equals(of.source())
                              && s.plan().equals(of.plan())
                              && backups.good(s)),
              PROMISE,
              "%s has no good set of %s after %s is deleted",
              of.source(),
              of.plan(),
              snapshotId);
        });
  }

  /** Why the snapshot must not be deleted now; empty if nothing protects it. */
  private Optional<String> held(String snapshotId) {
    Instant now = world.clock.instant();
    Optional<String> hold =
        world
            .snapshot(snapshotId)
            .map(Snapshot::tags)
            .map(World::tags)
            .map(tags -> tags.get("ebs-backup:hold"))
            .filter(value -> heldUntil(value).isAfter(now));
    if (hold.isPresent()) {
      return Optional.of("is on hold: " + hold.get());
    }
    if (locks.getOrDefault(snapshotId, Instant.MIN).isAfter(now)) {
      return Optional.of("is locked");
    }
    if (world.ec2.contents().images().stream()
        .flatMap(image -> image.blockDeviceMappings().stream())
        .anyMatch(m -> m.ebs() != null && snapshotId.equals(m.ebs().snapshotId()))) {
      return Optional.of("belongs to an image");
    }
    return world.cloud.executions().stream()
        .filter(e -> World.workflow(e).equals("restore"))
        .filter(e -> isMarked(snapshotId, e) || isRunning(e))
        .filter(e -> restores(e).contains(snapshotId))
        .findFirst()
        .map(e -> "is being restored by " + e.name());
  }

  /** Whether a restore has marked its snapshots, and removes no marks yet. */
  private static boolean isRunning(Execution restore) {
    return restore.status() == ExecutionStatus.RUNNING
        && World.exited(restore, "Mark Resources")
        && !World.entered(restore, "Unmark Resources");
  }

  /**
   * Whether the restore's mark on the snapshot is still valid. After a stop, after MANUAL_ACTION,
   * and if no call could remove it, the mark stays until it expires.
   */
  private boolean isMarked(String snapshotId, Execution execution) {
    return world
        .snapshot(snapshotId)
        .map(s -> World.tags(s.tags()).getOrDefault("ebs-backup:restoring", ""))
        .filter(mark -> mark.startsWith(execution.name()))
        .map(mark -> Instant.parse(mark.substring(mark.lastIndexOf(' ') + 1)))
        .filter(world.clock.instant()::isBefore)
        .isPresent();
  }

  private static Instant heldUntil(String value) {
    int until = value.lastIndexOf("until ");
    return until < 0
        ? Instant.MAX
        : LocalDate.parse(value.substring(until + "until ".length()))
            .plusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
  }

  private static Set<String> restores(Execution execution) {
    Set<String> ids = new LinkedHashSet<>();
    execution.history().stream()
        .map(event -> event.stateExitedEventDetails())
        .filter(details -> details != null && details.name().equals("Plan Restore"))
        .forEach(
            details -> {
              Matcher matcher = SNAPSHOT.matcher(details.output());
              while (matcher.find()) {
                ids.add(matcher.group(1));
              }
            });
    return ids;
  }

  void ended(Execution execution) {
    Optional<Map<?, ?>> found = World.report(execution);
    if (found.isEmpty()) {
      return;
    }
    Map<?, ?> report = found.get();
    Map<?, ?> counts = (Map<?, ?>) report.get("counts");
    String status = (String) report.get("status");
    List<Map<?, ?>> lines = World.list(report, "lines");
    world.check(
        World.number(counts, "kept")
                    + World.number(counts, "held")
                    + World.number(counts, "toDelete")
                == World.number(counts, "sets")
            && lines.size() + World.number(report, "linesOmitted")
                == World.number(counts, "sets") + World.number(counts, "deletedSets"),
        "the books balance",
        "prune %s: %s, %d lines",
        status,
        counts,
        lines.size());
    boolean good = List.of("SUCCEEDED", "NOTHING_TO_DELETE", "DRY_RUN").contains(status);
    world.check(
        good == (execution.status() == ExecutionStatus.SUCCEEDED)
            || execution.status() == ExecutionStatus.ABORTED,
        "the books balance",
        "prune %s ends as %s",
        status,
        execution.status());
    if (good) {
      // Since Plan Prune, a person may have deleted the newer set of a source. Its last one then
      // stays.
      Set<MadeSet> stillMayGo = mayGo(world.plan(execution));
      latest.getOrDefault(execution.arn(), Set.of()).stream()
          .filter(stillMayGo::contains)
          .forEach(set -> checkGone(set, lines, status));
    }
  }

  /** Checks that a set that may be deleted is gone, or is listed for deletion by a dry run. */
  private void checkGone(MadeSet set, List<Map<?, ?>> lines, String status) {
    // If a run has two sets of the source, part of one may consist of copies. A prune ignores that
    // part until the other set is deleted, and keeps other sets of the source in its place.
    List<String> runs =
        backups.sets().stream()
            .filter(s -> s.source().equals(set.source()))
            .map(MadeSet::run)
            .toList();
    boolean twice = runs.size() > Set.copyOf(runs).size();
    boolean held = set.snapshots().stream().anyMatch(id -> held(id).isPresent());
    boolean touched = world.touchedSince(world.clock.instant(), set.snapshots());
    boolean there = set.snapshots().stream().anyMatch(id -> world.snapshot(id).isPresent());
    List<Map<?, ?>> said =
        lines.stream()
            .filter(l -> set.source().equals(l.get("source")) && set.run().equals(l.get("run")))
            .toList();
    boolean planned = said.stream().anyMatch(l -> "DELETE".equals(l.get("fate")));
    world.check(
        twice || held || touched || !there || (status.equals("DRY_RUN") && planned),
        "prune deletes what no rule keeps",
        "%s of %s is kept by a prune that ended %s: %s",
        set.run(),
        set.source(),
        status,
        said);
  }
}
