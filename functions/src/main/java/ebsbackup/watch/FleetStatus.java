package ebsbackup.watch;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.ebs.SourceVerdicts;
import ebsbackup.ebs.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Judges every source of an account at one point in time. Pure: it uses only the data of a {@link
 * Fleet}.
 */
public final class FleetStatus {
  /** How far back gaps are looked for. */
  public static final Duration WINDOW = Duration.ofDays(30);

  private static final String NAME = "Name";
  private static final String GONE = "gone";

  private final Fleet fleet;
  private final List<KnownPlan> plans;
  private final Optional<Duration> rpo;
  private final Instant at;

  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final Map<String, Volume> volumes = new LinkedHashMap<>();
  private final Map<String, List<Volume>> attached;
  private final Map<String, List<KnownPlan.Source>> selected = new LinkedHashMap<>();
  private final Map<String, TreeSet<String>> planNames = new HashMap<>();
  private final Map<String, List<JudgedSet>> goodBySource = new LinkedHashMap<>();
  private final Map<String, List<JudgedSet>> notGoodBySource = new LinkedHashMap<>();
  private final Map<String, Instant> newestOfPlan = new HashMap<>();
  private final Map<String, List<JudgedSet>> goodByVolume = new HashMap<>();
  private final List<Ignored> ignored = new ArrayList<>();

  /**
   * Judges the sets of a fleet.
   *
   * @param plans the plans whose fields are known, with what they select
   * @param rpo the target for plans that have none of their own
   * @param at the time to judge, now or in the past
   */
  public FleetStatus(Fleet fleet, List<KnownPlan> plans, Optional<Duration> rpo, Instant at) {
    this.fleet = fleet;
    this.plans = List.copyOf(plans);
    this.rpo = rpo;
    this.at = at;
    fleet.instances().forEach(instance -> instances.put(instance.instanceId(), instance));
    fleet.volumes().stream()
        .filter(volume -> !volume.gone())
        .forEach(volume -> volumes.put(volume.volumeId(), volume));
    attached = fleet.attached();
    plans.forEach(this::index);
    fleet
        .snapshots()
        .bySource()
        .parallel()
        .map(this::judged)
        .forEachOrdered(
            judged -> {
              judged.sets().forEach(this::index);
              ignored.addAll(judged.ignored());
            });
  }

  private void index(KnownPlan known) {
    for (KnownPlan.Source source : known.sources()) {
      selected.computeIfAbsent(source.id(), id -> new ArrayList<>()).add(source);
      planNames.computeIfAbsent(source.id(), id -> new TreeSet<>()).add(known.plan().name());
    }
  }

  /** The judged snapshots of one source. */
  private record Judged(List<JudgedSet> sets, List<Ignored> ignored) {}

  /** Judges the sets of one source without keeping its snapshots. */
  private Judged judged(List<Snapshot> ofSource) {
    SnapshotSets found =
        SnapshotSets.of(ofSource.stream().filter(s -> !s.startTime().isAfter(at)).toList());
    SourceVerdicts verdicts = SourceVerdicts.of(found.sets());
    Map<List<JudgedSet.Held>, List<JudgedSet.Held>> held = new HashMap<>();
    return new Judged(
        found.sets().stream()
            .map(
                set ->
                    JudgedSet.of(
                        set,
                        objection(set, verdicts),
                        verdicts.againstSince(set),
                        volumes -> held.computeIfAbsent(volumes, v -> v)))
            .toList(),
        found.ignored());
  }

  private void index(JudgedSet set) {
    planNames.computeIfAbsent(set.source(), id -> new TreeSet<>()).add(set.plan());
    if (set.objection().isPresent()) {
      notGoodBySource.computeIfAbsent(set.source(), id -> new ArrayList<>()).add(set);
      return;
    }
    goodBySource.computeIfAbsent(set.source(), id -> new ArrayList<>()).add(set);
    newestOfPlan.merge(set.plan(), set.time(), (a, b) -> a.isAfter(b) ? a : b);
    set.volumes()
        .forEach(
            volume ->
                goodByVolume.computeIfAbsent(volume.volumeId(), id -> new ArrayList<>()).add(set));
  }

