package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.Clients;
import ebsbackup.aws.SdkClients;
import ebsbackup.ebs.Pace;
import ebsbackup.request.Plan;
import ebsbackup.request.RestoreRequest;
import embeddedcloud.json.Json;
import embeddedcloud.states.Definition;
import embeddedcloud.states.State;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import embeddedcloud.template.TemplateException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;

/**
 * The time limits, each read from where it stands, fit into each other: an attempt of a call, the
 * call, the function, the state, the retry, the workflow and the alarm.
 */
class TimeLimitsTest {
  /** Lambda's own limit. */
  private static final Duration LONGEST_FUNCTION = Duration.ofMinutes(15);

  private Template template;

  @BeforeEach
  void read() throws IOException {
    template = ProjectFiles.template(Map.of());
  }

  @Test
  void anAttemptEndsBeforeItsCall_andTheCallBeforeTheFunction() {
    for (AwsServiceClientConfiguration client : clients()) {
      ClientOverrideConfiguration limits = client.overrideConfiguration();
      Duration attempt = limits.apiCallAttemptTimeout().orElseThrow();
      Duration call = limits.apiCallTimeout().orElseThrow();

      // Two attempts fit into a call, and the function has time left to name the call.
      assertThat(attempt.multipliedBy(2)).isLessThan(call);
      assertThat(call.plusSeconds(10)).isLessThanOrEqualTo(shortestFunction());
    }
  }

  @Test
  void aFunctionEndsBeforeItsState_whichNoticesOneThatHangs() throws IOException {
    for (StateMachine machine : template.stateMachines()) {
      for (State.Task task : tasks(machine)) {
        if (isOfAFunction(machine, task)) {
          Duration function = function(task.name()).timeout();
          assertThat(function).as(task.name()).isLessThanOrEqualTo(LONGEST_FUNCTION);
          assertThat(timeout(task)).as(task.name()).isEqualTo(function.plusSeconds(30));
        }
      }
    }
  }

  /** What Step Functions says of the call itself goes no further: nothing reads it. */
  @Test
  void aTaskHandsOnTheAnswerOfItsFunctionAlone() throws IOException {
    for (StateMachine machine : template.stateMachines()) {
      for (State.Task task : tasks(machine)) {
        if (isOfAFunction(machine, task)) {
          assertThat(raw(machine, task).get("Output"))
              .as(task.name())
              .isEqualTo("{% $states.result.Payload %}");
        }
      }
    }
  }

  /** Otherwise two invocations would create the same set. */
  @Test
  void createSnapshots_isRetriedOnlyWhenTheLastAttemptMustHaveEnded() throws IOException {
    State.Task task = task("BackupStateMachine", "Create Snapshots");

    assertThat(retryAfter(task, "States.ALL")).isGreaterThan(timeout(task));
    assertThat(retryAfter(task, "States.ALL"))
        .isGreaterThanOrEqualTo(function("Create Snapshots").timeout().plus(Pace.UNTIL_VISIBLE));
    assertThat(retryAfter(task, "ebsbackup.failure.OutcomeUnknownException"))
        .isGreaterThanOrEqualTo(Pace.UNTIL_VISIBLE);
  }

  /** Likewise, two invocations would make the same copies. */
  @Test
  void createCopies_isRetriedOnlyWhenTheLastAttemptMustHaveEnded_andGivesUpBefore()
      throws Exception {
    State.Task task = task("PullStateMachine", "Create Copies");
    Duration call = clients().getFirst().overrideConfiguration().apiCallTimeout().orElseThrow();

    assertThat(retryAfter(task, "States.ALL")).isGreaterThan(timeout(task));
    assertThat(retryAfter(task, "States.ALL"))
        .isGreaterThanOrEqualTo(function("Create Copies").timeout().plus(Pace.UNTIL_VISIBLE));
    assertThat(constant("ebsbackup.pull.CopyPage", "PATIENCE").plus(call).plusSeconds(30))
        .isLessThan(function("Create Copies").timeout());
    assertThat(constant("ebsbackup.pull.LockPage", "PATIENCE").plus(call).plusSeconds(30))
        .isLessThan(function("Lock Copies").timeout());
  }

  @Test
  void takeSafetySnapshot_isRetriedOnlyWhenTheLastAttemptMustHaveEnded() throws IOException {
    State.Task task = task("RestoreStateMachine", "Take Safety Snapshot");
    Duration function = function("Take Safety Snapshot").timeout();

    assertThat(retryAfter(task, "States.ALL")).isGreaterThanOrEqualTo(function);
    assertThat(retryAfter(task, "States.Timeout")).isGreaterThanOrEqualTo(Pace.UNTIL_VISIBLE);
    assertThat(retryAfter(task, "ebsbackup.failure.OutcomeUnknownException"))
        .isGreaterThanOrEqualTo(Pace.UNTIL_VISIBLE);
  }

