package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.states.StateMachines;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.template.StateMachine;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * How often and when a step is tried again whose function fails forever, with each error that it
 * can have. Every Task runs alone here, with the Retry and the Catch that its definition gives it.
 */
class RetriesTest {
  private static final String FAILURE = "ebsbackup.failure.";

  /** A second attempt could not help. */
  private static final Set<String> FINAL =
      Set.of(
          FAILURE + "InvalidInputException",
          FAILURE + "RestoreRefusedException",
          FAILURE + "AccessDeniedException",
          FAILURE + "RefusedException");

  /** The function did nothing, or may have done everything, but is not running any more. */
  private static final Set<String> ENDED =
      Set.of(
          "Lambda.TooManyRequestsException",
          FAILURE + "ThrottledException",
          "States.QueryEvaluationError",
          FAILURE + "OutcomeUnknownException");

  private static final Set<String> DIED =
      Set.of("Lambda.Unknown", "Runtime.ExitError", "Runtime.OutOfMemory", "Sandbox.Timedout");

  /** Every error that a step can have; the last stands for those that Lambda may add. */
  private static final List<String> ERRORS =
      Set.of(
              FINAL,
              ENDED,
              DIED,
              Set.of("States.Timeout", "Lambda.ServiceException", "Lambda.NewException"))
          .stream()
          .flatMap(Set::stream)
          .sorted()
          .toList();

  /** Five minutes of throttling and restarts are survived. */
  private static final List<Double> PATIENT = List.of(5.0, 10.0, 20.0, 40.0, 80.0, 120.0);

  /** The Retry policies that docs/decisions/0042 names. */
  private static final Map<?, ?> POLICIES =
      (Map<?, ?>)
          Json.parse(
              """
              {"step": [<final>, <patient>],
               "undo": [
                 {"ErrorEquals": ["<f>InvalidInputException", "<f>RestoreRefusedException",
                                  "<f>AccessDeniedException"],
                  "MaxAttempts": 0},
                 <patient>],
               "create": [
                 <final>,
                 {"ErrorEquals": ["Lambda.TooManyRequestsException", "States.QueryEvaluationError",
                                  "<f>ThrottledException", "<f>OutcomeUnknownException"],
                  "IntervalSeconds": 60, "MaxAttempts": 6, "BackoffRate": 1.5,
                  "MaxDelaySeconds": 300},
                 {"ErrorEquals": ["States.ALL"],
                  "IntervalSeconds": 240, "MaxAttempts": 6, "BackoffRate": 1.5,
                  "MaxDelaySeconds": 600}],
               "safety-snapshot": [
                 <final>,
                 {"ErrorEquals": ["Lambda.TooManyRequestsException", "<f>ThrottledException"],
                  "IntervalSeconds": 5, "MaxAttempts": 6, "BackoffRate": 2,
                  "MaxDelaySeconds": 120, "JitterStrategy": "FULL"},
                 {"ErrorEquals": ["Lambda.Unknown", "Runtime.ExitError", "Runtime.OutOfMemory",
                                  "Sandbox.Timedout", "States.Timeout",
                                  "States.QueryEvaluationError", "<f>OutcomeUnknownException"],
                  "IntervalSeconds": 60, "MaxAttempts": 4, "BackoffRate": 1.5},
                 {"ErrorEquals": ["States.ALL"],
                  "IntervalSeconds": 120, "MaxAttempts": 4, "BackoffRate": 1.5}],
               "estimate": [
                 {"ErrorEquals": ["<f>InvalidInputException", "<f>RestoreRefusedException",
                                  "<f>AccessDeniedException", "<f>RefusedException",
                                  "<f>ThrottledException", "<f>OutcomeUnknownException",
                                  "Lambda.Unknown", "Runtime.ExitError", "Runtime.OutOfMemory",
                                  "Sandbox.Timedout", "States.Timeout",
                                  "States.QueryEvaluationError"],
                  "MaxAttempts": 0},
                 {"ErrorEquals": ["States.ALL"],
                  "IntervalSeconds": 5, "MaxAttempts": 2, "BackoffRate": 2,
                  "JitterStrategy": "FULL"}],
               "start": [
                 {"ErrorEquals": ["StepFunctions.ExecutionAlreadyExistsException"],
                  "MaxAttempts": 0},
                 <patient>],
               "call": [<patient>]}
              """
                  .replace(
                      "<final>",
                      """
                      {"ErrorEquals": ["<f>InvalidInputException", "<f>RestoreRefusedException",
                                       "<f>AccessDeniedException", "<f>RefusedException"],
                       "MaxAttempts": 0}
                      """)
                  .replace(
                      "<patient>",
                      """
                      {"ErrorEquals": ["States.ALL"],
                       "IntervalSeconds": 5, "MaxAttempts": 6, "BackoffRate": 2,
                       "MaxDelaySeconds": 120, "JitterStrategy": "FULL"}
                      """)
                  .replace("<f>", FAILURE));