  /** Why the set was not good, was not yet complete, or is not relied on. */
  private Optional<String> objection(SnapshotSet set, SourceVerdicts verdicts) {
    Instant safeSince = RestorePoints.Point.of(set).safeSince();
    return set.problem()
        .map(SetProblem::reason)
        .or(() -> verdicts.against(set))
        .or(
            () ->
                safeSince.isAfter(at)
                    ? Optional.of("it was not complete until " + safeSince)
                    : Optional.empty());
  }

  /** The restore points of the good sets that contain the source's data, in any order. */
  List<RestorePoints.Point> points(String source) {
    return good(source).stream().map(JudgedSet::point).toList();
  }

  private List<JudgedSet> good(String source) {
    // A volume, even one that is gone, is in the sets of the instances that it was attached to, and
    // in its own sets. An instance is in its own sets only.
    return goodByVolume.containsKey(source)
        ? goodByVolume.get(source)
        : goodBySource.getOrDefault(source, List.of());
  }

  /** Creates the report. */
  public FleetReport report() {
    List<SourceStatus> sources =
        ids().stream()
            .flatMap(id -> status(id).stream())
            .sorted(
                Comparator.comparing(SourceStatus::protection)
                    .thenComparing(
                        source -> source.age().orElse(Duration.ZERO), Comparator.reverseOrder())
                    .thenComparing(SourceStatus::source))
            .toList();
    Map<Protection, Integer> counts = new EnumMap<>(Protection.class);
    sources.forEach(source -> counts.merge(source.protection(), 1, Integer::sum));
    return new FleetReport(
        at,
        at.minus(WINDOW),
        counts,
        sources,
        notGood().sorted(JudgedSet.BY_AGE.reversed()).map(FleetStatus::bad).toList(),
        strays(),
        others(),
        notes());
  }

  /** The sets of a plan. */
  PlanSets sets(String plan) {
    return PlanSets.of(
        goodBySource.values().stream().flatMap(List::stream).filter(ofPlan(plan)).toList(),
        notGood().filter(ofPlan(plan)).toList());
  }

  /**
   * Since when a source is over a target: since its newest good set became too old, or since a
   * verification spoke against a newer one. A set that was deleted leaves no trace.
   */
  Optional<Instant> overSince(SourceStatus source, Duration target) {
    return source
        .exposedSince()
        .map(since -> since.plus(target))
        .filter(since -> since.isBefore(at))
        .map(
            since ->
                notGoodBySource.getOrDefault(source.source(), List.of()).stream()
                    .flatMap(set -> set.keptWithin(target).stream())
                    .filter(since::isBefore)
                    .max(Comparator.naturalOrder())
                    .orElse(since));
  }

  private Stream<JudgedSet> notGood() {
    return notGoodBySource.values().stream().flatMap(List::stream);
  }

  private static Predicate<JudgedSet> ofPlan(String plan) {
    return set -> set.plan().equals(plan);
  }

  private Set<String> ids() {
    Set<String> ids = new LinkedHashSet<>(goodBySource.keySet());
    ids.addAll(notGoodBySource.keySet());
    ids.addAll(selected.keySet());
    ids.addAll(instances.keySet());
    volumes.values().stream()
        .filter(volume -> Fleet.holders(volume).findAny().isEmpty())
        .forEach(volume -> ids.add(volume.volumeId()));
    return ids;
  }

