package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.PolicyDocument.Request;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Resource;
import embeddedcloud.template.Role;
import embeddedcloud.template.Schedule;
import embeddedcloud.template.StateMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the conditions and resources of the roles let through, and what they stop. */
@TestInstance(Lifecycle.PER_CLASS)
class RolePoliciesTest {
  private static final Map<String, String> RESOURCES =
      Map.of(
          "snapshot", "arn:aws:ec2:eu-central-1::snapshot/snap-1",
          "farSnapshot", "arn:aws:ec2:eu-west-1::snapshot/snap-1",
          "volume", DeployedStack.arn("ec2", "volume/vol-1"),
          "instance", DeployedStack.arn("ec2", "instance/i-1"),
          "task", DeployedStack.arn("ec2", "replace-root-volume-task/replacevol-1"),
          "key", "arn:aws:kms:eu-central-1:123456789012:key/volumes",
          "otherKey", "arn:aws:kms:eu-central-1:123456789012:key/other",
          "stackKey", "STACK KEY");

  /** No workflow needs these, and each could lose or give away data. */
  private static final List<String> NEVER =
      List.of(
          "ec2:ResetSnapshotAttribute",
          "ec2:UnlockSnapshot",
          "ec2:LockSnapshot",
          "ec2:DeregisterImage",
          "ec2:TerminateInstances",
          "ec2:DisableEbsEncryptionByDefault",
          "ec2:ModifySnapshotTier",
          "ec2:RestoreSnapshotFromRecycleBin",
          "ebs:PutSnapshotBlock",
          "kms:ScheduleKeyDeletion",
          "kms:PutKeyPolicy",
          "iam:PassRole",
          "sts:AssumeRole",
          "sns:Subscribe",
          "sqs:PurgeQueue",
          "states:UpdateStateMachine",
          "lambda:UpdateFunctionCode",
          "logs:DeleteLogGroup");

