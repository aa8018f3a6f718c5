package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.notify.Workflow;
import embeddedcloud.template.EventRule;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Resource;
import embeddedcloud.template.Role;
import embeddedcloud.template.StateMachine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failed execution of the stack, and no other event, starts the function that notifies. */
class FailureEventsTest {
  private DeployedStack stack;

  @BeforeEach
  void read() throws IOException {
    stack = new DeployedStack(Map.of());
  }

  @Test
  void everyStateMachineOfTheStack_notifiesOfEveryFailure() {
    for (StateMachine machine : stack.template().stateMachines()) {
      for (String status : List.of("FAILED", "TIMED_OUT", "ABORTED")) {
        assertThat(rule().pattern().matches(event(machine.arn(), status)))
            .as("%s %s", machine.name(), status)
            .isTrue();
      }
      for (String status : List.of("RUNNING", "SUCCEEDED", "PENDING_REDRIVE")) {
        assertThat(rule().pattern().matches(event(machine.arn(), status)))
            .as("%s %s", machine.name(), status)
            .isFalse();
      }
    }
  }

  @Test
  void aMessageCanNameTheWorkflowOfEveryStateMachine() {
    assertThat(stack.template().stateMachines())
        .extracting(machine -> Workflow.of(machine.arn()))
        .containsExactlyInAnyOrder(Workflow.values());
  }

  @Test
  void otherEvents_areIgnored() {
    String machine = stack.machineArn("BackupStateMachine");
    assertThat(rule().pattern().matches(event(machine + "2", "FAILED"))).isFalse();
    assertThat(rule().pattern().matches(event("aws.ec2", "EBS Snapshot", machine, "FAILED")))
        .isFalse();
    assertThat(
            rule()
                .pattern()
                .matches(
                    event(
                        "aws.health", "Step Functions Execution Status Change", machine, "FAILED")))
        .isFalse();
    assertThat(rule().pattern().matches(event("aws.states", "Other", machine, "FAILED"))).isFalse();
  }

  @Test
  void theOnlyTargetIsTheFunctionThatNotifies_withRetriesAndADeadLetterQueue() {
    assertThat(rule().enabled()).isTrue();
    Object target = ((List<?>) DeployedStack.at(rawRule(), "Targets")).getFirst();

    assertThat(rule().targets()).hasSize(1);
    assertThat(DeployedStack.at(target, "Arn")).isEqualTo(notifier().invokedArn());
    assertThat(notifier().invokedArn()).endsWith(":live");
    assertThat(DeployedStack.at(target, "RetryPolicy"))
        .isEqualTo(Map.of("MaximumRetryAttempts", 10L, "MaximumEventAgeInSeconds", 3600L));
    assertThat(DeployedStack.at(target, "DeadLetterConfig", "Arn"))
        .isEqualTo(DeployedStack.queueArn());
  }

  @Test
  void onlyItsRule_mayInvokeEachFunction() throws IOException {
    DeployedStack all = withBothRules();
    assertThat(all.ofType("AWS::Lambda::Permission"))
        .extracting(Resource::properties)
        .containsExactlyInAnyOrder(
            permission(all, "NotifyFunction", "ExecutionFailedRule"),
            permission(all, "StartEarlyPullFunction", "SnapshotSharedRule"));
  }

  private static Map<String, Object> permission(DeployedStack all, String function, String rule) {
    return Map.of(
        "Action",
        "lambda:InvokeFunction",
        "FunctionName",
        DeployedStack.arn("lambda", "function:ebs-backup-" + function + ":live"),
        "Principal",
        "events.amazonaws.com",
        "SourceArn",
        all.template().rules().stream()
            .filter(each -> each.logicalId().equals(rule))
            .findFirst()
            .orElseThrow()
            .arn());
  }

  /** The rule of shared snapshots is there only where another account shares them. */
  private static DeployedStack withBothRules() throws IOException {
    return new DeployedStack(
        Map.of("PullFromRegion", "eu-central-1", "PullFromAccount", "444455556666"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NotifyFunction", "StartEarlyPullFunction"})
  void anEventThatAFunctionDoesNotHandle_endsInTheDeadLetterQueue(String name) throws IOException {
    Resource function = withBothRules().resource(name);

    assertThat(DeployedStack.at(function, "EventInvokeConfig"))
        .isEqualTo(
            Map.of(
                "MaximumRetryAttempts",
                2L,
                "MaximumEventAgeInSeconds",
                3600L,
                "DestinationConfig",
                Map.of(
                    "OnFailure", Map.of("Type", "SQS", "Destination", DeployedStack.queueArn()))));
    assertThat(role(name.replace("Function", "Role")).statements())
        .filteredOn(statement -> statement.actions().equals(List.of("sqs:SendMessage")))
        .singleElement()
        .satisfies(
            statement -> {
              assertThat(statement.effect()).isEqualTo("Allow");
              assertThat(statement.resources()).containsExactly(DeployedStack.queueArn());
            });
  }

  private Role role(String name) {
    return stack.template().roles().stream()
        .filter(each -> each.logicalId().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFunctionOfSharedSnapshots_startsThePull_andMayStartNothingElse() {
    String machine = stack.machineArn("PullStateMachine");

    assertThat(
            stack.template().functions().stream()
                .filter(function -> function.logicalId().equals("StartEarlyPullFunction"))
                .findFirst()
                .orElseThrow()
                .environment())
        .isEqualTo(Map.of("PULL_STATE_MACHINE_ARN", machine));
    assertThat(role("StartEarlyPullRole").statements())
        .filteredOn(statement -> statement.actions().equals(List.of("states:StartExecution")))
        .singleElement()
        .satisfies(statement -> assertThat(statement.resources()).containsExactly(machine));
  }

  @Test
  void theFunction_publishesToTheTopic() {
    assertThat(notifier().environment()).containsEntry("TOPIC_ARN", stack.topicArn());
  }

  private EventRule rule() {
    return stack.template().rules().stream()
        .filter(rule -> rule.logicalId().equals("ExecutionFailedRule"))
        .findFirst()
        .orElseThrow();
  }

  private Resource rawRule() {
    return stack.resource("ExecutionFailedRule");
  }

  private LambdaFunction notifier() {
    return stack.template().functions().stream()
        .filter(function -> function.logicalId().equals("NotifyFunction"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> event(String machine, String status) {
    return event("aws.states", "Step Functions Execution Status Change", machine, status);
  }

  private static Map<String, Object> event(
      String source, String type, String machine, String status) {
    return Map.of(
        "version",
        "0",
        "source",
        source,
        "detail-type",
        type,
        "account",
        DeployedStack.ACCOUNT,
        "region",
        DeployedStack.REGION,
        "detail",
        Map.of("status", status, "stateMachineArn", machine, "name", "tonight"));
  }
}
