package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a world's state with invalid content, and similar ones that are valid. */
class StateFilesTest {
  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void aSnapshot_andTwoInTheRecycleBin() throws IOException {
    folder = temp.resolve("world");
    Files.createDirectories(folder.resolve("key-policies"));
    Files.writeString(folder.resolve("instances.json"), "{\"Reservations\": []}");
    Files.writeString(
        folder.resolve("world.json"),
        """
        {"time": "2026-03-01T00:00:00Z", "region": "eu-central-1", "account": "111122223333"}
        """);
    Files.writeString(
        folder.resolve("snapshots.json"),
        """
        {"Snapshots": [{"SnapshotId": "snap-00000009", "VolumeId": "vol-00000009", "VolumeSize": 1,
          "State": "completed", "StartTime": "2026-02-01T00:00:00Z", "OwnerId": "111122223333"}]}
        """);
    Files.writeString(
        folder.resolve("recycled.json"),
        """
        {"Snapshots": [
          {"SnapshotId": "snap-0000000a", "VolumeId": "vol-00000009", "VolumeSize": 1,
           "State": "completed", "StartTime": "2026-02-01T00:00:00Z", "OwnerId": "111122223333"},
          {"SnapshotId": "snap-0000000b", "VolumeId": "vol-00000009", "VolumeSize": 1,
           "State": "completed", "StartTime": "2026-02-01T00:00:00Z", "OwnerId": "111122223333"}]}
        """);
    Files.writeString(
        folder.resolve("recycle-bin.json"),
        """
        {"Snapshots": [
          {"SnapshotId": "snap-0000000a", "RecycleBinExitTime": "2026-03-05T00:00:00Z"},
          {"SnapshotId": "snap-0000000b", "RecycleBinExitTime": "2026-03-05T00:00:00Z"}]}
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000001\"}]} | locks.json: Snapshots[0].SnapshotId: snap-00000001 is not in snapshots.json",
        "tiers.json | {} | tiers.json: SnapshotTierStatuses: missing",
        "shared-tags.json | {\"Tags\": [{\"Key\": \"a\", \"ResourceId\": \"snap-00000001\"}]} | shared-tags.json: Tags[0].ResourceId: snap-00000001 is not shared with 111122223333",
        "recycle-bin.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-0000000a\", \"RecycleBinExitTime\": \"2026-03-05T00:00:00Z\"}]} | recycled.json: snap-0000000b is not in recycle-bin.json",
        "recycle-bin.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-0000000b\", \"RecycleBinExitTime\": \"2026-03-05T00:00:00Z\"}]} | recycled.json: snap-0000000a is not in recycle-bin.json",
        "recycle-bin.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-0000000a\", \"RecycleBinExitTime\": \"2026-03-05T00:00:00Z\"}, {\"SnapshotId\": \"snap-0000000b\"}]} | recycle-bin.json: Snapshots[1].RecycleBinExitTime: missing",
        "recycle-bin.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-0000000a\", \"RecycleBinExitTime\": \"2026-03-05T00:00:00Z\"}, {\"SnapshotId\": \"snap-0000000b\", \"RecycleBinExitTime\": \"2026-03-05T00:00:00Z\"}, {\"SnapshotId\": \"snap-0000000a\", \"RecycleBinExitTime\": \"2026-03-05T00:00:00Z\"}]} | recycle-bin.json: Snapshots[2].SnapshotId: snap-0000000a is listed twice",
        "modifications.json | {\"VolumesModifications\": [{}]} | modifications.json: VolumesModifications[0].VolumeId: missing",
        "state.json | {\"mood\": 1} | state.json: mood: unknown; expected one of [booted, copies, defaultKmsKeyId, encryptedByDefault, keyAccess, pending, recycleBinRetention]",
        "state.json | {\"recycleBinRetention\": \"a week\"} | state.json: recycleBinRetention: expected a duration such as P7D, but was \"a week\"",
        "state.json | {\"keyAccess\": {\"a\": \"some\"}} | state.json: keyAccess.a: expected one of [FULL, NO_DESCRIBE, NONE], but was \"some\"",
        "state.json | {\"pending\": {\"snap-1\": {\"begin\": \"2026-03-01T00:00:00Z\"}}} | state.json: pending.snap-1.end: expected a timestamp, but was null",
        "state.json | {\"pending\": {\"snap-1\": {\"begin\": \"2026-03-01T00:00:00Z\", \"end\": \"2026-03-01T00:00:00Z\"}}} | state.json: pending.snap-1: is not a pending snapshot of snapshots.json",
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000009\"}]} | locks.json: Snapshots[0].LockState: missing",
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000009\", \"LockState\": \"shut\"}]} | locks.json: Snapshots[0].LockState: expected one of [compliance, governance, compliance-cooloff, expired], but was \"shut\"",
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000009\", \"LockState\": \"governance\"}]} | locks.json: Snapshots[0].LockDuration: missing",
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000009\", \"LockState\": \"governance\", \"LockDuration\": 1}, {\"SnapshotId\": \"snap-00000009\", \"LockState\": \"governance\", \"LockDuration\": 1}]} | locks.json: Snapshots[1].SnapshotId: snap-00000009 is listed twice",
        "tiers.json | {\"SnapshotTierStatuses\": [{\"SnapshotId\": \"snap-00000001\"}]} | tiers.json: SnapshotTierStatuses[0].SnapshotId: snap-00000001 is not in snapshots.json",
        "tiers.json | {\"SnapshotTierStatuses\": [{\"SnapshotId\": \"snap-00000009\"}, {\"SnapshotId\": \"snap-00000009\"}]} | tiers.json: SnapshotTierStatuses[1].SnapshotId: snap-00000009 is listed twice",
        "tiers.json | {\"SnapshotTierStatuses\": [{\"SnapshotId\": \"snap-00000009\", \"LastTieringOperationStatus\": \"archival-in-progress\"}]} | tiers.json: SnapshotTierStatuses[0].LastTieringStartTime: missing",
        "fast-restores.json | {\"FastSnapshotRestores\": [{\"AvailabilityZone\": \"eu-central-1a\"}]} | fast-restores.json: FastSnapshotRestores[0].SnapshotId: missing",
        "fast-restores.json | {\"FastSnapshotRestores\": [{\"SnapshotId\": \"snap-00000009\"}]} | fast-restores.json: FastSnapshotRestores[0].AvailabilityZone: missing",
        "modifications.json | {\"VolumesModifications\": [{\"VolumeId\": \"vol-00000001\"}]} | modifications.json: VolumesModifications[0].StartTime: missing",
        "modifications.json | {\"VolumesModifications\": [{\"VolumeId\": \"vol-00000001\", \"StartTime\": \"2026-02-01T00:00:00Z\"}]} | modifications.json: VolumesModifications[0].TargetSize: missing",
        "modifications.json | {\"VolumesModifications\": [{\"VolumeId\": \"vol-00000001\", \"StartTime\": \"2026-02-01T00:00:00Z\", \"TargetSize\": 0}]} | modifications.json: VolumesModifications[0].TargetSize: expected a size from 1 to 65536 GiB, but was 0",
        "modifications.json | {\"VolumesModifications\": [{\"VolumeId\": \"vol-00000001\", \"StartTime\": \"2026-02-01T00:00:00Z\", \"TargetSize\": 65537}]} | modifications.json: VolumesModifications[0].TargetSize: expected a size from 1 to 65536 GiB, but was 65537",
        "modifications.json | {\"VolumesModifications\": [{\"VolumeId\": \"vol-00000001\", \"StartTime\": \"2026-02-01T00:00:00Z\", \"TargetSize\": 1}]} | modifications.json: VolumesModifications[0].TargetVolumeType: missing",
        "shared-tags.json | {\"Tags\": [{\"ResourceId\": \"snap-00000001\"}]} | shared-tags.json: Tags[0].Key: missing",
        "recycle-bin.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000009\"}]} | recycle-bin.json: Snapshots[0].SnapshotId: snap-00000009 is not in recycled.json",
        "permissions.json | {\"SnapshotId\": \"snap-00000001\"} | permissions.json: [0].SnapshotId: snap-00000001 is not in snapshots.json",
        "state.json | [] | state.json: expected an object, but was []",
        "state.json | {\"keyAccess\": []} | state.json: keyAccess: expected an object, but was []",
        "state.json | {\"copies\": {\"vol-1\": 7}} | state.json: copies.vol-1: expected a list of snapshot ids, but was 7",
        "state.json | {\"copies\": {\"vol-1\": [\"a\", 7]}} | state.json: copies.vol-1[1]: expected a string, but was 7",
        "state.json | {\"pending\": {\"snap-1\": 7}} | state.json: pending.snap-1: expected an object, but was 7",
        "state.json | {\"pending\": {\"snap-1\": {\"mood\": 7}}} | state.json: pending.snap-1.mood: unknown; expected one of [begin, deleted, end, error]",
        "state.json | {\"pending\": {\"snap-1\": {\"begin\": \"2026-03-01T00:00:00Z\", \"end\": \"2026-03-01T00:00:00Z\", \"error\": 7}}} | state.json: pending.snap-1.error: expected a string, but was 7",
        "state.json | {\"pending\": {\"snap-1\": {\"begin\": \"2026-03-01T00:00:00Z\", \"end\": \"2026-03-01T00:00:00Z\", \"deleted\": 7}}} | state.json: pending.snap-1.deleted: expected true or false, but was 7",
        "state.json | {\"pending\": {\"snap-1\": {\"begin\": \"noon\"}}} | state.json: pending.snap-1.begin: expected a timestamp such as 2026-03-01T02:00:00+00:00, but was \"noon\"",
        "state.json | {\"pending\": {\"snap-00000009\": {\"begin\": \"2026-03-01T00:00:00Z\", \"end\": \"2026-03-01T00:00:00Z\"}}} | state.json: pending.snap-00000009: is not a pending snapshot of snapshots.json",
        "state.json | {\"encryptedByDefault\": \"yes\"} | state.json: encryptedByDefault: expected true or false, but was \"yes\"",
        "state.json | {\"defaultKmsKeyId\": 7} | state.json: defaultKmsKeyId: expected a string, but was 7",
        "volumes.json | {\"Volumes\": [{\"VolumeId\": \"vol-00000001\", \"Size\": 1, \"State\": \"available\", \"VolumeType\": \"gp3\", \"AvailabilityZone\": \"eu-west-1a\"}]} | volumes.json: Volumes[0].AvailabilityZone: eu-west-1a is not in the Region eu-central-1",
        "key-policies/a.json | {\"Policy\": \"{}\"} | key-policies/a.json: belongs to a key that is not in keys.json",
      })
  void aFileThatIsWrong_isRefused(String file, String text, String message) throws IOException {
    Files.writeString(folder.resolve(file), text);

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000009\", \"LockState\": \"governance\", \"LockExpiresOn\": \"2026-04-01T00:00:00Z\"}]}",
        "locks.json | {\"Snapshots\": [{\"SnapshotId\": \"snap-00000009\", \"LockState\": \"governance\", \"LockDuration\": 1}]}",
        "tiers.json | {\"SnapshotTierStatuses\": [{\"SnapshotId\": \"snap-00000009\"}]}",
        "tiers.json | {\"SnapshotTierStatuses\": [{\"SnapshotId\": \"snap-00000009\", \"LastTieringOperationStatus\": \"archival-completed\"}]}",
        "tiers.json | {\"SnapshotTierStatuses\": [{\"SnapshotId\": \"snap-00000009\", \"LastTieringOperationStatus\": \"archival-in-progress\", \"LastTieringStartTime\": \"2026-02-01T00:00:00Z\"}]}",
        "fast-restores.json | {\"FastSnapshotRestores\": [{\"SnapshotId\": \"snap-00000001\", \"AvailabilityZone\": \"eu-central-1a\"}, {\"SnapshotId\": \"snap-00000001\", \"AvailabilityZone\": \"eu-central-1b\"}]}",
        "modifications.json | {\"VolumesModifications\": [{\"VolumeId\": \"vol-00000001\", \"StartTime\": \"2026-02-01T00:00:00Z\", \"TargetSize\": 1, \"TargetVolumeType\": \"gp3\"}]}",
        "modifications.json | {\"VolumesModifications\": [{\"VolumeId\": \"vol-00000001\", \"StartTime\": \"2026-02-01T00:00:00Z\", \"TargetSize\": 65536, \"TargetVolumeType\": \"gp3\"}]}",
        "volumes.json | {\"Volumes\": [{\"VolumeId\": \"vol-00000001\", \"Size\": 1, \"State\": \"available\", \"VolumeType\": \"gp3\", \"AvailabilityZone\": \"eu-central-1a\"}]}",
        "permissions.json | {\"SnapshotId\": \"snap-00000009\"}",
      })
  void aValidFile_isTaken(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);

    assertThat(WorldFolder.read(folder).warnings()).isEmpty();
  }
}
