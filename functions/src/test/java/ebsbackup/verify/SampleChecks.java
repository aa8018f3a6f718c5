package ebsbackup.verify;

import ebsbackup.blocks.Damage;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.SnapshotSet;
import java.util.List;
import java.util.Optional;

/** Sets as they look once their blocks were read. */
final class SampleChecks {
  static final Verdict SOUND = new Verdict.Sound();
  static final Verdict UNKNOWN = new Verdict.Unknown("a raw database");
  static final Verdict UNREAD = new Verdict.Unread("AccessDenied", false);
  static final Comparison FIRST = new Comparison.NotCompared("the first set");
  static final Verdict SUSPECT = new Verdict.Suspect("much became noise");
  static final Verdict THROTTLED = new Verdict.Unread("Throttled", true);

  private SampleChecks() {}

  static Verdict.Damaged damaged(int damages, int more) {
    return new Verdict.Damaged(
        java.util.stream.IntStream.range(0, damages)
            .mapToObj(i -> new Damage("GPT header", 512 + i, "0x1", "0x2"))
            .toList(),
        more);
  }

  /** The set, with a verdict for each of its snapshots. */
  static CheckedSet checked(SnapshotSet set, Verdict... verdicts) {
    return new CheckedSet(
        set.ref(),
        java.util.stream.IntStream.range(0, verdicts.length)
            .mapToObj(
                i ->
                    new CheckedVolume(
                        set.snapshots().get(i), Optional.empty(), verdicts[i], FIRST, 3))
            .toList());
  }

  static VerifyProgress nothing() {
    return new VerifyProgress(0, 0, 0, 0, 0, 0, 0, List.of(), 0, Optional.empty());
  }
}
