package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckVolumesHandlerTest {
  @Test
  void volumesThatAreLoading_areUsable_unlessTheRequestWaitsForThem() {
    CannedClients clients =
        new CannedClients(
            Map.of(
                "DescribeVolumes",
                IntStream.of(1, 2)
                    .mapToObj(
                        """
                        <item><volumeId>vol-new%1$d</volumeId><volumeType>gp3</volumeType>
                          <size>8</size><availabilityZone>eu-central-1b</availabilityZone>
                          <status>available</status><snapshotId>snap-%1$d</snapshotId></item>
                        """
                            ::formatted)
                    .collect(Collectors.joining("", "<R><volumeSet>", "</volumeSet></R>"))));
    Clock clock = Clock.fixed(SamplePlans.START.plusSeconds(15), ZoneOffset.UTC);

    CheckedVolumes checked =
        new CheckVolumesHandler(new Wiring(clients, clock, Map.of()))
            .handleRequest(
                new CheckVolumesHandler.Input(
                    SamplePlans.create(),
                    SamplePlans.made(),
                    SamplePlans.START,
                    15,
                    Optional.empty()),
                null);

    assertThat(checked.finished()).isTrue();
    assertThat(checked.problem()).isEmpty();
  }
}
