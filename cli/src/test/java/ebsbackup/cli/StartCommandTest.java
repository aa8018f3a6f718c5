package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartCommandTest {
  private static final String WEB = "i-0aeb0000000000001";
  private static final String UPLOADS = "vol-0aeb000000000000f";

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String restore(String from) throws IOException {
    return file("restore.json", "{\"instanceId\": \"%s\", \"from\": %s}".formatted(WEB, from));
  }

  @Test
  void backup_isShownToAPerson() {
    Cli.Result result =
        Cli.run(
            "start",
            "backup",
            "--world",
            Cli.SMALL,
            "--input",
            Cli.event("backup-by-tags"),
            "--name",
            "by-hand");

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("2026-03-01 01:55:00  Create Snapshots")
        .contains("Result    SUCCEEDED\n")
        .contains("Summary   2 of 2 sets are good\n")
        .contains("Run       daily/2026-03-01T01:55:00Z/by-hand\n")
        .contains("2 selected, 0 skipped, 2 sets, 2 created, 2 good, 0 not good, 5 snapshots")
        .containsPattern("snap-\\w+ +vol-0aeb000000000000f +i-0aeb0000000000001 +20 +completed\n")
        .contains("Status    SUCCEEDED\n")
        .contains("Calls     CreateSnapshots 2, ")
        .doesNotContain("{");
  }

  @Test
  void place_isWhereTheProjectIsDeployed() throws IOException {
    Path world = folder.resolve("places");
    Files.createDirectories(world.resolve("123456789012"));
    Files.move(copyOfSmall(), world.resolve("123456789012/eu-central-1"));
    Files.writeString(world.resolve("volumes.json"), "{\"Volumes\": []}");
    Files.writeString(
        world.resolve("world.json"),
        """
        {"time": "2026-03-01T01:55:00Z", "account": "444455556666", "region": "eu-west-1",
         "places": ["123456789012/eu-central-1"]}
        """);

    Cli.Result result = backupIn(world, "123456789012/eu-central-1");

    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("\"CreateSnapshots\": 2");
    assertThat(backupIn(world, "123456789012/eu-west-1").err())
        .contains(
            "--place: expected one of the world, [444455556666/eu-west-1,"
                + " 123456789012/eu-central-1], but was 123456789012/eu-west-1");
  }

  private static Cli.Result backupIn(Path world, String place) {
    return Cli.run(
        "start",
        "backup",
        "--json",
        "--world",
        world.toString(),
        "--place",
        place,
        "--input",
        Cli.event("backup-by-tags"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "none         | {'shell': ['true']}       | no health check",
        "Check-Orders | {'document': 'Check-All'} | HealthCheckDocument, Check-Orders",
      })
  void healthCheck_thatTheStackDoesNotAllow_isRefusedBeforeTheFirstWrite(
      String allowed, String healthCheck, String says) throws IOException {
    String request =
        """
        {'instanceId': '%s', 'from': {'latest': true}, 'mode': 'swap', 'stop': true, 'healthCheck': %s}
        """
            .formatted(WEB, healthCheck)
            .replace('\'', '"');

    Cli.Result result =
        Cli.run(
            "start",
            "restore",
            "--world",
            Cli.SMALL,
            "--parameter",
            "HealthCheckDocument=" + allowed,
            "--input",
            file("restore.json", request));

    assertThat(result.status()).isOne();
    assertThat(result.out())
        .contains("ebsbackup.failure.InvalidInputException", "healthCheck", says)
        .doesNotContain("Create");
  }

  @Test
  void json_isOneDocumentWithEverything() throws IOException {
    Path world = copyOfSmall();
    Files.writeString(world.resolve("notes.txt"), "mine");

    Cli.Result result =
        Cli.run(
            "start",
            "backup",
            "--json",
            "--world",
            world.toString(),
            "--input",
            Cli.event("backup-by-tags"));

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEqualTo("ebs-backup: notes.txt: not part of a world, ignored\n");
    Map<?, ?> json = result.json();
    assertThat(json.get("status")).isEqualTo("SUCCEEDED");
    assertThat(json.containsKey("error")).isTrue();
    assertThat(json.get("error")).isNull();
    assertThat(json.get("cause")).isNull();
    assertThat((Map<?, ?>) json.get("output")).isEqualTo(json.get("report"));
    assertThat(((Map<?, ?>) json.get("report")).get("summary")).isEqualTo("2 of 2 sets are good");
    assertThat(json.get("history"))
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .startsWith(
            Map.of("type", "ExecutionStarted"),
            Map.of("type", "WaitStateEntered", "state", "Let Deliveries Meet"))
        .endsWith(
            Map.of("type", "SucceedStateExited", "state", "Done"),
            Map.of("type", "ExecutionSucceeded"));
    assertThat(((Map<?, ?>) json.get("calls")).get("CreateSnapshots")).isEqualTo(2L);
    assertThat((List<?>) json.get("messages")).isEmpty();
  }

  @Test
  void failedWorkflow_isExitCode1AndItsReasonsAreShown() throws IOException {
    String gone =
        file(
            "gone.json",
            "{\"plan\": \"p\", \"select\": {\"instanceIds\": [\"%s\", \"i-00000000\"]}}"
                .formatted(WEB));

    Cli.Result text = Cli.run("start", "backup", "--world", Cli.SMALL, "--input", gone);
    assertThat(text.status()).isEqualTo(1);
    assertThat(text.err()).isEmpty();
    assertThat(text.out())
        .contains("Result    PARTIAL\n")
        .containsPattern("NOT GOOD +REASON +VOLUMES\ni-00000000 +the instance does not exist")
        .contains("Status    FAILED\n")
        .contains("Error     PARTIAL\n")
        .contains("Cause     1 of 2 sets are good; ")
        .contains("Published to arn:aws:sns:eu-central-1:123456789012:ebs-backup-Topic\n");

    Cli.Result document =
        Cli.run("start", "backup", "--json", "--world", Cli.SMALL, "--input", gone);
    assertThat(document.status()).isEqualTo(1);
    assertThat(document.json().get("error")).isEqualTo("PARTIAL");
    assertThat(document.json().get("output")).isNull();
    assertThat((List<?>) document.json().get("messages")).hasSize(1);
  }

  @Test
  void everySection_isPrinted_fromTheStepsToTheMessages() throws IOException {
    String gone =
        file("gone.json", "{\"plan\": \"p\", \"select\": {\"instanceIds\": [\"i-00000000\"]}}");
    String line = "start backup --name by-hand --world %s --input %s".formatted(Cli.SMALL, gone);
    Map<?, ?> usage = (Map<?, ?>) Cli.run((line + " --json").split(" ")).json().get("usage");

    assertThat(Cli.run(line.split(" ")).out())
        .startsWith(
            """
              2026-03-01 01:55:00  Start Run
              2026-03-01 01:55:00  Select Targets
              2026-03-01 01:55:00  Create Snapshots
              2026-03-01 01:55:00  Check Snapshots
              2026-03-01 01:55:00  Report Backup
              2026-03-01 01:55:00  Not Good

            Result    FAILED
            Summary   0 of 1 set is good; the first that is not good: i-00000000: the instance does not exist
            Run       p/2026-03-01T01:55:00Z/by-hand
            Counts    1 selected, 0 skipped, 0 sets, 0 created, 0 good, 1 not good, 0 snapshots, 0 GiB, 1 without set, 0 left out, 0 lost tags

            NOT GOOD    REASON                       VOLUMES
            i-00000000  the instance does not exist

            Status    FAILED
            Error     FAILED
            Cause     0 of 1 set is good; the first that is not good: i-00000000: the instance does not exist
            Calls     DescribeInstances 1, DescribeSnapshots 3
            Steps     %s transitions, %s events, largest payload %s bytes

            Published to arn:aws:sns:eu-central-1:123456789012:ebs-backup-Topic
              Subject: EBS Backup: backup plan p FAILED
              The backup plan p ended FAILED.

              0 of 1 set is good; the first that is not good: i-00000000: the instance does not exist
            """
                .formatted(
                    usage.get("transitions"), usage.get("events"), usage.get("largestPayload")));
  }

  @Test
  void inputThatIsNotAPlan_failsInTheWorkflowAndNamesTheField() throws IOException {
    String plan = file("plan.json", "{\"plan\": \"p\", \"selekt\": {}}");

    Cli.Result result = Cli.run("start", "backup", "--world", Cli.SMALL, "--input", plan);

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .contains("Error     ebsbackup.failure.InvalidInputException\n")
        .contains("Cause     `selekt`: unknown; did you mean `select`?\n")
        .contains("Calls     none\n")
        .doesNotContain("stackTrace");
  }

  @Test
  void oneSeed_isOneRun() {
    String[] line = {
      "start",
      "backup",
      "--json",
      "--world",
      Cli.SMALL,
      "--input",
      Cli.event("backup-by-tags"),
      "--seed",
      "7"
    };
    String[] other = line.clone();
    other[other.length - 1] = "8";

    assertThat(Cli.run(line).out()).isEqualTo(Cli.run(line).out());
    assertThat(Cli.run(line).out()).isNotEqualTo(Cli.run(other).out());
  }

  @Test
  void savedWorld_restoresEveryByte() throws IOException {
    byte[] image = new byte[3_000_000];
    new Random(3).nextBytes(image);
    Path world = copyOfSmall();
    Files.createDirectory(world.resolve("volumes"));
    Files.write(world.resolve("volumes").resolve(UPLOADS + ".img"), image);
    Path backedUp = folder.resolve("backed-up");
    Path restored = folder.resolve("restored");

    Cli.Result backup =
        Cli.run(
            "start",
            "backup",
            "--world",
            world.toString(),
            "--save",
            backedUp.toString(),
            "--input",
            Cli.event("backup-by-tags"));
    assertThat(backup.out()).endsWith("Saved to  " + backedUp + "\n");
    // What happens to the volume afterwards must not reach the snapshot.
    Files.write(backedUp.resolve("volumes").resolve(UPLOADS + ".img"), new byte[1000]);
    Cli.Result restore =
        Cli.run(
            "start",
            "restore",
            "--world",
            backedUp.toString(),
            "--save",
            restored.toString(),
            "--input",
            restore("{\"latest\": true}"),
            "--json");

    assertThat(restore.status()).as(restore.out()).isZero();
    Map<?, ?> volume =
        ((List<?>) ((Map<?, ?>) restore.json().get("output")).get("volumes"))
            .stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> "/dev/sdf".equals(each.get("device")))
                .findFirst()
                .orElseThrow();
    byte[] bytes =
        Files.readAllBytes(restored.resolve("volumes").resolve(volume.get("volumeId") + ".img"));
    assertThat(Arrays.copyOf(bytes, image.length)).isEqualTo(image);
    for (int i = image.length; i < bytes.length; i++) {
      assertThat(bytes[i]).isZero();
    }
    assertThat(restored.resolve("snapshots")).isDirectoryContaining("glob:**/snap-*.img");
    Cli.Result again =
        Cli.run(
            "start",
            "restore",
            "--world",
            restored.toString(),
            "--input",
            restore("{\"latest\": true}"));
    assertThat(again.out())
        .contains("Summary   2 volumes are available in eu-central-1b\n")
        .containsPattern("VOLUME +SNAPSHOT +DEVICE +ZONE +TYPE +GIB +STATE\n")
        .containsPattern("vol-\\w+ +snap-\\w+ +/dev/sdf +eu-central-1b +gp3 +20 +available\n");
  }

  @Test
  void save_keepsTheWorldThatItBeganWith() throws IOException {
    Path saved = folder.resolve("saved");
    Cli.run(
        "start",
        "backup",
        "--world",
        Cli.SMALL,
        "--save",
        saved.toString(),
        "--input",
        Cli.event("backup-by-tags"));

    for (String name : List.of("instances", "volumes", "images")) {
      String file = name + ".json";
      assertThat(items(saved.resolve(file))).isEqualTo(items(Path.of(Cli.SMALL).resolve(file)));
    }
    assertThat(items(saved.resolve("snapshots.json")))
        .isEqualTo(items(Path.of(Cli.SMALL).resolve("snapshots.json")) + 5);
  }

  private static int items(Path file) throws IOException {
    return items(Json.parse(Files.readString(file)));
  }

  private static int items(Object document) {
    Object list = ((Map<?, ?>) document).values().iterator().next();
    return ((List<?>) list)
        .stream()
            .mapToInt(
                item ->
                    ((Map<?, ?>) item).get("Instances") instanceof List<?> instances
                        ? instances.size()
                        : 1)
            .sum();
  }

  private Path copyOfSmall() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("world"));
    Cli.copySmall(copy);
    return copy;
  }
}
