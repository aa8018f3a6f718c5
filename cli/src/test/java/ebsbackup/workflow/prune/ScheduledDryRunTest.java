package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The deployed schedules, with parameters that are not the defaults, for one day. */
class ScheduledDryRunTest {
  private static final Map<String, String> LAST_ONE =
      Map.of(
          "KeepLast", "1",
          "KeepDaily", "0",
          "KeepWeekly", "0",
          "KeepMonthly", "0",
          "KeepWithinDays", "1");

  @ParameterizedTest
  @CsvSource({"ENABLED, DISABLED", "DISABLED, ENABLED"})
  void aDryRun_reportsAndDeletesNothing(String backups, String prunes) {
    PruneWorld world = deployed(Map.of("PruneDryRun", "true"), backups, prunes);
    List<String> before = afterDays(world, 5);

    Execution prune = day(world);

    assertThat(prune.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.report(prune).status()).isEqualTo("DRY_RUN");
    assertThat(world.report(prune).summary()).contains("sets would be deleted");
    assertThat(world.existing()).containsAll(before);
    assertThat(world.ec2.calls().byAction()).doesNotContainKey("DeleteSnapshot");
  }

  @ParameterizedTest
  @CsvSource({"ENABLED, DISABLED", "DISABLED, ENABLED"})
  void otherwise_theSameScheduleDeletes(String backups, String prunes) {
    PruneWorld world = deployed(Map.of(), backups, prunes);
    List<String> before = afterDays(world, 5);

    Execution prune = day(world);

    assertThat(prune.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.report(prune).status()).isEqualTo("SUCCEEDED");
    assertThat(world.existing()).doesNotContain(before.getFirst());
  }

  @ParameterizedTest
  @CsvSource({"ENABLED, DISABLED", "DISABLED, ENABLED"})
  void moreThanTheMaximum_deletesNothing(String backups, String prunes) {
    PruneWorld world = deployed(Map.of("PruneMaxDeletions", "1"), backups, prunes);
    List<String> before = afterDays(world, 5);

    Execution prune = day(world);

    assertThat(prune.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(world.existing()).containsAll(before);
  }

  @Test
  void bothSchedules_startInTheirTimeZone() {
    PruneWorld world =
        deployed(
            Map.of("ScheduleTimeZone", "Asia/Tokyo", "PruneDryRun", "true"), "ENABLED", "ENABLED");
    afterDays(world, 1);

    day(world);

    // 03:00 and 12:00 in Tokyo, the first of which is also the end of a backup that prunes.
    assertThat(world.cloud.executions())
        .filteredOn(execution -> !execution.name().endsWith("-prune"))
        .extracting(Execution::startDate)
        .containsExactly(
            Instant.parse("2026-03-02T03:00:00Z"), Instant.parse("2026-03-02T18:00:00Z"));
  }

  private static PruneWorld deployed(Map<String, String> more, String backups, String prunes) {
    Map<String, String> parameters = new HashMap<>(LAST_ONE);
    parameters.putAll(more);
    parameters.put("ScheduleState", backups);
    parameters.put("PruneScheduleState", prunes);
    return new PruneWorld(parameters);
  }

  private static List<String> afterDays(PruneWorld world, int sets) {
    String instance = world.launch(1);
    return world.days(instance, sets).stream().flatMap(List::stream).toList();
  }

  /** Lets the schedules fire for a day; the last prune. */
  private static Execution day(PruneWorld world) {
    Instant begin = world.clock.instant();
    world.cloud.runSchedules(begin, begin.plus(Duration.ofDays(1)), occurrence -> false);
    return world.cloud.stateMachines().executions(world.cloud.machineArn("prune")).getLast();
  }
}
