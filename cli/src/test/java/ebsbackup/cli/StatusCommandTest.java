package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a world: before a backup, after it, and days later. */
class StatusCommandTest {
  private static final String HISTORY = Cli.PROJECT.resolve("worlds/history").toString();

  @TempDir private Path folder;

  private static Cli.Result status(String world, String... more) {
    return Cli.run(
        Stream.concat(Stream.of("status", "--world", world), Stream.of(more))
            .toArray(String[]::new));
  }

  private static List<String> column(Cli.Result result, String name) {
    return ((List<?>) result.json().get("sources"))
        .stream().map(source -> String.valueOf(((Map<?, ?>) source).get(name))).toList();
  }

  private static Map<?, ?> only(Cli.Result result) {
    return (Map<?, ?>) ((List<?>) result.json().get("sources")).getFirst();
  }

  private Path plan(String fields) throws IOException {
    return Files.writeString(
        folder.resolve("plan.json"),
        "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}},%s}".formatted(fields));
  }

  @Test
  void beforeTheFirstBackup_andAfterIt_andDaysLater() {
    Cli.Result before = status(Cli.SMALL, "--json");

    assertThat(before.status()).isEqualTo(1);
    assertThat(column(before, "protection")).containsExactly("NEVER", "NEVER", "UNPROTECTED");

    String saved = folder.resolve("saved").toString();
    Cli.run(
        "start",
        "backup",
        "--world",
        Cli.SMALL,
        "--input",
        Cli.event("backup-by-tags"),
        "--save",
        saved);
    Cli.Result after = status(saved, "--json", "--rpo", "PT26H");

    assertThat(after.status()).isZero();
    assertThat(column(after, "protection"))
        .containsExactly("UNPROTECTED", "PROTECTED", "PROTECTED");
    assertThat(column(after, "restorePoints")).containsExactly("0", "1", "1");

    // A gap of three days: the schedules were off.
    String later = folder.resolve("later").toString();
    Cli.run(
        "schedules",
        "--world",
        saved,
        "--from",
        "2026-03-04T00:00:00Z",
        "--until",
        "2026-03-04T02:00:00Z",
        "--save",
        later);
    Cli.Result late = status(later, "--rpo", "PT26H");

    assertThat(late.status()).isEqualTo(1);
    assertThat(late.out())
        .contains("over target")
        .contains("Sources: 2 over target, 1 unprotected")
        .contains("i-0ba7c400000000001: vol-0ba7c4000000000a0 vol-0ba7c4000000000f0");
  }

  @Test
  void thePlansOwnTarget_andItsLongestGap() throws IOException {
    Cli.Result result = status(HISTORY, "--json", "--plan", plan("\"rpo\":\"PT8H\"").toString());

    assertThat(result.status()).isEqualTo(1);
    Map<?, ?> source = only(result);
    assertThat(source.get("protection")).isEqualTo("LATE");
    assertThat(source.get("target")).isEqualTo("PT8H");
    assertThat(source.get("age")).isEqualTo("PT8H59M29.76S");
    assertThat(source.get("restorePoints")).isEqualTo(98L);
    // From one start to the completion of the next set, 20 s later.
    assertThat(source.get("longestGap")).isEqualTo("PT24H20S");
  }

  @Test
  void aPastMoment_saysWhatWouldHaveBeenLost() {
    Cli.Result result = status(HISTORY, "--json", "--at", "2026-01-15T02:00:00Z");

    assertThat(result.json().get("at")).isEqualTo("2026-01-15T02:00:00Z");
    assertThat(only(result).get("age")).isEqualTo("PT22H59M29.76S");
    assertThat(only(result).get("restorePoints")).isEqualTo(52L);
    assertThat((List<?>) result.json().get("prunes")).isEmpty();
    assertThat(result.json().get("notes").toString())
        .contains("deleted since 2026-01-15T02:00:00Z");
  }

  @Test
  void momentsAndTargets_areCheckedBeforeAnything() {
    assertThat(status(HISTORY, "--at", "2027-01-01T00:00:00Z").err())
        .contains("--at: expected an instant that is not after 2026-03-01T12:00:00Z");
    assertThat(status(HISTORY, "--rpo", "PT0S").err())
        .contains("--rpo: expected a positive duration, but was PT0S");
    assertThat(status(HISTORY, "--what-if", "x", "--at", "2026-01-01T00:00:00Z").err())
        .contains("--what-if cannot be combined with --at");
    assertThat(status(HISTORY, "--region", "eu-central-1").err())
        .contains("--world cannot be combined with --profile or --region");
  }
}