  @Test
  void createSnapshots_keepsTimeForACallThatHangs() throws ReflectiveOperationException {
    Duration attempt =
        clients().getFirst().overrideConfiguration().apiCallAttemptTimeout().orElseThrow();
    Duration answer = constant("ebsbackup.backup.CreateSnapshotsHandler", "TIME_TO_ANSWER");

    assertThat(answer).isGreaterThan(attempt);
    assertThat(answer).isLessThan(function("Create Snapshots").timeout().dividedBy(2));
  }

  @Test
  void shareSnapshots_keepsTimeForACallThatHangs() throws ReflectiveOperationException {
    Duration call = clients().getFirst().overrideConfiguration().apiCallTimeout().orElseThrow();
    Duration answer = constant("ebsbackup.backup.SetSharer", "TIME_TO_ANSWER");

    assertThat(answer).isGreaterThan(call);
    assertThat(answer).isLessThan(function("Share Snapshots").timeout().dividedBy(2));
  }

  /** After its deadline, a run shares for some hours, and then has hours left to report. */
  @Test
  void sharing_endsLongBeforeTheWorkflow() throws ReflectiveOperationException {
    assertThat(constant("ebsbackup.backup.Run", "SHARING")).isLessThan(Duration.ofHours(18));
  }

  @Test
  void theEstimate_givesUpBeforeItsFunctionTimesOut() throws ReflectiveOperationException {
    Duration call = clients().getFirst().overrideConfiguration().apiCallTimeout().orElseThrow();

    assertThat(
            constant("ebsbackup.prune.EstimateFreedBytesHandler", "PATIENCE")
                .plus(call)
                .plusSeconds(30))
        .isLessThan(function("Estimate Freed Bytes").timeout());
  }

  @Test
  void aVerification_givesUpBeforeItsFunctionTimesOut_andReportsBeforeItsWorkflowDoes()
      throws Exception {
    Duration call = clients().getFirst().overrideConfiguration().apiCallTimeout().orElseThrow();

    assertThat(constant("ebsbackup.verify.VerificationPage", "PATIENCE").plus(call).plusSeconds(30))
        .isLessThan(function("Verify Snapshots").timeout());
    // The next night begins with a new one.
    assertThat(timeout("VerifyStateMachine"))
        .isGreaterThan(constant("ebsbackup.verify.SelectSetsHandler", "LONGEST").multipliedBy(2))
        .isLessThanOrEqualTo(Duration.ofDays(1));
  }

  @Test
  void aPull_reportsBeforeItsWorkflowTimesOut() throws Exception {
    // The next night begins with a new one.
    Duration pull = constant("ebsbackup.pull.PullAdmission", "LONGEST_PULL");
    assertThat(timeout("PullStateMachine"))
        .isBetween(
            constant("ebsbackup.pull.PullAdmission", "LONGEST_WAIT").plus(pull).plusMinutes(30),
            Duration.ofDays(1));
  }

  /** Each step has its first attempt and six more, with waits of four and a half minutes in all. */
  @Test
  void aMeasurement_isTriedToTheEnd_andTheHoursAfterItDoNotPileUp() throws Exception {
    Duration put = timeout(task("WatchStateMachine", "Put Metrics"));
    Duration waits = Duration.ofSeconds(5 + 10 + 20 + 40 + 80 + 120);

    // Longer than an answer of CloudWatch or S3 takes, at worst.
    assertThat(put).isEqualTo(Duration.ofMinutes(1));
    assertThat(timeout(task("WatchStateMachine", "Put Page"))).isEqualTo(put);
    assertThat(timeout("WatchStateMachine"))
        .isGreaterThan(
            timeout(task("WatchStateMachine", "Measure Protection"))
                .multipliedBy(7)
                .plus(put.multipliedBy(7))
                .plus(waits.multipliedBy(2)))
        .isLessThanOrEqualTo(Duration.ofHours(3));
  }

  /** It reads up to 25 pages of the history, each a call of some seconds. */
  @Test
  void theNotification_hasTimeForTheLongestHistory() {
    assertThat(function("Notify").timeout())
        .isBetween(Duration.ofSeconds(25 * 4), Duration.ofMinutes(3));
  }

