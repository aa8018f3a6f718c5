package ebsbackup.ebs;

import ebsbackup.report.TextLimit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The volumes' own tags as one text, split into the values of {@code ebs-backup:tags}, {@code :2},
 * …. A tag that several volumes have is written once:
 *
 * <pre>
 * 1.3-5:team+=blue+/     the volumes 1, 3, 4 and 5 have the tag team=blue
 * :KubernetesCluster+=prod+/   all volumes have it
 * 2:owner+/              volume 2 has a tag owner, whose value did not fit
 * </pre>
 *
 * <p>Volumes are counted from 1 in the order of their lines; {@code ++} is a plus sign. The
 * structure uses only characters that every AWS service accepts in tags. Each value is enclosed in
 * equals signs, so spaces at its ends or an accidental {@code aws:} at its start are neither
 * rejected nor changed.
 */
final class RememberedTags {
  private static final String KEY = SetTags.PREFIX + "tags";
  private static final String GUARD = "=";
  private static final Pattern RANGE = Pattern.compile("\\d{1,3}(-\\d{1,3})?");
  private static final int LONGEST_PART = TagBudget.LONGEST_VALUE - 2 * GUARD.length();

  /**
   * The number of UTF-16 code units that every value has room for. A character of two is not split,
   * so a value may end one earlier than it could.
   */
  private static final int LEAST_PART = LONGEST_PART - 1;

  /** At most a quarter of the room is reserved for the keys of tags whose values do not fit. */
  private static final int SHARE_OF_KEYS = 4;

  private final List<Map<String, String>> tags;
  private final List<Set<String>> lostKeys;

  private record Tag(String key, String value) {}

  private RememberedTags(int volumes) {
    tags = Stream.<Map<String, String>>generate(LinkedHashMap::new).limit(volumes).toList();
    lostKeys = Stream.<Set<String>>generate(LinkedHashSet::new).limit(volumes).toList();
  }

  /** The tags of the volume at that index; empty if they did not fit or are damaged. */
  Map<String, String> of(int volume) {
    return tags.get(volume);
  }

  /** The keys of the volume's tags whose values did not fit. */
  List<String> lostKeys(int volume) {
    return List.copyOf(lostKeys.get(volume));
  }

  /**
   * Writes the volumes' own tags, the most important first, into at most the given number of
   * values.
   *
   * @param precious which keys come directly after the cluster's and the name
   */
  static Map<String, String> write(List<Member> members, int values, Predicate<String> precious) {
    Comparator<Tag> order =
        Comparator.comparing(Tag::key, TagBudget.byWorth(precious)).thenComparing(Tag::value);
    SortedMap<Tag, NavigableSet<Integer>> owners = new TreeMap<>(order);
    for (int i = 0; i < members.size(); i++) {
      int volume = i + 1;
      TagBudget.own(members.get(i).tags())
          .forEach(
              (key, value) ->
                  owners.computeIfAbsent(new Tag(key, value), k -> new TreeSet<>()).add(volume));
    }
    List<String> entries = new ArrayList<>();
    int room = Math.max(0, values) * LEAST_PART;
    owners.forEach((tag, who) -> entries.add(entry(tag, who, members.size())));
    StringBuilder text = new StringBuilder();
    if (entries.stream().mapToInt(String::length).sum() <= room) {
      entries.forEach(text::append);
    } else {
      writeWhatFits(owners, members.size(), room, precious, text);
    }
    return cut(text.toString());
  }

  private static void writeWhatFits(
      Map<Tag, NavigableSet<Integer>> owners,
      int volumes,
      int room,
      Predicate<String> precious,
      StringBuilder text) {
    SortedMap<String, NavigableSet<Integer>> lost = new TreeMap<>(TagBudget.byWorth(precious));
    owners.forEach((tag, who) -> merge(lost, tag.key(), who));
    int keys = lost.entrySet().stream().mapToInt(e -> keyOnly(e, volumes).length()).sum();
    int forValues = room - Math.min(keys, room / SHARE_OF_KEYS);
    lost.clear();
    owners.forEach(
        (tag, who) -> {
          String entry = entry(tag, who, volumes);
          if (text.length() + entry.length() <= forValues) {
            text.append(entry);
          } else {
            merge(lost, tag.key(), who);
          }
        });
    for (Map.Entry<String, NavigableSet<Integer>> key : lost.entrySet()) {
      String entry = keyOnly(key, volumes);
      if (text.length() + entry.length() <= room) {
        text.append(entry);
      }
    }
  }

