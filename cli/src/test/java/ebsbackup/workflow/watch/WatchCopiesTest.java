package ebsbackup.workflow.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.pull.PullWorld;
import embeddedcloud.cloudwatch.EmbeddedCloudWatch.Datum;
import embeddedcloud.sns.Message;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Hourly measurements of copies whose target is 27 hours, counted from the backups. */
class WatchCopiesTest {
  private static final Map<String, String> WATCHED =
      Map.of("PullRpo", "PT27H", "ScheduleState", "DISABLED");

  /** Measures each full hour until then. */
  private static void until(TestCloud vault, Instant time) {
    Instant next = vault.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    vault.cloud().runSchedules(next, time, occurrence -> false);
    vault.cloud().clock().runUntil(time);
  }

  private static List<Double> late(TestCloud vault) {
    return vault.cloud().cloudWatch().data().stream()
        .filter(datum -> datum.name().equals("SourcesOverRpo"))
        .peek(datum -> assertThat(datum.dimensions()).isEqualTo(Map.of("Plan", "copies")))
        .map(Datum::value)
        .toList();
  }

  /** The source backs up every night; the pull of the first night is the last for two days. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPullThatDoesNotRunForTwoDays_isNoticed_andOneThatRunsIsQuiet(boolean pulls) {
    PullWorld world = PullWorld.ofRegion(WATCHED);
    String instance = world.launch(1);
    world.night();
    Instant backedUp = world.source.snapshots().getFirst().startTime();
    world.pull();
    for (int night = 1; night <= 2; night++) {
      until(world.vault, world.vault.now().plus(Duration.ofHours(22)));
      world.night();
      if (pulls) {
        world.pull();
      }
    }
    until(world.vault, world.vault.now().plus(Duration.ofHours(2)));

    List<Message> messages = world.vault.cloud().messages();
    assertThat(late(world.vault)).hasSizeBetween(44, 48).contains(0.0);
    if (pulls) {
      assertThat(messages).isEmpty();
      assertThat(late(world.vault)).containsOnly(0.0);
      return;
    }
    Instant since = backedUp.plus(Duration.ofHours(27));
    assertThat(late(world.vault)).contains(1.0).last().isEqualTo(1.0);
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().at().truncatedTo(ChronoUnit.HOURS))
        .isEqualTo(since.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1)));
    assertThat(messages.getFirst().subject())
        .isEqualTo("EBS Backup: copy plan copies is over its target");
    assertThat(messages.getFirst().text())
        .contains("1 of 1 source of plan copies is over the target of PT27H")
        .contains(
            "  %s: it is over the target since %s; last good set %s"
                .formatted(instance, since, backedUp))
        .contains("then pull:\n", "ebs-backup-pull --input '{\"plan\":\"copies\",\"from\":")
        .doesNotContain("scheduledTime");
    assertThat(proposed(world, messages.getFirst()).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    until(world.vault, world.vault.now().plus(Duration.ofHours(2)));
    assertThat(late(world.vault)).last().isEqualTo(0.0);
  }

  /** Runs the command that a message proposes. */
  private static Execution proposed(PullWorld world, Message message) {
    String command = message.text().substring(message.text().indexOf("--input '") + 9);
    return world
        .vault
        .cloud()
        .run("pull", Optional.empty(), command.substring(0, command.indexOf('\'')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"rpo\": \"PT59S\"", "\"rpo\": \"PT27H\", \"rpos\": 1"})
  void aCopyPlanWithoutAGoodTarget_isRefused(String fields) {
    PullWorld world = PullWorld.ofAccount();

    Execution execution =
        world.vault.cloud().run("watch", Optional.empty(), world.plan("\"last\": 5", fields));

    assertThat(execution.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(execution.cause().orElseThrow()).contains("rpo");
    assertThat(world.vault.cloud().cloudWatch().data()).isEmpty();
  }
}
