package ebsbackup.prune;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sources of a plan's sets that no longer exist.
 *
 * @param note why the rule for gone sources was not applied, if it was not
 */
record GoneSources(Set<String> sources, Optional<String> note) {
  private static final String INSTANCE = "i-";
  private static final String VOLUME = "vol-";

  GoneSources {
    sources = Set.copyOf(sources);
  }

  /** The instance ids among the sources. */
  static List<String> instances(Set<String> sources) {
    return startingWith(INSTANCE, sources);
  }

  /** The volume ids among the sources. */
  static List<String> volumes(Set<String> sources) {
    return startingWith(VOLUME, sources);
  }

  /**
   * Returns the sources that EC2 does not know or that are being terminated or deleted. A source of
   * another form never counts as gone, because EC2 was not asked about it.
   *
   * @param instances the instances that EC2 returned for the instance ids
   * @param volumes the volumes that EC2 returned for the volume ids
   */
  static GoneSources of(Set<String> sources, List<Instance> instances, List<Volume> volumes) {
    Set<String> gone = new HashSet<>(instances(sources));
    gone.addAll(volumes(sources));
    Stream.concat(
            instances.stream().filter(instance -> !instance.gone()).map(Instance::instanceId),
            volumes.stream()
                .filter(volume -> !volume.state().startsWith("delet"))
                .map(Volume::volumeId))
        .forEach(gone::remove);
    return new GoneSources(gone, Optional.empty());
  }

  /** No source counts as gone if the role may not ask EC2. */
  static GoneSources unknown(String why) {
    return new GoneSources(Set.of(), Optional.of("keep.goneAfter was not applied: " + why));
  }

  private static List<String> startingWith(String prefix, Set<String> ids) {
    return ids.stream().filter(id -> id.startsWith(prefix)).toList();
  }
}
