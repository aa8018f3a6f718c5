package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A good restore that is undone because of status checks that say nothing about it. */
class CheckHealthHandlerTest {
  private static final String IMPAIRED =
      """
      <R><instanceStatusSet><item>
        <systemStatus><status>impaired</status></systemStatus>
        <instanceStatus><status>ok</status></instanceStatus>
      </item></instanceStatusSet></R>
      """;

  @Test
  void anAttach_isJudgedByItsCommandOnly() {
    CheckedHealth checked =
        check(
            "attach",
            Optional.empty(),
            Map.of(
                "DescribeInstanceStatus",
                IMPAIRED,
                "SendCommand",
                "{\"Command\": {\"CommandId\": \"one\"}}"));

    assertThat(checked.finished()).isFalse();
    assertThat(checked.commandId()).contains("one");
  }

  /** The status checks were passed before it was sent. */
  @Test
  void onceTheCommandIsSent_onlyItsResultCounts() {
    CheckedHealth checked =
        check(
            "swap",
            Optional.of("one"),
            Map.of(
                "DescribeInstanceStatus",
                IMPAIRED,
                "GetCommandInvocation",
                "{\"Status\": \"Success\", \"ResponseCode\": 0}"));

    assertThat(checked.finished()).isTrue();
    assertThat(checked.problem()).isEmpty();
  }

  private static CheckedHealth check(
      String mode, Optional<String> commandId, Map<String, String> replies) {
    RestorePlan plan =
        SamplePlans.plan(
            """
            "mode": "%s", "checkHealth": true,
            "healthCheck": {"document": "Doc", "parameters": {}, "timeoutSeconds": 300}
            """
                .formatted(mode));
    Clock clock = Clock.fixed(SamplePlans.START, ZoneOffset.UTC);
    return new CheckHealthHandler(new Wiring(new CannedClients(replies), clock, Map.of()))
        .handleRequest(new CheckHealthHandler.Input(plan, Optional.empty(), commandId), null);
  }
}
