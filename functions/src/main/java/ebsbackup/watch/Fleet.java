package ebsbackup.watch;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The resources of one account in one Region.
 *
 * @param now when they were read
 * @param inImages the ids of the snapshots that the account's own AMIs use
 */
public record Fleet(
    Instant now,
    List<Instance> instances,
    List<Volume> volumes,
    PackedSnapshots snapshots,
    Set<String> inImages) {
  public Fleet {
    instances = List.copyOf(instances);
    volumes = List.copyOf(volumes);
    inImages = Set.copyOf(inImages);
  }

  /** The volumes of each instance, by its id. A volume can be attached to several instances. */
  Map<String, List<Volume>> attached() {
    Map<String, List<Volume>> attached = new HashMap<>();
    for (Volume volume : volumes) {
      holders(volume)
          .forEach(id -> attached.computeIfAbsent(id, i -> new ArrayList<>()).add(volume));
    }
    return attached;
  }

  /** The ids of the instances that a volume is attached to. */
  static Stream<String> holders(Volume volume) {
    return volume.attachments().stream()
        .filter(Attachment::present)
        .flatMap(attachment -> attachment.instanceId().stream())
        .distinct();
  }
}
