package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.SnapshotReplies;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckSnapshotsHandlerTest {
  /** A copy has the tags of its original, and may take hours. */
  @ParameterizedTest
  @CsvSource({"'', 1", "<transferType>standard</transferType>, 0"})
  void aPendingCopy_doesNotDelayTheRun(String transferType, int pending) {
    Snapshot snapshot = Samples.snapshots("daily/1", Samples.NIGHT, "pending").getFirst();
    CannedClients clients =
        new CannedClients(
            Map.of(
                "DescribeSnapshots",
                SnapshotReplies.described(snapshot)
                    .replace("<tagSet>", transferType + "<tagSet>")));
    Clock clock = Clock.fixed(Samples.NIGHT.plusSeconds(300), ZoneOffset.UTC);
    Run run = new Run("daily/1", "daily", Samples.NIGHT, Samples.NIGHT.plus(Duration.ofHours(12)));

    SnapshotCheck check =
        new CheckSnapshotsHandler(new Wiring(clients, clock, Map.of()))
            .handleRequest(
                new CheckSnapshotsHandler.Input(run, 15, Optional.of(Samples.NIGHT)), null);

    assertThat(check.pending()).isEqualTo(pending);
  }
}
