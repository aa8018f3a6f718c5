package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Every value of the report differs, so none can stand in the place of another. */
class FleetPageTest {
  private static final Instant BEGIN = Instant.EPOCH;
  private static final String SOURCE = "i-0000000000000000a";

  private static Instant minute(int minute) {
    return BEGIN.plus(Duration.ofMinutes(minute));
  }

  private static FleetReport report() {
    return new FleetReport(
        minute(1000),
        minute(100),
        Map.of(Protection.LATE, 1),
        List.of(
            new SourceStatus(
                SOURCE,
                Optional.of("shop"),
                "stopped",
                Protection.LATE,
                List.of("daily"),
                Optional.of(new SourceStatus.Newest("daily/7", minute(700), minute(710))),
                Optional.of(Duration.ofMinutes(300)),
                Optional.of(minute(701)),
                Optional.of(Duration.ofMinutes(250)),
                Optional.of(Duration.ofMinutes(350)),
                Optional.of(0.75),
                2,
                1,
                88,
                Optional.of("sound"),
                List.of("444455556666"),
                List.of("vol-new"),
                List.of("vol-scratch"))),
        List.of(new FleetReport.BadSet(SOURCE, "daily/8", minute(800), "it is an error")),
        List.of(new FleetReport.Stray("snap-1", "vol-1", minute(900), "its tags are damaged")),
        new FleetReport.Others(3, 4, List.of("snap-2")),
        List.of("a note"));
  }

  private static String data(FleetReport report, FleetStatus status) throws IOException {
    String html = new FleetPage(report, status, true).html(FleetPage.Addition.NONE);
    String packed = html.replaceAll("(?s).*id=\"data\" type=\"text/plain\">([^<]+)<.*", "$1");
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void thePageHasEveryValueWhereTheScriptReadsIt() throws IOException {
    Histories histories = new Histories();
    histories.set(SOURCE, minute(500), minute(520), "completed", "vol-1");
    histories.set(SOURCE, minute(700), minute(710), "completed", "vol-1");
    Instant now = minute(1000);
    FleetStatus status = new FleetStatus(histories.fleet(now), List.of(), Optional.empty(), now);

    assertThat(data(report(), status))
        .startsWith("{\"at\":1000,\"from\":100,\"past\":true,")
        .contains(
            """
            "sources":[{"id":"i-0000000000000000a","name":"shop","state":"stopped",\
            "protection":"LATE","plans":["daily"],"newest":700,"safe":710,"run":"daily/7",\
            "age":300,"target":250,"gap":350,"within":0.75,"gib":88,"verified":"sound",\
            "shared":["444455556666"],"unprotected":["vol-new"],"leftOut":["vol-scratch"],\
            "points":[500,200],"delays":[20,10],"bad":[800]}],\
            """)
        .contains(
            """
            "notGood":[{"source":"i-0000000000000000a","run":"daily/8","time":800,\
            "reason":"it is an error"}],\
            "strays":[{"snapshotId":"snap-1","volumeId":"vol-1","time":900,\
            "reason":"its tags are damaged"}],\
            "others":{"ofRestores":3,"ofOthers":4,"unused":["snap-2"]},"notes":["a note"]}\
            """);
  }

  @Test
  void theWorstOfAReport_isTheSameReportWithShorterLists() {
    FleetReport report = report();

    assertThat(report.worst(1, "cut"))
        .isEqualTo(
            new FleetReport(
                report.at(),
                report.from(),
                report.counts(),
                report.sources(),
                report.notGood(),
                report.strays(),
                report.others(),
                List.of("cut", "a note")));
    assertThat(report.worst(0, "cut").others()).isEqualTo(new FleetReport.Others(3, 4, List.of()));
  }
}
