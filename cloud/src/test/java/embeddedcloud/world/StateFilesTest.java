package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a world's state that say what cannot be. */
class StateFilesTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000001\"}]} | locks.json: Snapshots[0].SnapshotId: snap-00000001 is not in snapshots.json",
        "tiers.json | {} | tiers.json: SnapshotTierStatuses: missing",
        "shared-tags.json | {\"Tags\": [{\"Key\": \"a\", \"ResourceId\": \"snap-00000001\"}]} | shared-tags.json: Tags[0].ResourceId: snap-00000001 is not shared with 111122223333",
        "recycled.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000001\", \"VolumeId\": \"vol-00000001\", \"VolumeSize\": 1, \"State\": \"completed\", \"StartTime\": \"2026-02-01T00:00:00Z\", \"OwnerId\": \"111122223333\"}]} | recycled.json: snap-00000001 is not in recycle-bin.json",
        "modifications.json | {\"VolumesModifications\": [{}]} | modifications.json: VolumesModifications[0].VolumeId: missing",
        "state.json | {\"mood\": 1} | state.json: mood: unknown; expected one of [booted, copies,",
        "state.json | {\"recycleBinRetention\": \"a week\"} | state.json: recycleBinRetention: expected a duration such as P7D",
        "state.json | {\"keyAccess\": {\"a\": \"some\"}} | state.json: keyAccess.a: expected one of [FULL, NO_DESCRIBE, NONE]",
        "state.json | {\"pending\": {\"snap-1\": {\"begin\": \"2026-03-01T00:00:00Z\"}}} | state.json: pending.snap-1.end: expected a timestamp",
        "state.json | {\"pending\": {\"snap-1\": {\"begin\": \"2026-03-01T00:00:00Z\", \"end\": \"2026-03-01T00:00:00Z\"}}} | state.json: pending.snap-1: is not a pending snapshot of snapshots.json",
        "key-policies/a.json | {\"Policy\": \"{}\"} | key-policies/a.json: belongs to a key that is not in keys.json",
      })
  void aFileThatIsWrong_isRefused(String file, String text, String message) throws IOException {
    Path folder = temp.resolve("world");
    Files.createDirectories(folder.resolve("key-policies"));
    Files.writeString(folder.resolve("instances.json"), "{\"Reservations\": []}");
    Files.writeString(
        folder.resolve("world.json"),
        """
        {"time": "2026-03-01T00:00:00Z", "region": "eu-central-1", "account": "111122223333"}
        """);
    Files.writeString(folder.resolve(file), text);

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .hasMessageContaining(message);
  }
}
