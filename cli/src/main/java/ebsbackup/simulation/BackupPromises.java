package ebsbackup.simulation;

import embeddedcloud.states.Execution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Checks the promises of a backup: nothing twice, good means good, and the books balance. */
final class BackupPromises {
  private final World world;
  private final Map<List<Object>, MadeSet> sets = new LinkedHashMap<>();
  private final Map<String, Map<String, Set<String>>> selections = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * A set that a run has made, as it was when it was created.
   *
   * @param volumes the volumes that the set must cover
   * @param snapshots its snapshots when it was created, some of which may be gone
   */
  record MadeSet(
      String plan,
      String run,
      String source,
      Instant at,
      Optional<Instant> keepUntil,
      Set<String> volumes,
      Set<String> snapshots) {}

  BackupPromises(World world) {
    this.world = world;
  }

  List<MadeSet> sets() {
    return List.copyOf(sets.values());
  }

  Optional<MadeSet> setOf(String snapshotId) {
    return sets.values().stream().filter(s -> s.snapshots().contains(snapshotId)).findFirst();
  }

  void entered(Execution execution, String state) {
    if (state.equals("Select Targets")) {
      selections.put(execution.arn(), selected(execution));
    }
  }

  private Map<String, Set<String>> selected(Execution execution) {
    return new Selector(world.plan(execution), world.ec2.contents()).targets();
  }

  /** Records the new snapshots after a function has called EC2. */
  void called() {
    boolean creates = world.runningFunction().filter("CreateSnapshots"::equals).isPresent();
    for (Snapshot snapshot : world.ec2.contents().snapshots()) {
      if (known.add(snapshot.snapshotId()) && creates) {
        add(snapshot, world.current().orElseThrow());
      }
    }
  }

  private boolean isMoving(String source) {
    return world.ec2.contents().volumes().stream()
        .flatMap(volume -> volume.attachments().stream())
        .filter(a -> source.equals(a.instanceId()) || source.equals(a.volumeId()))
        .anyMatch(attachment -> attachment.stateAsString().matches("(at|de)taching"));
  }

  private void add(Snapshot snapshot, Execution execution) {
    Map<String, String> tags = World.tags(snapshot.tags());
    String source = tags.get("ebs-backup:source");
    Set<String> expected = selected(execution).getOrDefault(source, Set.of());
    int members = Integer.parseInt(tags.get("ebs-backup:members"));
    Set<String> ids = new LinkedHashSet<>(expected);
    ids.add(source);
    ids.addAll(selections.getOrDefault(execution.arn(), Map.of()).getOrDefault(source, Set.of()));
    // AWS does not document whether EC2 includes a volume that is being attached or detached.
    boolean changing = world.touchedSince(execution.startDate(), ids) || isMoving(source);
    if (changing && !isDescribed(snapshot)) {
      return;
    }
    MadeSet set =
        sets.computeIfAbsent(
            List.of(tags.get("ebs-backup:run"), source, snapshot.startTime()),
            key ->
                new MadeSet(
                    tags.get("ebs-backup:plan"),
                    tags.get("ebs-backup:run"),
                    source,
                    snapshot.startTime(),
                    Optional.ofNullable(tags.get("ebs-backup:keep-until")).map(Instant::parse),
                    new TreeSet<>(),
                    new TreeSet<>()));
    set.snapshots().add(snapshot.snapshotId());
    if (changing) {
      set.volumes().add(snapshot.volumeId());
    } else {
      set.volumes().addAll(expected);
      world.check(
          members == expected.size() && expected.contains(snapshot.volumeId()),
          "good means good",
          "%s of %s in %s, whose set should have %s and says it has %d",
          snapshot.snapshotId(),
          snapshot.volumeId(),
          set.run(),
          expected,
          members);
    }
  }

  /**
   * Whether the tags name the snapshot's volume. They do not if the volume was being attached or
   * detached when the instance was described. Such a snapshot belongs to no set: its loss harms
   * none, and a prune leaves it alone.
   */
  private static boolean isDescribed(Snapshot snapshot) {
    String volume = snapshot.volumeId().substring("vol-".length());
    return World.tags(snapshot.tags()).entrySet().stream()
        .anyMatch(
            tag -> tag.getKey().startsWith("ebs-backup:volume") && tag.getValue().contains(volume));
  }

  /** The current state of the set. */
  KeepOracle.State state(MadeSet set) {
    Set<String> left = new LinkedHashSet<>(set.volumes());
    boolean failed = false;
    boolean pending = false;
    for (String id : set.snapshots()) {
      Optional<Snapshot> snapshot = world.snapshot(id);
      snapshot.ifPresent(s -> left.remove(s.volumeId()));
      failed |= snapshot.filter(s -> s.stateAsString().equals("error")).isPresent();
      pending |= snapshot.filter(s -> s.stateAsString().equals("pending")).isPresent();
    }
    if (pending) {
      return KeepOracle.State.PENDING;
    }
    if (!left.isEmpty()) {
      return KeepOracle.State.MISSING;
    }
    return failed ? KeepOracle.State.FAILED : KeepOracle.State.GOOD;
  }

  boolean good(MadeSet set) {
    return state(set) == KeepOracle.State.GOOD;
  }

