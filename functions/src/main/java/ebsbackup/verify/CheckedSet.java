package ebsbackup.verify;

import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A set after an attempt to read each of its snapshots. */
record CheckedSet(SetRef set, List<CheckedVolume> volumes) {
  CheckedSet {
    volumes = List.copyOf(volumes);
  }

  /**
   * The first of damaged, suspect, unread and sound that applies to any volume; otherwise unknown.
   */
  Verdict verdict() {
    return Verdict.of(volumes.stream().map(CheckedVolume::verdict).toList());
  }

  /** Whether the set is unread only because a call was throttled or its answer was lost. */
  boolean worthAnotherAttempt() {
    return verdict() instanceof Verdict.Unread
        && volumes.stream()
            .anyMatch(v -> v.verdict() instanceof Verdict.Unread unread && unread.passing());
  }

  /** The verdict to record on every snapshot of the set. Empty if the set is unread. */
  Optional<Verification> verification(Instant now) {
    Verdict verdict = verdict();
    return switch (verdict) {
      case Verdict.Unread unread -> Optional.empty();
      case Verdict.Sound sound -> Optional.of(Verification.of(verdict.word(), now, ""));
      case Verdict.Unknown unknown ->
          Optional.of(Verification.of(verdict.word(), now, unknown.reason()));
      case Verdict.Damaged damaged -> Optional.of(recorded(verdict, now));
      case Verdict.Suspect suspect -> Optional.of(recorded(verdict, now));
    };
  }

  private Verification recorded(Verdict verdict, Instant now) {
    return Verification.of(verdict.word(), now, evidence(verdict.word()));
  }

  private String evidence(String word) {
    return lines().stream()
        .filter(line -> line.verdict().equals(word))
        .map(line -> line.volumeId() + ": " + line.reason())
        .collect(Collectors.joining("; "));
  }

  /** Tags for some snapshots of the set. */
  record Tagging(List<String> snapshotIds, Map<String, String> tags) {}

  /**
   * The tags for every snapshot of the set, grouped: snapshots with the same tags need one call.
   */
  List<Tagging> tagging(Verification verdict) {
    Map<Map<String, String>, List<String>> byTags = new LinkedHashMap<>();
    for (CheckedVolume volume : volumes) {
      Map<String, String> tags = new TreeMap<>(Map.of(SetTags.VERIFIED, verdict.text()));
      volume.history().forEach(night -> tags.put(SetTags.CHANGED, night.text()));
      byTags.computeIfAbsent(tags, all -> new ArrayList<>()).add(volume.snapshot().snapshotId());
    }
    return byTags.entrySet().stream()
        .map(entry -> new Tagging(entry.getValue(), entry.getKey()))
        .toList();
  }

  List<VolumeLine> lines() {
    return volumes.stream().map(volume -> VolumeLine.of(set, volume)).toList();
  }
}