  private static void merge(Map<String, NavigableSet<Integer>> all, String key, Set<Integer> who) {
    all.computeIfAbsent(key, k -> new TreeSet<>()).addAll(who);
  }

  private static String entry(Tag tag, NavigableSet<Integer> who, int volumes) {
    return "%s:%s+=%s+/".formatted(ranges(who, volumes), escaped(tag.key()), escaped(tag.value()));
  }

  private static String keyOnly(Map.Entry<String, NavigableSet<Integer>> key, int volumes) {
    return "%s:%s+/".formatted(ranges(key.getValue(), volumes), escaped(key.getKey()));
  }

  private static String escaped(String text) {
    return text.replace("+", "++");
  }

  /** Returns text like {@code 1.3-5}; empty for all volumes. */
  private static String ranges(NavigableSet<Integer> who, int volumes) {
    if (who.size() == volumes) {
      return "";
    }
    List<String> ranges = new ArrayList<>();
    int from = who.first();
    for (int volume : who) {
      if (!who.contains(volume + 1)) {
        ranges.add(from == volume ? Integer.toString(volume) : from + "-" + volume);
        Integer next = who.higher(volume);
        from = next == null ? 0 : next;
      }
    }
    return String.join(".", ranges);
  }

  private static Map<String, String> cut(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    String rest = text;
    while (!rest.isEmpty()) {
      String part = TextLimit.beginning(rest, LONGEST_PART);
      values.put(key(values.size() + 1), GUARD + part + GUARD);
      rest = rest.substring(part.length());
    }
    return values;
  }

  private static String key(int number) {
    return number == 1 ? KEY : KEY + ":" + number;
  }

  /** Reads what {@link #write} has written. Missing or damaged text counts as lost. */
  static RememberedTags read(Map<String, String> tags, int volumes) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; tags.containsKey(key(i)); i++) {
      String value = tags.get(key(i));
      if (value.length() < 2 || !value.startsWith(GUARD) || !value.endsWith(GUARD)) {
        break;
      }
      text.append(value, 1, value.length() - 1);
    }
    RememberedTags read = new RememberedTags(volumes);
    int start = 0;
    StringBuilder word = new StringBuilder();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (words.isEmpty() && c == ':') {
        words.add(text.substring(start, i));
      } else if (!words.isEmpty() && (c != '+' || i + 1 == text.length())) {
        word.append(c);
      } else if (!words.isEmpty()) {
        i++;
        switch (text.charAt(i)) {
          case '=' -> {
            words.add(word.toString());
            word.setLength(0);
          }
          case '/' -> {
            words.add(word.toString());
            read.add(words);
            word.setLength(0);
            words.clear();
            start = i + 1;
          }
          default -> word.append('+');
        }
      }
    }
    return read;
  }

  /**
   * @param words the volumes and the key, and the value if there is one
   */
  private void add(List<String> words) {
    for (int volume : volumes(words.get(0))) {
      if (words.size() == 2) {
        lostKeys.get(volume).add(words.get(1));
      } else {
        tags.get(volume).put(words.get(1), words.get(2));
      }
    }
  }

  /**
   * The zero-based indexes that the ranges name; numbers that are not volumes of the set are
   * ignored.
   */
  private Set<Integer> volumes(String ranges) {
    Set<Integer> volumes = new TreeSet<>();
    for (String range : (ranges.isEmpty() ? "1-" + tags.size() : ranges).split("\\.", -1)) {
      if (RANGE.matcher(range).matches()) {
        String[] ends = range.split("-", -1);
        int to = Math.min(Integer.parseInt(ends[ends.length - 1]), tags.size());
        for (int volume = Math.max(1, Integer.parseInt(ends[0])); volume <= to; volume++) {
          volumes.add(volume - 1);
        }
      }
    }
    return volumes;
  }
}
