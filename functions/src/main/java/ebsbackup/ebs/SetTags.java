package ebsbackup.ebs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The tags that hold all state: which plan and run created a set, from which source, and what each
 * volume was. {@code CreateSnapshots} puts the same tags on every snapshot of a set, so every
 * snapshot describes the whole set, and its volume id identifies its own line.
 *
 * <ul>
 *   <li>{@code ebs-backup:plan}, {@code ebs-backup:run}, {@code ebs-backup:source}
 *   <li>{@code ebs-backup:members}: how many volumes the set has
 *   <li>{@code ebs-backup:device}: the device names, for users to search by; cut if too long
 *   <li>{@code ebs-backup:volume}, {@code ebs-backup:volume:2}, …: one line for each volume, joined
 *       by "+". Its words are the id without {@code vol-}, the device ({@code /sdf} for {@code
 *       /dev/sdf}), type, GiB, IOPS, MiB/s, a letter for each flag, and the number of tags that the
 *       volume had; "-" means no value. The ninth word, omitted if there is too little room, is the
 *       id of the volume that a swap replaced with this one. The flags are {@code d} (deleted on
 *       termination), {@code m} (Multi-Attach enabled) and {@code o} (on an Outpost). Further words
 *       and unknown letters are ignored
 *   <li>{@code ebs-backup:tags}, {@code ebs-backup:tags:2}, …: the volumes' own tags, each tag once
 *       with the volumes that have it; format in {@link RememberedTags}
 *   <li>{@code ebs-backup:keep-until}: only on sets of a manual run whose plan sets it
 *   <li>{@code ebs-backup:share-with}: only on sets of a plan that shares; the accounts, separated
 *       by spaces, that a good set may be shared with
 *   <li>{@code ebs-backup:copy}: only on copies from another Region or account; format in {@link
 *       CopyOf}
 *   <li>added later: {@code ebs-backup:hold} and {@code ebs-backup:restoring}, which say who keeps
 *       the snapshot from being pruned and until when, and {@code ebs-backup:verified}, the verdict
 *       of a verification. {@link TagBudget} reserves room for these. If there is more room, also
 *       {@code ebs-backup:changed}, what the verification found changed ({@link VolumeChange}), and
 *       {@code ebs-backup:manifest}, a checksum of the snapshot ({@link ManifestRoot}). A compared
 *       copy also has {@code ebs-backup:source-manifest}, the checksum of its original
 * </ul>
 *
 * @param source instance id, or volume id for a volume selected on its own
 */
public record SetTags(String plan, String run, String source, List<Member> members) {
  /** The prefix of all of this product's tags; no other tag may have it. */
  public static final String PREFIX = "ebs-backup:";

  public static final String PLAN = PREFIX + "plan";
  public static final String RUN = PREFIX + "run";
  public static final String SOURCE = PREFIX + "source";
  public static final String KEEP_UNTIL = PREFIX + "keep-until";

  /** Set by a user: {@code Ann until 2026-12-31T00:00:00Z}; without an end, it lasts forever. */
  public static final String HOLD = PREFIX + "hold";

  /** Set by a restore: the restore's id, "until", and the time at which the mark lapses. */
  public static final String RESTORING = PREFIX + "restoring";

  /**
   * The tag on a volume that a swap put in place of another: the ids of the volumes that it stands
   * for, separated by spaces, starting with the one that was backed up.
   */
  public static final String LINEAGE = PREFIX + "lineage";

  /** Set by a verification, or by a user who decides on its verdict: {@link Verification}. */
  public static final String VERIFIED = PREFIX + "verified";

  /** Set by a verification for later ones: {@link VolumeChange}. */
  public static final String CHANGED = PREFIX + "changed";

  /** Set when every part of the snapshot's manifest is stored: {@link ManifestRoot}. */
  public static final String MANIFEST = PREFIX + "manifest";

  /** Put on a copy when it was compared with its original: the {@link ManifestRoot} of that. */
  public static final String SOURCE_MANIFEST = PREFIX + "source-manifest";

