package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TryVolumesHandlerTest {
  /** The calls that create the volumes need the tokens. */
  @Test
  void volumesThatDifferInSnapshotOnly_areTriedOnce() {
    CannedClients clients = new CannedClients(Map.of()).refuse(412, "DryRunOperation");
    Clock clock = Clock.fixed(SamplePlans.START, ZoneOffset.UTC);

    new TryVolumesHandler(new Wiring(clients, clock, Map.of()))
        .handleRequest(new TryVolumesHandler.Input(SamplePlans.create()), null);

    assertThat(clients.sent()).singleElement().asString().contains("CreateVolume", "DryRun=true");
  }
}
