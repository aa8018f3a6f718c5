package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.SnapshotReplies;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.request.CopySource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSetsTest {
  /** The verdict on a set counts for the sets after it, too. */
  @ParameterizedTest
  @ValueSource(strings = {"completed", "pending", "error"})
  void all_hasEverySetOfThePlan_goodOrNot(String state) {
    List<Snapshot> sound = Samples.snapshots("one", Samples.NIGHT, "completed");
    List<Snapshot> other = Samples.snapshots("two", Samples.NIGHT.minusSeconds(3600), state);
    CannedClients clients =
        new CannedClients(
            Map.of(
                "DescribeSnapshots",
                SnapshotReplies.described(
                    Stream.concat(sound.stream(), other.stream()).toArray(Snapshot[]::new))));

    List<SnapshotSet> sets =
        new SourceSets(
                new Wiring(clients, Clock.systemUTC(), Map.of()),
                new CopySource(Optional.empty(), "eu-west-1", "daily"))
            .all();

    assertThat(sets).extracting(set -> set.tags().run()).containsExactly("two", "one");
    assertThat(sets).extracting(SnapshotSet::good).containsExactly(state.equals("completed"), true);
  }
}
