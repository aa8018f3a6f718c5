package ebsbackup.verify;

import ebsbackup.blocks.Damage;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.SetRef;
import ebsbackup.report.PayloadBudget;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A report's line on one volume of a set.
 *
 * @param found the structures that were found, such as {@code gpt} and {@code ext4}
 * @param verdict in one word: {@link Verdict#word}
 * @param changed how much changed since the previous set, compared with the usual level; or why
 *     that is not known
 * @param reason the reason for the verdict; for damage: the structure, the offset on the disk in
 *     bytes, and the actual and expected contents; empty if sound
 * @param requests the number of requests for this volume
 */
public record VolumeLine(
    SetRef set,
    String volumeId,
    String snapshotId,
    List<String> found,
    String verdict,
    String reason,
    String changed,
    int requests) {

  /** Enough to see a pattern. `./ebs-backup inspect` shows all damage. */
  private static final int MAX_DAMAGES = 3;

  private static final int MAX_FOUND = 10;
  private static final int LONGEST_REASON = 500;

  public VolumeLine {
    found = List.copyOf(found);
  }

  static VolumeLine of(SetRef set, CheckedVolume volume) {
    return new VolumeLine(
        set,
        volume.snapshot().volumeId(),
        volume.snapshot().snapshotId(),
        first(volume.found()),
        volume.verdict().word(),
        PayloadBudget.shortened(reason(volume.verdict()), LONGEST_REASON),
        PayloadBudget.shortened(volume.changed(), LONGEST_REASON),
        volume.requests());
  }

  private static List<String> first(List<String> found) {
    int left = found.size() - MAX_FOUND;
    return left <= 0
        ? found
        : Stream.concat(found.stream().limit(MAX_FOUND), Stream.of("and %d more".formatted(left)))
            .toList();
  }

  private static String reason(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Sound sound -> "";
      case Verdict.Unknown unknown -> unknown.reason();
      case Verdict.Unread unread -> unread.reason();
      case Verdict.Damaged damaged -> reason(damaged);
      case Verdict.Suspect suspect -> suspect.evidence();
    };
  }

  private static String reason(Verdict.Damaged damaged) {
    int shown = Math.min(MAX_DAMAGES, damaged.damages().size());
    int more = damaged.damages().size() - shown + damaged.more();
    return damaged.damages().subList(0, shown).stream()
            .map(Damage::toString)
            .collect(Collectors.joining("; "))
        + (more == 0 ? "" : "; and %d more".formatted(more));
  }

  boolean damaged() {
    return verdict.equals("damaged");
  }

  /** Whether a person has to decide. */
  boolean alarming() {
    return rank() <= 1;
  }

  /** The rank in a list that may omit lines: those that need action come first. */
  int rank() {
    return switch (verdict) {
      case "damaged" -> 0;
      case "suspect" -> 1;
      case "unread" -> 2;
      default -> 3;
    };
  }

  /** The approximate size as JSON. */
  int jsonBytes() {
    return 275
        + PayloadBudget.jsonBytes(set.source())
        + PayloadBudget.jsonBytes(set.run())
        + PayloadBudget.jsonBytes(reason)
        + PayloadBudget.jsonBytes(changed)
        + found.stream().mapToInt(PayloadBudget::jsonBytes).sum();
  }
}
