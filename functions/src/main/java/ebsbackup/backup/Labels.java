package ebsbackup.backup;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.TagBudget;
import ebsbackup.request.NameTemplate;
import ebsbackup.request.Plan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The name of a set's snapshots, and the tags that they share with their volumes. {@code
 * CreateSnapshots} gives all snapshots of a set the same tags, so a tag is copied only if all
 * volumes of the set have the same value.
 *
 * @param tags the tags for the create call
 * @param notCopied keys that the plan names but that are not copied, because the volumes' values
 *     differ or there is no room
 */
record Labels(Map<String, String> tags, List<String> notCopied) {
  private static final String NAME = "Name";

  static Labels of(Plan plan, Run run, SetTags set) {
    int places = places(set.freePlaces(plan.tags()));
    Map<String, String> tags = new LinkedHashMap<>();
    NameTemplate template = plan.labels().name();
    if (!template.isEmpty() && places > 0) {
      tags.put(NAME, template.nameFor(values(plan, run, set)));
    }
    SortedSet<String> keys = new TreeSet<>(TagBudget.byWorth(plan.labels().copied()::names));
    set.members().forEach(member -> keys.addAll(member.tags().keySet()));
    List<String> notCopied = new ArrayList<>();
    for (String key : keys) {
      if (!plan.labels().copied().names(key)
          || plan.tags().containsKey(key)
          || tags.containsKey(key)) {
        continue;
      }
      Optional<String> value = shared(set, key);
      if (value.isPresent() && tags.size() < places) {
        tags.put(key, value.get());
      } else {
        notCopied.add(key);
      }
    }
    return new Labels(tags, notCopied);
  }

  /** Half of the free tags, so the remembered tags of the volumes get the other half. */
  private static int places(int free) {
    return free <= 0 ? 0 : Math.max(1, free / 2);
  }

  private static Map<String, String> values(Plan plan, Run run, SetTags set) {
    Instant time = run.occurrence(plan).truncatedTo(ChronoUnit.MINUTES);
    List<Member> members = set.members();
    return Map.of(
        NameTemplate.VOLUME_NAME,
        shared(set, NAME)
            .orElse(members.size() == 1 ? members.getFirst().volumeId() : set.source()),
        NameTemplate.SOURCE,
        set.source(),
        NameTemplate.PLAN,
        plan.name(),
        NameTemplate.TIME,
        time.toString().replace(":00Z", "Z"));
  }

  /** The value that all volumes of the set have for a key. */
  private static Optional<String> shared(SetTags set, String key) {
    List<Optional<String>> values =
        set.members().stream()
            .map(member -> Optional.ofNullable(member.tags().get(key)))
            .distinct()
            .toList();
    return values.size() == 1 ? values.getFirst() : Optional.empty();
  }
}
