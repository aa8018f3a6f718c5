package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetReaderTest {
  private final CannedClients clients = new CannedClients(Map.of());

  /** A listing takes minutes in a large account, and a set that is created meanwhile is too new. */
  @Test
  void theTimeOfAFleet_isThatBeforeTheFirstCall() {
    FleetReader reader = new FleetReader(new Wiring(clients, new CallClock(), Map.of()));

    assertThat(reader.read().now()).isEqualTo(Samples.NIGHT);
    int before = clients.sent().size();
    assertThat(before).isPositive();
    assertThat(reader.readPlanned().now())
        .isEqualTo(Samples.NIGHT.plus(Duration.ofMinutes(before)));
  }

  /** Each call takes a minute. */
  private final class CallClock extends Clock {
    @Override
    public Instant instant() {
      return Samples.NIGHT.plus(Duration.ofMinutes(clients.sent().size()));
    }

    @Override
    public ZoneId getZone() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
