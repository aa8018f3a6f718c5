package ebsbackup.verify;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of a verification.
 *
 * @param summary a few sentences for a person
 * @param notGood the sources that a person must decide on, as many as fit; {@code notGoodOmitted}
 *     were left out
 * @param keys the KMS keys that good sets need
 * @param lines one per volume, as many as fit; {@code linesOmitted} were left out and are in the
 *     functions' logs
 * @param manifests absent: none were requested
 * @param estimate the work to do; only in a dry run
 */
public record VerifyReport(
    Status status,
    String plan,
    String summary,
    Counts counts,
    String cost,
    List<SetProblem> notGood,
    int notGoodOmitted,
    List<KeyLine> keys,
    List<VolumeLine> lines,
    int linesOmitted,
    Optional<ManifestReport> manifests,
    Optional<VerifyEstimate> estimate) {

  /** How a verification ends. All but the first three make the execution fail under this name. */
  public enum Status {
    /** Every set that was read is sound, or has no structure that can be checked. */
    SUCCEEDED,
    /** No set was without a verdict. */
    NOTHING_TO_VERIFY,
    /** A dry run: nothing was read or recorded. */
    DRY_RUN,
    /** A set is damaged or differs from its original, and no person has decided on it yet. */
    DAMAGED,
    /** The changes look like the work of an intruder, and no person has decided on them yet. */
    SUSPECT,
    /** A key is disabled, missing, or pending deletion, so sets cannot be restored. */
    KEY_UNUSABLE,
    /** Some sets could not be read, a verdict was not recorded, or a manifest could not be made. */
    PARTIAL,
    /** The run failed. */
    FAILED
  }

  /**
   * The numbers of sets, and of requests.
   *
   * @param sets the sets that this run handled: the sum of {@code sound}, {@code unknown}, {@code
   *     damaged}, {@code suspect} and {@code unread}
   * @param unrecorded the sets whose verdict is not in a tag
   * @param due the good sets that have no verdict now
   * @param requests the requests to the EBS direct APIs
   */
  public record Counts(
      int sets,
      int sound,
      int unknown,
      int damaged,
      int suspect,
      int unread,
      int unrecorded,
      int due,
      int requests) {}

  private static final PayloadBudget NOT_GOOD = new PayloadBudget(100, 40_000);
  private static final int LONGEST_FAILURE = 2_000;
  private static final int MAX_NAMED = 3;

  public VerifyReport {
    notGood = List.copyOf(notGood);
    keys = List.copyOf(keys);
    lines = List.copyOf(lines);
  }

  /**
   * Combines the findings of the run with the current sets.
   *
   * @param sets the current sets of the plan
   * @param manifests absent: none were requested
   * @param estimate only in a dry run
   * @param failure why the run failed
   */
  static VerifyReport of(
      String plan,
      VerifyProgress progress,
      List<SnapshotSet> sets,
      List<KeyLine> keys,
      Optional<ManifestReport> manifests,
      Optional<VerifyEstimate> estimate,
      Optional<String> failure) {
    Optional<VerifyEstimate> dryRun = estimate.filter(each -> failure.isEmpty());
    List<UndecidedSource> undecided = UndecidedSource.of(progress.lines(), sets);
    List<SetProblem> problems = undecided.stream().map(UndecidedSource::problem).toList();
    Counts counts =
        new Counts(
            progress.sets(),
            progress.sound(),
            progress.unknown(),
            progress.damaged(),
            progress.suspect(),
            progress.unread(),
            progress.unrecorded(),
            (int) sets.stream().filter(DueSelection::isDue).count(),
            progress.requests());
    List<SetProblem> fitting = NOT_GOOD.fitting(problems, SetProblem::jsonBytes);
    return new VerifyReport(
        dryRun.isPresent() ? Status.DRY_RUN : status(counts, undecided, keys, manifests, failure),
        plan,
        dryRun
            .map(VerifyEstimate::words)
            .orElseGet(() -> summary(counts, progress, problems, keys, manifests, failure)),
        counts,
        ManifestReport.cost(counts.requests()),
        fitting,
        problems.size() - fitting.size(),
        keys,
        progress.lines(),
        progress.linesOmitted(),
        manifests,
        estimate);
  }

  private static Status status(
      Counts counts,
      List<UndecidedSource> undecided,
      List<KeyLine> keys,
      Optional<ManifestReport> manifests,
      Optional<String> failure) {
    if (failure.isPresent()) {
      return Status.FAILED;
    }
    if (counts.damaged() > 0
        || undecided.stream().anyMatch(UndecidedSource::damaged)
        || manifests.filter(each -> each.different() > 0).isPresent()) {
      return Status.DAMAGED;
    }
    if (counts.suspect() > 0 || !undecided.isEmpty()) {
      return Status.SUSPECT;
    }
    if (keys.stream().anyMatch(KeyLine::unusable)) {
      return Status.KEY_UNUSABLE;
    }
    if (counts.unread() > 0
        || counts.unrecorded() > 0
        || manifests.filter(each -> each.notMade() > 0).isPresent()) {
      return Status.PARTIAL;
    }
    return counts.sets() == 0
            && counts.due() == 0
            && manifests.filter(ManifestReport::anythingDone).isEmpty()
        ? Status.NOTHING_TO_VERIFY
        : Status.SUCCEEDED;
  }

  private static String summary(
      Counts counts,
      VerifyProgress progress,
      List<SetProblem> problems,
      List<KeyLine> keys,
      Optional<ManifestReport> manifests,
      Optional<String> failure) {
    List<String> parts = new ArrayList<>();
    failure.ifPresent(
        why -> parts.add("The run failed: " + PayloadBudget.shortened(why, LONGEST_FAILURE)));
    parts.add(
        "%s read: %d sound, %d unknown, %d damaged, %d suspect, %d unread, with %s; %s without a verdict"
            .formatted(
                Quantity.of(counts.sets(), "set"),
                counts.sound(),
                counts.unknown(),
                counts.damaged(),
                counts.suspect(),
                counts.unread(),
                Quantity.of(counts.requests(), "request"),
                Quantity.of(counts.due(), "set")));
    some(problems.stream().map(each -> each.source() + ": " + each.reason()).toList(), parts);
    if (!problems.isEmpty()) {
      parts.add("prune deletes no sets of these sources until a person decides");
    }
    some(keys.stream().filter(KeyLine::unusable).map(KeyLine::words).toList(), parts);
    some(
        progress.lines().stream()
            .filter(line -> line.verdict().equals("unread"))
            .map(line -> line.snapshotId() + " is unread: " + line.reason())
            .toList(),
        parts);
    manifests.ifPresent(each -> parts.addAll(each.words()));
    progress.problem().ifPresent(why -> parts.add("a verdict could not be recorded: " + why));
    return String.join("; ", parts);
  }

  private static void some(List<String> all, List<String> parts) {
    int shown = Math.min(MAX_NAMED, all.size());
    Stream.concat(
            all.subList(0, shown).stream(),
            Stream.of("and %d more".formatted(all.size() - shown)).limit(all.size() - shown))
        .forEach(parts::add);
  }
}
