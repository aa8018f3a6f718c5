package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that docs/disaster-recovery.md has for trying a pull. */
class TwoRegionsTest {
  private static final String SOURCE = "i-0db00000000000001";
  private static final String STANDBY = "i-05afe000000000001";
  private static final List<String> OF_COPIES =
      List.of(
          "--place",
          "123456789012/eu-central-1",
          "--parameter",
          "PullFromRegion=eu-west-1",
          "--json");

  @TempDir private Path folder;

  @Test
  void aSetIsBackedUpInOneRegion_pulledIntoAnother_andRestoredThere() {
    String source = folder.resolve("source").toString();
    String copies = folder.resolve("copies").toString();
    String world = Cli.PROJECT.resolve("worlds/two-regions").toString();
    Cli.Result backup =
        Cli.run(
            "start",
            "backup",
            "--world",
            world,
            "--input",
            Cli.event("backup-by-tags"),
            "--save",
            source);
    assertThat(backup.status()).isZero();

    Cli.Result pull =
        ofCopies(
            "start", "pull", "--world", source, "--input", Cli.event("pull"), "--save", copies);
    assertThat(pull.status()).as(pull.err()).isZero();
    assertThat(((Map<?, ?>) pull.json().get("report")).get("summary").toString())
        .startsWith("1 of 1 set pulled with 3 new snapshots");

    Cli.Result restore =
        ofCopies(
            "restore",
            "--world",
            copies,
            "--instance",
            STANDBY,
            "--source",
            SOURCE,
            "--latest",
            "--mode",
            "attach");
    assertThat(restore.status()).as(restore.err()).isZero();
    assertThat(restore.out())
        .contains(
            "\"availabilityZone\": \"eu-central-1c\"", "\"iops\": 4000", "\"throughput\": 250")
        .contains("\"type\": \"io2\"", "\"iops\": 1500");
  }

  private static Cli.Result ofCopies(String... command) {
    return Cli.run(Stream.concat(Stream.of(command), OF_COPIES.stream()).toArray(String[]::new));
  }
}
