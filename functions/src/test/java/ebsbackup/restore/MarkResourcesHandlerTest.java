package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A call that EC2 refuses because a resource has fifty tags, which leaves all without a mark. */
class MarkResourcesHandlerTest {

  @Test
  void theTagThatMakesRoom_isRemovedBeforeTheMark() {
    CannedClients clients = new CannedClients(Map.of());

    mark(clients, SamplePlans.swapWithTagSetAside("cost", "42", true));

    assertThat(clients.sent()).hasSize(3);
    assertThat(clients.sent().get(1))
        .contains("DeleteTags", "ResourceId.1=vol-old2", "Tag.1.Key=cost", "Tag.1.Value=42");
    assertThat(clients.sent().get(2))
        .contains("CreateTags", "ResourceId.1=vol-old1", "ResourceId.2=vol-old2");
  }

  @Test
  void aSnapshotWithoutRoom_isNotMarked_butTheOthersAre() {
    Snapshot snapshot =
        Samples.snapshots("daily/1", Samples.NIGHT, "completed", "completed").getFirst();
    Map<String, String> full = new TreeMap<>(snapshot.tags());
    for (int i = full.size(); i < 50; i++) {
      full.put("more-" + i, "");
    }
    CannedClients clients =
        new CannedClients(
            Map.of(
                "DescribeSnapshots",
                "<R><snapshotSet>%s%s</snapshotSet></R>"
                    .formatted(
                        item("snap-1", snapshot.volumeId(), full),
                        item("snap-2", snapshot.volumeId(), snapshot.tags()))));

    assertThat(mark(clients, SamplePlans.create()).marked()).containsExactly("snap-2");
  }

  private static MarkResourcesHandler.Output mark(CannedClients clients, RestorePlan plan) {
    Clock clock = Clock.fixed(SamplePlans.START, ZoneOffset.UTC);
    return new MarkResourcesHandler(new Wiring(clients, clock, Map.of()))
        .handleRequest(new MarkResourcesHandler.Input(plan), null);
  }

  private static String item(String id, String volumeId, Map<String, String> tags) {
    return """
    <item><snapshotId>%s</snapshotId><volumeId>%s</volumeId><volumeSize>8</volumeSize>
      <startTime>2026-03-01T03:00:00.000Z</startTime><status>completed</status>
      <ownerId>123456789012</ownerId><tagSet>%s</tagSet></item>
    """
        .formatted(
            id,
            volumeId,
            tags.entrySet().stream()
                .map(
                    tag ->
                        "<item><key>%s</key><value>%s</value></item>"
                            .formatted(tag.getKey(), tag.getValue()))
                .collect(Collectors.joining()));
  }
}
