package ebsbackup.verify;

import static ebsbackup.aws.SnapshotReplies.described;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A verdict on a set that was not read as a whole. */
class VerifySnapshotsHandlerTest {
  private static final Instant NIGHT = Instant.parse("2026-03-01T03:00:00Z");
  private static final String NOT_FOUND =
      "{\"__type\": \"ResourceNotFoundException\", \"Reason\": \"SNAPSHOT_NOT_FOUND\"}";
  private static final Clock CLOCK = Clock.fixed(NIGHT, ZoneOffset.UTC);

  private final List<Snapshot> snapshots =
      Samples.snapshots("daily/1", NIGHT, "completed", "completed");

  /** More pages of changed blocks than anyone asks for; the first snapshot is not deleted. */
  private final CannedClients clients =
      new CannedClients(
          Map.of(
              "GET",
              "{\"ChangedBlocks\": [], \"NextToken\": \"next\"}",
              "DescribeSnapshots",
              described(snapshots.getFirst())));

  private Optional<CheckedSet> check(int requests, Snapshot... selected) {
    Baseline baseline = new Baseline("snap-00000000000000009", Usual.of(List.of()));
    return new SetChecker(new Wiring(clients, CLOCK, Map.of()))
        .check(
            new SelectedSet(
                new SetRef(Samples.INSTANCE_ID, "daily/1", NIGHT),
                Stream.of(selected)
                    .map(each -> new SelectedSet.Selected(each.snapshotId(), Optional.of(baseline)))
                    .toList(),
                0),
            new RequestBudget(requests, Instant.MAX, CLOCK));
  }

  /** The result for a volume of 2,048 blocks without any contents. */
  private VolumeLine line(int requests, String... changes) {
    Snapshot snapshot = snapshots.getFirst();
    clients
        .reply(200, described(snapshot))
        .reply(200, "{\"VolumeSize\": 1, \"ExpiryTime\": 1772409600, \"Blocks\": []}");
    Stream.of(changes).forEach(page -> clients.reply(200, page));
    return check(requests, snapshot).orElseThrow().lines().getFirst();
  }

  @Test
  void aSetWithASnapshotThatIsGone_isNotJudgedByTheOthers() {
    clients.reply(200, described(snapshots.getFirst()));

    assertThat(check(100, snapshots.getFirst(), snapshots.getLast())).isEmpty();
  }

  /** A prune may delete a set, or the one that it is compared with, at any time. */
  @ParameterizedTest
  @CsvSource({"true, true", "false, false"})
  void aSnapshotThatAwsDoesNotRead_isUnread_unlessItWasDeletedMeanwhile(
      boolean deleted, boolean gone) {
    clients
        .reply(200, described(snapshots.getFirst()))
        .reply(404, NOT_FOUND)
        .reply(200, deleted ? "<R/>" : described(snapshots.getFirst()));

    Optional<CheckedSet> checked = check(100, snapshots.getFirst());

    assertThat(checked.isEmpty()).isEqualTo(gone);
    checked.ifPresent(
        set -> assertThat(set.lines()).extracting(VolumeLine::verdict).containsExactly("unread"));
  }

  @ParameterizedTest
  @CsvSource({"true, unknown, snap-00000000000000009 was deleted", "false, unread, ''"})
  void aBaselineThatAwsDoesNotRead_makesTheSetUnread_unlessItWasDeletedMeanwhile(
      boolean deleted, String verdict, String changed) {
    clients
        .reply(200, described(snapshots.getFirst()))
        .reply(200, "{\"VolumeSize\": 1, \"ExpiryTime\": 1772409600, \"Blocks\": []}")
        .reply(404, NOT_FOUND)
        .reply(200, deleted ? "<R/>" : described(snapshots.getLast()));

    VolumeLine line = check(100, snapshots.getFirst()).orElseThrow().lines().getFirst();

    assertThat(line.verdict()).isEqualTo(verdict);
    assertThat(line.changed()).isEqualTo(changed);
  }

  @ParameterizedTest
  @CsvSource({
    "2048, unknown, ''",
    "2049, unread, More blocks are listed as changed than the volume has"
  })
  void moreChangedBlocksThanTheVolumeHas_areNotBelieved(int blocks, String verdict, String reason) {
    String changed =
        IntStream.range(0, blocks)
            .mapToObj("{\"BlockIndex\": %d, \"SecondBlockToken\": \"token\"}"::formatted)
            .collect(Collectors.joining(",", "{\"ChangedBlocks\": [", "]}"));
    VolumeLine line = line(100, changed);

    assertThat(line.verdict()).isEqualTo(verdict);
    assertThat(line.reason()).contains(reason);
  }

  @Test
  void changesThatAreTooManyToList_areComparedAsFarAsTheyWereListed() {
    VolumeLine line = line(10_000);

    assertThat(line.verdict()).isEqualTo("unknown");
    assertThat(line.changed()).startsWith("at least 0 of 2048 blocks changed");
  }

  @Test
  void changesForWhichTheRequestsDoNotSuffice_areNotCompared() {
    VolumeLine line = line(10);

    assertThat(line.verdict()).isEqualTo("unread");
    assertThat(line.reason()).isEqualTo("The budget is used up");
  }
}
