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
 * What AWS says about the keys that a restore depends on.
 *
 * @param keys by the names that {@link #names} gives
 */
record KeyFacts(Map<String, KeyLookup> keys, EncryptionByDefault byDefault) {

  /** Whether the answer about encryption by default decides anything. */
  static boolean dependOnDefault(VolumeOverride override, List<Snapshot> snapshots) {
    return override.kmsKeyId().isEmpty() && !snapshots.stream().allMatch(Snapshot::encrypted);
  }

  /**
   * The keys that matter: those of the snapshots, the one asked for, the default, and those of the
   * instance's volumes.
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
