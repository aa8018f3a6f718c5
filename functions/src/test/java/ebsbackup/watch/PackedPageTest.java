package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PackedPageTest {
  private static final Instant NOW = Histories.BEGIN.plus(Duration.ofDays(40));

  private static String unpacked(String text) throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String first(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** Sets at random times, which compress badly. */
  private static FleetStatus fleet(int sources, int sets) {
    Histories histories = new Histories();
    Random random = new Random(7);
    for (int i = 0; i < sources; i++) {
      String source = "i-%017x".formatted(random.nextLong() >>> 4);
      String volume = "vol-%017x".formatted(random.nextLong() >>> 4);
      histories.instance(source, "running", volume);
      for (int set = 0; set < sets; set++) {
        Instant start = Histories.BEGIN.plusSeconds(random.nextInt(39 * 86_400));
        histories.set(source, start, start.plusSeconds(random.nextInt(3600)), "completed", volume);
      }
    }
    return new FleetStatus(histories.fleet(NOW), List.of(), Optional.empty(), NOW);
  }

  private static String data(FleetStatus status) throws IOException {
    String packed = PackedPage.of(status.report(), status, "COMMAND");
    assertThat(packed.length()).isLessThanOrEqualTo(PackedPage.LONGEST);
    assertThat(packed).doesNotContain("\"", "\\", "\n");
    String page = unpacked(first(packed, "id=page>([^<]+)<"));
    assertThat(page).startsWith("<!doctype html>").contains("default-src 'none'");
    return unpacked(first(page, "id=\"data\" type=\"text/plain\">([^<]+)<"));
  }

  @Test
  void aSmallFleetIsThereWithAllOfItsPoints() throws IOException {
    String data = data(fleet(20, 30));

    assertThat(data.split("\"protection\":", -1)).hasSize(21);
    assertThat(data).doesNotContain("COMMAND").contains("\"prunes\":[]", "\"reasons\":[]");
  }

  @Test
  void aSource_isThereWithItsStateAndTheTimesOfItsSets() throws IOException {
    Histories histories = new Histories();
    histories.instance("i-00000001", "running", "vol-00000001");
    for (int day = 1; day <= 3; day++) {
      Instant start = Histories.BEGIN.plus(Duration.ofDays(day));
      histories.set(
          "i-00000001", start, start.plus(Duration.ofMinutes(7)), "completed", "vol-00000001");
    }
    String data = data(new FleetStatus(histories.fleet(NOW), List.of(), Optional.empty(), NOW));

    long first = Histories.BEGIN.plus(Duration.ofDays(1)).getEpochSecond() / 60;
    assertThat(data)
        .contains("\"past\":false", "\"id\":\"i-00000001\"", "\"state\":\"running\"")
        .contains("\"points\":[%d,1440,1440]".formatted(first))
        .contains("\"delays\":[7,7,7]")
        .contains("\"age\":" + Duration.ofDays(37).toMinutes(), "\"bad\":[]", "\"leftOut\":[]")
        .contains("\"protections\":[{\"key\":\"", "\"strays\":[]", "\"others\":{")
        .doesNotContain("\"target\":", "\"verified\":");
  }

  @Test
  void aLargeFleet_isCutToTheWorst_andTheFirstNoteSaysSo() throws IOException {
    FleetStatus status = fleet(3000, 20);
    String data = data(status);

    int shown = data.split("\"protection\":", -1).length - 1;
    assertThat(shown).isBetween(500, 2999);
    assertThat(data)
        .contains(
            "\"notes\":[\"This page has room for the %d worst of 3000 sources (3000 ok)"
                .formatted(shown))
        .contains("For the complete page, run: COMMAND")
        .contains(status.report().sources().getFirst().source())
        .doesNotContain(status.report().sources().getLast().source());
  }
}