  /**
   * Set at creation, so a set is never shared with an account that this tag does not name, and no
   * step needs to add a tag later.
   */
  public static final String SHARE_WITH = PREFIX + "share-with";

  /** Set on a copy at its creation: {@link CopyOf}. */
  public static final String COPY = PREFIX + "copy";

  private static final String MEMBERS = PREFIX + "members";
  private static final String DEVICE = PREFIX + "device";
  private static final String VOLUME = PREFIX + "volume";
  private static final String VOLUME_ID = "vol-";
  private static final List<String> NOT_OF_SETS =
      List.of(DEVICE, HOLD, RESTORING, CHANGED, MANIFEST, SOURCE_MANIFEST);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}|[0-9a-f]{17}");
  private static final String DEVICE_FOLDER = "/dev/";
  private static final String DELETED_ON_TERMINATION = "d";
  private static final String MULTI_ATTACH = "m";
  private static final String ON_OUTPOST = "o";

  /** The volumes' own tags: {@link RememberedTags}. */
  private static final String TAGS = PREFIX + "tags";

  public SetTags {
    members = List.copyOf(members);
  }

  /** The tags for the create call, if no tag of a volume is precious. */
  public Map<String, String> toTags(Map<String, String> planTags) {
    return toTags(planTags, TagBudget.NOTHING_PRECIOUS);
  }

  /**
   * The tags for the create call: ours, the plan's, and as many of the volumes' own as there is
   * room for.
   *
   * @param planTags all tags that come from the plan
   * @param precious keys of volume tags that come directly after the cluster's and the name
   */
  public Map<String, String> toTags(Map<String, String> planTags, Predicate<String> precious) {
    Map<String, String> tags = described(planTags);
    int free = TagBudget.freeOnSnapshot(tags.keySet());
    tags.putAll(RememberedTags.write(members, free, precious));
    return tags;
  }

  /**
   * How many tags {@link #toTags} can use for the volumes' own tags; negative if there are too few.
   */
  public int freePlaces(Map<String, String> planTags) {
    return TagBudget.freeOnSnapshot(described(planTags).keySet());
  }

  private Map<String, String> described(Map<String, String> planTags) {
    Map<String, String> full = described(planTags, SetTags::lineWithPredecessor);
    return TagBudget.freeOnSnapshot(full.keySet()) < 0 ? described(planTags, SetTags::line) : full;
  }

  private Map<String, String> described(
      Map<String, String> planTags, Function<Member, String> line) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(PLAN, plan);
    tags.put(RUN, run);
    tags.put(SOURCE, source);
    tags.put(MEMBERS, Integer.toString(members.size()));
    tags.put(
        DEVICE,
        joined(members.stream().flatMap(m -> m.device().stream()).toList(), " ").getFirst());
    List<String> lines = joined(members.stream().map(line).toList(), "+");
    for (int i = 0; i < lines.size(); i++) {
      tags.put(i == 0 ? VOLUME : VOLUME + ":" + (i + 1), lines.get(i));
    }
    tags.putAll(planTags);
    return tags;
  }

  /** Reads the tags of a snapshot; empty if they are not ours or are damaged. */
  public static Optional<SetTags> read(Map<String, String> tags) {
    if (!tags.containsKey(PLAN) || !tags.containsKey(RUN) || !tags.containsKey(SOURCE)) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    String key = VOLUME;
    for (int i = 2; tags.containsKey(key); i++) {
      lines.addAll(List.of(tags.get(key).split("\\+", -1)));
      key = VOLUME + ":" + i;
    }
    if (lines.isEmpty() || !Integer.toString(lines.size()).equals(tags.get(MEMBERS))) {
      return Optional.empty();
    }
    RememberedTags remembered = RememberedTags.read(tags, lines.size());
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ", -1);
      if (words.length < 7 || !isNumber(words[3])) {
        return Optional.empty();
      }
      members.add(member(words, remembered.of(i), remembered.lostKeys(i)));
    }
    return Optional.of(new SetTags(tags.get(PLAN), tags.get(RUN), tags.get(SOURCE), members));
  }

  /**
   * Whether {@link #read} and {@link SourceVerdicts} need the tag with the given key. They do not
   * need the volumes' own tags.
   */
  public static boolean describesSet(String key) {
    return key.startsWith(PREFIX) && !key.startsWith(TAGS) && !NOT_OF_SETS.contains(key);
  }

  /** What the tags remember about the volume. */
  public Optional<Member> member(String volumeId) {
    return members.stream().filter(m -> m.volumeId().equals(volumeId)).findFirst();
  }

  private static String line(Member m) {
    return String.join(
        " ",
        m.volumeId().substring(VOLUME_ID.length()),
        m.device().map(SetTags::shortened).orElse("-"),
        m.settings().type(),
        Integer.toString(m.settings().size()),
        m.settings().iops().map(String::valueOf).orElse("-"),
        m.settings().throughput().map(String::valueOf).orElse("-"),
        flags(m),
        Integer.toString(TagBudget.own(m.tags()).size() + m.lost().map(LostTags::count).orElse(0)));
  }

  private static String lineWithPredecessor(Member m) {
    return line(m) + m.predecessor().map(id -> " " + id.substring(VOLUME_ID.length())).orElse("");
  }

  private static String flags(Member m) {
    String flags =
        (m.deleteOnTermination() ? DELETED_ON_TERMINATION : "")
            + (m.settings().multiAttach() ? MULTI_ATTACH : "")
            + (m.settings().onOutpost() ? ON_OUTPOST : "");
    return flags.isEmpty() ? "-" : flags;
  }

  /** A device name as descriptions and tags write it: {@code /sdf} for {@code /dev/sdf}. */
  static String shortened(String device) {
    return device.startsWith(DEVICE_FOLDER)
        ? "/" + device.substring(DEVICE_FOLDER.length())
        : device;
  }

  static String lengthened(String device) {
    return device.startsWith("/") ? DEVICE_FOLDER + device.substring(1) : device;
  }

  private static Member member(String[] words, Map<String, String> tags, List<String> lostKeys) {
    int all = words.length > 7 ? number(words[7]).orElse(0) : 0;
    return new Member(
        VOLUME_ID + words[0],
        present(words[1]).map(SetTags::lengthened),
        settings(words),
        words[6].contains(DELETED_ON_TERMINATION),
        tags,
        Optional.of(new LostTags(Math.max(0, all - tags.size()), lostKeys)),
        words.length > 8 && ID.matcher(words[8]).matches()
            ? Optional.of(VOLUME_ID + words[8])
            : Optional.empty());
  }

  private static VolumeSettings settings(String[] words) {
    return new VolumeSettings(
        words[2],
        Integer.parseInt(words[3]),
        number(words[4]),
        number(words[5]),
        words[6].contains(MULTI_ATTACH),
        words[6].contains(ON_OUTPOST));
  }

  private static Optional<String> present(String word) {
    return word.equals("-") ? Optional.empty() : Optional.of(word);
  }

  private static Optional<Integer> number(String word) {
    return isNumber(word) ? Optional.of(Integer.valueOf(word)) : Optional.empty();
  }

  /** Whether the word consists of one to nine digits. */
  private static boolean isNumber(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return false;
      }
    }
    return !word.isEmpty() && word.length() <= 9;
  }

  /**
   * Joins words into as few values as possible without splitting one; returns at least one value,
   * which may be empty.
   */
  private static List<String> joined(List<String> words, String separator) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (String word : words) {
      if (value.length() + separator.length() + word.length() > TagBudget.LONGEST_VALUE) {
        values.add(value.toString());
        value.setLength(0);
      }
      value.append(value.isEmpty() ? "" : separator).append(word);
    }
    values.add(value.toString());
    return values;
  }
}
