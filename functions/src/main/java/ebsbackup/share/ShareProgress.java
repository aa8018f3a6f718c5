package ebsbackup.share;

import ebsbackup.ebs.SetProblem;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run has done about shares so far, and at its end its part of the report. The sets that are
 * to be shared are {@code already + shared + notShared}, unless sharing broke off.
 *
 * @param already sets that were shared before this run
 * @param shared sets that this run has shared, every snapshot of them
 * @param notShared sets that should be shared and are not
 * @param withdrawn sets that this run has withdrawn from accounts; {@code notWithdrawn} should have
 *     been
 * @param withoutSettings sets whose description has no room for the settings of the volumes
 * @param problems why sets are not as they should be, as far as they fit; {@code problemsOmitted}
 *     more
 * @param keys whether the other accounts can use the keys, as far as they fit; {@code keysOmitted}
 *     more
 * @param failure why sharing broke off
 */
public record ShareProgress(
    int already,
    int shared,
    int notShared,
    int withdrawn,
    int notWithdrawn,
    int withoutSettings,
    List<SetProblem> problems,
    int problemsOmitted,
    List<KeyReport> keys,
    int keysOmitted,
    Optional<String> failure) {

  public static final ShareProgress NONE =
      new ShareProgress(0, 0, 0, 0, 0, 0, List.of(), 0, List.of(), 0, Optional.empty());

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
   * @param reports of all keys that the run has met
   */
  public ShareProgress plusDecided(ShareDecision decision, List<KeyReport> reports) {
    List<KeyReport> all =
        Stream.concat(keys.stream(), reports.stream().filter(r -> !keys.contains(r))).toList();
    List<KeyReport> fitting = KEYS.fitting(all, KeyReport::jsonBytes);
    return new ShareProgress(
            already + decision.already(),
            shared,
            notShared + decision.problems().size(),
            withdrawn,
            notWithdrawn,
            withoutSettings + decision.withoutSettings(),
            problems,
            problemsOmitted,
            fitting,
            all.size() - fitting.size(),
            failure)
        .plusProblems(decision.problems());
  }

  /** Adds what became of a page. */
  public ShareProgress plusDone(SharePage.End end) {
    return new ShareProgress(
            already,
            shared + end.shared(),
            notShared + end.notShared(),
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

  /** The same, broken off. */
  public ShareProgress failed(String why) {
    return new ShareProgress(
        already,
        shared,
        notShared,
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
        withdrawn,
        notWithdrawn,
        withoutSettings,
        fitting,
        problemsOmitted + all.size() - fitting.size(),
        keys,
        keysOmitted,
        failure);
  }

  /** Whether every set has the accounts that it should have, and no other account of the plan. */
  public boolean good() {
    return failure.isEmpty() && problems.isEmpty() && problemsOmitted == 0;
  }

  /** What a person should know first. */
  public String summary() {
    String text =
        "%s shared".formatted(Quantity.are(already + shared, "set"))
            + (notShared == 0 ? "" : ", %d not".formatted(notShared))
            + (withdrawn == 0 ? "" : ", %d withdrawn".formatted(withdrawn))
            + (notWithdrawn == 0 ? "" : ", %d not withdrawn".formatted(notWithdrawn));
    String first =
        failure
            .map(why -> "; sharing broke off: " + why)
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
