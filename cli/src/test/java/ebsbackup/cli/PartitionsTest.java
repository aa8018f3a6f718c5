package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The deployed files in every partition of AWS: the same fleet, moved to another Region. */
class PartitionsTest {
  private static final String WEB = "i-0aeb0000000000001";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "us-gov-west-1,   aws-us-gov, console.amazonaws-us-gov.com",
    "cn-northwest-1,  aws-cn,     console.amazonaws.cn",
    "eusc-de-east-1,  aws-eusc,   console.amazonaws-eusc.eu",
  })
  void backupAndSwap_succeed_andAFailureLinksToTheConsoleOfThePartition(
      String region, String partition, String console) throws IOException {
    Path backedUp = folder.resolve("backed-up");
    Cli.Result backup =
        start(
            "backup", smallIn(region), Cli.event("backup-by-tags"), "--save", backedUp.toString());
    Cli.Result restore = start("restore", backedUp, restore("{\"latest\": true}"));
    Cli.Result failed =
        start("restore", backedUp, restore("{\"before\": \"2020-01-01T00:00:00Z\"}"));

    assertThat(backup.out()).contains("2 of 2 sets are good");
    assertThat(backup.status()).isZero();
    assertThat(restore.out()).contains("Result    SUCCEEDED");
    assertThat(restore.status()).isZero();
    assertThat(failed.status()).isOne();
    assertThat(failed.out())
        .contains("Console: https://" + region + "." + console + "/states/home?region=" + region)
        .contains("arn:" + partition + ":states:" + region + ":")
        .doesNotContain("arn:aws:");
  }

  private static Cli.Result start(String workflow, Path world, String input, String... more) {
    List<String> arguments =
        List.of("start", workflow, "--world", world.toString(), "--input", input);
    return Cli.run(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private String restore(String from) throws IOException {
    String request =
        """
        {"instanceId": "%s", "from": %s, "mode": "swap", "stop": true}
        """
            .formatted(WEB, from);
    return Files.writeString(folder.resolve("input.json"), request).toString();
  }

  private Path smallIn(String region) throws IOException {
    Path world = Files.createDirectory(folder.resolve("world"));
    try (Stream<Path> files = Files.list(Path.of(Cli.SMALL))) {
      for (Path file : files.toList()) {
        Files.writeString(
            world.resolve(file.getFileName()),
            Files.readString(file).replace("eu-central-1", region));
      }
    }
    return world;
  }
}