  /**
   * Documented in "Using CloudWatch Logs to log execution history" and "Trace Step Functions
   * request data in AWS X-Ray".
   */
  private static final List<String> OF_EVERY_STATE_MACHINE =
      List.of(
          "logs:CreateLogDelivery",
          "logs:GetLogDelivery",
          "logs:UpdateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:DescribeResourcePolicies",
          "logs:DescribeLogGroups",
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets");

  private final DeployedStack stack;

  RolePoliciesTest() throws IOException {
    stack =
        new DeployedStack(
            Map.of(
                "VolumeKeyArns",
                RESOURCES.get("key"),
                "OtherPlans",
                "weekly,monthly",
                "ShareAccounts",
                "111122223333,444455556666",
                "PullFromRegion",
                "eu-west-1",
                "ReportBucket",
                "reports",
                "ManifestBucket",
                "proofs",
                "PullManifestBucket",
                "originals"));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}: {4}")
  @CsvSource(
      textBlock =
          """
          DeleteSnapshots, ec2:DeleteSnapshot, snapshot, plan=daily, true
          DeleteSnapshots, ec2:DeleteSnapshot, snapshot, plan=weekly, true
          DeleteSnapshots, ec2:DeleteSnapshot, snapshot, plan=other, false
          DeleteSnapshots, ec2:DeleteSnapshot, snapshot, , false
          DeleteSnapshots, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:plan, false
          CreateSnapshots, ec2:CreateSnapshots, snapshot, newPlan=daily, true
          CreateSnapshots, ec2:CreateSnapshots, snapshot, , false
          CreateSnapshots, ec2:CreateSnapshot, snapshot, newPlan=daily, true
          CreateSnapshots, ec2:CreateSnapshot, snapshot, , false
          CreateSnapshots, ec2:CreateSnapshots, instance, , true
          CreateSnapshots, ec2:CreateSnapshot, volume, , true
          CreateSnapshots, ec2:CreateSnapshots, volume, , true
          CreateSnapshots, ec2:CreateTags, snapshot, create=CreateSnapshots, true
          CreateSnapshots, ec2:CreateTags, snapshot, create=CreateSnapshot, true
          CreateSnapshots, ec2:CreateTags, snapshot, keys=ebs-backup:plan, false
          CreateSnapshots, ec2:CreateTags, volume, create=CreateSnapshots, false
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=daily add=111122223333, true
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=daily add=111122223333+444455556666, true
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=daily add=111122223333+999999999999, false
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=daily add=999999999999, false
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=daily addGroup=all, false
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=daily add=111122223333 addGroup=all, false
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=daily remove=999999999999, true
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=weekly add=111122223333, false
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, plan=weekly remove=111122223333, false
          ShareSnapshots, ec2:ModifySnapshotAttribute, snapshot, add=111122223333, false
          ShareSnapshots, ec2:DescribeSnapshotAttribute, snapshot, plan=daily, true
          ShareSnapshots, ec2:DescribeSnapshotAttribute, snapshot, plan=weekly, false
          ShareSnapshots, ec2:DeleteSnapshot, snapshot, plan=daily, false
          ShareSnapshots, kms:GetKeyPolicy, key, , true
          ShareSnapshots, kms:Decrypt, key, via=ec2, false
          CreateCopies, ec2:CopySnapshot, farSnapshot, owner=123456789012, true
          CreateCopies, ec2:CopySnapshot, farSnapshot, owner=999999999999, false
          CreateCopies, ec2:CopySnapshot, snapshot, newPlan=copies, true
          CreateCopies, ec2:CopySnapshot, snapshot, newPlan=daily, false
          CreateCopies, ec2:CreateTags, snapshot, create=CopySnapshot, true
          CreateCopies, ec2:CreateTags, snapshot, keys=Name, false
          CreateCopies, ec2:DeleteSnapshot, snapshot, plan=copies copy=c, false
          CreateCopies, kms:Decrypt, key, via=ec2, false
          CreateCopies, kms:DescribeKey, otherKey, , true
          LockCopies, ec2:LockSnapshot, snapshot, plan=copies, true
          LockCopies, ec2:LockSnapshot, snapshot, plan=daily, false
          LockCopies, ec2:LockSnapshot, farSnapshot, plan=copies, false
          RemoveFailedCopies, ec2:DeleteSnapshot, snapshot, plan=copies copy=c, true
          RemoveFailedCopies, ec2:DeleteSnapshot, snapshot, plan=copies, false
          RemoveFailedCopies, ec2:DeleteSnapshot, snapshot, plan=daily copy=c, false
          RemoveFailedCopies, ec2:DeleteSnapshot, farSnapshot, plan=copies copy=c, false
          DeleteSnapshots, ec2:DeleteSnapshot, snapshot, plan=copies, true
          DeleteSnapshots, ec2:DeleteSnapshot, farSnapshot, plan=copies, false
          CreateVolumes, ec2:CreateVolume, volume, newRestore=r, true
          CreateVolumes, ec2:CreateVolume, volume, , false
          CreateVolumes, ec2:CreateVolume, snapshot, owner=123456789012, true
          CreateVolumes, ec2:CreateVolume, snapshot, owner=999999999999, false
          CreateVolumes, ec2:CreateTags, volume, create=CreateVolume, true
          CreateVolumes, ec2:CreateTags, volume, keys=Name, false
          TryVolumes, ec2:CreateVolume, snapshot, owner=999999999999, false
          CreateVolumes, kms:DescribeKey, key, , true
          CreateVolumes, kms:DescribeKey, otherKey, , false
          CreateVolumes, kms:Decrypt, key, via=ec2, true
          CreateVolumes, kms:Decrypt, key, via=s3, false
          CreateVolumes, kms:Decrypt, key, , false
          CreateVolumes, kms:Decrypt, otherKey, via=ec2, false
          CreateVolumes, kms:GenerateDataKeyWithoutPlaintext, key, via=ec2, true
          CreateVolumes, kms:ReEncryptFrom, key, via=ec2, true
          CreateVolumes, kms:ReEncryptTo, key, via=ec2, true
          CreateVolumes, kms:CreateGrant, key, via=ec2 grant=true, true
          CreateVolumes, kms:CreateGrant, key, via=ec2, false
          CreateVolumes, kms:CreateGrant, key, via=ec2 grant=false, false
          CreateVolumes, kms:CreateGrant, key, grant=true, false
          MoveVolumes, kms:CreateGrant, key, via=ec2 grant=true, true
          TakeSafetySnapshot, ec2:CreateSnapshots, snapshot, newSafety=s, true
          TakeSafetySnapshot, ec2:CreateSnapshots, snapshot, newPlan=daily, false
          TakeSafetySnapshot, ec2:CreateSnapshots, volume, restoring=r, true
          TakeSafetySnapshot, ec2:CreateSnapshots, volume, , false
          TakeSafetySnapshot, ec2:CreateTags, snapshot, create=CreateSnapshots keys=ebs-backup:safety, true
          TakeSafetySnapshot, ec2:CreateTags, snapshot, create=CreateSnapshot keys=ebs-backup:safety+ebs-backup:restore, true
          TakeSafetySnapshot, ec2:CreateTags, snapshot, create=CreateSnapshots keys=ebs-backup:plan, false
          TakeSafetySnapshot, ec2:CreateTags, snapshot, create=CreateSnapshots keys=ebs-backup:safety+ebs-backup:plan, false
          TakeSafetySnapshot, ec2:CreateTags, snapshot, create=CreateSnapshots, false
          TakeSafetySnapshot, ec2:CreateTags, snapshot, keys=ebs-backup:safety, false
          MarkResources, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:restoring, true
          MarkResources, ec2:CreateTags, snapshot, keys=ebs-backup:restoring, false
          MarkResources, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:plan, false
          MarkResources, ec2:CreateTags, snapshot, plan=daily, false
          MarkResources, ec2:CreateTags, volume, keys=ebs-backup:restoring, true
          MarkResources, ec2:CreateTags, volume, keys=ebs-backup:restore, false
          MarkResources, ec2:CreateTags, volume, , false
          MarkResources, ec2:DeleteTags, volume, keys=Name, true
          MarkResources, ec2:DeleteTags, volume, keys=ebs-backup:restore, false
          MarkResources, ec2:DeleteTags, volume, , false
          MarkResources, ec2:DeleteTags, snapshot, keys=Name, false
          UnmarkResources, ec2:CreateTags, volume, restoring=r keys=ebs-backup:replaced, true
          UnmarkResources, ec2:CreateTags, volume, replaced=r keys=ebs-backup:replaced, true
          UnmarkResources, ec2:CreateTags, volume, keys=ebs-backup:replaced, false
          UnmarkResources, ec2:CreateTags, volume, restoring=r keys=ebs-backup:restore, false
          UnmarkResources, ec2:CreateTags, volume, restoring=r replaced=r, false
          UnmarkResources, ec2:CreateTags, volume, keys=Name, true
          UnmarkResources, ec2:CreateTags, snapshot, keys=Name, false
          UnmarkResources, ec2:DeleteTags, snapshot, keys=ebs-backup:restoring, true
          UnmarkResources, ec2:DeleteTags, volume, keys=ebs-backup:restoring, true
          UnmarkResources, ec2:DeleteTags, snapshot, keys=ebs-backup:plan, false
          UnmarkResources, ec2:DeleteTags, snapshot, , false
          MoveVolumes, ec2:DetachVolume, volume, restore=r, true
          MoveVolumes, ec2:DetachVolume, volume, restoring=r, true
          MoveVolumes, ec2:DetachVolume, volume, , false
          MoveVolumes, ec2:AttachVolume, volume, restore=r, true
          MoveVolumes, ec2:AttachVolume, volume, restoring=r, true
          MoveVolumes, ec2:AttachVolume, volume, , false
          MoveVolumes, ec2:ModifyInstanceAttribute, volume, restore=r, true
          MoveVolumes, ec2:ModifyInstanceAttribute, volume, restoring=r, true
          MoveVolumes, ec2:ModifyInstanceAttribute, volume, , false
          MoveVolumes, ec2:StopInstances, instance, , true
          MoveVolumes, ec2:CreateReplaceRootVolumeTask, task, newRestore=r, true
          MoveVolumes, ec2:CreateReplaceRootVolumeTask, task, , false
          MoveVolumes, ec2:CreateTags, task, create=CreateReplaceRootVolumeTask, true
          MoveVolumes, ec2:CreateTags, task, keys=Name, false
          MoveVolumes, ec2:DeleteVolume, volume, restore=r, false
          RemoveVolumes, ec2:DeleteVolume, volume, restore=r, true
          RemoveVolumes, ec2:DeleteVolume, volume, restoring=r, false
          RemoveVolumes, ec2:DeleteVolume, volume, , false
          VerifySnapshots, ebs:ListSnapshotBlocks, snapshot, plan=daily, true
          VerifySnapshots, ebs:ListChangedBlocks, snapshot, plan=daily, true
          VerifySnapshots, ebs:ListChangedBlocks, snapshot, plan=weekly, false
          VerifySnapshots, ebs:GetSnapshotBlock, snapshot, plan=daily, true
          VerifySnapshots, ebs:GetSnapshotBlock, snapshot, plan=weekly, false
          VerifySnapshots, ebs:GetSnapshotBlock, snapshot, , false
          VerifySnapshots, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:verified, true
          VerifySnapshots, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:changed, true
          VerifySnapshots, ec2:CreateTags, snapshot, plan=weekly keys=ebs-backup:verified, false
          VerifySnapshots, ec2:CreateTags, snapshot, plan=weekly keys=ebs-backup:changed, false
          VerifySnapshots, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:hold, false
          VerifySnapshots, ec2:CreateTags, snapshot, plan=daily, false
          VerifySnapshots, ebs:GetSnapshotBlock, snapshot, plan=copies, true
          VerifySnapshots, ec2:CreateTags, snapshot, plan=copies keys=ebs-backup:verified, true
          VerifySnapshots, ec2:DeleteTags, snapshot, plan=daily keys=ebs-backup:verified, false
          VerifySnapshots, ec2:CreateVolume, snapshot, owner=123456789012, false
          VerifySnapshots, kms:Decrypt, key, via=ec2, true
          VerifySnapshots, kms:Decrypt, key, via=ebs, true
          VerifySnapshots, kms:Decrypt, key, , false
          VerifySnapshots, kms:Decrypt, otherKey, via=ebs, false
          HashBlocks, ebs:ListSnapshotBlocks, snapshot, plan=daily, true
          HashBlocks, ebs:ListChangedBlocks, snapshot, plan=daily, true
          HashBlocks, ebs:ListChangedBlocks, snapshot, plan=weekly, false
          HashBlocks, ebs:GetSnapshotBlock, snapshot, plan=daily, true
          HashBlocks, ebs:GetSnapshotBlock, snapshot, plan=weekly, false
          HashBlocks, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:manifest, true
          HashBlocks, ec2:CreateTags, snapshot, plan=weekly keys=ebs-backup:manifest, false
          HashBlocks, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:verified, false
          HashBlocks, ec2:CreateTags, snapshot, plan=daily, false
          HashBlocks, ebs:GetSnapshotBlock, snapshot, plan=copies, true
          HashBlocks, ec2:CreateTags, snapshot, plan=copies keys=ebs-backup:manifest, true
          HashBlocks, ec2:CreateTags, snapshot, plan=copies keys=ebs-backup:verified, true
          HashBlocks, ec2:CreateTags, snapshot, plan=copies keys=ebs-backup:source-manifest, true
          HashBlocks, ec2:CreateTags, snapshot, plan=copies keys=ebs-backup:copy, false
          HashBlocks, ec2:CreateTags, snapshot, plan=daily keys=ebs-backup:source-manifest, false
          HashBlocks, kms:Decrypt, key, via=ebs, true
          HashBlocks, kms:Decrypt, key, , false
          HashBlocks, kms:Decrypt, otherKey, via=ebs, false
          ReportVerification, kms:DescribeKey, otherKey, , true
          ReportVerification, kms:Decrypt, key, via=ebs, false
          ReportVerification, ebs:GetSnapshotBlock, snapshot, plan=daily, false
          Notify, kms:GenerateDataKey, stackKey, via=sns, true
          Notify, kms:Decrypt, stackKey, via=sns, true
          Notify, kms:Decrypt, stackKey, , false
          Notify, kms:Decrypt, key, via=sns, false
          """)
  void aRoleAllows(String role, String action, String resource, String context, boolean allowed) {
    String arn = resource.equals("stackKey") ? stackKey() : RESOURCES.get(resource);

    assertThat(policy(role + "Role").allows(new Request("", action, arn, context(context))))
        .isEqualTo(allowed);
  }

  /**
   * Each of the two is enough: a later statement cannot allow it, and an account cannot hide it.
   */
  @Test
  void sharingWithAll_isAllowedByNoStatement_andDeniedByOne() {
    PolicyDocument policy = policy("ShareSnapshotsRole");
    for (String context : List.of("plan=daily addGroup=all", "plan=daily remove=1 addGroup=all")) {
      Request request =
          new Request(
              "", "ec2:ModifySnapshotAttribute", RESOURCES.get("snapshot"), context(context));
      assertThat(policy.grants(request)).as(context).isFalse();
      assertThat(policy.denies(request)).as(context).isTrue();
    }
  }

  /** IAM refuses an empty list, and an empty account id could match a request without one. */
  @Test
  void withoutShareAccounts_theRoleNamesNoAccount() throws IOException {
    Resource role = new DeployedStack(Map.of()).resource("ShareSnapshotsRole");
    assertThat(DeployedStack.at(role, "Policies").toString()).contains("{ec2:Add/userId=[none]}");
  }

  /** With every tag that a condition could ask for. */
  @Test
  void
      oneRoleDeletesSnapshots_oneShares_twoRead_oneDeletesVolumes_andNoneDoesWhatCouldNotBeUndone() {
    Map<String, Object> everything =
        context(
            "plan=daily restore=r restoring=r newPlan=daily newRestore=r newSafety=s via=ec2"
                + " grant=true owner=123456789012 create=CreateSnapshots add=111122223333");
    for (Role role : stack.template().roles()) {
      PolicyDocument policy = policy(role.logicalId());
      for (String arn : RESOURCES.values()) {
        NEVER.forEach(
            action ->
                assertThat(policy.allows(new Request("", action, arn, everything)))
                    .as("%s %s %s", role.logicalId(), action, arn)
                    .isFalse());
      }
      assertThat(
              policy.allows(
                  new Request("", "ec2:DeleteSnapshot", RESOURCES.get("snapshot"), everything)))
          .as(role.logicalId())
          .isEqualTo(role.logicalId().equals("DeleteSnapshotsRole"));
      assertThat(
              policy.allows(
                  new Request(
                      "", "ec2:ModifySnapshotAttribute", RESOURCES.get("snapshot"), everything)))
          .as(role.logicalId())
          .isEqualTo(role.logicalId().equals("ShareSnapshotsRole"));
      assertThat(
              policy.allows(
                  new Request("", "ec2:DeleteVolume", RESOURCES.get("volume"), everything)))
          .as(role.logicalId())
          .isEqualTo(role.logicalId().equals("RemoveVolumesRole"));
      assertThat(
              policy.allows(
                  new Request("", "ebs:GetSnapshotBlock", RESOURCES.get("snapshot"), everything)))
          .as(role.logicalId())
          .isEqualTo(Set.of("VerifySnapshotsRole", "HashBlocksRole").contains(role.logicalId()));
    }
  }

  @Test
  void everyStateMachine_invokesItsFunctionsInAnyVersion_andNoOther() {
    for (StateMachine machine : stack.template().stateMachines()) {
      PolicyDocument policy = policy(machine.logicalId() + "Role");
      assertThat(roleOf(machine.roleArn())).isEqualTo(machine.logicalId() + "Role");
      Set<String> own =
          machine.substitutions().values().stream()
              .map(arn -> arn.replaceFirst(":\\d+$", ""))
              .collect(Collectors.toSet());
      for (LambdaFunction function : stack.template().functions()) {
        assertThat(
                policy.allows(
                    new Request("", "lambda:InvokeFunction", function.arn() + ":7", Map.of())))
            .as("%s %s", machine.name(), function.name())
            .isEqualTo(own.contains(function.arn()));
      }
      for (StateMachine other : stack.template().stateMachines()) {
        assertThat(policy.allows(new Request("", "states:StartExecution", other.arn(), Map.of())))
            .as("%s %s", machine.name(), other.name())
            .isEqualTo(machine.substitutions().containsValue(other.arn()));
      }
      OF_EVERY_STATE_MACHINE.forEach(
          action ->
              assertThat(policy.allows(new Request("", action, "*", Map.of())))
                  .as("%s %s", machine.name(), action)
                  .isTrue());
    }
  }

  @Test
  void everyFunction_writesToTheLogGroupOfTheStackOnly_andIsTraced() {
    for (LambdaFunction function : stack.template().functions()) {
      PolicyDocument policy = policy(roleOf(function.roleArn()));
      for (String action : List.of("logs:CreateLogStream", "logs:PutLogEvents")) {
        assertThat(policy.allows(new Request("", action, stream(function.logGroup()), Map.of())))
            .as("%s %s", function.name(), action)
            .isTrue();
        assertThat(policy.allows(new Request("", action, stream("/aws/lambda/other"), Map.of())))
            .as("%s %s", function.name(), action)
            .isFalse();
      }
      for (String action : List.of("xray:PutTraceSegments", "xray:PutTelemetryRecords")) {
        assertThat(policy.allows(new Request("", action, "*", Map.of())))
            .as("%s %s", function.name(), action)
            .isTrue();
      }
    }
  }

  private static String stream(String logGroup) {
    return DeployedStack.arn("logs", "log-group:%s:log-stream:today".formatted(logGroup));
  }

  @Test
  void everyStateMachineRole_canBeAssumedForItsStateMachineOnly() {
    for (StateMachine machine : stack.template().stateMachines()) {
      Request assume =
          new Request(
              "states.amazonaws.com",
              "sts:AssumeRole",
              "",
              Map.of("aws:SourceAccount", DeployedStack.ACCOUNT, "aws:SourceArn", machine.arn()));
      assertTrusts(machine.logicalId() + "Role", assume);
    }
  }

  @Test
  void theScheduleRole_canBeAssumedForSchedulesOfTheStackOnly() {
    assertTrusts(
        "ScheduleRole",
        new Request(
            "scheduler.amazonaws.com",
            "sts:AssumeRole",
            "",
            Map.of(
                "aws:SourceAccount",
                DeployedStack.ACCOUNT,
                "aws:SourceArn",
                DeployedStack.arn("scheduler", "schedule-group/ebs-backup"))));
  }

  private void assertTrusts(String role, Request assume) {
    PolicyDocument trust =
        PolicyDocument.of(DeployedStack.at(stack.resource(role), "AssumeRolePolicyDocument"));
    assertThat(trust.assumedBy(assume)).as(role).isTrue();
    for (String key : assume.context().keySet()) {
      Map<String, Object> other = new HashMap<>(assume.context());
      other.put(key, other.get(key) + "2");
      assertThat(trust.assumedBy(new Request(assume.principal(), assume.action(), "", other)))
          .as("%s with another %s", role, key)
          .isFalse();
    }
    for (Request other :
        List.of(
            new Request("ec2.amazonaws.com", assume.action(), "", assume.context()),
            new Request(assume.principal(), "sts:TagSession", "", assume.context()))) {
      assertThat(trust.assumedBy(other)).as("%s: %s", role, other).isFalse();
    }
  }

  @Test
  void everySchedule_startsItsStateMachine_orSendsItsInputToTheDeadLetterQueue() {
    PolicyDocument policy = policy("ScheduleRole");
    for (Schedule schedule : stack.template().schedules()) {
      Resource resource = stack.resource(schedule.logicalId());
      assertThat(schedule.targetArn())
          .isEqualTo(
              stack.machineArn(
                  schedule.logicalId().replaceAll("(Copies)?Schedule", "StateMachine")));
      assertThat(schedule.deadLetterArn()).hasValue(DeployedStack.queueArn());
      assertThat(DeployedStack.at(resource, "GroupName")).isEqualTo("ebs-backup");
      assertThat(roleOf(DeployedStack.at(resource, "Target", "RoleArn").toString()))
          .isEqualTo("ScheduleRole");
      assertThat(
              policy.allows(
                  new Request("", "states:StartExecution", schedule.targetArn(), Map.of())))
          .isTrue();
    }
    assertThat(
            policy.allows(
                new Request(
                    "",
                    "states:StartExecution",
                    stack.machineArn("RestoreStateMachine"),
                    Map.of())))
        .isFalse();
    assertThat(
            policy.allows(new Request("", "sqs:SendMessage", DeployedStack.queueArn(), Map.of())))
        .isTrue();
  }

  @Test
  void theFunctionThatNotifies_readsTheExecutionsOfTheStackAndPublishes() {
    PolicyDocument policy = policy("NotifyRole");
    for (StateMachine machine : stack.template().stateMachines()) {
      String execution = machine.arn().replace("stateMachine", "execution") + ":tonight";
      for (String action : List.of("states:DescribeExecution", "states:GetExecutionHistory")) {
        assertThat(policy.allows(new Request("", action, execution, Map.of())))
            .as("%s %s", action, machine.name())
            .isTrue();
      }
    }
    for (Schedule schedule : stack.template().schedules()) {
      assertThat(
              policy.allows(
                  new Request("", "states:ListExecutions", schedule.targetArn(), Map.of())))
          .isTrue();
    }
    assertThat(
            policy.allows(
                new Request(
                    "",
                    "states:DescribeExecution",
                    DeployedStack.arn("states", "execution:another-stack-backup:tonight"),
                    Map.of())))
        .isFalse();
    assertThat(policy.allows(new Request("", "sns:Publish", stack.topicArn(), Map.of()))).isTrue();
    assertThat(policy.allows(new Request("", "sns:Publish", stack.topicArn() + "2", Map.of())))
        .isFalse();
    assertThat(
            policy.allows(new Request("", "sqs:SendMessage", DeployedStack.queueArn(), Map.of())))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"StartRun, backup", "PlanRestore, restore", "SelectSetsToPull, pull"})
  void functionsThatLookForOtherRuns_seeThoseOfTheirWorkflowOnly(String role, String workflow) {
    for (String name : ProjectFiles.workflows()) {
      String machine = DeployedStack.arn("states", "stateMachine:ebs-backup-" + name);
      String execution = DeployedStack.arn("states", "execution:ebs-backup-" + name + ":tonight");
      PolicyDocument policy = policy(role + "Role");
      assertThat(policy.allows(new Request("", "states:ListExecutions", machine, Map.of())))
          .isEqualTo(name.equals(workflow));
      assertThat(policy.allows(new Request("", "states:DescribeExecution", execution, Map.of())))
          .isEqualTo(name.equals(workflow));
    }
  }

