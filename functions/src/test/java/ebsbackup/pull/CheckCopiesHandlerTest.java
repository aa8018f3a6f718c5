package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCopiesHandlerTest {
  /** A place for a copy must not stay empty for five minutes while other copies need it. */
  @ParameterizedTest
  @CsvSource({
    "'\"waiting\": true', 60",
    "'\"waiting\": false, \"cursor\": \"later\"', 60",
    "'\"waiting\": false', 300"
  })
  void theNextCheckFollowsSoon_ifACopyWaitsForAPlace(String waiting, int seconds) {
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T04:00:00Z"), ZoneOffset.UTC);

    CheckCopiesHandler.Output output =
        new CheckCopiesHandler(new Wiring(new CannedClients(Map.of()), clock, Map.of()))
            .handleRequest(
                new Json()
                    .read(
                        """
                        {"plan": {"plan": "copies", "kmsKeyId": "alias/copies", "keep": {"last": 3},
                                  "from": {"region": "eu-west-1", "plan": "daily"}},
                         "sets": [{"set": {"source": "i-0a1b2c3d4e5f60718", "run": "daily/1",
                                           "startTime": "2026-03-01T03:00:20Z"},
                                   "snapshotIds": ["snap-00000000000000001"], "failures": {}}],
                         "deadline": "2026-03-01T12:00:00Z", "waitSeconds": 300,
                         "leastSeconds": 0, "progress": {}, %s}
                        """
                            .formatted(waiting),
                        CheckCopiesHandler.Input.class),
                null);

    assertThat(output.waitSeconds()).isEqualTo(seconds);
  }
}
