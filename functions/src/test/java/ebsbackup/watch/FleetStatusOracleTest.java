package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random histories of one source, against a replay of every hour that shares no code. */
class FleetStatusOracleTest {
  private static final String SOURCE = "i-0000000000000000a";
  private static final String ROOT = "vol-00000000000000001";
  private static final String DATA = "vol-00000000000000002";
  private static final int WINDOW = 30 * 24;
  private static final int NOW = 60 * 24;
  private static final int TARGET = 26;

  /**
   * A set, in hours.
   *
   * @param data whether it holds the second volume too
   */
  private record Made(int start, int completed, boolean good, boolean data) {
    boolean usable(int hour) {
      return good && completed <= hour;
    }
  }

  /** What a source was and is at an hour that is judged. */
  private record World(List<Made> history, boolean exists, boolean selected, int at) {
    static World random(Random random) {
      List<Made> history = new ArrayList<>();
      int start = random.nextInt(NOW);
      for (int i = random.nextInt(10); i > 0 && start < NOW; i--) {
        boolean good = random.nextInt(5) > 0;
        history.add(new Made(start, start + random.nextInt(40), good, random.nextBoolean()));
        start += 1 + random.nextInt(random.nextBoolean() ? 30 : 200);
      }
      int at = random.nextInt(4) > 0 ? NOW : random.nextInt(NOW);
      return new World(history, random.nextInt(4) > 0, random.nextBoolean(), at);
    }

    Optional<Integer> newest(int hour) {
      return history.stream()
          .filter(made -> made.usable(hour))
          .map(Made::start)
          .max(Integer::compareTo);
    }

    /** The hours since the newest point at the end of each hour of the window that has one. */
    List<Integer> ages() {
      List<Integer> ages = new ArrayList<>();
      for (int hour = at - WINDOW; hour < at; hour++) {
        int end = hour + 1;
        newest(hour).ifPresent(start -> ages.add(end - start));
      }
      return ages;
    }

    Optional<Integer> longestGap() {
      List<Integer> all = ages();
      newest(at).ifPresent(start -> all.add(at - start));
      return all.stream().max(Integer::compareTo);
    }

    boolean holds(boolean data) {
      return history.stream().anyMatch(made -> made.usable(at) && (!data || made.data()));
    }

    Protection protection() {
      boolean any = newest(at).isPresent();
      if (!exists && !selected) {
        return Protection.GONE;
      }
      if (!any) {
        return selected ? Protection.NEVER : Protection.UNPROTECTED;
      }
      if (!selected) {
        return Protection.NOT_SELECTED;
      }
      if (at - newest(at).get() > TARGET) {
        return Protection.LATE;
      }
      return exists && !holds(true) ? Protection.PARTLY : Protection.PROTECTED;
    }

    Optional<SourceStatus> reported() {
      Histories histories = new Histories();
      if (exists) {
        histories.instance(SOURCE, "running", ROOT, DATA);
      }
      for (Made made : history) {
        String[] volumes = made.data() ? new String[] {ROOT, DATA} : new String[] {ROOT};
        String state = made.good() ? "completed" : "error";
        histories.set(SOURCE, hour(made.start()), hour(made.completed()), state, volumes);
      }
      List<KnownPlan.Source> sources =
          selected
              ? List.of(
                  new KnownPlan.Source(SOURCE, exists ? List.of(ROOT, DATA) : List.of(), List.of()))
              : List.of();
      return new FleetStatus(
              histories.fleet(hour(NOW)),
              List.of(new KnownPlan(PLAN, sources)),
              Optional.empty(),
              hour(at))
          .report().sources().stream().filter(each -> each.source().equals(SOURCE)).findFirst();
    }
  }

  private static final Plan PLAN =
      new Json()
          .read(
              "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}},\"rpo\":\"PT26H\"}",
              Plan.class);

  private static Instant hour(int hour) {
    return Histories.BEGIN.plus(Duration.ofHours(hour));
  }

  private static void check(int worlds, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < worlds; i++) {
      World world = World.random(random);
      Optional<SourceStatus> reported = world.reported();
      boolean known =
          world.exists()
              || world.selected()
              || world.history().stream().anyMatch(made -> made.start() <= world.at());

      assertThat(reported.isPresent()).as(world.toString()).isEqualTo(known);
      reported.ifPresent(source -> same(world, source));
    }
  }

  private static void same(World world, SourceStatus source) {
    List<Integer> ages = world.ages();
    long within = ages.stream().filter(age -> age <= TARGET).count();
    assertThat(source.protection()).as(world.toString()).isEqualTo(world.protection());
    assertThat(source.age())
        .as(world.toString())
        .isEqualTo(world.newest(world.at()).map(start -> Duration.ofHours(world.at() - start)));
    assertThat(source.longestGap())
        .as(world.toString())
        .isEqualTo(world.longestGap().map(Duration::ofHours));
    if (world.exists()) {
      boolean judged = !ages.isEmpty() && source.target().isPresent();
      assertThat(source.shareWithin())
          .as(world.toString())
          .isEqualTo(judged ? Optional.of((double) within / ages.size()) : Optional.empty());
    }
  }

  @Test
  void aReport_isThatOfTheReplay() {
    check(2_000, 1);
  }

  @Test
  @Tag("sweep")
  void aReport_isThatOfTheReplay_inManyWorlds() {
    check(100_000, 2);
  }
}