  @Test
  void theWatch_publishesMetricsInItsOwnNamespaceOnly() {
    for (String namespace : List.of("EbsBackup", "AWS/EBS", "Shop")) {
      Request request =
          new Request(
              "", "cloudwatch:PutMetricData", "*", Map.of("cloudwatch:namespace", namespace));
      assertThat(policy("WatchStateMachineRole").allows(request))
          .isEqualTo(namespace.equals("EbsBackup"));
    }
  }

  @Test
  void theWatch_putsPagesUnderItsOwnPrefixOnly() {
    PolicyDocument policy = policy("WatchStateMachineRole");
    for (String object :
        List.of(
            "reports/ebs-backup/ebs-backup/daily/1.html",
            "reports/ebs-backup/other/1.html",
            "reports/a")) {
      Request put = new Request("", "s3:PutObject", "arn:aws:s3:::" + object, Map.of());
      assertThat(policy.allows(put)).isEqualTo(object.startsWith("reports/ebs-backup/ebs-backup/"));
    }
  }

  @Test
  void manifests_areAdded_butNotReplacedOrDeleted_andNowhereElse() {
    PolicyDocument policy = policy("HashBlocksRole");
    Map<String, Object> once = Map.of("s3:if-none-match", "*");
    String part = "arn:aws:s3:::proofs/manifests/snap-1/00000";

    assertThat(policy.allows(new Request("", "s3:GetObject", part, Map.of()))).isTrue();
    assertThat(policy.allows(new Request("", "s3:PutObject", part, once))).isTrue();
    assertThat(policy.allows(new Request("", "s3:PutObject", part, Map.of()))).isFalse();
    assertThat(policy.allows(new Request("", "s3:DeleteObject", part, Map.of()))).isFalse();
    String original = "arn:aws:s3:::originals/manifests/snap-1/00000";
    assertThat(policy.allows(new Request("", "s3:GetObject", original, Map.of()))).isTrue();
    assertThat(policy.allows(new Request("", "s3:PutObject", original, once))).isFalse();
    for (String other : List.of("arn:aws:s3:::proofs/a", "arn:aws:s3:::other/manifests/a")) {
      assertThat(policy.allows(new Request("", "s3:GetObject", other, Map.of()))).isFalse();
      assertThat(policy.allows(new Request("", "s3:PutObject", other, once))).isFalse();
    }
  }

