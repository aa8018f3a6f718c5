package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How users and cost reports recognize the snapshots of a plan.
 *
 * @param name the template for the tag {@code Name}
 * @param copied the tags of a volume that its snapshots carry
 */
public record SnapshotLabels(NameTemplate name, CopiedTags copied) {
  public static final SnapshotLabels DEFAULT =
      new SnapshotLabels(NameTemplate.DEFAULT, CopiedTags.NONE);

  /**
   * Creates the labels from the fields of a plan.
   *
   * @param planTags the plan's own tags: a {@code Name} among them is the name of every snapshot
   * @throws InvalidInputException if there is both a template and such a tag, or a field is invalid
   */
  public static SnapshotLabels of(
      Optional<String> name, List<String> copyTags, Map<String, String> planTags) {
    boolean named = planTags.containsKey("Name");
    if (named && name.filter(text -> !text.isEmpty()).isPresent()) {
      throw new InvalidInputException(
          "name",
          "\"" + name.get() + "\"",
          "no value together with tags.Name, which names every snapshot");
    }
    return new SnapshotLabels(
        named ? NameTemplate.NONE : name.map(NameTemplate::new).orElse(NameTemplate.DEFAULT),
        new CopiedTags(copyTags));
  }
}
