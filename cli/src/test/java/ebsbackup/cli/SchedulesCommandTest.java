package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulesCommandTest {
  @TempDir private Path folder;

  private static Cli.Result schedules(String from, String until, String... more) {
    return Cli.run(
        Stream.concat(
                Stream.of("schedules", "--world", Cli.SMALL, "--from", from, "--until", until),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void threeNights_areThreeBackups() {
    Cli.Result result = schedules("2026-03-01T02:00:00Z", "2026-03-04T00:00:00Z");

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines().filter(line -> line.endsWith("2 of 2 sets are good")))
        .hasSize(3)
        .allMatch(line -> line.matches("2026-03-0[123]T03:00:00Z  ebs-backup-backup  SUCCEEDED.*"));
    assertThat(result.out()).contains("Calls     CreateSnapshots 6, ");
  }

  @Test
  void json_listsTheExecutions() {
    Cli.Result result = schedules("2026-03-01T02:00:00Z", "2026-03-03T00:00:00Z", "--json");

    assertThat(result.status()).isZero();
    List<?> executions = (List<?>) result.json().get("executions");
    // Every good night is followed by the prune of its plan.
    assertThat(executions)
        .extracting(execution -> ((Map<?, ?>) execution).get("name").toString().endsWith("-prune"))
        .containsExactly(false, true, false, true);
    Map<?, ?> first = (Map<?, ?>) executions.getFirst();
    assertThat(first.get("status")).isEqualTo("SUCCEEDED");
    assertThat(((Map<?, ?>) first.get("report")).get("run"))
        .isEqualTo("daily/2026-03-01T03:00:00Z");
    assertThat((List<?>) result.json().get("deadLetters")).isEmpty();
    assertThat((Map<?, ?>) result.json().get("calls")).isNotEmpty();
  }

  @Test
  void saved_theNightsGoOnInAnotherCall() {
    String saved = folder.resolve("saved").toString();
    schedules("2026-03-01T02:00:00Z", "2026-03-02T00:00:00Z", "--save", saved);

    Cli.Result result =
        Cli.run(
            "schedules",
            "--world",
            saved,
            "--from",
            "2026-03-02T00:00:00Z",
            "--until",
            "2026-03-03T00:00:00Z");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).contains("2026-03-02T03:00:00Z  ebs-backup-backup  SUCCEEDED");
  }

  @Test
  void parameters_areTheTemplates() {
    assertThat(
            schedules(
                    "2026-03-01T02:00:00Z",
                    "2026-03-04T00:00:00Z",
                    "--parameter",
                    "ScheduleState=DISABLED")
                .out())
        .isEqualTo("\nNo schedule fires in that span.\n\nCalls     none\n");
    Cli.Result none =
        schedules("2026-03-01T02:00:00Z", "2026-03-02T00:00:00Z", "--parameter", "TagValue=nobody");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.out()).contains("NOTHING_SELECTED").contains("The plan selects nothing");
  }

  @Test
  void aFailure_isExitCode1_evenIfALaterExecutionSucceeds() {
    Cli.Result result =
        schedules(
            "2026-03-01T02:00:00Z",
            "2026-03-02T00:00:00Z",
            "--parameter",
            "TagValue=nobody",
            "--parameter",
            "VerifyScheduleState=ENABLED");

    assertThat(result.out().lines().filter(line -> line.startsWith("2026-03-01T")))
        .satisfiesExactly(
            backup -> assertThat(backup).contains("ebs-backup-backup  FAILED"),
            verify -> assertThat(verify).contains("ebs-backup-verify  SUCCEEDED"));
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void theTable_isApartFromTheStepsAndTheCalls() {
    assertThat(schedules("2026-03-01T02:00:00Z", "2026-03-02T00:00:00Z").out())
        .startsWith("  2026-03-01 03:00:30  Start Run\n")
        .endsWith(
            """
              2026-03-01 03:01:45  Report Prune
              2026-03-01 03:01:45  Done

            STARTED               WORKFLOW           STATUS     ERROR  SUMMARY
            2026-03-01T03:00:00Z  ebs-backup-backup  SUCCEEDED  -      2 of 2 sets are good
            2026-03-01T03:01:44Z  ebs-backup-prune   SUCCEEDED  -      Nothing to delete: 2 sets kept, 0 held back

            Calls     CreateSnapshots 2, DescribeInstances 1, DescribeSnapshots 8, DescribeVolumes 1
            """);
  }
}
