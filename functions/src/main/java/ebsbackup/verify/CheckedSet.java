package ebsbackup.verify;

import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A set of which every snapshot was read, or could not be. */
record CheckedSet(SetRef set, List<CheckedVolume> volumes) {
  CheckedSet {
    volumes = List.copyOf(volumes);
  }

  /** Damaged if a volume is; else unread if one is; else sound if one is. */
  Verdict verdict() {
    return Verdict.of(volumes.stream().map(CheckedVolume::verdict).toList());
  }

  /** Whether nothing is known only because of a throttle or a lost answer. */
  boolean worthAnotherAttempt() {
    return verdict() instanceof Verdict.Unread
        && volumes.stream()
            .anyMatch(v -> v.verdict() instanceof Verdict.Unread unread && unread.passing());
  }

  /** What to record on every snapshot of the set; nothing if the set is unread. */
  Optional<Verification> verification(Instant now) {
    Verdict verdict = verdict();
    return switch (verdict) {
      case Verdict.Unread unread -> Optional.empty();
      case Verdict.Sound sound -> Optional.of(Verification.of(verdict.word(), now, ""));
      case Verdict.Unknown unknown ->
          Optional.of(Verification.of(verdict.word(), now, unknown.reason()));
      case Verdict.Damaged damaged -> Optional.of(Verification.of(verdict.word(), now, evidence()));
    };
  }

  private String evidence() {
    return lines().stream()
        .filter(line -> line.verdict().equals("damaged"))
        .map(line -> line.volumeId() + ": " + line.reason())
        .collect(Collectors.joining("; "));
  }

  List<VolumeLine> lines() {
    return volumes.stream().map(volume -> VolumeLine.of(set, volume)).toList();
  }
}
