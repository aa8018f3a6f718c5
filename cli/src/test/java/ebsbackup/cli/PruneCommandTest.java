package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, on two backups of the sample world, whose own snapshots no run has created. */
class PruneCommandTest {
  private static final String WEB = "i-0aeb0000000000001";
  private static final String DB = "i-0db00000000000001";
  private static final Path UPLOADS = Path.of("volumes/vol-0aeb000000000000f.img");

  @TempDir private Path folder;
  private Path plan;
  private Path world;

  /** Two blocks of a volume change between the backups. */
  @BeforeEach
  void twoBackups() throws IOException {
    plan = Files.writeString(folder.resolve("plan.json"), plan(", \"keep\": {\"last\": 1}"));
    Path withoutRules = Files.writeString(folder.resolve("backup.json"), plan(""));
    world = Files.createDirectory(folder.resolve("world"));
    Cli.copySmall(world);
    Path untagged = world.resolve("snapshots.json");
    Files.writeString(
        untagged,
        Files.readString(untagged).replaceFirst("\"Tags\": \\[[^]]*base image[^]]*],", ""));
    Files.createDirectory(world.resolve("volumes"));
    for (int backup = 1; backup <= 2; backup++) {
      byte[] data = new byte[1024 * 1024];
      Arrays.fill(data, (byte) backup);
      Files.write(world.resolve(UPLOADS), data);
      Path saved = folder.resolve("backup-" + backup);
      Cli.Result result =
          Cli.run(
              "start",
              "backup",
              "--world",
              world.toString(),
              "--input",
              withoutRules.toString(),
              "--save",
              saved.toString());
      assertThat(result.status()).as(result.err()).isZero();
      world = saved;
    }
  }

  private static String plan(String rules) {
    return "{\"plan\": \"daily\", \"select\": {\"tags\": {\"Backup\": [\"daily\"]}}%s}"
        .formatted(rules);
  }

  private Cli.Result prune(String... more) {
    Cli.Result result =
        Cli.run(
            Stream.concat(
                    Stream.of("prune", "--world", world.toString(), "--plan", plan.toString()),
                    Stream.of(more))
                .toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    return result;
  }

  private static int snapshots(Path world) throws IOException {
    Map<?, ?> json = (Map<?, ?>) Json.parse(Files.readString(world.resolve("snapshots.json")));
    return ((List<?>) json.get("Snapshots")).size();
  }

  private static String page(String fate, int remaining, String end) {
    return """

        %s
          2026-03-01 01:56  keep          one of the last 1; last good set of %s
          2026-03-01 01:55  %-12s  no rule keeps it; frees 1.0 MiB

        %s
          2026-03-01 01:56  keep          one of the last 1; last good set of %s
          2026-03-01 01:55  %-12s  no rule keeps it; frees 0.0 MiB

        Remaining sets by day of the month (UTC)
                   1   5    10   15   20   25   30
          2026-03  %d······························

        %s
        Frees 1.0 MiB of snapshot storage
        Status    SUCCEEDED
        """
        .formatted(WEB, WEB, fate, DB, DB, fate, remaining, end);
  }

  @Test
  void deletedSets_areShownWithWhatTheyFree_andAreGoneFromTheSavedWorld() throws IOException {
    Path saved = folder.resolve("saved");

    Cli.Result result = prune("--save", saved.toString());

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .isEqualTo(
            page("deleted", 2, "2 sets deleted (5 snapshots), 2 kept, 0 held back")
                + "Saved to  "
                + saved
                + "\n");
    assertThat(snapshots(world)).isEqualTo(12);
    assertThat(snapshots(saved)).isEqualTo(7);
  }

  @Test
  void aDryRun_showsTheSame_andTheSavedWorldHasEverySet() throws IOException {
    Path saved = folder.resolve("saved");

    Cli.Result result = prune("--dry-run", "--save", saved.toString());

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith(page("delete", 2, "?").lines().limit(8).reduce("", (a, b) -> a + b + "\n"))
        .contains("Frees 1.0 MiB of snapshot storage\nStatus    SUCCEEDED\n");
    assertThat(snapshots(saved)).isEqualTo(12);
  }

  @Test
  void aPruneThatIsRefused_endsWithTheReason() throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), TestCloud.DAILY);

    Cli.Result result = Cli.run("prune", "--world", world.toString(), "--plan", plan.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            """
            Status    FAILED
            Error     ebsbackup.failure.InvalidInputException
            Cause     keep: expected the rules to prune by, but was missing
            """);
  }

  @Test
  void json_hasTheBytesThatEachSetFrees() {
    Map<?, ?> json = prune("--json").json();

    assertThat(json.keySet())
        .isEqualTo(
            Set.of(
                "name",
                "status",
                "error",
                "cause",
                "output",
                "report",
                "startDate",
                "stopDate",
                "history",
                "usage",
                "freedBytes",
                "calls",
                "messages"));
    assertThat(json.get("status")).isEqualTo("SUCCEEDED");
    Map<?, ?> freed = (Map<?, ?>) json.get("freedBytes");
    assertThat(freed.keySet())
        .allSatisfy(set -> assertThat(set.toString()).contains(" daily/2026-03-01T01:55:00Z/"));
    assertThat(Set.<Object>copyOf(freed.values())).isEqualTo(Set.of(1024L * 1024, 0L));
    assertThat(((Map<?, ?>) json.get("calls")).get("DeleteSnapshot")).isEqualTo(5L);
  }
}
