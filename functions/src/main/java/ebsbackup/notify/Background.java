package ebsbackup.notify;

import ebsbackup.aws.Executions;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.ebs.SourceVerdicts;
import ebsbackup.failure.AwsCallException;
import ebsbackup.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gets facts from AWS that a message can include in addition to the failure itself. The message
 * must reach its recipients even if AWS does not answer; it then omits the fact.
 */
final class Background {
  /** How many executions to look back, each of which is described with a call. */
  private static final int MAX_EXECUTIONS = 20;

  private static final Set<String> REPORTS =
      Set.of(
          "Report Backup",
          "Report Prune",
          "Report Restore",
          "Report Briefly",
          "Report Pull",
          "Report Verification",
          "Measure Protection");

  /** How executions end that do no work. The one to which they leave it may have failed. */
  private static final Set<String> NOTHING_DONE =
      Set.of("ALREADY_DONE", "ALREADY_RUNNING", "DRY_RUN");

  private final Json json = new Json();
  private final Executions executions;
  private final SnapshotReader snapshots;

  Background(Wiring wiring) {
    executions = wiring.executions();
    snapshots = wiring.snapshots();
  }

  /** The report of the execution, if it got that far. */
  Reported report(String executionArn) {
    return orUnknown(() -> executions.lastOutputOf(executionArn, REPORTS))
        .flatMap(output -> json.readIfValid(output, Reported.class))
        .orElse(Reported.NOTHING);
  }

  /**
   * When the last successful execution with the plan was started. Dry runs, and executions that
   * left the work to another one or found it done, do not count.
   */
  Optional<Instant> lastSuccess(String plan, String stateMachineArn) {
    return orUnknown(
        () ->
            executions.latestSucceeded(stateMachineArn, MAX_EXECUTIONS).stream()
                .filter(
                    execution ->
                        json.readIfValid(execution.input(), Started.class)
                            .flatMap(Started::plan)
                            .filter(plan::equals)
                            .isPresent())
                .filter(this::didWork)
                .map(Executions.Description::startTime)
                .findFirst());
  }

  private boolean didWork(Executions.Description execution) {
    return execution
        .output()
        .flatMap(output -> json.readIfValid(output, Ended.class))
        .flatMap(Ended::status)
        .filter(NOTHING_DONE::contains)
        .isEmpty();
  }

  /**
   * The output of an execution that succeeded: its report.
   *
   * @param status absent: the workflow reports none
   */
  record Ended(Optional<String> status) {}

  /** When the newest good set of each listed source was created, if the source has one. */
  Map<String, Optional<Instant>> lastGood(String plan, List<SetProblem> listed) {
    Map<String, Optional<Instant>> times = new LinkedHashMap<>();
    listed.forEach(
        problem -> times.put(problem.source(), orUnknown(() -> lastGood(plan, problem.source()))));
    return times;
  }

  private Optional<Instant> lastGood(String plan, String source) {
    return SourceVerdicts.of(SnapshotSets.of(snapshots.ofSource(plan, source)).sets())
        .newestUsable()
        .map(SnapshotSet::startTime);
  }

  private static <T> Optional<T> orUnknown(Supplier<Optional<T>> question) {
    try {
      return question.get();
    } catch (AwsCallException e) {
      return Optional.empty();
    }
  }
}
