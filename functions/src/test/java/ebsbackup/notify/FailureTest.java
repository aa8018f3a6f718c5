package ebsbackup.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetProblem;
import ebsbackup.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
  private static final Instant NOW = Instant.parse("2026-03-05T03:00:00Z");
  private static final String MACHINE =
      "arn:aws:states:eu-central-1:123456789012:stateMachine:b-backup";

  @Test
  void aBackupNamesPlanSourcesReasonsAgesCommandAndLink() {
    String execution = MACHINE.replace("stateMachine", "execution") + ":4f1c";
    Notification notification =
        new Failure(
                new NextRun(
                    MACHINE,
                    new SafeInput(
                        "{\"plan\":\"daily\",\"description\":\"it's nightly\"}\n",
                        Optional.empty()),
                    false),
                execution,
                "4f1c",
                "FAILED",
                "eu-central-1",
                new Started(
                    Optional.of("daily"), Optional.empty(), Optional.of("2026-03-05T03:00:00Z")),
                "1 of 3 sets are good",
                new Reported(
                    Optional.empty(),
                    List.of(
                        new SetProblem("i-1", "snap-1 of vol-1 is error", List.of("vol-1")),
                        new SetProblem("i-2", "it is terminated", List.of())),
                    7),
                Map.of("i-1", Optional.of(Instant.parse("2026-03-03T00:00:00Z"))),
                Optional.of(Instant.parse("2026-03-04T22:30:00Z")))
            .toNotification(NOW);

    assertThat(notification.subject()).isEqualTo("EBS Backup: backup plan daily FAILED");
    assertThat(notification.text())
        .isEqualTo(
            """
            The backup plan daily ended FAILED.

            1 of 3 sets are good

            Not good:
              i-1 [vol-1]: snap-1 of vol-1 is error; last good set 2026-03-03T00:00:00Z (2 d 3 h ago)
              i-2: it is terminated; no good set of this plan is known
              and 7 more: see the report in the execution

            Last run of the plan that succeeded: 2026-03-04T22:30:00Z (4 h 30 min ago)

            Next: fix the cause, then run it again; sets that exist are kept and only missing ones are created:
              aws stepfunctions start-execution --region eu-central-1 --state-machine-arn %s --input '{"plan":"daily","description":"it'\\''s nightly"}'

            Console: %s
            """
                .formatted(MACHINE, Console.linkTo(execution)));
  }

  @Test
  void aRestoreNamesItsInstance() {
    Notification notification =
        new Failure(
                new NextRun(MACHINE, new SafeInput("x".repeat(3_000), Optional.empty()), false),
                "arn:execution",
                "7b2e",
                "TIMED_OUT",
                "eu-central-1",
                new Started(Optional.empty(), Optional.of("i-1"), Optional.empty()),
                "Step Functions reported no reason",
                new Reported(Optional.empty(), List.of(), 0),
                Map.of(),
                Optional.empty())
            .toNotification(NOW);

    assertThat(notification.subject()).isEqualTo("EBS Backup: restore of i-1 TIMED_OUT");
    assertThat(notification.text())
        .contains("file://input.json")
        .contains("ebs-backup:restore with a value that starts with 7b2e@\n")
        .contains("\nNext: fix the cause, then run it again:\n")
        .doesNotContain("xxx", "Last run of the plan");
  }

  @Test
  void aFieldThatTheMessageLeavesOut_isNamed_andALongInputIsShownUpToItsLimit() {
    String longest = "x".repeat(2_000);
    NextRun next = new NextRun(MACHINE, new SafeInput(longest, Optional.of("tags")), false);

    assertThat(notification(next, "daily", "no").text())
        .contains("; the message leaves out tags, so add it to the input:\n", "'" + longest + "'");
  }

  @Test
  void aPruneIsNotTakenForABackup() {
    Notification notification =
        new Failure(
                new NextRun(
                    Workflow.PRUNE.arnInStackOf(MACHINE),
                    new SafeInput("{\"plan\":\"daily\"}", Optional.empty()),
                    false),
                "arn:execution",
                "5c3d",
                "FAILED",
                "eu-central-1",
                new Started(
                    Optional.of("daily"), Optional.empty(), Optional.of("2026-03-05T03:00:00Z")),
                "Nothing was deleted",
                new Reported(Optional.empty(), List.of(), 0),
                Map.of(),
                Optional.empty())
            .toNotification(NOW);

    assertThat(notification.subject()).isEqualTo("EBS Backup: prune of plan daily FAILED");
    assertThat(notification.text()).startsWith("The prune of plan daily ended FAILED.");
  }

  /** Of an execution whose report says nothing but why it failed. */
  private static Notification notification(NextRun next, String plan, String reason) {
    return new Failure(
            next,
            "arn:execution",
            "5c3d",
            "FAILED",
            "eu-central-1",
            new Started(Optional.of(plan), Optional.empty(), Optional.empty()),
            reason,
            new Reported(Optional.empty(), List.of(), 0),
            Map.of(),
            Optional.empty())
        .toNotification(NOW);
  }

  @ParameterizedTest
  @CsvSource({"verify, verification", "pull, pull", "prune, prune", "watch, measurement"})
  void otherWorkflowsAreNotTakenForABackup(String workflow, String word) {
    Notification notification =
        notification(
            new NextRun(
                MACHINE.replace("backup", workflow),
                new SafeInput("{\"plan\":\"daily\"}", Optional.empty()),
                false),
            "daily",
            "1 set read");

    assertThat(notification.subject())
        .isEqualTo("EBS Backup: %s of plan daily FAILED".formatted(word));
    assertThat(notification.text()).doesNotContain("only missing ones are created");
  }

  @Test
  void sourcesOverTheirTarget_areNamed_andABackupIsProposed() {
    String input =
        """
        {"plan":"daily","rpo":"PT26H","scheduledTime":"2026-03-05T06:00:00Z"}\
        """;
    NextRun next =
        NextRun.after(
            Workflow.WATCH.arnInStackOf(MACHINE), Optional.of("OVER_TARGET"), input, new Json());
    Notification notification =
        new Failure(
                next,
                "arn:execution",
                "5c3d",
                "FAILED",
                "eu-central-1",
                new Started(
                    Optional.of("daily"), Optional.empty(), Optional.of("2026-03-05T06:00:00Z")),
                "1 of 3 sources of plan daily is over the target of PT26H",
                new Reported(
                    Optional.empty(),
                    List.of(new SetProblem("i-1", "it is over the target since noon", List.of())),
                    0),
                Map.of(),
                Optional.empty())
            .toNotification(NOW);

    assertThat(notification.subject())
        .isEqualTo("EBS Backup: backup plan daily is over its target");
    assertThat(notification.text())
        .startsWith("The backup plan daily is over its target.")
        .contains("  i-1: it is over the target since noon\n")
        .contains("find out why there is no newer set, then back up:\n")
        .contains("--state-machine-arn " + MACHINE + " ")
        .contains("--input '{\"plan\":\"daily\",\"rpo\":\"PT26H\"}'")
        .doesNotContain("only missing ones are created", "and 0 more");
  }

  @Test
  void copiesOverTheirTarget_needAPull() {
    String copies =
        """
        {"plan":"dr","from":{"region":"eu-west-1","plan":"daily"},"kmsKeyId":"alias/dr",\
        "keep":{"last":3},"rpo":"PT27H"}\
        """;
    String measured = copies.replaceFirst("\\}$", ",\"scheduledTime\":\"2026-03-05T06:00:00Z\"}");

    NextRun next =
        NextRun.after(
            Workflow.WATCH.arnInStackOf(MACHINE), Optional.of("OVER_TARGET"), measured, new Json());

    assertThat(next.workflow()).isEqualTo(Workflow.PULL);
    Notification notification =
        notification(next, "dr", "1 of 3 sources of plan dr is over the target of PT27H");
    assertThat(notification.subject()).isEqualTo("EBS Backup: copy plan dr is over its target");
    assertThat(notification.text())
        .contains("find out why there is no newer set, then pull:\n")
        .doesNotContain("Not good:", "and 0 more");
    assertThat(next.stateMachineArn()).isEqualTo(MACHINE.replace("backup", "pull"));
    assertThat(next.input().text()).isEqualTo(copies);
  }

  @Test
  void aMeasurementThatFails_isRunAgain() {
    NextRun next =
        NextRun.after(
            "arn:watch-watch", Optional.of("Lambda.Unknown"), "{\"plan\":\"daily\"}", new Json());

    assertThat(next)
        .isEqualTo(
            new NextRun(
                "arn:watch-watch", new SafeInput("{\"plan\":\"daily\"}", Optional.empty()), false));
  }
}