  private static final int RUNS = 60;
  private static final String TAKEN = "taken";

  private final Map<Object, List<List<Double>>> known = new HashMap<>();
  private Map<String, Map<?, ?>> tasks;

  @BeforeEach
  void read() throws IOException {
    tasks = new TreeMap<>();
    for (StateMachine machine : ProjectFiles.template(Map.of()).stateMachines()) {
      Map<?, ?> definition = (Map<?, ?>) Json.parse(ProjectFiles.definition(machine));
      ((Map<?, ?>) definition.get("States"))
          .forEach(
              (name, state) -> {
                if (((Map<?, ?>) state).get("Type").equals("Task")) {
                  assertThat(tasks.put((String) name, (Map<?, ?>) state)).isNull();
                }
              });
    }
  }

  @Test
  void everyTask_hasANamedPolicy_andEveryNamedPolicyATask() throws IOException {
    List<Object> policies = new ArrayList<>(POLICIES.values());
    assertThat(policies).doesNotHaveDuplicates();
    tasks.forEach((name, task) -> assertThat(policies).as(name).contains(task.get("Retry")));
    assertThat(tasks.values()).<Object>map(task -> task.get("Retry")).containsAll(policies);
    String decision =
        Files.readString(
            ProjectFiles.ROOT.resolve(
                "docs/decisions/0042-definitions-route-and-java-computes.md"));
    assertThat(POLICIES.keySet())
        .allSatisfy(name -> assertThat(decision).contains("| `" + name + "` |"));
  }

  @Test
  void aStep_isTriedAgainForFiveMinutes_exceptWhereThatCouldNotHelp() {
    Set<String> others =
        Set.of(
            "Put Back Volumes",
            "Remove Volumes",
            "Unmark Resources",
            "Create Snapshots",
            "Take Safety Snapshot",
            "Estimate Freed Bytes",
            "Create Copies",
            "Put Metrics",
            "Put Page",
            "Start Verification",
            "Start Prune",
            "Start Next Pull",
            "Start Prune Of Copies");
    assertThat(tasks.keySet()).containsAll(others);
    for (String task : tasks.keySet()) {
      if (!others.contains(task)) {
        for (String error : ERRORS) {
          assertRandomWaits(task, error, FINAL.contains(error) ? List.of() : PATIENT);
        }
      }
    }
  }

  /** EC2 may refuse at first what it accepts when a volume has come to rest. */
  @ParameterizedTest
  @ValueSource(strings = {"Put Back Volumes", "Remove Volumes", "Unmark Resources"})
  void aStepThatUndoes_isTriedAgainAlsoIfEc2Refuses(String task) {
    for (String error : ERRORS) {
      boolean ends = FINAL.contains(error) && !error.endsWith(".RefusedException");
      assertRandomWaits(task, error, ends ? List.of() : PATIENT);
    }
  }

  /** Until a set whose reply was lost is visible, and a function that may still run has ended. */
  @ParameterizedTest
  @ValueSource(strings = {"Create Snapshots", "Create Copies"})
  void createSnapshotsAndCopies_waitsForWhatTheLastAttemptMayHaveMade(String task) {
    for (String error : ERRORS) {
      List<Double> waits = List.of(240.0, 360.0, 540.0, 600.0, 600.0, 600.0);
      if (FINAL.contains(error)) {
        waits = List.of();
      } else if (ENDED.contains(error)) {
        waits = List.of(60.0, 90.0, 135.0, 202.5, 300.0, 300.0);
      }
      assertWaits(task, error, waits);
    }
  }

