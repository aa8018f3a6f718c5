package ebsbackup.ebs;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * EC2's limits on tags, and how their number is shared out. Everything that tags a snapshot or a
 * volume asks here first, so that there is always room for the tags that are added later. Tags
 * whose key begins with {@code aws:} take no place.
 */
public final class TagBudget {
  /** The most tags on a resource. */
  public static final int MOST_TAGS = 50;

  /** EC2 documents 128 characters, and its service model 127. */
  public static final int LONGEST_KEY = 127;

  /**
   * EC2 counts Unicode characters. Here UTF-16 units are counted, of which a text never has fewer.
   */
  public static final int LONGEST_VALUE = 256;

  /** Tags that a snapshot may get after it was created. Their places are kept free. */
  private static final List<String> LATER_ON_SNAPSHOTS =
      List.of(
          SetTags.HOLD,
          SetTags.RESTORING,
          SetTags.KEEP_UNTIL,
          SetTags.VERIFIED,
          SetTags.SHARE_WITH);

  /** Of 50, those that are left beside the tags of the restore and of the lineage. */
  public static final int MOST_ON_RESTORED_VOLUME = MOST_TAGS - 2;

  private TagBudget() {}

  /**
   * How many places a snapshot with these tags has left, beside those that are kept free for later.
   * Negative if the tags are too many.
   */
  public static int freeOnSnapshot(Collection<String> keys) {
    Set<String> all = new HashSet<>(keys);
    all.addAll(LATER_ON_SNAPSHOTS);
    return MOST_TAGS - taken(all);
  }

  /** Whether a resource with these tags can get one more, or a new value of one that it has. */
  public static boolean hasPlace(Collection<String> keys, String key) {
    return keys.contains(key) || taken(keys) < MOST_TAGS;
  }

  /** Whether a snapshot can get the tag as well, beside those whose places are kept free. */
  public static boolean hasSparePlace(Collection<String> keys, String key) {
    Set<String> all = new HashSet<>(keys);
    all.add(key);
    return freeOnSnapshot(all) >= 0;
  }

  /** Whether a tag belongs to a user, rather than to AWS or to this product. */
  public static boolean isOwn(String key) {
    return !key.startsWith("aws:") && !key.startsWith(SetTags.PREFIX);
  }

  /** The user's tags among these, in their order. */
  public static Map<String, String> own(Map<String, String> tags) {
    Map<String, String> own = new LinkedHashMap<>(tags);
    own.keySet().removeIf(key -> !isOwn(key));
    return own;
  }

  /**
   * The order in which tags get their places: those by which a cluster finds its volumes, the name,
   * those that the user calls precious, and the rest; each group by key.
   */
  public static Comparator<String> byWorth(Predicate<String> precious) {
    return Comparator.comparingInt((String key) -> rank(key, precious)).thenComparing(key -> key);
  }

  private static int rank(String key, Predicate<String> precious) {
    if (key.startsWith("kubernetes.io/") || key.equals("KubernetesCluster")) {
      return 0;
    }
    if (key.equals("Name")) {
      return 1;
    }
    return precious.test(key) ? 2 : 3;
  }

  private static int taken(Collection<String> keys) {
    return (int) keys.stream().filter(key -> !key.startsWith("aws:")).distinct().count();
  }
}
