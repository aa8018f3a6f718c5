package ebsbackup.ebs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tags that carry all state: which plan and run made a set, from which source, and what each
 * member was. {@code CreateSnapshots} puts the same tags on every snapshot of a set, so every
 * snapshot describes the whole set and a reader finds its own line by its volume id.
 *
 * <ul>
 *   <li>{@code ebs-backup:plan}, {@code ebs-backup:run}, {@code ebs-backup:source}
 *   <li>{@code ebs-backup:members}: how many volumes the set has
 *   <li>{@code ebs-backup:device}: the device names, for a person's search; cut when too long
 *   <li>{@code ebs-backup:volume}, {@code ebs-backup:volume:2}, …: a line a volume, joined by ";":
 *       id, device, type, GiB, IOPS, MiB/s, and {@code delete} or {@code keep} on termination, with
 *       "-" for what it has not
 *   <li>{@code ebs-backup:tags:vol-…}: the volume's own tags, URL-encoded, as far as they fit
 *   <li>{@code ebs-backup:keep-until}: only on sets of a run by hand that says so
 *   <li>{@code ebs-backup:hold} and {@code ebs-backup:restoring}, put on later: who keeps the
 *       snapshot from being pruned, and until when
 * </ul>
 *
 * @param source instance id, or volume id for a volume selected by itself
 */
public record SetTags(String plan, String run, String source, List<Member> members) {
  /** Everything of ours begins with this; nobody else's tags may. */
  public static final String PREFIX = "ebs-backup:";

  public static final String PLAN = PREFIX + "plan";
  public static final String RUN = PREFIX + "run";
  public static final String SOURCE = PREFIX + "source";
  public static final String KEEP_UNTIL = PREFIX + "keep-until";

  /** Put on by a person: {@code Ann until 2026-12-31T00:00:00Z}; without an end, for ever. */
  public static final String HOLD = PREFIX + "hold";

  /** Put on by a restore: its execution's name, "until", and when to stop heeding it. */
  public static final String RESTORING = PREFIX + "restoring";

  private static final String MEMBERS = PREFIX + "members";
  private static final String DEVICE = PREFIX + "device";
  private static final String VOLUME = PREFIX + "volume";
  private static final String VOLUME_TAGS = PREFIX + "tags:";

  /** EC2's limits: tags a resource, characters a value. */
  private static final int MOST_TAGS = 50;

  private static final int LONGEST_VALUE = 256;

  public SetTags {
    members = List.copyOf(members);
  }

  /** Whether a tag belongs to a user, rather than to AWS or to this product. */
  public static boolean isOwn(String key) {
    return !key.startsWith("aws:") && !key.startsWith(PREFIX);
  }

  /**
   * The tags for the create call: ours, the plan's, and the volumes' own as far as 50 tags go. More
   * than 50 come back only if ours and the plan's alone are more.
   */
  public Map<String, String> toTags(Map<String, String> planTags) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(PLAN, plan);
    tags.put(RUN, run);
    tags.put(SOURCE, source);
    tags.put(MEMBERS, Integer.toString(members.size()));
    tags.put(
        DEVICE,
        joined(members.stream().flatMap(m -> m.device().stream()).toList(), " ").getFirst());
    List<String> lines = joined(members.stream().map(SetTags::line).toList(), ";");
    for (int i = 0; i < lines.size(); i++) {
      tags.put(i == 0 ? VOLUME : VOLUME + ":" + (i + 1), lines.get(i));
    }
    tags.putAll(planTags);
    for (Member member : members) {
      String own = encoded(member.tags());
      if (!own.isEmpty() && tags.size() < MOST_TAGS) {
        tags.put(VOLUME_TAGS + member.volumeId(), own);
      }
    }
    return tags;
  }

  /** Reads the tags of a snapshot; empty if it is not one of ours or its tags are damaged. */
  public static Optional<SetTags> read(Map<String, String> tags) {
    if (!tags.containsKey(PLAN) || !tags.containsKey(RUN) || !tags.containsKey(SOURCE)) {
      return Optional.empty();
    }
    List<Member> members = new ArrayList<>();
    String key = VOLUME;
    for (int i = 2; tags.containsKey(key); i++) {
      for (String line : tags.get(key).split(";", -1)) {
        Optional<Member> member = member(line, tags);
        if (member.isEmpty()) {
          return Optional.empty();
        }
        members.add(member.get());
      }
      key = VOLUME + ":" + i;
    }
    if (members.isEmpty() || !Integer.toString(members.size()).equals(tags.get(MEMBERS))) {
      return Optional.empty();
    }
    return Optional.of(new SetTags(tags.get(PLAN), tags.get(RUN), tags.get(SOURCE), members));
  }

  /** What the tags remember of that volume. */
  public Optional<Member> member(String volumeId) {
    return members.stream().filter(m -> m.volumeId().equals(volumeId)).findFirst();
  }

  private static String line(Member m) {
    return String.join(
        " ",
        m.volumeId(),
        m.device().orElse("-"),
        m.settings().type(),
        Integer.toString(m.settings().size()),
        m.settings().iops().map(String::valueOf).orElse("-"),
        m.settings().throughput().map(String::valueOf).orElse("-"),
        m.deleteOnTermination() ? "delete" : "keep");
  }

  private static Optional<Member> member(String line, Map<String, String> tags) {
    String[] words = line.split(" ", -1);
    if (words.length != 7 || !words[3].matches("\\d{1,9}")) {
      return Optional.empty();
    }
    VolumeSettings settings =
        new VolumeSettings(
            words[2], Integer.parseInt(words[3]), number(words[4]), number(words[5]));
    return Optional.of(
        new Member(
            words[0],
            words[1].equals("-") ? Optional.empty() : Optional.of(words[1]),
            settings,
            words[6].equals("delete"),
            decoded(tags.getOrDefault(VOLUME_TAGS + words[0], ""))));
  }

  private static Optional<Integer> number(String word) {
    return word.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(word)) : Optional.empty();
  }

  /** Joins words into as few values as hold them whole; always at least one, perhaps empty. */
  private static List<String> joined(List<String> words, String separator) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (String word : words) {
      if (!value.isEmpty() && value.length() + separator.length() + word.length() > LONGEST_VALUE) {
        values.add(value.toString());
        value.setLength(0);
      }
      value.append(value.isEmpty() ? "" : separator).append(word);
    }
    values.add(value.toString());
    return values;
  }

  private static String encoded(Map<String, String> tags) {
    StringBuilder value = new StringBuilder();
    // The name first: of all tags it is the one that people look for.
    Comparator<String> nameFirst =
        Comparator.comparing((String key) -> !key.equals("Name")).thenComparing(key -> key);
    TreeMap<String, String> sorted = new TreeMap<>(nameFirst);
    sorted.putAll(tags);
    sorted.forEach(
        (key, text) -> {
          String pair =
              (value.isEmpty() ? "" : "&")
                  + URLEncoder.encode(key, UTF_8)
                  + "="
                  + URLEncoder.encode(text, UTF_8);
          if (isOwn(key) && value.length() + pair.length() <= LONGEST_VALUE) {
            value.append(pair);
          }
        });
    return value.toString();
  }

  private static Map<String, String> decoded(String value) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String pair : value.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        tags.put(
            URLDecoder.decode(pair.substring(0, equals), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return tags;
  }
}