  void ended(Execution execution) {
    Optional<Map<?, ?>> found = World.report(execution);
    if (found.isEmpty()) {
      world.check(
          execution.status() != ExecutionStatus.SUCCEEDED,
          "the books balance",
          "%s succeeded without a report",
          execution.name());
      return;
    }
    Map<?, ?> report = found.get();
    String run = (String) report.get("run");
    String status = (String) report.get("status");
    balance(execution, report, status);
    List<MadeSet> ofRun = sets.values().stream().filter(s -> s.run().equals(run)).toList();
    ofRun.forEach(this::checkContents);
    checkNothingTwice(ofRun);
    long good = ofRun.stream().filter(this::good).map(MadeSet::source).distinct().count();
    long claimed = World.number((Map<?, ?>) report.get("counts"), "good");
    boolean touched = world.touchedSince(execution.startDate(), snapshots(ofRun));
    world.check(
        good >= claimed || touched,
        "good means good",
        "%s counts %d good sets, and there are %d",
        run,
        claimed,
        good);
    Map<String, Set<String>> selection = selections.getOrDefault(execution.arn(), Map.of());
    if (status.equals("SUCCEEDED") || status.equals("PARTIAL")) {
      selection.forEach((source, volumes) -> checkNamed(execution, report, ofRun, source, volumes));
    }
  }

  private static List<String> snapshots(List<MadeSet> sets) {
    return sets.stream().flatMap(s -> s.snapshots().stream()).toList();
  }

  /** Checks that a source that the plan selects has a good set or is named in the report. */
  private void checkNamed(
      Execution execution,
      Map<?, ?> report,
      List<MadeSet> ofRun,
      String source,
      Set<String> volumes) {
    Set<String> ids = new LinkedHashSet<>(volumes);
    ids.add(source);
    ids.addAll(snapshots(ofRun));
    boolean named =
        World.list(report, "notGood").stream().anyMatch(p -> source.equals(p.get("source")));
    boolean has = ofRun.stream().anyMatch(s -> s.source().equals(source) && good(s));
    world.check(
        has
            || named
            || volumes.isEmpty()
            || isMoving(source)
            || world.touchedSince(execution.startDate(), ids),
        "good means good",
        "%s ended %s, and %s has no good set and is not named",
        report.get("run"),
        report.get("status"),
        source);
  }

  /**
   * Checks that every completed snapshot of the set holds what its volume held when it was created.
   */
  void checkContents(MadeSet set) {
    for (String id : set.snapshots()) {
      world
          .snapshot(id)
          .filter(s -> s.stateAsString().equals("completed"))
          .flatMap(world.truth::objection)
          .ifPresent(objection -> world.broken("good means good", "%s", objection));
    }
  }

  private void checkNothingTwice(List<MadeSet> ofRun) {
    Map<String, MadeSet> once = new LinkedHashMap<>();
    for (MadeSet set : ofRun) {
      boolean counts =
          set.snapshots().stream().anyMatch(id -> world.snapshot(id).isPresent())
              && state(set) != KeepOracle.State.FAILED
              && !world.touchedSince(Instant.EPOCH, set.snapshots());
      MadeSet other = counts ? once.putIfAbsent(set.source(), set) : null;
      world.check(
          other == null,
          "nothing twice",
          "%s has two sets of %s, of %s and %s",
          set.run(),
          set.source(),
          other == null ? set.at() : other.at(),
          set.at());
    }
  }

  /** Checks that every selected target is counted as good, skipped or not good. */
  private void balance(Execution execution, Map<?, ?> report, String status) {
    Map<?, ?> counts = (Map<?, ?>) report.get("counts");
    long selected = World.number(counts, "selected");
    long notGood = World.number(counts, "notGood");
    long skipped = World.number(counts, "skipped");
    long accounted = World.number(counts, "good") + skipped + notGood;
    List<String> wrong = new ArrayList<>();
    if (World.entered(execution, "Let Snapshots Appear")) {
      if (!status.equals("FAILED")) {
        wrong.add("an interrupted run is " + status);
      }
    } else if (selected > 0) {
      if (accounted != selected) {
        wrong.add("selected is not good + skipped + not good");
      }
      if (selected != World.number(counts, "sets") + skipped + World.number(counts, "withoutSet")) {
        wrong.add("selected is not sets + skipped + without set");
      }
    }
    if (World.list(report, "notGood").size() + World.number(report, "notGoodOmitted") != notGood) {
      wrong.add("not every problem is named or counted");
    }
    boolean succeeded = status.equals("SUCCEEDED") || status.equals("ALREADY_DONE");
    if (succeeded != (execution.status() == ExecutionStatus.SUCCEEDED)
        && execution.status() != ExecutionStatus.ABORTED) {
      wrong.add(status + " ends as " + execution.status());
    }
    if (status.equals("SUCCEEDED") && notGood > 0) {
      wrong.add("a success has problems");
    }
    if (!status.equals("SUCCEEDED") && World.entered(execution, "Start Prune")) {
      wrong.add(status + " starts a prune");
    }
    world.check(wrong.isEmpty(), "the books balance", "%s: %s", wrong, counts);
  }
}
