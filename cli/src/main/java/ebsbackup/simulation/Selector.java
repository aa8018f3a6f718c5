package ebsbackup.simulation;

import embeddedcloud.ec2.Ec2Contents;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * Decides what a plan selects, from its JSON and docs/plan.md, without any of the product's code.
 */
record Selector(Map<?, ?> plan, Ec2Contents contents) {

  /** The sources, with the volumes that their sets must cover; no volumes if all are excluded. */
  Map<String, Set<String>> targets() {
    Map<String, Set<String>> targets = new LinkedHashMap<>();
    Map<?, ?> select = (Map<?, ?>) plan.get("select");
    for (Instance instance : contents.instances()) {
      boolean exists =
          Set.of("pending", "running", "stopping", "stopped")
              .contains(instance.state().nameAsString());
      if (exists
          && (matches(select.get("tags"), instance.tags(), true)
              || names(select.get("instanceIds"), instance.instanceId()))) {
        targets.put(instance.instanceId(), new LinkedHashSet<>());
      }
    }
    for (Volume volume : contents.volumes()) {
      Optional<String> owner =
          volume.attachments().stream()
              .filter(a -> !a.stateAsString().equals("detached"))
              .map(a -> a.instanceId())
              .findFirst();
      Optional<String> source =
          names(select.get("volumeIds"), volume.volumeId())
              ? Optional.of(volume.volumeId())
              : matches(select.get("volumeTags"), volume.tags(), true)
                  ? Optional.of(owner.orElse(volume.volumeId()))
                  : owner
                      .filter(targets::containsKey)
                      .filter(o -> select.get("volumeTags") == null);
      source.ifPresent(
          id -> {
            Set<String> volumes = targets.computeIfAbsent(id, s -> new LinkedHashSet<>());
            if (!excluded(volume, owner)) {
              volumes.add(volume.volumeId());
            }
          });
    }
    return targets;
  }

  private boolean excluded(Volume volume, Optional<String> owner) {
    if (!(plan.get("exclude") instanceof Map<?, ?> exclude)) {
      return false;
    }
    boolean isRoot =
        contents.instances().stream()
            .filter(i -> owner.filter(i.instanceId()::equals).isPresent())
            .anyMatch(
                i ->
                    volume.attachments().stream()
                        .anyMatch(a -> a.device().equals(i.rootDeviceName())));
    return (isRoot && Boolean.TRUE.equals(exclude.get("bootVolume")))
        || matches(exclude.get("volumeTags"), volume.tags(), false);
  }

  private static boolean names(Object ids, String id) {
    return ids instanceof List<?> list && list.contains(id);
  }

  /**
   * @param all whether all keys must match, or at least one
   */
  private static boolean matches(Object wanted, List<Tag> tags, boolean all) {
    if (!(wanted instanceof Map<?, ?> keys)) {
      return false;
    }
    long matching =
        keys.entrySet().stream()
            .filter(
                e ->
                    tags.stream()
                        .anyMatch(
                            tag ->
                                tag.key().equals(e.getKey())
                                    && e.getValue() instanceof List<?> values
                                    && (values.contains("*") || values.contains(tag.value()))))
            .count();
    return all ? matching == keys.size() : matching > 0;
  }
}
