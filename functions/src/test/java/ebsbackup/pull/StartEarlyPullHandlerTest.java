package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.json.RawJson;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartEarlyPullHandlerTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T03:07:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({"200, {}, false", "400, '{\"__type\": \"ExecutionAlreadyExists\"}', true"})
  void whetherTheExecutionExists_isReturned(int status, String reply, boolean exists) {
    CannedClients clients = new CannedClients(Map.of()).reply(status, reply);

    StartEarlyPullHandler.Output output =
        new StartEarlyPullHandler(
                new Wiring(clients, CLOCK, Map.of("PULL_STATE_MACHINE_ARN", "machine")))
            .handleRequest(new RawJson("{}"), null);

    assertThat(output)
        .isEqualTo(new StartEarlyPullHandler.Output("early-2026-03-01T03-05Z", exists));
  }
}
