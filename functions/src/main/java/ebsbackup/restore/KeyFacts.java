package ebsbackup.restore;

import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.request.VolumeOverride;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What AWS reports about the keys that a restore depends on.
 *
 * @param keys the keys, by the names that {@link #names} returns
 */
record KeyFacts(Map<String, KeyLookup> keys, EncryptionByDefault byDefault) {

  /** Whether encryption by default affects any of the new volumes. */
  static boolean dependsOnDefault(VolumeOverride override, List<Snapshot> snapshots) {
    return override.kmsKeyId().isEmpty() && !snapshots.stream().allMatch(Snapshot::encrypted);
  }

  /**
   * The names of the keys that matter: the keys of the snapshots, the requested key, the default
   * key, and the keys of the instance's volumes.
   */
  static Set<String> names(
      VolumeOverride override,
      List<Snapshot> snapshots,
      EncryptionByDefault byDefault,
      Collection<Volume> volumes) {
    Set<String> names = new LinkedHashSet<>();
    snapshots.forEach(snapshot -> snapshot.kmsKeyId().ifPresent(names::add));
    override.kmsKeyId().ifPresent(names::add);
    if (byDefault instanceof EncryptionByDefault.On on) {
      names.add(on.keyName());
    }
    volumes.forEach(volume -> volume.encryption().kmsKeyId().ifPresent(names::add));
    return names;
  }
}
