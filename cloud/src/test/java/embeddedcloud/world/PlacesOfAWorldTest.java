package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** A world of several accounts and Regions, in folders and in memory. */
class PlacesOfAWorldTest {
  private static final String VAULT = "444455556666";

  @TempDir Path temp;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));

  private EmbeddedEc2 open(Path folder) throws IOException {
    return WorldCloud.open(WorldFolder.read(folder), clock, blocks(), 1);
  }

  private BlockStore blocks() {
    return BlockStore.inMemory(clock, 1024 * 1024);
  }

  private static List<String> snapshots(EmbeddedEc2 ec2) {
    return ec2.describeSnapshots(r -> {}).snapshots().stream().map(Snapshot::snapshotId).toList();
  }

  @Test
  void aSavedWorld_hasTheSameSnapshotsCopiesAndShares() throws IOException {
    EmbeddedEc2 source =
        new EmbeddedEc2(Ec2Settings.of("eu-central-1", "111122223333"), clock, blocks());
    EmbeddedEc2 vault = source.in(VAULT, "eu-west-1");
    source.launch(new Launch("eu-central-1a", List.of(new Disk("/dev/xvda", 1)), Map.of()));
    String volume = source.contents().volumes().getFirst().volumeId();
    source.disk(volume).write(0, new byte[] {1, 2, 3});
    String id = source.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofHours(1));
    source.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.ADD).userIds(VAULT));
    String copy =
        vault.copySnapshot(r -> r.sourceRegion("eu-central-1").sourceSnapshotId(id)).snapshotId();
    clock.advance(Duration.ofHours(1));
    Path folder = temp.resolve("world");

    WorldCloud.save(vault, clock, folder);
    EmbeddedEc2 again = open(folder);

    assertThat(again.settings().accountId()).isEqualTo("111122223333");
    assertThat(snapshots(again)).containsExactly(id);
    assertThat(snapshots(again.in(VAULT, "eu-central-1"))).containsExactly(id);
    assertThat(snapshots(again.in(VAULT, "eu-west-1"))).containsExactly(copy);
    assertThat(again.in(VAULT, "eu-west-1").snapshotBlocks(copy).read(0, 3))
        .containsExactly(1, 2, 3);
    assertThat(folder.resolve(VAULT).resolve("eu-west-1")).isDirectory();
    WorldCloud.save(again, clock, folder);
    assertThat(snapshots(open(folder).in(VAULT, "eu-west-1"))).containsExactly(copy);
    Path written = temp.resolve("written");
    WorldWriter.write(WorldFolder.read(folder), written);
    for (EmbeddedEc2 place : List.of(open(written), open(written).in(VAULT, "eu-west-1"))) {
      assertThat(place.snapshotBlocks(snapshots(place).getFirst()).read(0, 3))
          .containsExactly(1, 2, 3);
    }
  }

  private Path world(String places) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("world"));
    Files.writeString(folder.resolve("instances.json"), "{\"Reservations\": []}");
    Files.writeString(
        folder.resolve("world.json"),
        """
        {"time": "2026-03-01T00:00:00Z", "region": "eu-central-1", "account": "111122223333",
         "places": %s}
        """
            .formatted(places));
    return folder;
  }

  @Test
  void aPlaceWithoutFiles_isEmpty() throws IOException {
    Path folder = world("[\"444455556666/eu-west-1\"]");
    Files.createDirectories(folder.resolve("444455556666/eu-west-1"));

    EmbeddedEc2 first = open(folder);

    assertThat(first.places()).hasSize(2);
    assertThat(first.in(VAULT, "eu-west-1").contents().snapshots()).isEmpty();
    assertThat(WorldFolder.read(folder).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"vault\" | world.json: places: expected a list of folders",
        "[\"vault\"] | places[0]: expected an account and a Region, 444455556666/eu-west-1",
        "[\"444455556666/eu-west-1\", \"444455556666/eu-west-1\"] | listed twice",
        "[\"444455556666/eu-south-1\"] | 444455556666/eu-south-1: is not a folder",
        "[\"444455556666/eu-west-2\"] | eu-west-2/world.json: region: expected eu-west-2",
        "[\"444455556666/eu-west-3\"] | eu-west-3/volumes.json: Volumes: missing",
        "[\"444455556666/eu-north-1\"] | eu-north-1/world.json: places: only the world itself",
        "[\"444455556666/eu-north-2\"] | eu-north-2/permissions.json: [0].SnapshotId: snap-0123456789abcdef0 is not in",
      })
  void aPlaceThatIsWrong_isRefused(String places, String message) throws IOException {
    Path folder = world(places);
    put("eu-west-2/world.json", "{\"region\": \"eu-central-1\"}");
    put("eu-west-3/volumes.json", "{}");
    put("eu-north-1/world.json", "{\"places\": [\"444455556666/eu-west-1\"]}");
    put("eu-north-2/permissions.json", "{\"SnapshotId\": \"snap-0123456789abcdef0\"}");
    Files.createDirectories(folder.resolve("444455556666/eu-west-1"));

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSnapshot_isInOnePlaceOnly() throws IOException {
    String snapshot =
        """
        {"Snapshots": [{"SnapshotId": "snap-00000000000000001", "VolumeId": "vol-ffffffff",
          "VolumeSize": 1, "State": "completed", "StartTime": "2026-02-28T00:00:00+00:00",
          "OwnerId": "444455556666"}]}
        """;
    put("eu-west-1/snapshots.json", snapshot);
    put("eu-west-2/snapshots.json", snapshot);
    Path folder = world("[\"444455556666/eu-west-1\", \"444455556666/eu-west-2\"]");

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .hasMessage(
            "444455556666/eu-west-2/snapshots.json: snap-00000000000000001 is in another account"
                + " or Region as well");
  }

  private void put(String file, String text) throws IOException {
    Path path = temp.resolve("world/444455556666").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void aFolderWithSomethingElse_isNotReplaced() throws IOException {
    Path folder = world("[]");
    put("eu-west-1/thesis.txt", "years of work");
    World world = WorldFolder.read(world("[]"));

    assertThatThrownBy(() -> WorldWriter.write(world, folder))
        .hasMessageContaining("holds 444455556666, which is not part of a world");
  }
}
