package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How people and cost reports recognize the snapshots of a plan.
 *
 * @param name how the tag {@code Name} is made
 * @param copied tags of the volume that its snapshot carries
 */
public record SnapshotLabels(NameTemplate name, CopiedTags copied) {
  public static final SnapshotLabels DEFAULT =
      new SnapshotLabels(NameTemplate.DEFAULT, CopiedTags.NONE);

  /**
   * What a plan's fields say.
   *
   * @param planTags the plan's own tags: a {@code Name} among them is the name of every snapshot
   * @throws InvalidInputException if a template stands beside such a tag, or a field is wrong
   */
  public static SnapshotLabels of(
      Optional<String> name, List<String> copyTags, Map<String, String> planTags) {
    boolean named = planTags.containsKey("Name");
    if (named && name.filter(text -> !text.isEmpty()).isPresent()) {
      throw new InvalidInputException(
          "name",
          "\"" + name.get() + "\"",
          "nothing together with tags.Name, which names every snapshot");
    }
    return new SnapshotLabels(
        named ? NameTemplate.NONE : name.map(NameTemplate::new).orElse(NameTemplate.DEFAULT),
        new CopiedTags(copyTags));
  }
}
