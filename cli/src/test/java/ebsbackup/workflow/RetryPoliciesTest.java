package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Retry of every Task is one of a few policies. Each first names the errors that are not tried
 * again and then takes all others, so that errors that Lambda adds later are tried again.
 */
class RetryPoliciesTest {
  /** A step fails at once if a second attempt could not help; any other error is tried again. */
  private static final String STEP =
      """
      [{"ErrorEquals": [
          "ebsbackup.failure.InvalidInputException",
          "ebsbackup.failure.RestoreRefusedException",
          "ebsbackup.failure.AccessDeniedException",
          "ebsbackup.failure.RefusedException"],
        "MaxAttempts": 0},
       {"ErrorEquals": [
          "States.ALL"],
        "IntervalSeconds": 5, "MaxAttempts": 6, "BackoffRate": 2, "MaxDelaySeconds": 120, "JitterStrategy": "FULL"}]
      """;

  /** A step that undoes a restore tries again even what EC2 refuses. */
  private static final String STEP_THAT_PUTS_BACK =
      """
      [{"ErrorEquals": [
          "ebsbackup.failure.InvalidInputException",
          "ebsbackup.failure.RestoreRefusedException",
          "ebsbackup.failure.AccessDeniedException"],
        "MaxAttempts": 0},
       {"ErrorEquals": [
          "States.ALL"],
        "IntervalSeconds": 5, "MaxAttempts": 6, "BackoffRate": 2, "MaxDelaySeconds": 120, "JitterStrategy": "FULL"}]
      """;

  /**
   * Waits until sets whose reply was lost are visible and, where the function may still be running,
   * until it must have ended.
   */
  private static final String STEP_THAT_CREATES_SETS =
      """
      [{"ErrorEquals": [
          "ebsbackup.failure.InvalidInputException",
          "ebsbackup.failure.RestoreRefusedException",
          "ebsbackup.failure.AccessDeniedException",
          "ebsbackup.failure.RefusedException"],
        "MaxAttempts": 0},
       {"ErrorEquals": [
          "Lambda.TooManyRequestsException",
          "States.QueryEvaluationError",
          "ebsbackup.failure.ThrottledException",
          "ebsbackup.failure.OutcomeUnknownException"],
        "IntervalSeconds": 60, "MaxAttempts": 6, "BackoffRate": 1.5, "MaxDelaySeconds": 300},
       {"ErrorEquals": [
          "States.ALL"],
        "IntervalSeconds": 240, "MaxAttempts": 6, "BackoffRate": 1.5, "MaxDelaySeconds": 600}]
      """;

  /** The same for the snapshots before a swap, for which an instance may be stopped. */
  private static final String STEP_THAT_CREATES_SAFETY_SNAPSHOTS =
      """
      [{"ErrorEquals": [
          "ebsbackup.failure.InvalidInputException",
          "ebsbackup.failure.RestoreRefusedException",
          "ebsbackup.failure.AccessDeniedException",
          "ebsbackup.failure.RefusedException"],
        "MaxAttempts": 0},
       {"ErrorEquals": [
          "Lambda.TooManyRequestsException",
          "ebsbackup.failure.ThrottledException"],
        "IntervalSeconds": 5, "MaxAttempts": 6, "BackoffRate": 2, "MaxDelaySeconds": 120, "JitterStrategy": "FULL"},
       {"ErrorEquals": [
          "Lambda.Unknown",
          "Runtime.ExitError",
          "Runtime.OutOfMemory",
          "Sandbox.Timedout",
          "States.Timeout",
          "States.QueryEvaluationError",
          "ebsbackup.failure.OutcomeUnknownException"],
        "IntervalSeconds": 60, "MaxAttempts": 4, "BackoffRate": 1.5},
       {"ErrorEquals": [
          "States.ALL"],
        "IntervalSeconds": 120, "MaxAttempts": 4, "BackoffRate": 1.5}]
      """;

