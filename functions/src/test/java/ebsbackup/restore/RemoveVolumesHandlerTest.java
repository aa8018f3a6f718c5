package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemoveVolumesHandlerTest {
  @Test
  void aVolumeThatEc2RefusesToDelete_isReportedAsKept_andTriedAgain() {
    CannedClients clients =
        new CannedClients(Map.of())
            .reply(
                200,
                """
                <R><volumeSet><item>
                  <volumeId>vol-new1</volumeId><volumeType>gp3</volumeType><size>8</size>
                  <availabilityZone>eu-central-1b</availabilityZone><status>available</status>
                  <snapshotId>snap-1</snapshotId>
                </item></volumeSet></R>
                """)
            .refuse(400, "VolumeInUse");
    Clock clock = Clock.fixed(SamplePlans.START.plusSeconds(300), ZoneOffset.UTC);

    RemovedVolumes removed =
        new RemoveVolumesHandler(new Wiring(clients, clock, Map.of()))
            .handleRequest(
                new RemoveVolumesHandler.Input(
                    SamplePlans.create(), Optional.of(SamplePlans.START), 15, List.of()),
                null);

    assertThat(removed.removed()).isEmpty();
    assertThat(removed.kept())
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.volumeId()).isEqualTo("vol-new1");
              assertThat(kept.reason()).contains("VolumeInUse");
            });
    assertThat(removed.finished()).isFalse();
  }
}