  /**
   * The status of a source; empty for an instance that has no volumes and no sets, and that no plan
   * selects.
   */
  private Optional<SourceStatus> status(String id) {
    List<JudgedSet> good = good(id);
    List<Volume> own = ownVolumes(id);
    List<KnownPlan.Source> chosen = selected.getOrDefault(id, List.of());
    List<JudgedSet> bad = notGoodBySource.getOrDefault(id, List.of());
    if (own.isEmpty() && good.isEmpty() && bad.isEmpty() && chosen.isEmpty()) {
      return Optional.empty();
    }
    RestorePoints points = new RestorePoints(good.stream().map(JudgedSet::point).toList());
    Optional<RestorePoints.Point> point = points.newest(at);
    Optional<JudgedSet> newest =
        good.stream()
            .filter(set -> point.filter(p -> p.time().equals(set.time())).isPresent())
            .findFirst();
    Optional<Duration> target = target(id);
    Set<String> leftOut = new TreeSet<>();
    chosen.forEach(source -> leftOut.addAll(source.leftOut()));
    chosen.forEach(source -> source.volumes().forEach(leftOut::remove));
    List<String> unprotected =
        own.stream()
            .map(Volume::volumeId)
            .filter(volume -> !goodByVolume.containsKey(volume) && !leftOut.contains(volume))
            .toList();
    Optional<Duration> age = points.age(at);
    boolean exists = exists(id);
    Optional<String> region =
        exists
            ? Optional.empty()
            : Stream.concat(newest.stream(), bad.stream())
                .flatMap(set -> set.region().stream())
                .findFirst();
    Optional<Instant> exposedSince = exposedSince(point, own, bad);
    boolean judged = exists || (region.isPresent() && !leftBehind(id, exposedSince, target));
    return Optional.of(
        new SourceStatus(
            id,
            name(id),
            region.map(name -> "in " + name).orElseGet(() -> state(id)),
            protection(judged, region.isPresent(), age, target, chosen, unprotected, leftOut),
            List.copyOf(planNames.getOrDefault(id, new TreeSet<>())),
            newest.map(set -> newest(set, point.orElseThrow())),
            age,
            exposedSince,
            judged ? target : Optional.empty(),
            points.longestGap(at.minus(WINDOW), at),
            judged
                ? target.flatMap(t -> points.shareWithin(t, at.minus(WINDOW), at))
                : Optional.empty(),
            good.size(),
            bad.size(),
            newest
                .map(set -> set.gib(Optional.of(id).filter(goodByVolume::containsKey)))
                .orElseGet(() -> own.stream().mapToLong(volume -> volume.settings().size()).sum()),
            newest.flatMap(JudgedSet::verified),
            newest.flatMap(JudgedSet::sharedWith).stream()
                .flatMap(accounts -> Arrays.stream(accounts.split(" ")))
                .toList(),
            unprotected,
            List.copyOf(leftOut)));
  }

  /**
   * The volumes of a source elsewhere are not known, so its oldest set determines when its exposure
   * began.
   */
  private static Optional<Instant> exposedSince(
      Optional<RestorePoints.Point> newest, List<Volume> own, List<JudgedSet> bad) {
    return newest
        .map(RestorePoints.Point::time)
        .or(() -> own.stream().flatMap(v -> v.createTime().stream()).min(Instant::compareTo))
        .or(() -> bad.stream().map(JudgedSet::time).min(Instant::compareTo));
  }

  /**
   * Whether a source elsewhere counts as gone: its last copies are never pruned, and other sources
   * of its plans have been copied for so much longer that a failing pull cannot be the cause.
   */
  private boolean leftBehind(String id, Optional<Instant> since, Optional<Duration> target) {
    Instant end = since.orElse(at).plus(WINDOW).plus(target.orElse(Duration.ZERO));
    return planNames.get(id).stream()
        .flatMap(plan -> Stream.ofNullable(newestOfPlan.get(plan)))
        .anyMatch(end::isBefore);
  }