  /** A run reports when its deadline has passed. */
  @Test
  void aWorkflow_goesOnForADayAfterTheLongestDeadline() throws Exception {
    Duration longest = constant("ebsbackup.request.Plan", "LONGEST_DEADLINE").plusDays(1);
    assertThat(timeout("BackupStateMachine")).isEqualTo(longest);
    assertThat(timeout("PruneStateMachine")).isEqualTo(longest);
    // RestoreRequest takes a deadline of up to a day.
    assertThat(timeout("RestoreStateMachine")).isEqualTo(Duration.ofDays(2));
    assertThat(RestoreRequest.DEFAULT_DEADLINE).isLessThan(Duration.ofDays(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT72H", "PT1M", "PT4320M", "PT4319M", "PT12H"})
  void theDeadlineOfTheParameter_isOneThatThePlanTakes(String deadline) throws Exception {
    assertThat(ProjectFiles.template(Map.of("Deadline", deadline)).parameterValues())
        .containsEntry("Deadline", deadline);
    assertThat(Duration.parse(deadline))
        .isBetween(
            constant("ebsbackup.request.Plan", "SHORTEST_DEADLINE"),
            constant("ebsbackup.request.Plan", "LONGEST_DEADLINE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT73H", "PT4321M", "PT0H", "PT0M", "PT30S", "P1D", "12H"})
  void otherDeadlines_areRefusedAtDeployment(String deadline) {
    assertThatThrownBy(() -> ProjectFiles.template(Map.of("Deadline", deadline)))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void theAlarm_waitsForANightThatTakesUntilItsDeadline() {
    Duration deadline = Duration.parse(template.parameterValues().get("Deadline"));
    Duration patience =
        Duration.ofHours(Long.parseLong(template.parameterValues().get("HoursWithoutSuccess")));

    assertThat(deadline).isEqualTo(Plan.DEFAULT_DEADLINE);
    assertThat(patience).isEqualTo(Duration.ofHours(24).plus(deadline).plusHours(2));
  }

  /** A start that Scheduler tries again must still find the first one's run. */
  @Test
  void aSchedule_givesUpWithinTheHour() throws ReflectiveOperationException {
    assertThat(template.schedules())
        .hasSize(3)
        .allSatisfy(
            schedule -> {
              assertThat(schedule.maximumRetryAttempts()).isEqualTo(3);
              assertThat(schedule.maximumEventAge()).isEqualTo(Duration.ofHours(1));
            });
    assertThat(constant("ebsbackup.backup.OtherExecutions", "DELIVERED_WITHIN"))
        .isGreaterThan(Duration.ofHours(1));
  }

  private static List<AwsServiceClientConfiguration> clients() {
    Clients clients = SdkClients.ofFunction().in("eu-central-1");
    return List.of(
        clients.ec2WithoutRetries().serviceClientConfiguration(),
        clients.ec2().serviceClientConfiguration(),
        clients.ebs().serviceClientConfiguration(),
        clients.kms().serviceClientConfiguration(),
        clients.sfn().serviceClientConfiguration(),
        clients.sns().serviceClientConfiguration(),
        clients.ssm().serviceClientConfiguration());
  }

  private Duration shortestFunction() {
    return template.functions().stream()
        .map(LambdaFunction::timeout)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private LambdaFunction function(String state) {
    return template.functions().stream()
        .filter(f -> ProjectFiles.stateName(ProjectFiles.wordOf(f)).equals(state))
        .findFirst()
        .orElseThrow();
  }

  private StateMachine machine(String logicalId) {
    return template.stateMachines().stream()
        .filter(machine -> machine.logicalId().equals(logicalId))
        .findFirst()
        .orElseThrow();
  }

  private Duration timeout(String machine) throws IOException {
    return Definition.parse(ProjectFiles.definition(machine(machine))).timeout().orElseThrow();
  }

  private static List<State.Task> tasks(StateMachine machine) throws IOException {
    return Definition.parse(ProjectFiles.definition(machine)).states().values().stream()
        .flatMap(state -> state instanceof State.Task task ? Stream.of(task) : Stream.empty())
        .toList();
  }

  private State.Task task(String machine, String name) throws IOException {
    return tasks(machine(machine)).stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOfAFunction(StateMachine machine, State.Task task) throws IOException {
    return raw(machine, task).get("Arguments") instanceof Map<?, ?> arguments
        && arguments.containsKey("FunctionName");
  }

  /** Every task has a time-out of its own, a number. */
  private Duration timeout(State.Task task) throws IOException {
    for (StateMachine machine : template.stateMachines()) {
      if (tasks(machine).stream().anyMatch(other -> other.name().equals(task.name()))) {
        Object seconds = raw(machine, task).get("TimeoutSeconds");
        assertThat(seconds).as(task.name()).isInstanceOf(Long.class);
        return Duration.ofSeconds((long) seconds);
      }
    }
    throw new AssertionError("no definition has the task " + task.name());
  }

  private static Map<?, ?> raw(StateMachine machine, State.Task task) throws IOException {
    Object definition = Json.parse(ProjectFiles.definition(machine));
    return (Map<?, ?>) DeployedStack.at(definition, "States", task.name());
  }

  private static Duration retryAfter(State.Task task, String error) {
    return task.retriers().stream()
        .filter(retrier -> retrier.errorEquals().contains(error))
        .findFirst()
        .orElseThrow()
        .interval();
  }

  /** A limit that a class keeps to itself. */
  private static Duration constant(String type, String name) throws ReflectiveOperationException {
    Field field = Class.forName(type).getDeclaredField(name);
    field.setAccessible(true);
    return (Duration) field.get(null);
  }
}
