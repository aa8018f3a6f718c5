package ebsbackup.verify;

import ebsbackup.blocks.Verdict;
import ebsbackup.report.PayloadBudget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a verification has done so far. A step takes the progress and returns it with its own part
 * added, so a step that Step Functions repeats counts nothing twice. An empty JSON object stands
 * for a verification that has done nothing.
 *
 * @param requests the number of requests to the EBS direct APIs
 * @param sound the number of sets with this verdict; likewise {@code unknown}, {@code damaged},
 *     {@code suspect} and {@code unread}
 * @param unrecorded the number of sets whose verdict could not be recorded in a tag; also included
 *     in the counts above
 * @param lines one per volume, as many as fit; {@code linesOmitted} were left out
 * @param problem the first reason why a verdict could not be found or recorded, if no line has it
 */
public record VerifyProgress(
    int requests,
    int sound,
    int unknown,
    int damaged,
    int suspect,
    int unread,
    int unrecorded,
    List<VolumeLine> lines,
    int linesOmitted,
    Optional<String> problem) {

  /** Together with a page of sets, the payload stays well below 256 KiB. */
  private static final PayloadBudget LINES = PayloadBudget.ofBytes(120_000);

  public VerifyProgress {
    lines = List.copyOf(lines);
  }

  /** Adds requests that led to no verdict. */
  VerifyProgress plusRequests(int more) {
    return new VerifyProgress(
        requests + more,
        sound,
        unknown,
        damaged,
        suspect,
        unread,
        unrecorded,
        lines,
        linesOmitted,
        problem);
  }

  /**
   * Adds a set.
   *
   * @param notRecorded why its snapshots do not carry the verdict
   */
  VerifyProgress plus(CheckedSet set, Optional<String> notRecorded) {
    Verdict verdict = set.verdict();
    List<VolumeLine> fitting =
        LINES.fitting(
            lines, set.lines(), Comparator.comparingInt(VolumeLine::rank), VolumeLine::jsonBytes);
    return new VerifyProgress(
        requests,
        sound + (verdict instanceof Verdict.Sound ? 1 : 0),
        unknown + (verdict instanceof Verdict.Unknown ? 1 : 0),
        damaged + (verdict instanceof Verdict.Damaged ? 1 : 0),
        suspect + (verdict instanceof Verdict.Suspect ? 1 : 0),
        unread + (verdict instanceof Verdict.Unread ? 1 : 0),
        unrecorded + (notRecorded.isPresent() ? 1 : 0),
        fitting,
        linesOmitted + lines.size() + set.lines().size() - fitting.size(),
        problem.or(() -> notRecorded));
  }

  /**
   * Adds a set of which nothing is known.
   *
   * @param why EC2 did not describe its snapshots; absent: the last attempt was in an earlier step,
   *     whose log has the reason
   */
  VerifyProgress plusUnread(SelectedSet set, Optional<String> why) {
    return new VerifyProgress(
        requests,
        sound,
        unknown,
        damaged,
        suspect,
        unread + 1,
        unrecorded,
        lines,
        linesOmitted + set.snapshots().size(),
        problem.or(() -> why));
  }

  /** The number of sets that were verified or could not be verified. */
  int sets() {
    return sound + unknown + damaged + suspect + unread;
  }
}