  private Protection protection(
      boolean judged,
      boolean elsewhere,
      Optional<Duration> age,
      Optional<Duration> target,
      List<KnownPlan.Source> chosen,
      List<String> unprotected,
      Set<String> leftOut) {
    if (!judged && chosen.isEmpty()) {
      return Protection.GONE;
    }
    if (age.isEmpty() && (elsewhere || !chosen.isEmpty())) {
      return unprotected.isEmpty() && !leftOut.isEmpty() ? Protection.LEFT_OUT : Protection.NEVER;
    }
    if (age.isEmpty()) {
      return unprotected.isEmpty() ? Protection.BY_VOLUME : Protection.UNPROTECTED;
    }
    // A copy plan selects sets, not sources.
    if (chosen.isEmpty() && !plans.isEmpty() && !elsewhere) {
      return Protection.NOT_SELECTED;
    }
    if (target.filter(t -> age.get().compareTo(t) > 0).isPresent()) {
      return Protection.LATE;
    }
    return unprotected.isEmpty() ? Protection.PROTECTED : Protection.PARTLY;
  }

  /** The strictest target of the plans that select the source or have created sets of it. */
  private Optional<Duration> target(String id) {
    Set<String> names = planNames.getOrDefault(id, new TreeSet<>());
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return plans.stream()
        .filter(known -> names.contains(known.plan().name()))
        .flatMap(known -> known.plan().rpo().stream())
        .min(Comparator.naturalOrder())
        .or(() -> rpo);
  }

  private List<Volume> ownVolumes(String id) {
    return volumes.containsKey(id)
        ? List.of(volumes.get(id))
        : exists(id) ? attached.getOrDefault(id, List.of()) : List.of();
  }

  private boolean exists(String id) {
    return volumes.containsKey(id)
        || Optional.ofNullable(instances.get(id)).filter(i -> !i.gone()).isPresent();
  }

  private String state(String id) {
    return Optional.ofNullable(instances.get(id))
        .map(Instance::state)
        .or(() -> Optional.ofNullable(volumes.get(id)).map(Volume::state))
        .orElse(GONE);
  }

  private Optional<String> name(String id) {
    return Optional.ofNullable(instances.get(id))
        .map(Instance::tags)
        .or(() -> Optional.ofNullable(volumes.get(id)).map(Volume::tags))
        .flatMap(tags -> Optional.ofNullable(tags.get(NAME)));
  }

  private static SourceStatus.Newest newest(JudgedSet set, RestorePoints.Point point) {
    return new SourceStatus.Newest(set.run(), point.time(), point.safeSince());
  }

  private static FleetReport.BadSet bad(JudgedSet set) {
    return new FleetReport.BadSet(
        set.source(), set.run(), set.time(), set.objection().orElseThrow());
  }

  private List<FleetReport.Stray> strays() {
    return ignored.stream()
        .filter(each -> each.snapshot().tags().containsKey(SetTags.PLAN))
        .map(
            each ->
                new FleetReport.Stray(
                    each.snapshot().snapshotId(),
                    each.snapshot().volumeId(),
                    each.snapshot().startTime(),
                    each.reason()))
        .toList();
  }

  private FleetReport.Others others() {
    List<Snapshot> unplanned =
        ignored.stream()
            .map(Ignored::snapshot)
            .filter(snapshot -> !snapshot.tags().containsKey(SetTags.PLAN))
            .toList();
    List<Snapshot> ofOthers = unplanned.stream().filter(s -> !ours(s)).toList();
    Set<String> used = new HashSet<>(fleet.inImages());
    return new FleetReport.Others(
        unplanned.size() - ofOthers.size(),
        ofOthers.size(),
        ofOthers.stream()
            .filter(s -> !used.contains(s.snapshotId()) && !volumes.containsKey(s.volumeId()))
            .map(Snapshot::snapshotId)
            .toList());
  }

  private static boolean ours(Snapshot snapshot) {
    return snapshot.tags().keySet().stream().anyMatch(key -> key.startsWith(SetTags.PREFIX));
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (at.isBefore(fleet.now())) {
      notes.add(
          "Sets deleted since %s are not included, and instances and volumes are shown as of today."
              .formatted(at));
    }
    notes.add(
        "Gaps are those between the sets that still exist. Where a prune has deleted sets, they look"
            + " longer than they were.");
    if (plans.isEmpty()) {
      notes.add("No plan is known, so no source counts as selected. Specify plans with --plan.");
    }
    return notes;
  }
}
