package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Resource;
import embeddedcloud.template.Schedule;
import embeddedcloud.template.StateMachine;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way to fail raises an alarm, and every alarm reaches the topic. */
class AlarmsTest {
  private static final Map<String, String> SCHEDULED =
      Map.of(
          "VerifyScheduleState",
          "ENABLED",
          "PullFromRegion",
          "eu-west-1",
          "PullScheduleState",
          "ENABLED",
          "Rpo",
          "PT26H",
          "PullRpo",
          "PT31H");

  private DeployedStack stack;

  @BeforeEach
  void read() throws IOException {
    stack = new DeployedStack(SCHEDULED);
  }

  @Test
  void everyAlarm_isSentToTheTopic() {
    assertThat(alarms())
        .isNotEmpty()
        .allSatisfy(
            alarm -> {
              assertThat(alarm.properties()).doesNotContainKey("ActionsEnabled");
              assertThat(at(alarm, "AlarmActions")).isEqualTo(List.of(stack.topicArn()));
            });
  }

  private static Map<String, String> with(Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(SCHEDULED);
    all.putAll(parameters);
    return all;
  }

  @Test
  void everyAlarm_hasOneOfThePurposesBelow() {
    int machines = stack.template().stateMachines().size();
    int scheduled = scheduledMachines().size();
    int functionsOfRules = functionsOfRules().size();
    int queues = stack.ofType("AWS::SQS::Queue").size();
    assertThat(machines).isEqualTo(6);
    assertThat(scheduled).isEqualTo(5);
    assertThat(functionsOfRules).isEqualTo(1);
    assertThat(queues).isEqualTo(1);

    // The watch has one for both, and another for copies.
    assertThat(alarms()).hasSize(machines + scheduled + functionsOfRules + queues);
  }

  @Test
  void oneExecutionThatDoesNotSucceed_raisesTheAlarmOfItsStateMachine() {
    for (StateMachine machine : withoutTheWatch(stack.template().stateMachines())) {
      Resource alarm = stack.resource(machine.logicalId().replace("StateMachine", "FailedAlarm"));
      List<?> metrics = (List<?>) at(alarm, "Metrics");
      Set<Object> counted = new HashSet<>();
      for (Object metric : metrics) {
        if (DeployedStack.at(metric, "Expression").equals("")) {
          counted.add(DeployedStack.at(metric, "MetricStat", "Metric"));
          assertThat(DeployedStack.at(metric, "MetricStat", "Stat")).isEqualTo("Sum");
          assertThat(DeployedStack.at(metric, "MetricStat", "Period")).isEqualTo(300L);
          assertThat(DeployedStack.at(metric, "ReturnData")).isEqualTo(false);
        } else {
          assertThat(DeployedStack.at(metric, "Expression")).isEqualTo("SUM(FILL(METRICS(), 0))");
          assertThat((Map<?, ?>) metric).satisfies(m -> assertThat(m.get("ReturnData")).isNull());
        }
      }
      assertThat(metrics).hasSize(4);
      assertThat(counted)
          .as(alarm.logicalId())
          .containsExactlyInAnyOrder(
              metric("ExecutionsFailed", machine),
              metric("ExecutionsTimedOut", machine),
              metric("ExecutionsAborted", machine));
      assertThat(isRaisedBy(alarm, 1)).as(alarm.logicalId()).isTrue();
      assertThat(isRaisedBy(alarm, 0)).as(alarm.logicalId()).isFalse();
      assertThat(at(alarm, "TreatMissingData")).isEqualTo("notBreaching");
      // A data point that is published late still counts, and one of them is enough.
      assertThat(at(alarm, "EvaluationPeriods")).isEqualTo(3L);
      assertThat(at(alarm, "DatapointsToAlarm")).isEqualTo(1L);
      assertThat(description(alarm)).contains("state machine " + machine.name() + ".");
    }
  }

