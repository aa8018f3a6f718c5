package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
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

    assertStatusOfCopies(copies);
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

  /** The source is not gone: it is elsewhere, and its age counts. */
  private static void assertStatusOfCopies(String copies) {
    Cli.Result young = ofCopies("status", "--world", copies, "--rpo", "PT1H");
    Map<?, ?> source = sourceIn(young);
    assertThat(young.status()).isZero();
    assertThat(source.get("state")).isEqualTo("in eu-west-1");
    assertThat(source.get("protection")).isEqualTo("PROTECTED");
    assertThat(source.get("plans")).isEqualTo(List.of("copies"));
    assertThat(source.get("target")).isEqualTo("PT1H");
    // From the start of the backup at the source, not of the copies.
    assertThat(((Map<?, ?>) source.get("newest")).get("time"))
        .isEqualTo("2026-03-01T01:55:00.240Z");
    assertThat(Duration.parse(source.get("age").toString())).isGreaterThan(Duration.ofMinutes(2));

    Cli.Result planned =
        ofCopies(
            "status",
            "--world",
            copies,
            "--parameter",
            "PullScheduleState=ENABLED",
            "--parameter",
            "PullKeyArn=arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
            "--parameter",
            "PullRpo=PT3H");
    assertThat(sourceIn(planned).get("target")).isEqualTo("PT3H");

    Cli.Result late = ofCopies("status", "--world", copies, "--rpo", "PT2M");
    assertThat(late.status()).isEqualTo(1);
    assertThat(sourceIn(late).get("protection")).isEqualTo("LATE");
  }

  private static Map<?, ?> sourceIn(Cli.Result status) {
    return ((List<?>) status.json().get("sources"))
        .stream()
            .map(source -> (Map<?, ?>) source)
            .filter(source -> source.get("source").equals(SOURCE))
            .findFirst()
            .orElseThrow();
  }

  private static Cli.Result ofCopies(String... command) {
    return Cli.run(Stream.concat(Stream.of(command), OF_COPIES.stream()).toArray(String[]::new));
  }
}
