package ebsbackup.share;

import ebsbackup.ebs.SetProblem;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run has done about sharing so far; at the end, its part of the report. The number of sets
 * to be shared is {@code already + shared + notShared}, unless sharing was aborted.
 *
 * @param already the number of sets that were shared before this run
 * @param shared the number of sets of which this run has shared every snapshot
 * @param notShared the number of sets that should be shared but are not
 * @param notUndone the number of those not shared of which another account may still have a part
 * @param withdrawn the number of sets that this run has withdrawn from accounts; {@code
 *     notWithdrawn} should have been
 * @param withoutSettings the number of sets whose description has no room for the settings of the
 *     volumes
 * @param problems why the sharing of sets is not as planned, as far as they fit; {@code
 *     problemsOmitted} more are left out
 * @param keys whether the other accounts can use the keys, those that cannot first, as far as they
 *     fit; at least {@code keysOmitted} more are left out
 * @param failure why sharing was aborted
 */
public record ShareProgress(
    int already,
    int shared,
    int notShared,
    int notUndone,
    int withdrawn,
    int notWithdrawn,
    int withoutSettings,
    List<SetProblem> problems,
    int problemsOmitted,
    List<KeyReport> keys,
    int keysOmitted,
    Optional<String> failure) {

  public static final ShareProgress NONE =
      new ShareProgress(0, 0, 0, 0, 0, 0, 0, List.of(), 0, List.of(), 0, Optional.empty());

  private static final PayloadBudget PROBLEMS = new PayloadBudget(50, 15_000);
  private static final PayloadBudget KEYS = new PayloadBudget(20, 8_000);
  private static final int LONGEST_FAILURE = 1_000;

  public ShareProgress {
    problems = List.copyOf(problems);
    keys = List.copyOf(keys);
    failure = failure.map(text -> PayloadBudget.shortened(text, LONGEST_FAILURE));
  }

  /**
   * Adds what was decided.
   *
   * @param reports the reports on the keys of these sets
   */
  public ShareProgress plusDecided(ShareDecision decision, List<KeyReport> reports) {
    List<KeyReport> added = reports.stream().filter(r -> !keys.contains(r)).toList();
    List<KeyReport> fitting =
        KEYS.fitting(keys, added, Comparator.comparingInt(KeyReport::rank), KeyReport::jsonBytes);
    // Most sets have the same keys, so what was left out before may be left out again.
    int omitted = Math.max(keysOmitted, keys.size() + added.size() - fitting.size());
    return new ShareProgress(
            already + decision.already(),
            shared,
            notShared + decision.problems().size(),
            notUndone,
            withdrawn,
            notWithdrawn,
            withoutSettings + decision.withoutSettings(),
            problems,
            problemsOmitted,
            fitting,
            omitted,
            failure)
        .plusProblems(decision.problems());
  }

  /** Adds the result of a page. */
  public ShareProgress plusDone(SharePage.End end) {
    return new ShareProgress(
            already,
            shared + end.shared(),
            notShared + end.notShared(),
            notUndone + end.notUndone(),
            withdrawn + end.withdrawn(),
            notWithdrawn + end.notWithdrawn(),
            withoutSettings,
            problems,
            problemsOmitted,
            keys,
            keysOmitted,
            failure.or(end::failure))
        .plusProblems(end.problems());
  }

  /** Returns a copy of an aborted run. */
  public ShareProgress failed(String why) {
    return new ShareProgress(
        already,
        shared,
        notShared,
        notUndone,
        withdrawn,
        notWithdrawn,
        withoutSettings,
        problems,
        problemsOmitted,
        keys,
        keysOmitted,
        Optional.of(why));
  }

  private ShareProgress plusProblems(List<SetProblem> more) {
    List<SetProblem> all = Stream.concat(problems.stream(), more.stream()).toList();
    List<SetProblem> fitting = PROBLEMS.fitting(all, SetProblem::jsonBytes);
    return new ShareProgress(
        already,
        shared,
        notShared,
        notUndone,
        withdrawn,
        notWithdrawn,
        withoutSettings,
        fitting,
        problemsOmitted + all.size() - fitting.size(),
        keys,
        keysOmitted,
        failure);
  }

  /**
   * Whether every set is shared with the planned accounts, and with no other account of the plan.
   */
  public boolean good() {
    return failure.isEmpty() && problems.isEmpty();
  }

  /** What the user should know first. */
  public String summary() {
    String text =
        "%s shared".formatted(Quantity.are(already + shared, "set"))
            + (notShared == 0 ? "" : ", %d not".formatted(notShared))
            + (notUndone == 0 ? "" : " (%d may still be shared in part)".formatted(notUndone))
            + (withdrawn == 0 ? "" : ", %d withdrawn".formatted(withdrawn))
            + (notWithdrawn == 0 ? "" : ", %d not withdrawn".formatted(notWithdrawn));
    String first =
        failure
            .map(why -> "; sharing failed: " + why)
            .or(
                () ->
                    problems.stream()
                        .findFirst()
                        .map(p -> "; first problem: %s: %s".formatted(p.source(), p.reason())))
            .orElse("");
    String key =
        keys.stream()
            .filter(report -> !report.access().equals("ALLOWED"))
            .findFirst()
            .map(
                report ->
                    "; account %s may be unable to use the key %s: %s"
                        .formatted(report.account(), report.kmsKeyId(), report.reason()))
            .orElse("");
    return text + first + key;
  }
}
