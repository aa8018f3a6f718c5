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
 * EC2's limits on tags, and how the available tags are shared out. Everything that tags a snapshot
 * or a volume asks here first, so there is always room for the tags that are added later. Tags
 * whose key begins with {@code aws:} do not count.
 */
public final class TagBudget {
  /** The most tags on a resource. */
  public static final int MAX_TAGS = 50;

  /** EC2 documents 128 characters, and its service model 127. */
  public static final int LONGEST_KEY = 127;

  /**
   * EC2 counts Unicode characters. This counts UTF-16 code units, of which a text has at least as
   * many.
   */
  public static final int LONGEST_VALUE = 256;

  /** Tags that a snapshot may get after its creation. Room is reserved for them. */
  private static final List<String> LATER_ON_SNAPSHOTS =
      List.of(
          SetTags.HOLD,
          SetTags.RESTORING,
          SetTags.KEEP_UNTIL,
          SetTags.VERIFIED,
          SetTags.SHARE_WITH);

  /** The user's tags that fit next to the restore tag and the lineage tag. */
  public static final int MAX_ON_RESTORED_VOLUME = MAX_TAGS - 2;

  /** The keys that are precious to a user who calls none precious. */
  static final Predicate<String> NOTHING_PRECIOUS = Set.<String>of()::contains;

  private TagBudget() {}

  /**
   * How many more tags a snapshot with these tags can have, without the room that is reserved for
   * later. Negative if there are too many tags.
   */
  public static int freeOnSnapshot(Collection<String> keys) {
    Set<String> all = new HashSet<>(keys);
    all.addAll(LATER_ON_SNAPSHOTS);
    return MAX_TAGS - taken(all);
  }

  /** Whether a resource with these tags can get another one, or a new value for an existing one. */
  public static boolean hasPlace(Collection<String> keys, String key) {
    return keys.contains(key) || taken(keys) < MAX_TAGS;
  }

  /** Whether a snapshot can get the tag in addition to those that room is reserved for. */
  public static boolean hasSparePlace(Collection<String> keys, String key) {
    Set<String> all = new HashSet<>(keys);
    all.add(key);
    return freeOnSnapshot(all) >= 0;
  }

  /** Whether a tag belongs to the user, and not to AWS or this product. */
  public static boolean isOwn(String key) {
    return !key.startsWith("aws:") && !key.startsWith(SetTags.PREFIX);
  }

  /** The user's tags among these, in the same order. */
  public static Map<String, String> own(Map<String, String> tags) {
    Map<String, String> own = new LinkedHashMap<>(tags);
    own.keySet().removeIf(key -> !isOwn(key));
    return own;
  }

  /**
   * The order in which tags get their room: those by which a cluster finds its volumes, the name,
   * those that the user calls precious, and the rest; within each group by key.
   */
  public static Comparator<String> byWorth(Predicate<String> precious) {
    return Comparator.comparingInt((String key) -> rank(key, precious)).thenComparing(key -> key);
  }

  /** The same order, if the user calls no tag precious. */
  public static Comparator<String> byWorth() {
    return byWorth(NOTHING_PRECIOUS);
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
