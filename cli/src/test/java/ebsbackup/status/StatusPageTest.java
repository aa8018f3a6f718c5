package ebsbackup.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.retention.Verdict;
import embeddedcloud.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The page's data; .ci/check_status_page.mjs looks at the page in a browser. */
class StatusPageTest {
  private static final String A = "i-0000000000000000a";
  private static final String ROOT = "vol-00000000000000001";
  private static final Instant NOW = Histories.BEGIN.plus(Duration.ofDays(2));
  private static final Pattern DATA =
      Pattern.compile("<script id=\"data\" type=\"text/plain\">([A-Za-z0-9+/=]+)</script>");

  private static Instant hour(int hour) {
    return Histories.BEGIN.plus(Duration.ofHours(hour));
  }

  private static long minute(Instant time) {
    return time.getEpochSecond() / 60;
  }

  private static String page() throws IOException {
    Histories histories =
        new Histories()
            .instance(A, "running", ROOT)
            .set(A, hour(3), hour(3).plusSeconds(120), "completed", ROOT)
            .set(A, hour(20), hour(20), "error", ROOT)
            .set(A, hour(27), hour(27).plusSeconds(300), "completed", ROOT);
    FleetStatus status =
        new FleetStatus(histories.fleet(NOW), List.of(), Optional.of(Duration.ofHours(26)), NOW);
    PrunePreview.Line line =
        new PrunePreview.Line(A, "r", hour(3), Verdict.DELETE, "no rule keeps it", 8L << 30);
    StatusReport report =
        status
            .report()
            .with(
                List.of(new PrunePreview("daily", 3, List.of(line), Optional.of("too many"))),
                Optional.of(
                    new WhatIf(
                        "daily",
                        List.of(line),
                        List.of(),
                        true,
                        new WhatIf.Freed(0, Optional.of(0L), 0),
                        new WhatIf.Freed(1, Optional.of(512L), 8L << 30),
                        Optional.empty())));
    return new StatusPage(report, status, false).html();
  }

  private static Map<?, ?> data(String page) throws IOException {
    Matcher matcher = DATA.matcher(page);
    assertThat(matcher.find()).isTrue();
    try (GZIPInputStream in =
        new GZIPInputStream(
            new ByteArrayInputStream(Base64.getDecoder().decode(matcher.group(1))))) {
      return (Map<?, ?>) Json.parse(new String(in.readAllBytes(), UTF_8));
    }
  }

  @Test
  void theSource_withItsPointsInMinutes() throws IOException {
    Map<?, ?> source = (Map<?, ?>) ((List<?>) data(page()).get("sources")).getFirst();

    assertThat(source.get("id")).isEqualTo(A);
    assertThat(source.get("name")).isEqualTo("name of " + A);
    assertThat(source.get("protection")).isEqualTo("PROTECTED");
    assertThat(source.get("points")).isEqualTo(List.of(minute(hour(3)), 24L * 60));
    assertThat(source.get("delays")).isEqualTo(List.of(2L, 5L));
    assertThat(source.get("bad")).isEqualTo(List.of(minute(hour(20))));
    assertThat(source.get("age")).isEqualTo(21L * 60);
    assertThat(source.get("gap")).isEqualTo(24L * 60 + 5);
    assertThat(source.get("target")).isEqualTo(26L * 60);
  }

  @Test
  void whatAPruneAndOtherRulesWouldDo() throws IOException {
    Map<?, ?> data = data(page());

    assertThat(data.get("reasons")).isEqualTo(List.of("no rule keeps it"));
    Map<?, ?> prune = (Map<?, ?>) ((List<?>) data.get("prunes")).getFirst();
    assertThat(prune.get("lines"))
        .isEqualTo(List.of(List.of(0L, List.of(List.of(minute(hour(3)), "DELETE", 0L)))));
    assertThat(prune.get("deletions")).isEqualTo(1L);
    assertThat(prune.get("stop")).isEqualTo("too many");
    Map<?, ?> whatIf = (Map<?, ?>) data.get("whatIf");
    assertThat(whatIf.get("lost")).isEqualTo(List.of(List.of(0L, minute(hour(3)), 0L)));
    assertThat(whatIf.get("other"))
        .isEqualTo(Map.of("sets", 1L, "bytes", 512L, "mostBytes", 8L << 30));
  }

  @Test
  void thePageIsComplete_andNamesNoOtherPlace() throws IOException {
    String page = page();

    assertThat(page).startsWith("<!doctype html>").doesNotContain("{{");
    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "//cdn", "@import", "url(");
    assertThat(page).contains("default-src 'none'");
  }
}
