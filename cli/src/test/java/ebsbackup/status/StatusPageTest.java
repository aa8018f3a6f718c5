package ebsbackup.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.retention.Verdict;
import ebsbackup.watch.Fleet;
import ebsbackup.watch.FleetStatus;
import ebsbackup.watch.PackedSnapshots;
import ebsbackup.workflow.OrdinarySnapshot;
import embeddedcloud.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The page's data; .ci/check_status_page.mjs looks at the page in a browser. */
class StatusPageTest {
  private static final String A = "i-0000000000000000a";
  private static final String ROOT = "vol-00000000000000001";
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant NOW = BEGIN.plus(Duration.ofDays(2));
  private static final Pattern DATA =
      Pattern.compile("<script id=\"data\" type=\"text/plain\">([A-Za-z0-9+/=]+)</script>");

  private static Instant hour(int hour) {
    return BEGIN.plus(Duration.ofHours(hour));
  }

  private static long minute(Instant time) {
    return time.getEpochSecond() / 60;
  }

  /** The only one of its set. */
  private static Snapshot snapshot(Instant time, String state, int seconds) {
    VolumeSettings settings = new VolumeSettings("gp3", 8, Optional.of(3000), Optional.of(125));
    Member member = new Member(ROOT, Optional.of("/dev/sdf"), settings, true, Map.of());
    return OrdinarySnapshot.of(
        "snap-" + time.getEpochSecond(),
        ROOT,
        8,
        time,
        Optional.of(time.plusSeconds(seconds)),
        state,
        new SetTags("daily", "daily/" + time, A, List.of(member)).toTags(Map.of()));
  }

  private static String page() throws IOException {
    return page(List.of());
  }

  /** The page, if prunes and other rules are also about these sets. */
  private static String page(List<PrunePreview.Line> more) throws IOException {
    PrunePreview.Line line =
        new PrunePreview.Line(A, "r", hour(3), Verdict.DELETE, "no rule keeps it", 8L << 30);
    List<PrunePreview.Line> lines = Stream.concat(more.stream(), Stream.of(line)).toList();
    return page(
        List.of(new PrunePreview("daily", 3, lines, Optional.of("too many"))),
        Optional.of(
            new WhatIf(
                "daily",
                lines,
                List.of(),
                true,
                new WhatIf.Freed(0, Optional.of(0L), 0),
                new WhatIf.Freed(1, Optional.of(512L), 8L << 30),
                Optional.empty())));
  }

  private static String page(List<PrunePreview> prunes, Optional<WhatIf> whatIf)
      throws IOException {
    List<Snapshot> snapshots =
        List.of(
            snapshot(hour(3), "completed", 120),
            snapshot(hour(20), "error", 0),
            snapshot(hour(27), "completed", 300));
    Instance instance =
        new Instance(
            A,
            "running",
            "eu-central-1b",
            Optional.of("/dev/xvda"),
            Instance.Kind.ORDINARY,
            Map.of("Name", "name of " + A));
    FleetStatus status =
        new FleetStatus(
            new Fleet(NOW, List.of(instance), List.of(), PackedSnapshots.of(snapshots), Set.of()),
            List.of(),
            Optional.of(Duration.ofHours(26)),
            NOW);
    StatusReport report = new StatusReport(status.report(), prunes, whatIf);
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
  void otherRules_areShown_evenIfNoPlanPrunes() throws IOException {
    WhatIf keepsAll =
        new WhatIf(
            "daily",
            List.of(),
            List.of(),
            true,
            new WhatIf.Freed(0, Optional.of(0L), 0),
            new WhatIf.Freed(0, Optional.of(0L), 0),
            Optional.empty());

    Map<?, ?> data = data(page(List.of(), Optional.of(keepsAll)));
    assertThat(data.get("prunes")).isEqualTo(List.of());
    assertThat(((Map<?, ?>) data.get("whatIf")).get("lost")).isEqualTo(List.of());
    Map<?, ?> neither = data(page(List.of(), Optional.empty()));
    assertThat(neither.get("prunes")).isEqualTo(List.of());
    assertThat(neither.get("reasons")).isEqualTo(List.of());
    assertThat(neither.containsKey("whatIf")).isFalse();
  }

  @Test
  void aSourceThatAppearsWhileThePageIsMade_isCounted() throws IOException {
    PrunePreview.Line of =
        new PrunePreview.Line(
            "i-0000000000000000b", "s", hour(4), Verdict.HELD, "held by a person", 5L << 30);

    Map<?, ?> data = data(page(List.of(of)));

    Map<?, ?> prune = (Map<?, ?>) ((List<?>) data.get("prunes")).getFirst();
    assertThat(prune.get("held")).isEqualTo(1L);
    assertThat((List<?>) prune.get("lines")).hasSize(1);
    assertThat(((Map<?, ?>) data.get("whatIf")).get("lost"))
        .isEqualTo(List.of(List.of(-1L, minute(hour(4)), 1L), List.of(0L, minute(hour(3)), 0L)));
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
