package ebsbackup.ebs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sets of a listing, and the snapshots in it that belong to none. In doubt, a snapshot belongs
 * to none: nothing is deleted or restored because of it, and no set is missed.
 *
 * @param sets the sets, oldest first
 * @param contradictory the sets whose members have tags that describe different sets
 */
public record SnapshotSets(
    List<SnapshotSet> sets, List<Ignored> ignored, Set<SetRef> contradictory) {

  /**
   * How long the first set of a run may stay invisible to a step, which then creates a second one:
   * minutes, including the time that the step takes.
   */
  private static final Duration SECOND_BY_MISTAKE = Duration.ofMinutes(15);

  /** The longest duration of a run, in which it creates a second set if the first one failed. */
  private static final Duration SECOND_ON_PURPOSE = Duration.ofDays(3);

  /** Which copy of a snapshot counts if there are several. */
  private static final Comparator<Snapshot> BEST_FIRST =
      Comparator.comparing(Snapshot::completed)
          .thenComparing(Snapshot::pending)
          .reversed()
          .thenComparing(s -> s.completionTime().orElse(Instant.MAX))
          .thenComparing(Snapshot::snapshotId);

  private record Occurrence(String run, String source) {}

  /** A snapshot and the result of reading its tags, which takes a while. */
  private record Tagged(Snapshot snapshot, SetTags tags) {}

  private record Moment(Instant startTime, String ownerId) {}

  public SnapshotSets {
    sets = List.copyOf(sets);
    ignored = List.copyOf(ignored);
    contradictory = Set.copyOf(contradictory);
  }

  /**
   * Groups snapshots into sets. EC2 gives all members of a set the same start time, so two sets of
   * the same run and source stay apart.
   */
  public static SnapshotSets of(List<Snapshot> snapshots) {
    Map<Occurrence, Map<Moment, List<Tagged>>> occurrences = new LinkedHashMap<>();
    List<Ignored> ignored = new ArrayList<>();
    // The members of a set have the same tags, and reading the tags of a long history takes time.
    Map<Map<String, String>, Optional<SetTags>> read = new HashMap<>();
    for (Snapshot snapshot : snapshots) {
      switch (Origin.of(snapshot, read.computeIfAbsent(snapshot.tags(), SetTags::read))) {
        case Origin.Original original ->
            occurrences
                .computeIfAbsent(
                    new Occurrence(original.set().run(), original.set().source()),
                    o -> new LinkedHashMap<>())
                .computeIfAbsent(
                    new Moment(snapshot.startTime(), snapshot.ownerId()), m -> new ArrayList<>())
                .add(new Tagged(snapshot, original.set()));
        case Origin.Copy copy -> ignored.add(new Ignored(snapshot, copy.reason()));
        case Origin.Unknown unknown ->
            ignored.add(new Ignored(snapshot, "its tags are damaged, or describe no set"));
      }
    }
    List<SnapshotSet> sets = new ArrayList<>();
    Set<SetRef> contradictory = new HashSet<>();
    for (Map<Moment, List<Tagged>> moments : occurrences.values()) {
      List<SnapshotSet> ofOne =
          moments.values().stream()
              .map(members -> once(members, ignored))
              .map(members -> set(members, contradictory))
              .sorted(SnapshotSet.BY_AGE)
              .toList();
      List<SnapshotSet> created = createdByTheRun(ofOne);
      sets.addAll(created);
      ofOne.stream()
          .filter(set -> !created.contains(set))
          .forEach(set -> ignored.addAll(apart(set)));
    }
    sets.sort(SnapshotSet.BY_AGE);
    return new SnapshotSets(sets, ignored, contradictory);
  }

  private static SnapshotSet set(List<Tagged> members, Set<SetRef> contradictory) {
    Tagged first = members.getFirst();
    SnapshotSet set =
        new SnapshotSet(
            first.tags(),
            first.snapshot().startTime(),
            members.stream().map(Tagged::snapshot).toList());
    if (members.stream().anyMatch(member -> !member.tags().equals(first.tags()))) {
      contradictory.add(set.ref());
    }
    return set;
  }

  /** Leaves out second copies of a snapshot, which a lost response can cause. */
  private static List<Tagged> once(List<Tagged> members, List<Ignored> ignored) {
    Map<String, Snapshot> copies = new LinkedHashMap<>();
    List<Tagged> once = new ArrayList<>();
    for (Tagged member :
        members.stream().sorted(Comparator.comparing(Tagged::snapshot, BEST_FIRST)).toList()) {
      Snapshot snapshot = member.snapshot();
      Optional<Snapshot> better =
          snapshot.copyOf().isEmpty()
              ? Optional.empty()
              : Optional.ofNullable(copies.putIfAbsent(snapshot.volumeId(), snapshot));
      if (better.isEmpty()) {
        once.add(member);
      } else {
        ignored.add(
            new Ignored(
                snapshot, "it is another copy in addition to " + better.get().snapshotId()));
      }
    }
    return once;
  }

  /**
   * The sets of one run and source that the run itself created. A partial set next to a complete
   * one may be the rest of a deletion, or copies that kept their volume's id: there is no way to
   * tell.
   *
   * @param oldestFirst at least one set
   */
  private static List<SnapshotSet> createdByTheRun(List<SnapshotSet> oldestFirst) {
    List<SnapshotSet> whole = oldestFirst.stream().filter(SnapshotSet::whole).toList();
    if (whole.isEmpty()) {
      return List.of(oldestFirst.getFirst());
    }
    SnapshotSet first = whole.getFirst();
    Map<String, Look> before = looks(first);
    List<SnapshotSet> created = new ArrayList<>(List.of(first));
    for (SnapshotSet set : whole.subList(1, whole.size())) {
      Duration later = Duration.between(first.startTime(), set.startTime());
      boolean again = created.stream().allMatch(SnapshotSet::failed);
      if (later.compareTo(again ? SECOND_ON_PURPOSE : SECOND_BY_MISTAKE) <= 0
          && alike(before, set)) {
        created.add(set);
      }
    }
    return created;
  }

  /** A run gives all its snapshots of a volume the same description and key; a copy may differ. */
  private static boolean alike(Map<String, Look> before, SnapshotSet second) {
    // A swap or a person may have replaced volumes between two attempts, even all of them.
    return looks(second).entrySet().stream()
        .allMatch(e -> e.getValue().equals(before.getOrDefault(e.getKey(), e.getValue())));
  }

  private record Look(String description, Optional<String> key, Optional<String> dataKey) {}

  private static Map<String, Look> looks(SnapshotSet set) {
    return set.snapshots().stream()
        .collect(Collectors.toMap(Snapshot::volumeId, SnapshotSets::look, (one, another) -> one));
  }

  /** The description of a copy names its own original, so copies need not look alike. */
  private static Look look(Snapshot snapshot) {
    return snapshot.copyOf().isPresent()
        ? new Look("", Optional.empty(), Optional.empty())
        : new Look(snapshot.description(), snapshot.kmsKeyId(), snapshot.dataEncryptionKeyId());
  }

  private static List<Ignored> apart(SnapshotSet set) {
    String reason =
        "it was created at %s, separately from the set of run %s, whose tags it has"
            .formatted(set.startTime(), set.tags().run());
    return set.snapshots().stream()
        .sorted(Comparator.comparing(Snapshot::snapshotId))
        .map(snapshot -> new Ignored(snapshot, reason))
        .toList();
  }
}
