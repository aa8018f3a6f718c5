package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.snapshot;
import static ebsbackup.ebs.Samples.snapshots;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.request.RestoreRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two sets of the instance: of the run "first", and a day later of the run "second". */
class ChosenSnapshotsTest {
  private static final Instant LATER = NIGHT.plusSeconds(86_400);

  private final List<Snapshot> first = snapshots("first", NIGHT, "completed", "completed");
  private final List<Snapshot> second = snapshots("second", LATER, "completed", "completed");
  private final List<Snapshot> all = new ArrayList<>();

  ChosenSnapshotsTest() {
    all.addAll(second);
    all.addAll(first);
  }

  @Test
  void theSetIsTheLatest_orTheOneBeforeATime_orThatOfARun() {
    assertThat(choose("{\"latest\": true}", "").snapshots()).isEqualTo(second);
    assertThat(choose("{\"before\": \"2026-03-01T12:00:00Z\"}", "").snapshots()).isEqualTo(first);
    ChosenSnapshots ofRun = choose("{\"run\": \"first\"}", "");
    assertThat(ofRun.snapshots()).isEqualTo(first);
    assertThat(ofRun.point().orElseThrow().set().tags().run()).isEqualTo("first");
    assertThat(ofRun.snapshotIds()).isEqualTo(first.stream().map(Snapshot::snapshotId).toList());
    assertThat(ofRun.volumeIds()).containsExactly(volumeId(0), volumeId(1));
  }

  @Test
  void onlyTheDevicesThatTheRequestNamesAreRestored() {
    Map<String, String> tags =
        new SetTags("daily", "third", INSTANCE_ID, List.of(at(0, "/dev/sdf"), at(1, "/dev/sdg")))
            .toTags(Map.of());
    Snapshot left = snapshot(volumeId(0), LATER.plusSeconds(1), "completed", tags);
    Snapshot wanted = snapshot(volumeId(1), LATER.plusSeconds(1), "completed", tags);
    all.addAll(List.of(left, wanted));

    assertThat(choose("{\"latest\": true}", ", \"devices\": [\"/dev/sdg\"]").snapshots())
        .containsExactly(wanted);
  }

  @Test
  void aDeviceThatTheSetLacksIsRefused() {
    assertThatThrownBy(() -> choose("{\"latest\": true}", ", \"devices\": [\"/dev/sdz\"]"))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(
            "the set of run second has no volume at /dev/sdz, only at [/dev/sd0, /dev/sd1]");
  }

  @Test
  void namedSnapshotsAreTaken_inTheirOrder_andMustExist() {
    String newer = second.getFirst().snapshotId();
    String older = first.getLast().snapshotId();
    String named = "{\"snapshotIds\": [\"%s\", \"%s\"]}".formatted(newer, older);

    ChosenSnapshots chosen = choose(named, "");
    assertThat(chosen.point()).isEmpty();
    assertThat(chosen.snapshotIds()).containsExactly(newer, older);
    all.remove(first.getLast());
    assertThatThrownBy(() -> choose(named, ""))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(older + " does not exist, or does not belong to this account");
    String shared = named.replace("}", ", \"owner\": \"999999999999\"}");
    assertThatThrownBy(() -> choose(shared, ""))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(older + " is not shared with this account by 999999999999");
  }

  @Test
  void twoSnapshotsOfOneVolume_areOfOneVolume() {
    ChosenSnapshots twice = choose(named(second.getFirst(), first.getFirst()), "");

    assertThat(twice.volumeIds()).containsExactly(volumeId(0));
  }

  @Test
  void namedSnapshotsAreOfTheSourceThatTheRequestNames_asFarAsTheirTagsSay() {
    Snapshot other = snapshot(volumeId(7), NIGHT, "completed", Map.of());
    all.add(other);
    String source = ", \"source\": \"i-0000000a\"";

    assertThat(choose(named(other), source).snapshots()).containsExactly(other);
    assertThatThrownBy(() -> choose(named(first.getFirst()), source))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(
            "%s belongs to %s, but source is i-0000000a"
                .formatted(first.getFirst().snapshotId(), INSTANCE_ID));
    assertThatThrownBy(() -> choose(named(other, first.getFirst()), source))
        .as("each of them is checked")
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageStartingWith(first.getFirst().snapshotId() + " belongs to " + INSTANCE_ID);
    assertThat(choose(named(first.getFirst()), "").snapshots()).hasSize(1);
    Map<String, String> tags =
        new SetTags("daily", "r", "i-0000000a", List.of(at(8, "/dev/sdf"))).toTags(Map.of());
    Snapshot ofSource = snapshot(volumeId(8), NIGHT, "completed", tags);
    all.add(ofSource);
    assertThat(choose(named(ofSource), source).snapshots()).containsExactly(ofSource);
    assertThat(choose(named(ofSource), "").snapshots())
        .as("a request that names no source takes the snapshots of any")
        .containsExactly(ofSource);
  }

  private static Member at(int number, String device) {
    return new Member(volumeId(number), Optional.of(device), gp3(8), true, Map.of());
  }

  private static String named(Snapshot... snapshots) {
    return Stream.of(snapshots)
        .map(Snapshot::snapshotId)
        .collect(Collectors.joining("\", \"", "{\"snapshotIds\": [\"", "\"]}"));
  }

  private ChosenSnapshots choose(String from, String fields) {
    RestoreRequest request =
        new Json()
            .read(
                "{\"instanceId\": \"%s\", \"from\": %s%s}".formatted(INSTANCE_ID, from, fields),
                RestoreRequest.class);
    return ChosenSnapshots.of(request, all, LATER.plusSeconds(60));
  }
}
