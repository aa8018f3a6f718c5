package ebsbackup.retention;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Gone;
import ebsbackup.request.Keep;
import ebsbackup.request.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Histories of a plan, drawn at random, close to the edges where the rules differ. */
final class Histories {
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/Vienna"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("Pacific/Apia"),
          ZoneId.of("Asia/Kathmandu"));

  /** Around the changes of the clocks, of the ISO year, and the end of February. */
  private static final List<Instant> ANCHORS =
      List.of(
          Instant.parse("2026-03-29T01:00:00Z"),
          Instant.parse("2026-10-25T01:00:00Z"),
          Instant.parse("2026-03-08T07:00:00Z"),
          Instant.parse("2026-11-01T06:00:00Z"),
          Instant.parse("2026-01-01T00:00:00Z"),
          Instant.parse("2027-01-04T00:00:00Z"),
          Instant.parse("2024-02-29T12:00:00Z"),
          Instant.parse("2024-03-31T12:00:00Z"),
          Instant.parse("2011-12-31T00:00:00Z"));

  private static final List<String> SPANS =
      List.of("PT1H", "PT36H", "P1D", "P7D", "P2W", "P1M", "P1M3D", "P1Y", "P2Y5M7DT3H");

  /** One plan and what there is of it. */
  record History(
      Keep keep,
      ZoneId zone,
      Duration grace,
      List<SnapshotSet> sets,
      Holds holds,
      Set<String> gone,
      Instant now) {
    RetentionPolicy policy() {
      return new RetentionPolicy(keep, zone, grace);
    }
  }

  private Histories() {}

  static <T> T one(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  static ZoneId zone(Random random) {
    return one(ZONES, random);
  }

  static Keep keep(Random random) {
    Map<CalendarPeriod, Integer> counts = new EnumMap<>(CalendarPeriod.class);
    Map<CalendarPeriod, Span> within = new EnumMap<>(CalendarPeriod.class);
    for (CalendarPeriod slot : CalendarPeriod.values()) {
      if (random.nextInt(3) == 0) {
        counts.put(slot, random.nextInt(12) == 0 ? -1 : 1 + random.nextInt(5));
      }
      if (random.nextInt(8) == 0) {
        within.put(slot, span(random));
      }
    }
    Optional<Span> all = random.nextInt(6) == 0 ? Optional.of(span(random)) : Optional.empty();
    int last = random.nextInt(4) == 0 ? random.nextInt(40) == 0 ? -1 : random.nextInt(4) : 0;
    Optional<Gone> gone =
        random.nextInt(3) == 0
            ? Optional.of(new Gone(span(random), random.nextBoolean()))
            : Optional.empty();
    boolean none = counts.isEmpty() && within.isEmpty() && all.isEmpty() && last == 0;
    return new Keep(none ? 1 : last, all, counts, within, gone);
  }

  private static Span span(Random random) {
    return Span.parse("keep.within", one(SPANS, random));
  }

  /** The newest first; some equal, some minutes apart, some years. */
  static List<Instant> times(Random random, int most) {
    Instant time = one(ANCHORS, random).plusSeconds(random.nextInt(7200) - 3600L);
    List<Instant> times = new ArrayList<>();
    int count = random.nextInt(most + 1);
    int usual = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      times.add(time);
      int step = random.nextInt(3) == 0 ? random.nextInt(6) : usual;
      time =
          time.minus(
              switch (step) {
                case 0 -> Duration.ofMinutes(random.nextInt(45));
                case 1 -> Duration.ofHours(1);
                case 2 -> Duration.ofDays(1);
                case 3 -> Duration.ofDays(7);
                case 4 -> Duration.ofDays(random.nextInt(40));
                default -> Duration.ofDays(random.nextInt(500));
              });
    }
    times.sort(Comparator.reverseOrder());
    return times;
  }

  static Instant now(List<Instant> newestFirst, Random random) {
    Instant newest = newestFirst.isEmpty() ? ANCHORS.getFirst() : one(newestFirst, random);
    return random.nextInt(10) == 0
        ? newest
        : (newestFirst.isEmpty() ? newest : newestFirst.getFirst())
            .plusSeconds(random.nextInt(200_000));
  }

  static History history(Random random) {
    List<SnapshotSet> sets = new ArrayList<>();
    Map<String, List<String>> holds = new HashMap<>();
    List<Instant> times = times(random, 14);
    Instant now = now(times, random);
    int sources = 1 + random.nextInt(2);
    for (int i = 0; i < times.size(); i++) {
      SnapshotSet set =
          set(
              "run-" + i,
              "i-" + random.nextInt(sources),
              times.get(i),
              states(random),
              tags(now, random));
      sets.add(set);
      if (random.nextInt(12) == 0 && !set.snapshots().isEmpty()) {
        holds.put(set.snapshots().getFirst().snapshotId(), List.of("AMI ami-1 (disabled)"));
      }
    }
    Duration grace = Duration.ofHours(one(List.of(1, 24, 48), random));
    return new History(
        keep(random), zone(random), grace, sets, new Holds(holds), gone(random), now);
  }

  private static Set<String> gone(Random random) {
    return random.nextBoolean() ? Set.of("i-0") : Set.of();
  }

  private static List<String> states(Random random) {
    List<String> states = new ArrayList<>();
    int members = 1 + random.nextInt(3);
    for (int i = 0; i < members; i++) {
      states.add(
          random.nextInt(4) > 0
              ? "completed"
              : one(List.of("completed", "pending", "error", "", "strange"), random));
    }
    if (states.stream().allMatch(String::isEmpty)) {
      // A set of which nothing is left is not a set.
      states.set(0, "completed");
    }
    return states;
  }

  private static Map<String, String> tags(Instant now, Random random) {
    Map<String, String> tags = new HashMap<>();
    String end = now.plusSeconds((random.nextInt(3) - 1) * 3600L).toString();
    switch (random.nextInt(16)) {
      case 0 -> tags.put("ebs-backup:keep-until", end);
      case 1 -> tags.put("ebs-backup:keep-until", "Christmas");
      case 2 -> tags.put("ebs-backup:hold", "Ann until " + end);
      case 3 ->
          tags.put("ebs-backup:hold", one(List.of("", "Ann", "Ann until later", "until"), random));
      case 4 -> tags.put("ebs-backup:restoring", "restore-1 until " + end);
      default -> {}
    }
    return tags;
  }

  /** The same snapshot with other tags. */
  static Snapshot tagged(Snapshot s, Map<String, String> tags) {
    return SnapshotBuilder.like(s).tags(tags).build();
  }

  /** A set with a member for each state; an empty state is a snapshot that is not there. */
  static SnapshotSet set(
      String run, String source, Instant time, List<String> states, Map<String, String> tags) {
    List<Member> members = new ArrayList<>();
    List<Snapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      String volume = Samples.volumeId(i);
      members.add(new Member(volume, Optional.empty(), Samples.gp3(8), true, Map.of()));
      if (!states.get(i).isEmpty()) {
        snapshots.add(
            SnapshotBuilder.like(Samples.snapshot(volume, time, states.get(i), tags))
                .id("snap-%s-%s-%d".formatted(run, source, i))
                .build());
      }
    }
    return new SnapshotSet(new SetTags("daily", run, source, members), time, snapshots);
  }
}
