package ebsbackup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.simulation.KeepOracle.Entry;
import ebsbackup.simulation.KeepOracle.State;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The worked example of docs/retention.md, without the hold. */
class KeepOracleTest {
  private static final KeepOracle ORACLE =
      new KeepOracle(
          Map.of("last", 2, "daily", 5, "weekly", 3, "monthly", 6),
          ZoneId.of("Europe/Vienna"),
          Instant.parse("2026-03-20T12:00:00Z"));

  private static Entry night(int day, State state) {
    return new Entry(
        "i-1",
        Instant.parse("2026-03-%02dT03:00:00Z".formatted(day)),
        "night " + day,
        state,
        Optional.empty());
  }

  private static List<Entry> nights() {
    return new ArrayList<>(
        IntStream.rangeClosed(1, 20)
            .mapToObj(day -> night(day, day == 17 ? State.FAILED : State.GOOD))
            .toList());
  }

  @Test
  void letsGoWhatTheExampleDeletes() {
    assertThat(ORACLE.mayGo(nights()))
        .extracting(Entry::run)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.of(17, 14, 13, 12, 11, 10, 9, 7, 6, 5, 4, 3, 2)
                .mapToObj(day -> "night " + day)
                .toList());
  }

  @Test
  void keepsTheLastGoodSet_whenEveryLaterOneFails() {
    List<Entry> sets =
        List.of(night(1, State.GOOD), night(18, State.FAILED), night(2, State.MISSING));

    assertThat(ORACLE.mayGo(sets)).isEmpty();
  }

  @Test
  void letsGoWhatIsNotGood_onlyAfterItsGrace() {
    Entry within = night(19, State.MISSING);
    Entry past = night(18, State.MISSING);

    assertThat(ORACLE.mayGo(List.of(night(20, State.GOOD), within, past))).containsExactly(past);
  }
}
