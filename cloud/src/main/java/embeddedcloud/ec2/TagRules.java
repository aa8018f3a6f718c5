package embeddedcloud.ec2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** EC2's rules for the tags of a resource. */
final class TagRules {
  private static final int MAX_TAGS = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;
  static final String RESERVED = "aws:";

  private TagRules() {}

  /** The tags in a create call for resources of this type. */
  static List<Tag> fromSpecifications(List<TagSpecification> specifications, ResourceType type) {
    List<Tag> tags = new ArrayList<>();
    for (TagSpecification specification : specifications) {
      if (specification.resourceType() != type) {
        throw Ec2Errors.badValue(
            "'%s' is not a valid taggable resource type for this operation.",
            specification.resourceTypeAsString());
      }
      tags.addAll(specification.tags());
    }
    return checked(tags);
  }

  /**
   * Returns the tags, with missing values replaced by empty ones. Refuses tags that EC2 refuses.
   */
  static List<Tag> checked(List<Tag> tags) {
    Map<String, Tag> byKey = new LinkedHashMap<>();
    for (Tag tag : tags) {
      check(tag);
      Tag complete = tag.value() == null ? tag.toBuilder().value("").build() : tag;
      if (byKey.put(tag.key(), complete) != null) {
        throw Ec2Errors.badValue("Duplicate tag key '%s' specified.", tag.key());
      }
    }
    checkCount(byKey.size());
    return List.copyOf(byKey.values());
  }

  /** Returns a resource's tags after the given, already checked tags are added. */
  static List<Tag> added(List<Tag> old, List<Tag> more) {
    Map<String, Tag> byKey = new LinkedHashMap<>();
    old.forEach(tag -> byKey.put(tag.key(), tag));
    more.forEach(tag -> byKey.put(tag.key(), tag));
    checkCount(byKey.keySet().stream().filter(key -> !key.startsWith(RESERVED)).count());
    return List.copyOf(byKey.values());
  }

  private static void check(Tag tag) {
    String key = tag.key();
    if (key == null || key.isEmpty()) {
      throw Ec2Errors.badValue("Tag key cannot be empty");
    }
    if (key.length() > LONGEST_KEY) {
      throw Ec2Errors.badValue(
          "Tag key exceeds the maximum length of %d characters: %s", LONGEST_KEY, key);
    }
    if (key.startsWith(RESERVED)) {
      throw Ec2Errors.badValue(
          "Tag keys starting with '%s' are reserved for internal use", RESERVED);
    }
    if (tag.value() != null && tag.value().length() > LONGEST_VALUE) {
      throw Ec2Errors.badValue(
          "Tag value of '%s' exceeds the maximum length of %d characters", key, LONGEST_VALUE);
    }
  }

  private static void checkCount(long count) {
    if (count > MAX_TAGS) {
      throw Ec2Errors.of("TagLimitExceeded", "More than %d tags specified: %d", MAX_TAGS, count);
    }
  }
}
