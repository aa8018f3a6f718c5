package ebsbackup.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotifyHandlerTest {
  private static final Instant NOW = Instant.parse("2026-03-05T03:20:00Z");

  private final CannedClients clients = new CannedClients(Map.of());

  /** A success of another plan would hide how long the failed plan has had no backup. */
  @Test
  void theLastSuccess_isTheLatestOfThePlan_andOfNoOther() {
    clients
        .reply(200, execution("failed", "daily", NOW))
        .reply(200, "{\"events\": []}")
        .reply(
            200,
            """
            {"executions": [{"executionArn": "%s"}, {"executionArn": "%s"}, {"executionArn": "%s"}]}
            """
                .formatted(arn("other"), arn("latest"), arn("older")))
        .reply(200, execution("other", "weekly", Instant.parse("2026-03-04T03:00:00Z")))
        .reply(200, execution("latest", "daily", Instant.parse("2026-03-03T03:00:00Z")))
        .reply(200, execution("older", "daily", Instant.parse("2026-03-02T03:00:00Z")));

    Notification notification = handle();

    assertThat(notification.text())
        .contains("Last run of the plan that succeeded: 2026-03-03T03:00:00Z (2 d 0 h ago)");
    assertThat(clients.sent())
        .last()
        .asString()
        .contains("Publish", "TopicArn=topic", "Message=" + notification.text());
  }

  @Test
  void theLastSuccess_isNoDryRun_andNoExecutionThatLeftTheWorkToAnother() {
    clients
        .reply(200, execution("failed", "daily", NOW))
        .reply(200, "{\"events\": []}")
        .reply(
            200,
            """
            {"executions": [{"executionArn": "%s"}, {"executionArn": "%s"}, {"executionArn": "%s"},
             {"executionArn": "%s"}]}
            """
                .formatted(arn("dry"), arn("beside"), arn("twice"), arn("real")))
        .reply(200, ended("DRY_RUN", Instant.parse("2026-03-05T02:00:00Z")))
        .reply(200, ended("ALREADY_RUNNING", Instant.parse("2026-03-05T01:00:00Z")))
        .reply(200, ended("ALREADY_DONE", Instant.parse("2026-03-04T03:20:00Z")))
        .reply(200, ended("SUCCEEDED", Instant.parse("2026-03-04T03:10:00Z")));

    assertThat(handle().text())
        .contains("Last run of the plan that succeeded: 2026-03-04T03:10:00Z (1 d 0 h ago)");
  }

  private static String ended(String status, Instant start) {
    return execution("ended", "daily", start)
        .replace(
            "\"input\"",
            "\"output\": \"{\\\"status\\\": \\\"%s\\\"}\", \"input\"".formatted(status));
  }

  @Test
  void withoutASuccessOfThePlan_theMessageSaysSo() {
    clients
        .reply(200, execution("failed", "daily", NOW))
        .reply(200, "{\"events\": []}")
        .reply(200, "{\"executions\": [{\"executionArn\": \"%s\"}]}".formatted(arn("other")))
        .reply(200, execution("other", "weekly", Instant.parse("2026-03-04T03:00:00Z")));

    assertThat(handle().text())
        .contains("Last run of the plan that succeeded: none among the latest executions");
  }

  /** Of an execution that failed before it wrote a report. */
  @Test
  void theErrorAndItsCauseAreTheReason_andAnUnreadableInputNamesNoPlan() {
    clients
        .reply(
            200,
            execution("failed", "daily", NOW)
                .replaceFirst("\"input\": .*\\}\"", "\"input\": \"{}\"")
                .replaceFirst(
                    "\"status\"",
                    "\"error\": \"Lambda.Unknown\", \"cause\": \"killed\", \"status\""))
        .reply(200, "{\"events\": []}");

    Notification notification = handle();

    assertThat(notification.text()).contains("ended FAILED.\n\nLambda.Unknown: killed\n");
    assertThat(notification.subject()).isEqualTo("EBS Backup: execution failed FAILED");
    assertThat(notification.text()).doesNotContain("Last run of the plan");
  }

  private Notification handle() {
    RawJson event =
        new Json()
            .read(
                """
                {"region": "eu-central-1", "detail": {"executionArn": "%s"}}
                """
                    .formatted(arn("failed")),
                RawJson.class);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new NotifyHandler(new Wiring(clients, clock, Map.of("TOPIC_ARN", "topic")))
        .handleRequest(event, null);
  }

  private static String execution(String name, String plan, Instant start) {
    return """
    {"executionArn": "%s", "name": "%s", "status": "FAILED", "startDate": %d,
     "stateMachineArn": "arn:aws:states:eu-central-1:123456789012:stateMachine:ebs-backup-backup",
     "input": "{\\"plan\\": \\"%s\\"}"}
    """
        .formatted(arn(name), name, start.getEpochSecond(), plan);
  }

  private static String arn(String name) {
    return "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup-backup:" + name;
  }
}
