package ebsbackup.ebs;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebsbackup.report.TextLimit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The identity of a set in the description of its snapshots, for accounts that see no tags of ours:
 *
 * <pre>
 * nightly ebs-backup:1 daily 2026-03-01T03:00:00Z i-0a1b2c3d4e5f60718 /sda1:8:gp3:3000:125:d /sdf:100 1a2b3c4d
 * </pre>
 *
 * <p>It consists of the user's own text, as far as it fits, the format, the plan, the time of the
 * run, the source, a word for each volume, and a checksum. {@code CreateSnapshots} gives all
 * snapshots of a set the same description, so it describes all of them. The words are in the order
 * of the volume ids, which EC2 shows for a shared snapshot. A word has the device, GiB, type, IOPS,
 * MiB/s, and the flags {@code d} (deleted on termination), {@code m} (Multi-Attach enabled) and
 * {@code o} (on an Outpost). A word without the last four parts repeats those of the previous word.
 * If the words do not fit into EC2's 255 characters, they are replaced by the number of volumes.
 *
 * <p>The checksum covers all the text before it and the volume ids: a description that was changed,
 * or that was put on snapshots of other volumes, is rejected.
 */
public final class SetDescription {
  /** EC2's limit on the description of a snapshot. */
  public static final int LONGEST = 255;

  private static final String FORMAT = "ebs-backup:1";
  private static final String ABSENT = "-";
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._/-]+");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final int CHECKSUM = 8;

  private SetDescription() {}

  /**
   * The contents of a description.
   *
   * @param time the time of the run
   * @param volumeIds the volumes of the set, in order
   * @param members the volumes' settings in the same order; empty if they did not fit
   */
  public record Described(
      String plan, Instant time, String source, List<String> volumeIds, List<Member> members) {
    public Described {
      volumeIds = List.copyOf(volumeIds);
      members = List.copyOf(members);
    }
  }

  /**
   * Describes a set.
   *
   * @param time the time of the run
   * @param words the user's own text
   */
  public static String write(SetTags set, Instant time, Optional<String> words) {
    List<Member> members =
        set.members().stream().sorted(Comparator.comparing(Member::volumeId)).toList();
    String identity = String.join(" ", FORMAT, set.plan(), time.toString(), set.source());
    int room = LONGEST - CHECKSUM - 1;
    String text =
        words(members)
            .map(volumes -> identity + " " + volumes)
            .filter(whole -> whole.length() <= room)
            .orElse(identity + " " + members.size());
    String all =
        words
            .map(own -> TextLimit.beginning(own.strip(), room - text.length() - 1).strip())
            .filter(own -> !own.isEmpty())
            .map(own -> own + " " + text)
            .orElse(text);
    return all + " " + checksum(all, members.stream().map(Member::volumeId).toList());
  }

  /**
   * Reads a description.
   *
   * @param volumeIds the volumes of all the snapshots that have it
   * @return empty if it is not one of ours, was changed, or belongs to other volumes
   */
  public static Optional<Described> read(String description, Collection<String> volumeIds) {
    List<String> volumes = volumeIds.stream().sorted().toList();
    int from = description.lastIndexOf(FORMAT + " ");
    int to = description.length() - CHECKSUM - 1;
    if (from < 0
        || !description
            .substring(to)
            .equals(" " + checksum(description.substring(0, to), volumes))) {
      return Optional.empty();
    }
    String[] words = description.substring(from, to).split(" ", -1);
    return words.length < 5
        ? Optional.empty()
        : time(words[2])
            .flatMap(
                time ->
                    members(Arrays.asList(words).subList(4, words.length), volumes)
                        .map(m -> new Described(words[1], time, words[3], volumes, m)));
  }

  /** The part that begins with the format, if there is one. Its checksum is not checked. */
  public static Optional<String> claimed(String description) {
    int from = description.lastIndexOf(FORMAT + " ");
    return from < 0 ? Optional.empty() : Optional.of(description.substring(from));
  }

  private static Optional<String> words(List<Member> members) {
    List<String> words = new ArrayList<>();
    String before = "";
    for (Member member : members) {
      String device = member.device().map(SetTags::shortened).orElse(ABSENT);
      boolean plain =
          WORD.matcher(device).matches()
              && WORD.matcher(member.settings().type()).matches()
              && member.device().map(d -> d.equals(SetTags.lengthened(device))).orElse(true)
              && !member.device().equals(Optional.of(ABSENT));
      if (!plain) {
        return Optional.empty();
      }
      String settings = settings(member);
      words.add(
          device + ":" + member.settings().size() + (settings.equals(before) ? "" : settings));
      before = settings;
    }
    return Optional.of(String.join(" ", words));
  }

  private static String settings(Member member) {
    VolumeSettings settings = member.settings();
    return ":%s:%s:%s:%s"
        .formatted(
            settings.type(),
            settings.iops().map(String::valueOf).orElse(""),
            settings.throughput().map(String::valueOf).orElse(""),
            (member.deleteOnTermination() ? "d" : "")
                + (settings.multiAttach() ? "m" : "")
                + (settings.onOutpost() ? "o" : ""));
  }

  /**
   * Returns an empty list if only the number of volumes is given, and nothing if the words do not
   * describe the volumes.
   */
  private static Optional<List<Member>> members(List<String> words, List<String> volumeIds) {
    if (words.equals(List.of(Integer.toString(volumeIds.size())))) {
      return Optional.of(List.of());
    }
    if (words.size() != volumeIds.size()) {
      return Optional.empty();
    }
    List<Member> members = new ArrayList<>();
    List<String> settings = List.of();
    for (int i = 0; i < words.size(); i++) {
      List<String> parts = List.of(words.get(i).split(":", -1));
      settings = parts.size() == 6 ? parts.subList(2, 6) : settings;
      if ((parts.size() != 6 && parts.size() != 2)
          || settings.isEmpty()
          || !NUMBER.matcher(parts.get(1)).matches()) {
        return Optional.empty();
      }
      members.add(member(volumeIds.get(i), parts, settings));
    }
    return Optional.of(members);
  }

  private static Member member(String volumeId, List<String> parts, List<String> settings) {
    return Member.described(
        volumeId,
        Optional.of(parts.getFirst()).filter(d -> !d.equals(ABSENT)).map(SetTags::lengthened),
        new VolumeSettings(
            settings.get(0),
            Integer.parseInt(parts.get(1)),
            number(settings.get(1)),
            number(settings.get(2)),
            settings.get(3).contains("m"),
            settings.get(3).contains("o")),
        settings.get(3).contains("d"));
  }

  private static Optional<Integer> number(String word) {
    return NUMBER.matcher(word).matches() ? Optional.of(Integer.valueOf(word)) : Optional.empty();
  }

  private static Optional<Instant> time(String word) {
    try {
      return Optional.of(Instant.parse(word));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** CRC-32, which detects every change of up to four consecutive bytes. */
  private static String checksum(String text, List<String> volumeIds) {
    CRC32 crc = new CRC32();
    crc.update(
        (text + volumeIds.stream().map(id -> " " + id).collect(Collectors.joining()))
            .getBytes(UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