  @Test
  void hoursWithoutASuccess_raiseTheAlarmOfEveryScheduledStateMachine() throws IOException {
    DeployedStack patient =
        new DeployedStack(
            with(
                Map.of(
                    "PlanName", "weekly",
                    "PullPlanName", "weekly",
                    "HoursWithoutSuccess", "168")));
    for (StateMachine machine : withoutTheWatch(scheduledMachines())) {
      String name =
          "NoSuccessful%sAlarm".formatted(machine.logicalId().replace("StateMachine", ""));
      Resource alarm = stack.resource(name);
      assertThat(at(alarm, "Namespace")).isEqualTo("AWS/States");
      assertThat(at(alarm, "MetricName")).isEqualTo("ExecutionsSucceeded");
      assertThat(at(alarm, "Dimensions")).isEqualTo(dimension("StateMachineArn", machine.arn()));
      assertThat(at(alarm, "Statistic")).isEqualTo("Sum");
      assertThat(at(alarm, "Period")).isEqualTo(3600L);
      assertThat(at(alarm, "EvaluationPeriods")).isEqualTo("38");
      assertThat(at(alarm, "DatapointsToAlarm")).isEqualTo("38");
      assertThat(isRaisedBy(alarm, 0)).as(name).isTrue();
      assertThat(isRaisedBy(alarm, 1)).as(name).isFalse();
      // Without executions there is no data.
      assertThat(at(alarm, "TreatMissingData")).isEqualTo("breaching");
      assertThat(at(alarm, "OKActions")).isEqualTo(List.of(stack.topicArn()));
      assertThat(description(alarm)).contains("38 hours", "state machine " + machine.name());
      assertThat(description(patient.resource(name))).contains(" of weekly has ", "168 hours");
      // CloudWatch looks back seven days at most.
      assertThat(3600L * Long.parseLong(at(patient.resource(name), "EvaluationPeriods").toString()))
          .isLessThanOrEqualTo(7 * 24 * 3600L);
    }
  }

  /** Its alarm is on what it measures, and on hours in which it measures nothing. */
  private static List<StateMachine> withoutTheWatch(Collection<StateMachine> machines) {
    return machines.stream().filter(machine -> !machine.name().endsWith("-watch")).toList();
  }

  @Test
  void twoHoursWithASourceOverItsTarget_orWithoutAMeasurement_raiseTheAlarm() throws IOException {
    DeployedStack weekly = new DeployedStack(with(Map.of("PlanName", "weekly", "Rpo", "PT200H")));
    Resource alarm = weekly.resource("SourcesOverRpoAlarm");

    assertThat(at(alarm, "Namespace")).isEqualTo("EbsBackup");
    assertThat(at(alarm, "MetricName")).isEqualTo("SourcesOverRpo");
    assertThat(at(alarm, "Dimensions")).isEqualTo(dimension("Plan", "weekly"));
    assertThat(at(alarm, "Statistic")).isEqualTo("Maximum");
    assertThat(at(alarm, "Period")).isEqualTo(3600L);
    // A measurement that is a minute late is not a missing one.
    assertThat(at(alarm, "EvaluationPeriods")).isEqualTo(2L);
    assertThat(at(alarm, "DatapointsToAlarm")).isEqualTo(2L);
    assertThat(isRaisedBy(alarm, 1)).isTrue();
    assertThat(isRaisedBy(alarm, 0)).isFalse();
    assertThat(at(alarm, "TreatMissingData")).isEqualTo("breaching");
    assertThat(at(alarm, "OKActions")).isEqualTo(List.of(stack.topicArn()));
    assertThat(description(alarm))
        .contains(" of weekly is older than PT200H,", "state machine ebs-backup-watch names")
        .endsWith("Next: ./ebs-backup status --region eu-central-1 --rpo PT200H");
    assertThat(new DeployedStack(Map.of()).ofType("AWS::CloudWatch::Alarm"))
        .noneMatch(each -> each.logicalId().equals(alarm.logicalId()));
    Resource ofCopies =
        new DeployedStack(with(Map.of("PullPlanName", "dr", "PullRpo", "PT200H")))
            .resource("CopiesOverRpoAlarm");
    Set<String> own = Set.of("AlarmDescription", "Dimensions");
    assertThat(without(own, ofCopies)).isEqualTo(without(own, alarm));
    assertThat(at(ofCopies, "Dimensions")).isEqualTo(dimension("Plan", "dr"));
    assertThat(description(ofCopies))
        .contains(" of dr is older than PT200H,", "state machine ebs-backup-watch names")
        .endsWith("Next: ./ebs-backup status --region eu-central-1 --rpo PT200H");
  }

