package ebsbackup.prune;

import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much a prune is estimated to free, and what the estimate cost.
 *
 * @param bytes the bytes of the sets that were deleted, or in a dry run would be, as far as
 *     estimated
 * @param sets the number of these sets that {@code bytes} includes; {@code notEstimated} are
 *     missing
 * @param requests the number of requests to the EBS direct APIs
 * @param problems why some sets could not be estimated, the first few
 * @param cost the cost of the requests, as text; only in the report
 */
public record Estimate(
    long bytes,
    int sets,
    int notEstimated,
    int requests,
    List<String> problems,
    Optional<String> cost) {

  /**
   * US dollars for 1,000 ListChangedBlocks or ListSnapshotBlocks requests, according to the example
   * in https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-pricing.html
   */
  private static final double DOLLARS_PER_1000 = 0.0006;

  private static final int MAX_PROBLEMS = 5;
  private static final int LONGEST_PROBLEM = 300;

  /** Nothing was estimated. */
  static final Estimate NONE = new Estimate(0, 0, 0, 0, List.of(), Optional.empty());

  private static final double MIB = 1024.0 * 1024;

  public Estimate {
    problems = List.copyOf(problems);
  }

  /** Adds sets that are not estimated yet. */
  Estimate expecting(int more) {
    return new Estimate(bytes, sets, notEstimated + more, requests, problems, cost);
  }

  /** Adds estimates for some of the sets that were not estimated. */
  Estimate known(List<Long> each) {
    return new Estimate(
        bytes + each.stream().mapToLong(Long::longValue).sum(),
        sets + each.size(),
        notEstimated - each.size(),
        requests,
        problems,
        cost);
  }

  /** Adds requests, and problems as long as there is room. */
  Estimate asked(int more, List<String> newProblems) {
    return new Estimate(
        bytes,
        sets,
        notEstimated,
        requests + more,
        Stream.concat(problems.stream(), newProblems.stream())
            .map(problem -> PayloadBudget.shortened(problem, LONGEST_PROBLEM))
            .limit(MAX_PROBLEMS)
            .toList(),
        cost);
  }

  /** Adds the cost of the requests. */
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
