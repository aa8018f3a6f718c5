package ebsbackup.aws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Converts tags between a map and EC2's list. */
final class Tags {
  private Tags() {}

  static List<Tag> toEc2(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
        .toList();
  }

  /** The tags that a create call puts on the new resource. */
  static TagSpecification on(ResourceType type, Map<String, String> tags) {
    return TagSpecification.builder().resourceType(type).tags(toEc2(tags)).build();
  }

  static Map<String, String> fromEc2(List<Tag> tags) {
    return fromEc2(tags, key -> true);
  }

  /** Returns the tags whose keys match. */
  static Map<String, String> fromEc2(List<Tag> tags, Predicate<String> keys) {
    Map<String, String> map = new LinkedHashMap<>();
    for (Tag tag : tags) {
      if (keys.test(tag.key())) {
        map.put(tag.key(), tag.value());
      }
    }
    return map;
  }
}