  private static Map<String, Object> without(Set<String> properties, Resource resource) {
    Map<String, Object> left = new HashMap<>(resource.properties());
    left.keySet().removeAll(properties);
    return left;
  }

  @Test
  void oneErrorOfAFunctionThatNoWorkflowCatches_raisesItsAlarm() {
    for (LambdaFunction function : functionsOfRules()) {
      Resource alarm = stack.resource(function.logicalId().replaceAll("Function$", "ErrorsAlarm"));
      assertThat(at(alarm, "Namespace")).isEqualTo("AWS/Lambda");
      assertThat(at(alarm, "MetricName")).isEqualTo("Errors");
      assertThat(at(alarm, "Dimensions")).isEqualTo(dimension("FunctionName", function.name()));
      assertThat(at(alarm, "Statistic")).isEqualTo("Sum");
      assertThat(description(alarm)).contains("stack ebs-backup has failed");
      assertRaisedAtOnce(alarm);
    }
  }

  @Test
  void oneMessageInTheDeadLetterQueue_raisesItsAlarm() {
    Resource alarm = stack.resource("DeadLetterQueueAlarm");
    assertThat(at(alarm, "Namespace")).isEqualTo("AWS/SQS");
    assertThat(at(alarm, "MetricName")).isEqualTo("ApproximateNumberOfMessagesVisible");
    assertThat(at(alarm, "Dimensions"))
        .isEqualTo(dimension("QueueName", "ebs-backup-DeadLetterQueue"));
    assertThat(at(alarm, "Statistic")).isEqualTo("Maximum");
    assertRaisedAtOnce(alarm);
    assertThat(description(alarm)).contains("ebs-backup-DeadLetterQueue");
  }

  private static void assertRaisedAtOnce(Resource alarm) {
    assertThat(at(alarm, "Period")).isEqualTo(300L);
    assertThat(at(alarm, "EvaluationPeriods")).isEqualTo(1L);
    assertThat(isRaisedBy(alarm, 1)).isTrue();
    assertThat(isRaisedBy(alarm, 0)).isFalse();
    assertThat(at(alarm, "TreatMissingData")).isEqualTo("notBreaching");
  }

  private static boolean isRaisedBy(Resource alarm, double value) {
    double threshold = Double.parseDouble(at(alarm, "Threshold").toString());
    return switch (at(alarm, "ComparisonOperator").toString()) {
      case "GreaterThanThreshold" -> value > threshold;
      case "GreaterThanOrEqualToThreshold" -> value >= threshold;
      case "LessThanThreshold" -> value < threshold;
      case "LessThanOrEqualToThreshold" -> value <= threshold;
      default -> throw new AssertionError("unknown: " + at(alarm, "ComparisonOperator"));
    };
  }

  private static Object metric(String name, StateMachine machine) {
    return Map.of(
        "Namespace",
        "AWS/States",
        "MetricName",
        name,
        "Dimensions",
        dimension("StateMachineArn", machine.arn()));
  }

  private static List<Object> dimension(String name, String value) {
    return List.of(Map.of("Name", name, "Value", value));
  }

  private static String description(Resource alarm) {
    return at(alarm, "AlarmDescription").toString();
  }

  private static Object at(Resource resource, String property) {
    return DeployedStack.at(resource, property);
  }

  private List<Resource> alarms() {
    return stack.ofType("AWS::CloudWatch::Alarm");
  }

  private Set<StateMachine> scheduledMachines() {
    return stack.template().schedules().stream()
        .map(Schedule::targetArn)
        .map(arn -> stack.template().stateMachine(arn).orElseThrow())
        .collect(Collectors.toSet());
  }

  private Set<LambdaFunction> functionsOfRules() {
    return stack.template().rules().stream()
        .flatMap(rule -> rule.targets().stream())
        .map(target -> stack.template().function(target.arn()).orElseThrow())
        .collect(Collectors.toSet());
  }
}
