package ebsbackup.prune;

import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a prune is estimated to free, and what the estimate cost.
 *
 * @param bytes of the sets that were deleted, or in a dry run would be, as far as estimated
 * @param sets how many of them are in {@code bytes}; {@code notEstimated} are not
 * @param requests made to the EBS direct APIs
 * @param problems why some could not be estimated, the first few
 * @param cost of the requests, for a person; in the report only
 */
public record Estimate(
    long bytes,
    int sets,
    int notEstimated,
    int requests,
    List<String> problems,
    Optional<String> cost) {

  /**
   * Dollars for 1,000 ListChangedBlocks or ListSnapshotBlocks requests, the example of
   * https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-pricing.html
   */
  private static final double DOLLARS_PER_1000 = 0.0006;

  private static final int MOST_PROBLEMS = 5;
  private static final int LONGEST_PROBLEM = 300;

  /** Nothing was estimated. */
  static final Estimate NONE = new Estimate(0, 0, 0, 0, List.of(), Optional.empty());

  private static final double MIB = 1024.0 * 1024;

  public Estimate {
    problems = List.copyOf(problems);
  }

  /** With more sets, none of which is estimated yet. */
  Estimate expecting(int more) {
    return new Estimate(bytes, sets, notEstimated + more, requests, problems, cost);
  }

  /** With what some of the sets that were not estimated are estimated to free. */
  Estimate known(List<Long> each) {
    return new Estimate(
        bytes + each.stream().mapToLong(Long::longValue).sum(),
        sets + each.size(),
        notEstimated - each.size(),
        requests,
        problems,
        cost);
  }

  /** With more requests, and with problems as far as there is room. */
  Estimate asked(int more, List<String> newProblems) {
    return new Estimate(
        bytes,
        sets,
        notEstimated,
        requests + more,
        Stream.concat(problems.stream(), newProblems.stream())
            .map(problem -> PayloadBudget.shortened(problem, LONGEST_PROBLEM))
            .limit(MOST_PROBLEMS)
            .toList(),
        cost);
  }

  /** With what the requests cost. */
  Estimate priced() {
    return new Estimate(
        bytes,
        sets,
        notEstimated,
        requests,
        problems,
        Optional.of(
            String.format(
                Locale.ROOT,
                "%s, about %.6f dollars at %.4f per 1,000; prices differ by Region",
                Quantity.of(requests, "request"),
                requests * DOLLARS_PER_1000 / 1000,
                DOLLARS_PER_1000)));
  }

  /** The end of a report's summary. */
  String words() {
    return sets == 0 && notEstimated == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; estimated to free %.1f MiB%s",
            bytes / MIB,
            notEstimated == 0
                ? ""
                : " without %s that could not be estimated"
                    .formatted(Quantity.of(notEstimated, "set")));
  }
}
