package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.PolicyStatement;
import embeddedcloud.template.Role;
import embeddedcloud.template.StateMachine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every action of a role is allowed on the types of resources that IAM checks for it: on one type
 * fewer, IAM would refuse the call; on all resources, it would allow more than the role is for.
 */
class RoleResourcesTest {
  /**
   * Types of resources and the actions that IAM checks on all of them, from the Service
   * Authorization Reference. Actions without a type are allowed on {@code *} only.
   */
  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry(
              "",
              "ec2:DescribeFastSnapshotRestores ec2:DescribeImages ec2:DescribeInstanceStatus"
                  + " ec2:DescribeInstances ec2:DescribeLockedSnapshots"
                  + " ec2:DescribeReplaceRootVolumeTasks ec2:DescribeSnapshotTierStatus"
                  + " ec2:DescribeSnapshots ec2:DescribeVolumeStatus ec2:DescribeVolumes"
                  + " ec2:GetEbsDefaultKmsKeyId ec2:GetEbsEncryptionByDefault"
                  + " ec2:ListSnapshotsInRecycleBin ssm:GetCommandInvocation"
                  + " cloudwatch:PutMetricData"
                  + " logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery"
                  + " logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy"
                  + " logs:DescribeResourcePolicies logs:DescribeLogGroups"
                  + " xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules"
                  + " xray:GetSamplingTargets"),
          Map.entry(
              "snapshot",
              "ebs:GetSnapshotBlock ebs:ListChangedBlocks ebs:ListSnapshotBlocks"
                  + " ec2:CopySnapshot ec2:DeleteSnapshot ec2:DescribeSnapshotAttribute"
                  + " ec2:LockSnapshot"
                  + " ec2:ModifySnapshotAttribute"),
          Map.entry("volume", "ec2:DeleteVolume"),
          Map.entry("instance", "ec2:StartInstances ec2:StopInstances"),
          Map.entry("snapshot volume", "ec2:CreateSnapshot ec2:CreateVolume"),
          Map.entry("instance snapshot volume", "ec2:CreateSnapshots"),
          Map.entry(
              "instance volume", "ec2:AttachVolume ec2:DetachVolume ec2:ModifyInstanceAttribute"),
          Map.entry("instance replace-root-volume-task volume", "ec2:CreateReplaceRootVolumeTask"),
          Map.entry("document instance", "ssm:SendCommand"),
          Map.entry(
              "key",
              "kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKey"
                  + " kms:GenerateDataKeyWithoutPlaintext kms:GetKeyPolicy kms:ReEncryptFrom"
                  + " kms:ReEncryptTo"),
          Map.entry("stateMachine", "states:ListExecutions states:StartExecution"),
          Map.entry("execution", "states:DescribeExecution states:GetExecutionHistory"),
          Map.entry("function", "lambda:InvokeFunction"),
          Map.entry("log-group", "logs:CreateLogStream logs:PutLogEvents"),
          Map.entry("topic", "sns:Publish"),
          Map.entry("queue", "sqs:SendMessage"),
          Map.entry("object", "s3:GetObject s3:PutObject"));

  /** Checked on the one resource that gets or loses the tag. */
  private static final Map<String, Set<String>> TAGS =
      Map.of(
          "ec2:CreateTags", Set.of("snapshot", "volume", "replace-root-volume-task"),
          "ec2:DeleteTags", Set.of("snapshot", "volume"));

  private DeployedStack stack;

  @BeforeEach
  void read() throws IOException {
    stack =
        new DeployedStack(
            Map.of(
                "VolumeKeyArns", DeployedStack.arn("kms", "key/volumes"),
                "OtherPlans", "weekly",
                "ShareAccounts", "111122223333",
                "PullFromRegion", "eu-west-1",
                "PullFromAccount", "444455556666",
                "PullKeyArn", DeployedStack.arn("kms", "key/copies"),
                "PullSourceKeyArns", DeployedStack.arn("kms", "key/source")));
  }

  @Test
  void everyAction_isAllowedOnTheTypesThatIamChecks_andOnAllResourcesOnlyIfThereAreNone() {
    Map<String, String> types = new TreeMap<>();
    ACTIONS.forEach(
        (type, actions) -> List.of(actions.split(" ", -1)).forEach(a -> types.put(a, type)));
    Map<String, String> resources = resources();
    for (Role role : stack.template().roles()) {
      granted(role)
          .forEach(
              (action, patterns) -> {
                String name = role.logicalId() + " " + action;
                Set<String> found = types(patterns, resources);
                if (TAGS.containsKey(action)) {
                  assertThat(found).as(name).isNotEmpty().isSubsetOf(TAGS.get(action));
                } else {
                  assertThat(String.join(" ", found)).as(name).isEqualTo(types.get(action));
                }
              });
    }
  }

  /** A pattern would take in what AWS adds one day. */
  @Test
  void everyStatement_namesItsActionsInFull() {
    for (Role role : stack.template().roles()) {
      assertThat(role.statements())
          .flatExtracting(PolicyStatement::actions)
          .as(role.logicalId())
          .allSatisfy(action -> assertThat(action).doesNotContain("*"));
    }
  }

  /** The resources on which a role allows each of its actions. */
  private static Map<String, Set<String>> granted(Role role) {
    Map<String, Set<String>> granted = new TreeMap<>();
    for (PolicyStatement statement : role.statements()) {
      if (statement.effect().equals("Allow")) {
        for (String action : statement.actions()) {
          granted.computeIfAbsent(action, a -> new TreeSet<>()).addAll(statement.resources());
        }
      }
    }
    return granted;
  }

  /** The types of which a resource matches; none for {@code *} alone. */
  private static Set<String> types(Set<String> patterns, Map<String, String> resources) {
    Set<String> types = new TreeSet<>();
    if (!patterns.equals(Set.of("*"))) {
      for (String pattern : patterns) {
        Set<String> found = new TreeSet<>();
        resources.forEach(
            (arn, type) -> {
              if (PolicyDocument.matchesAny(pattern, arn)) {
                found.add(type);
              }
            });
        assertThat(found).as(pattern).hasSize(1);
        types.addAll(found);
      }
    }
    return types;
  }

  /** A resource of each type, and every one of the stack, with its type. */
  private Map<String, String> resources() {
    Map<String, String> types = new TreeMap<>();
    types.put("arn:aws:ec2:eu-central-1::snapshot/snap-1", "snapshot");
    types.put("arn:aws:ec2:eu-west-1::snapshot/snap-1", "snapshot");
    types.put(DeployedStack.arn("ec2", "volume/vol-1"), "volume");
    types.put(DeployedStack.arn("ec2", "instance/i-1"), "instance");
    types.put(
        DeployedStack.arn("ec2", "replace-root-volume-task/replacevol-1"),
        "replace-root-volume-task");
    types.put("arn:aws:ssm:eu-central-1::document/AWS-RunShellScript", "document");
    types.put(DeployedStack.arn("ssm", "document/AWS-RunShellScript"), "document");
    for (String key : List.of("volumes", "copies", "source")) {
      types.put(DeployedStack.arn("kms", "key/" + key), "key");
    }
    types.put(DeployedStack.arn("kms", "key/" + stack.keyId()), "key");
    types.put(stack.topicArn(), "topic");
    types.put(DeployedStack.queueArn(), "queue");
    for (LambdaFunction function : stack.template().functions()) {
      types.put(function.arn() + ":7", "function");
      types.put(
          DeployedStack.arn("logs", "log-group:" + function.logGroup() + ":log-stream:1"),
          "log-group");
    }
    for (StateMachine machine : stack.template().stateMachines()) {
      types.put(machine.arn(), "stateMachine");
      types.put(machine.arn().replace("stateMachine", "execution") + ":tonight", "execution");
    }
    return types;
  }
}
