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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of one source, to the second, against a replay that shares no code. Nothing
 * changes between two moments at which a set is complete or a point grows older than the target, so
 * the replay looks at each of these moments.
 */
class FleetStatusOracleTest {
  private static final String SOURCE = "i-0000000000000000a";
  private static final String ROOT = "vol-00000000000000001";
  private static final String DATA = "vol-00000000000000002";
  private static final int HOUR = 3_600;
  private static final int WINDOW = 30 * 24 * HOUR;
  private static final int NOW = 60 * 24 * HOUR;
  private static final int TARGET = 26 * HOUR;

  /**
   * A set, in seconds.
   *
   * @param data whether it holds the second volume too
   */
  private record Made(int start, int completed, boolean good, boolean data) {
    boolean usable(int second) {
      return good && completed <= second;
    }
  }

  /** What a source was and is at a second that is judged. */
  private record World(List<Made> history, boolean exists, boolean selected, int at) {
    static World random(Random random) {
      List<Made> history = new ArrayList<>();
      int start = random.nextInt(NOW);
      for (int i = random.nextInt(10); i > 0 && start < NOW; i--) {
        boolean good = random.nextInt(5) > 0;
        int took = random.nextInt(random.nextBoolean() ? 3 : 40 * HOUR);
        history.add(new Made(start, start + took, good, random.nextBoolean()));
        start += 1 + random.nextInt(random.nextBoolean() ? 30 * HOUR : 200 * HOUR);
      }
      int at = random.nextInt(4) > 0 ? NOW : random.nextInt(NOW);
      if (!history.isEmpty() && random.nextInt(4) == 0) {
        // Where one second more decides.
        Made one = history.get(random.nextInt(history.size()));
        int edge = random.nextBoolean() ? one.completed() : one.start() + TARGET;
        at = Math.min(NOW, edge + random.nextInt(3) - 1);
      }
      return new World(history, random.nextInt(4) > 0, random.nextBoolean(), at);
    }

    Optional<Integer> newest(int second) {
      return history.stream()
          .filter(made -> made.usable(second))
          .map(Made::start)
          .max(Integer::compareTo);
    }

    /** The seconds of the window at which something changes, with its ends. */
    List<Integer> changes() {
      return Stream.concat(
              Stream.of(at - WINDOW, at),
              history.stream()
                  .flatMap(made -> Stream.of(made.completed(), made.start() + TARGET))
                  .filter(second -> second > at - WINDOW && second < at))
          .sorted()
          .distinct()
          .toList();
    }

    Optional<Integer> longestGap() {
      List<Integer> changes = changes();
      return Stream.concat(
              IntStream.range(1, changes.size())
                  .boxed()
                  .flatMap(
                      i ->
                          newest(changes.get(i - 1)).map(start -> changes.get(i) - start).stream()),
              newest(at).map(start -> at - start).stream())
          .max(Integer::compareTo);
    }

    /** The share of the seconds with a point in which it was young enough. */
    Optional<Double> within() {
      List<Integer> changes = changes();
      long all = 0;
      long within = 0;
      for (int i = 1; i < changes.size(); i++) {
        Optional<Integer> start = newest(changes.get(i - 1));
        int seconds = start.isPresent() ? changes.get(i) - changes.get(i - 1) : 0;
        all += seconds;
        within += start.isPresent() && changes.get(i) - start.get() <= TARGET ? seconds : 0;
      }
      return all == 0 ? Optional.empty() : Optional.of((double) within / all);
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
        histories.set(SOURCE, second(made.start()), second(made.completed()), state, volumes);
      }
      List<KnownPlan.Source> sources =
          selected
              ? List.of(
                  new KnownPlan.Source(SOURCE, exists ? List.of(ROOT, DATA) : List.of(), List.of()))
              : List.of();
      return new FleetStatus(
              histories.fleet(second(NOW)),
              List.of(new KnownPlan(PLAN, sources)),
              Optional.empty(),
              second(at))
          .report().sources().stream().filter(each -> each.source().equals(SOURCE)).findFirst();
    }
  }

  private static final Plan PLAN =
      new Json()
          .read(
              "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}},\"rpo\":\"PT26H\"}",
              Plan.class);

  private static Instant second(int second) {
    return Histories.BEGIN.plusSeconds(second);
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
    assertThat(source.protection()).as(world.toString()).isEqualTo(world.protection());
    assertThat(source.age())
        .as(world.toString())
        .isEqualTo(world.newest(world.at()).map(start -> Duration.ofSeconds(world.at() - start)));
    assertThat(source.longestGap())
        .as(world.toString())
        .isEqualTo(world.longestGap().map(Duration::ofSeconds));
    if (world.exists()) {
      assertThat(source.shareWithin())
          .as(world.toString())
          .isEqualTo(source.target().isPresent() ? world.within() : Optional.empty());
    }
  }

  @Test
  void aReport_isThatOfTheReplay() {
    check(2_000, 1);
  }

  @Test
  @Tag("sweep")
  void aReport_isThatOfTheReplay_inManyWorlds() {
    check(98_000, 2);
  }
}