  /** An estimate is not worth a second attempt that takes as long as the first. */
  private static final String STEP_THAT_ESTIMATES =
      """
      [{"ErrorEquals": [
          "ebsbackup.failure.InvalidInputException",
          "ebsbackup.failure.RestoreRefusedException",
          "ebsbackup.failure.AccessDeniedException",
          "ebsbackup.failure.RefusedException",
          "ebsbackup.failure.ThrottledException",
          "ebsbackup.failure.OutcomeUnknownException",
          "Lambda.Unknown",
          "Runtime.ExitError",
          "Runtime.OutOfMemory",
          "Sandbox.Timedout",
          "States.Timeout",
          "States.QueryEvaluationError"],
        "MaxAttempts": 0},
       {"ErrorEquals": [
          "States.ALL"],
        "IntervalSeconds": 5, "MaxAttempts": 2, "BackoffRate": 2, "MaxDelaySeconds": 120, "JitterStrategy": "FULL"}]
      """;

  /** An execution that exists was started by an attempt whose reply was lost. */
  private static final String STEP_THAT_STARTS_AN_EXECUTION =
      """
      [{"ErrorEquals": [
          "StepFunctions.ExecutionAlreadyExistsException"],
        "MaxAttempts": 0},
       {"ErrorEquals": [
          "States.ALL"],
        "IntervalSeconds": 5, "MaxAttempts": 6, "BackoffRate": 2, "MaxDelaySeconds": 120, "JitterStrategy": "FULL"}]
      """;

  /** The steps that differ from {@link #STEP}. */
  private static final Map<String, String> OTHER_STEPS =
      Map.of(
          "Put Back Volumes", STEP_THAT_PUTS_BACK,
          "Remove Volumes", STEP_THAT_PUTS_BACK,
          "Unmark Resources", STEP_THAT_PUTS_BACK,
          "Create Snapshots", STEP_THAT_CREATES_SETS,
          "Take Safety Snapshot", STEP_THAT_CREATES_SAFETY_SNAPSHOTS,
          "Estimate Freed Bytes", STEP_THAT_ESTIMATES,
          "Start Prune", STEP_THAT_STARTS_AN_EXECUTION);

  @Test
  void everyTask_hasItsPolicy() throws IOException {
    Map<String, Object> retries = retries();
    assertThat(retries.keySet()).containsAll(OTHER_STEPS.keySet());

    retries.forEach(
        (task, retry) ->
            assertThat(retry).as(task).isEqualTo(Json.parse(OTHER_STEPS.getOrDefault(task, STEP))));
  }

  @Test
  void everyPolicy_endsWithEverythingElse() {
    Stream.concat(Stream.of(STEP), OTHER_STEPS.values().stream())
        .forEach(
            policy -> {
              List<?> retriers = (List<?>) Json.parse(policy);
              assertThat(((Map<?, ?>) retriers.getFirst()).get("MaxAttempts")).isEqualTo(0L);
              assertThat(((Map<?, ?>) retriers.getLast()).get("ErrorEquals"))
                  .isEqualTo(List.of("States.ALL"));
            });
  }

  /** The Retry of each Task of every definition; an empty list where it has none. */
  private static Map<String, Object> retries() throws IOException {
    Map<String, Object> retries = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(ProjectFiles.ROOT.resolve("statemachine"))) {
      for (Path file : files.toList()) {
        Map<?, ?> definition = (Map<?, ?>) Json.parse(Files.readString(file));
        ((Map<?, ?>) definition.get("States"))
            .forEach(
                (name, state) -> {
                  Map<?, ?> fields = (Map<?, ?>) state;
                  if ("Task".equals(fields.get("Type"))) {
                    Object retry = fields.get("Retry");
                    Object before = retries.put((String) name, retry == null ? List.of() : retry);
                    assertThat(before).as("Task names differ: %s", name).isNull();
                  }
                });
      }
    }
    return retries;
  }
}
