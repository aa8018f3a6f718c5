package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Resource;
import embeddedcloud.template.StateMachine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is recorded of a run: complete, encrypted, kept as long as asked, and deleted at the end.
 */
class RunRecordsTest {
  private static final Set<String> DELETED_WITH_THE_STACK =
      Set.of("AWS::Logs::LogGroup", "AWS::KMS::Key", "AWS::SQS::Queue");

  private DeployedStack stack;

  @BeforeEach
  void read() throws IOException {
    stack = new DeployedStack(Map.of("LogRetentionDays", "400"));
  }

  @Test
  void everyLogGroup_isEncryptedAndHasTheRetentionOfTheParameter() {
    assertThat(stack.ofType("AWS::Logs::LogGroup"))
        .hasSize(7)
        .allSatisfy(
            group -> {
              assertThat(at(group, "RetentionInDays")).isEqualTo("400");
              assertThat(at(group, "KmsKeyId").toString()).isEqualTo(keyArn());
            });
  }

  @Test
  void logsMessagesAndKey_areDeletedWithTheStack_andNothingElseHasAPolicy() {
    assertThat(stack.resources())
        .filteredOn(resource -> DELETED_WITH_THE_STACK.contains(resource.type()))
        .hasSize(9)
        .allSatisfy(
            resource -> {
              assertThat(resource.deletionPolicy()).as(resource.logicalId()).hasValue("Delete");
              assertThat(resource.updateReplacePolicy())
                  .as(resource.logicalId())
                  .hasValue("Delete");
            });
    assertThat(stack.resources())
        .filteredOn(resource -> !DELETED_WITH_THE_STACK.contains(resource.type()))
        .allSatisfy(
            resource -> {
              assertThat(resource.deletionPolicy()).as(resource.logicalId()).isEmpty();
              assertThat(resource.updateReplacePolicy()).as(resource.logicalId()).isEmpty();
            });
  }

  @Test
  void theKey_isRotated_andItsDeletionCanBeUndoneForAWeek() {
    Resource key = stack.resource("Key");
    assertThat(at(key, "EnableKeyRotation")).isEqualTo(true);
    assertThat(at(key, "PendingWindowInDays")).isEqualTo(7L);
  }

  @Test
  void messages_areEncrypted() {
    assertThat(at(stack.resource("Topic"), "KmsMasterKeyId").toString()).isEqualTo(keyId());
    assertThat(at(stack.resource("DeadLetterQueue"), "SqsManagedSseEnabled")).isEqualTo(true);
  }

  @Test
  void theDeadLetterQueue_isAStandardQueueThatKeepsItsMessagesFor14Days() {
    assertThat(at(stack.resource("DeadLetterQueue"), "MessageRetentionPeriod"))
        .isEqualTo(14 * 24 * 3600L);
    assertThat(stack.resource("DeadLetterQueue").properties()).doesNotContainKey("FifoQueue");
  }

  @Test
  void everyStateMachine_logsEveryEventWithoutItsData_andIsTraced() {
    for (StateMachine machine : stack.template().stateMachines()) {
      Resource resource = stack.resource(machine.logicalId());
      String workflow = machine.name().replace("ebs-backup-", "");
      assertThat(machine.type()).isEqualTo("STANDARD");
      assertThat(at(resource, "Tracing")).isEqualTo(Map.of("Enabled", true));
      assertThat(at(resource, "Logging"))
          .as(machine.name())
          .isEqualTo(
              Map.of(
                  "Level",
                  "ALL",
                  "IncludeExecutionData",
                  false,
                  "Destinations",
                  List.of(
                      Map.of(
                          "CloudWatchLogsLogGroup",
                          Map.of(
                              "LogGroupArn",
                              DeployedStack.arn(
                                  "logs",
                                  "log-group:/aws/vendedlogs/states/ebs-backup/%s:*"
                                      .formatted(workflow)))))));
    }
  }

  @Test
  void everyStateMachine_callsTheVersionsOfItsFunctionsThatItWasDeployedWith() {
    for (StateMachine machine : stack.template().stateMachines()) {
      machine
          .substitutions()
          .forEach(
              (name, arn) -> {
                if (name.endsWith("FunctionArn")) {
                  assertThat(arn).as(name).endsWith(":1");
                }
              });
    }
  }

  @Test
  void everyFunction_isTracedAndPublishedAndLogsJson() {
    for (LambdaFunction function : stack.template().functions()) {
      Resource resource = stack.resource(function.logicalId());
      assertThat(at(resource, "Tracing")).isEqualTo("Active");
      assertThat(DeployedStack.at(resource, "LoggingConfig", "LogFormat")).isEqualTo("JSON");
      assertThat(DeployedStack.at(resource, "LoggingConfig", "ApplicationLogLevel"))
          .isEqualTo("INFO");
      assertThat(DeployedStack.at(resource, "LoggingConfig", "SystemLogLevel")).isEqualTo("INFO");
      assertThat(at(resource, "AutoPublishAlias")).isEqualTo("live");
      assertThat(at(resource, "AutoPublishAliasAllProperties")).isEqualTo(true);
      assertThat(at(resource, "Architectures")).isEqualTo(List.of("arm64"));
      assertThat(at(resource, "Runtime")).isEqualTo("java25");
      assertThat(at(resource, "CodeUri")).isEqualTo("functions/");
      assertThat(resource.properties()).doesNotContainKey("SnapStart");
      assertThat(function.memorySize()).isGreaterThanOrEqualTo(1024);
    }
  }

  /** They hold all snapshots of a run or a plan in memory. */
  @Test
  void functionsThatListEverything_haveTwiceTheMemory() {
    assertThat(
            stack.template().functions().stream()
                .filter(function -> function.memorySize() == 2048)
                .map(ProjectFiles::wordOf)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "CheckSnapshots",
            "ShareSnapshots",
            "ReportBackup",
            "PlanPrune",
            "ReportPrune",
            "SelectSetsToPull",
            "CreateCopies",
            "LockCopies",
            "CheckCopies",
            "SelectSets",
            "SelectManifests",
            "ReportVerification",
            "MeasureProtection",
            "MakePage");
  }

  private String keyArn() {
    return DeployedStack.arn("kms", "key/" + keyId());
  }

  /** The key that the role of the function that notifies may use: the stack has one. */
  private String keyId() {
    assertThat(stack.ofType("AWS::KMS::Key")).hasSize(1);
    return stack.template().roles().stream()
        .filter(role -> role.logicalId().equals("NotifyRole"))
        .flatMap(role -> role.statements().stream())
        .filter(statement -> statement.actions().contains("kms:GenerateDataKey"))
        .map(statement -> statement.resources().getFirst().replaceFirst(".*/", ""))
        .findFirst()
        .orElseThrow();
  }

  private static Object at(Resource resource, String property) {
    return DeployedStack.at(resource, property);
  }
}