  /** The instance may be stopped for it, so the waits are shorter. */
  @Test
  void takeSafetySnapshot_waitsForWhatTheLastAttemptMayHaveMade() {
    for (String error : ERRORS) {
      if (FINAL.contains(error)) {
        assertWaits("Take Safety Snapshot", error, List.of());
      } else if (error.startsWith("Lambda.TooMany") || error.contains("Throttled")) {
        assertRandomWaits("Take Safety Snapshot", error, PATIENT);
      } else if (ENDED.contains(error) || DIED.contains(error) || error.equals("States.Timeout")) {
        assertWaits("Take Safety Snapshot", error, List.of(60.0, 90.0, 135.0, 202.5));
      } else {
        assertWaits("Take Safety Snapshot", error, List.of(120.0, 180.0, 270.0, 405.0));
      }
    }
  }

  /** An estimate is not worth a second attempt that takes as long as the first. */
  @Test
  void estimateFreedBytes_isTriedAgainOnlyIfItNeverRan() {
    Set<String> again =
        Set.of("Lambda.TooManyRequestsException", "Lambda.ServiceException", "Lambda.NewException");
    for (String error : ERRORS) {
      assertRandomWaits(
          "Estimate Freed Bytes", error, again.contains(error) ? List.of(5.0, 10.0) : List.of());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Put Metrics", "Put Page"})
  void whatStepFunctionsPutsItself_isTriedAgainAfterEveryError(String task) {
    ERRORS.forEach(error -> assertRandomWaits(task, error, PATIENT));
  }

  /** An execution that exists was started by an attempt whose reply was lost. */
  @ParameterizedTest
  @ValueSource(strings = {"Start Verification", "Start Prune", "Start Prune Of Copies"})
  void aStartOfAnotherWorkflow_isTriedAgainUnlessItsExecutionExists(String task) {
    ERRORS.forEach(error -> assertRandomWaits(task, error, PATIENT));
    assertWaits(task, "StepFunctions.ExecutionAlreadyExistsException", List.of());
  }

  /** It has no name that could exist: two starts of the next pull pull once. */
  @Test
  void theStartOfTheNextPull_isTriedAgain() {
    ERRORS.forEach(error -> assertRandomWaits("Start Next Pull", error, PATIENT));
  }

  /** Only input that is not valid ends a workflow differently: its error is that of the input. */
  @Test
  void everyError_takesTheWayOfItsCatch() {
    Set<String> readers =
        Set.of("Plan Prune", "Select Sets", "Select Sets To Pull", "Measure Protection");
    for (String task : tasks.keySet()) {
      Set<String> ways = new TreeSet<>();
      for (String error : ERRORS) {
        if (!readers.contains(task) || !error.endsWith("InvalidInputException")) {
          ways.add(run(tasks.get(task), error, 1).output().orElse("fails"));
        }
      }
      assertThat(ways).as(task).hasSize(1);
    }
    for (String reader : readers) {
      assertThat(run(tasks.get(reader), FAILURE + "InvalidInputException", 1).output())
          .isNotEqualTo(run(tasks.get(reader), "Lambda.ServiceException", 1).output());
    }
  }

  /**
   * Where every field of an answer is optional, one of a function that stopped early would be taken
   * for a success.
   */
  @Test
  void anEmptyAnswer_isAnError() {
    Map<String, Optional<String>> ends = new TreeMap<>();
    for (String task : tasks.keySet()) {
      Map<?, ?> state = tasks.get(task);
      if (state.get("Resource").toString().endsWith(":lambda:invoke")) {
        Map<String, Object> taken = new LinkedHashMap<>(Map.of("Output", TAKEN));
        Optional.ofNullable(state.get("Assign")).ifPresent(assign -> taken.put("Assign", assign));
        TaskOutcome empty = new TaskOutcome.Succeeded(Duration.ZERO, "{}", "");
        ends.put(task, run(state, taken, empty, 1).output());
      }
    }
    assertThat(ends).hasSizeGreaterThan(30);
    assertThat(ends).doesNotContainValue(Optional.of(Json.print(TAKEN)));
  }

  private void assertWaits(String task, String error, List<Double> waits) {
    assertThat(waits(task, error)).as("%s: %s", task, error).containsOnly(waits);
  }

  /** Each wait is a random part of the given one, so that executions do not meet again. */
  private void assertRandomWaits(String task, String error, List<Double> longest) {
    List<List<Double>> runs = waits(task, error);
    assertThat(runs)
        .as("%s: %s", task, error)
        .allSatisfy(run -> assertThat(run).hasSameSizeAs(longest));
    for (int i = 0; i < longest.size(); i++) {
      int retry = i;
      List<Double> all = runs.stream().map(run -> run.get(retry)).sorted().toList();
      assertThat(all.getFirst()).as("%s: %s", task, error).isLessThan(longest.get(i) * 0.3);
      assertThat(all.getLast())
          .as("%s: %s", task, error)
          .isBetween(longest.get(i) * 0.85, longest.get(i));
    }
  }

  /** The seconds between the attempts in several executions. */
  private List<List<Double>> waits(String task, String error) {
    return known.computeIfAbsent(
        List.of(tasks.get(task).get("Retry") == null ? "" : tasks.get(task).get("Retry"), error),
        key ->
            IntStream.range(0, RUNS)
                .mapToObj(seed -> waits(run(tasks.get(task), error, seed)))
                .toList());
  }

  private static List<Double> waits(Execution execution) {
    List<Instant> attempts =
        execution.history().stream()
            .filter(event -> event.typeAsString().equals("TaskScheduled"))
            .map(event -> event.timestamp())
            .sorted(Comparator.naturalOrder())
            .toList();
    List<Double> waits = new ArrayList<>();
    for (int i = 1; i < attempts.size(); i++) {
      waits.add(Duration.between(attempts.get(i - 1), attempts.get(i)).toMillis() / 1000.0);
    }
    return waits;
  }

  /** Runs a Task alone, with a function that fails forever. Its output names the way out. */
  private static Execution run(Map<?, ?> task, String error, int seed) {
    return run(task, Map.of(), new TaskOutcome.Failed(Duration.ZERO, error, "why"), seed);
  }

  private static Execution run(
      Map<?, ?> task, Map<String, Object> more, TaskOutcome outcome, int seed) {
    Map<String, Object> states = new LinkedHashMap<>();
    Map<String, Object> alone = new LinkedHashMap<>(more);
    alone.put("Type", "Task");
    alone.put("Resource", "arn:aws:states:::lambda:invoke");
    alone.put("Arguments", Map.of("FunctionName", "step"));
    if (task.containsKey("Retry")) {
      alone.put("Retry", task.get("Retry"));
    }
    if (task.containsKey("Catch")) {
      List<Object> catchers = new ArrayList<>();
      for (Object catcher : (List<?>) task.get("Catch")) {
        String way = "Way " + catchers.size();
        catchers.add(Map.of("ErrorEquals", ((Map<?, ?>) catcher).get("ErrorEquals"), "Next", way));
        states.put(way, Map.of("Type", "Pass", "Output", way, "End", true));
      }
      alone.put("Catch", catchers);
    }
    alone.put("End", true);
    states.put("Step", alone);
    String definition =
        Json.print(Map.of("QueryLanguage", "JSONata", "StartAt", "Step", "States", states));
    VirtualClock clock = new VirtualClock(TestCloud.BEGINS);
    StateMachines service =
        new StateMachines(
            clock, (function, payload) -> outcome, (action, arguments) -> outcome, seed);
    String arn = "arn:aws:states:eu-central-1:123456789012:stateMachine:step";
    service.create("step", arn, "arn:aws:iam::123456789012:role/step", definition);
    Execution execution = service.startExecution(arn, Optional.empty(), "{}");
    clock.runWhile(() -> execution.status() == ExecutionStatus.RUNNING);
    return execution;
  }
}
