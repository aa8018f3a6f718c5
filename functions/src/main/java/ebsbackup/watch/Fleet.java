package ebsbackup.watch;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What EC2 knows of one account in one Region.
 *
 * @param now when it was read
 * @param inImages the ids of the snapshots that the account's own images use
 */
public record Fleet(
    Instant now,
    List<Instance> instances,
    List<Volume> volumes,
    List<Snapshot> snapshots,
    Set<String> inImages) {
  public Fleet {
    instances = List.copyOf(instances);
    volumes = List.copyOf(volumes);
    snapshots = List.copyOf(snapshots);
    inImages = Set.copyOf(inImages);
  }
}