  /** All statements of a role: its own and those of its managed policies. */
  private PolicyDocument policy(String role) {
    Resource resource = stack.resource(role);
    List<Object> statements = new ArrayList<>();
    if (resource.properties().get("Policies") instanceof List<?> policies) {
      policies.forEach(
          policy ->
              statements.addAll(
                  PolicyDocument.of(DeployedStack.at(policy, "PolicyDocument")).statements()));
    }
    if (resource.properties().get("ManagedPolicyArns") instanceof List<?> arns) {
      arns.forEach(
          arn ->
              statements.addAll(
                  PolicyDocument.of(
                          DeployedStack.at(
                              stack.resource(arn.toString().replaceFirst(".*/ebs-backup-", "")),
                              "PolicyDocument"))
                      .statements()));
    }
    return new PolicyDocument(statements);
  }

  private String roleOf(String arn) {
    return stack.template().role(arn).orElseThrow().logicalId();
  }

  /** The key under which the topic is encrypted. */
  private String stackKey() {
    return DeployedStack.arn("kms", "key/" + stack.keyId());
  }

  private static Map<String, Object> context(String text) {
    Map<String, Object> context = new HashMap<>();
    if (text != null) {
      Arrays.stream(text.split(" "))
          .map(word -> word.split("=", 2))
          .forEach(word -> context.put(key(word[0]), value(word[0], word[1])));
    }
    return context;
  }

  private static String key(String word) {
    return switch (word) {
      case "plan", "copy", "restore", "restoring", "replaced" ->
          "aws:ResourceTag/ebs-backup:" + word;
      case "newPlan", "newRestore", "newSafety" ->
          "aws:RequestTag/ebs-backup:" + word.substring(3).toLowerCase(Locale.ROOT);
      case "keys" -> "aws:TagKeys";
      case "create" -> "ec2:CreateAction";
      case "owner" -> "ec2:Owner";
      case "add" -> "ec2:Add/userId";
      case "addGroup" -> "ec2:Add/group";
      case "remove" -> "ec2:Remove/userId";
      case "via" -> "kms:ViaService";
      case "grant" -> "kms:GrantIsForAWSResource";
      default -> throw new IllegalArgumentException(word);
    };
  }

  private static Object value(String word, String text) {
    return switch (word) {
      case "keys", "add" -> List.of(text.split("[+]", -1));
      case "via" -> text + ".eu-central-1.amazonaws.com";
      default -> text;
    };
  }
}
