package ebsbackup.ebs;

import java.util.List;

/**
 * Tags of a volume that did not fit into the tags of its set.
 *
 * @param count the number of tags
 * @param keys the keys that did fit
 */
public record LostTags(int count, List<String> keys) {
  public static final LostTags NONE = new LostTags(0, List.of());

  public LostTags {
    keys = List.copyOf(keys);
  }
}
