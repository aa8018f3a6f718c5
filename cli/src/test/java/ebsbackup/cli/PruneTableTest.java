package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.cli.report.PruneTable;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class PruneTableTest {
  private static final Map<String, Object> NOTHING =
      Map.of(
          "lines",
          List.of(),
          "summary",
          "nothing to delete",
          "linesOmitted",
          0,
          "ignored",
          List.of(),
          "ignoredOmitted",
          0);

  private static Map<String, Object> line(String source, String time, String fate, String reason) {
    return Map.of(
        "source", source, "run", "of " + time, "startTime", time, "fate", fate, "reason", reason);
  }

  private static Map<String, Object> with(Map<String, Object> map, Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(map);
    all.putAll(more);
    return all;
  }

  private static Map<String, Object> ignored(String snapshot, String reason) {
    return Map.of("snapshotId", snapshot, "reason", reason);
  }

  private static String text(Map<String, Object> report, Map<String, Long> freed) {
    return Cli.printed(
        out -> new PruneTable(report, ZoneId.of("Europe/Vienna"), Ansi.OFF, freed).print(out));
  }

  @Test
  void aReport_isPrintedWithEverythingThatItHolds() {
    Map<String, Object> report =
        with(
            NOTHING,
            Map.of(
                "lines",
                List.of(
                    line("i-1", "2026-02-28T23:30:00Z", "KEEP", "the last 1"),
                    line("i-2", "2026-02-27T03:00:00Z", "HELD", "on hold: Ann"),
                    line("i-1", "2026-02-26T03:00:00Z", "DELETED", "kept by no rule"),
                    with(
                        line("i-1", "2026-02-25T03:00:00Z", "ALREADY_GONE", "kept by no rule"),
                        Map.of("estimatedBytes", 512 * 1024))),
                "summary",
                "1 set deleted",
                "linesOmitted",
                7,
                "estimate",
                Map.of("cost", "2 requests", "problems", List.of("i-2: no access")),
                "ignored",
                List.of(
                    ignored("snap-1", "a copy"),
                    ignored("snap-2", "its tags are wrong"),
                    ignored("snap-3", "a copy")),
                "ignoredOmitted",
                5));

    assertThat(text(report, Map.of("i-1 of 2026-02-26T03:00:00Z", 3L * 1024 * 1024)))
        .isEqualTo(
            """

            i-1
              2026-03-01 00:30  keep          the last 1
              2026-02-26 04:00  deleted       kept by no rule; frees 3.0 MiB
              2026-02-25 04:00  already gone  kept by no rule; estimated to free 0.5 MiB

            i-2
              2026-02-27 04:00  held          on hold: Ann

            Remaining sets by day of the month (Europe/Vienna)
                       1   5    10   15   20   25   30
              2026-02  ··························1·
              2026-03  1······························

            1 set deleted
            Frees 3.0 MiB of snapshot storage
            The estimate took 2 requests
            Not estimated: i-2: no access
            7 more sets are in the functions' logs
            Ignored, since a copy: [snap-1, snap-3]
            Ignored, since its tags are wrong: [snap-2]
            5 more snapshots are ignored
            """);
  }

  @Test
  void aDayWithTenSets_hasOneColumnAsWell() {
    List<Map<String, Object>> lines =
        IntStream.rangeClosed(1, 19)
            .mapToObj(
                hour ->
                    line(
                        "i-1",
                        "2026-03-%02dT%02d:00:00Z".formatted(hour < 10 ? 1 : 2, hour),
                        "KEEP",
                        "the last 20"))
            .toList();

    assertThat(text(with(NOTHING, Map.of("lines", lines)), Map.of()))
        .contains("\n  2026-03  9+·····························\n");
  }

  @Test
  void aReportThatHoldsNothing_isItsSummary() {
    assertThat(text(NOTHING, Map.of()))
        .isEqualTo(
            """

            Remaining sets by day of the month (Europe/Vienna)
                       1   5    10   15   20   25   30

            nothing to delete
            """);
  }
}
