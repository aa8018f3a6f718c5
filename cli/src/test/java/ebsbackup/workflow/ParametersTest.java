package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.template.Output;
import embeddedcloud.template.Parameter;
import embeddedcloud.template.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter, away from its default, arrives in each place that it is for and in no other. A
 * place is the path in the resolved template. The inputs of the schedules, and those in the
 * commands of the outputs, are read as JSON.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ParametersTest {
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/volumes";
  private static final String DELETE =
      "DeleteSnapshotsRole.Policies.DeleteSnapshots.PolicyDocument.Statement.";
  private static final String SHARE =
      "ShareSnapshotsRole.Policies.ShareSnapshots.PolicyDocument.Statement.";
  private static final String SHARE_WITH = SHARE + "ShareSnapshotsOfThePlanWithTheseAccounts.";
  private static final String VERIFY =
      "VerifySnapshotsRole.Policies.VerifySnapshots.PolicyDocument.Statement.";
  private static final String HASH = "HashBlocksRole.Policies.HashBlocks.PolicyDocument.Statement.";
  private static final String COMPARE = HASH + "RecordComparisonsOnCopies.";
  private static final List<String> READ_COPIES =
      Stream.of(
              VERIFY + "ReadSnapshotsOfThePlan",
              VERIFY + "RecordVerdictsOnSnapshotsOfThePlan",
              HASH + "ReadSnapshotsOfThePlan",
              HASH + "RecordManifestsOnSnapshotsOfThePlan")
          .map(statement -> statement + ".Condition.StringEquals." + tag() + "[1]")
          .toList();
  private static final String FROM =
      "CreateVolumesPolicy.PolicyDocument.Statement.CreateVolumesFromSharedSnapshots.";

  private static final String SHARED =
      "DeadLetterQueuePolicy.PolicyDocument.Statement.RuleOfSharedSnapshotsMaySend.";

  private static final String COPY =
      "CreateCopiesRole.Policies.CreateCopies.PolicyDocument.Statement.";
  private static final List<String> OPEN =
      List.of(VERIFY + "OpenBlocksThroughEbs.", HASH + "OpenBlocksThroughEbs.");
  private static final List<String> VERIFIES =
      List.of("VerifySchedule.Target.Input.", "Outputs.StartVerify.");
  private static final String HEALTH_CHECK =
      "CheckHealthRole.Policies.CheckHealth.PolicyDocument.Statement.RunTheHealthCheck.Resource";

  private static final List<String> SCHEDULES =
      List.of("BackupSchedule.Target.Input.", "PruneSchedule.Target.Input.");
  private static final List<String> BACKUPS =
      List.of("BackupSchedule.Target.Input.", "Outputs.StartBackup.");
  private static final List<String> PLANS =
      List.of(
          "BackupSchedule.Target.Input.",
          "PruneSchedule.Target.Input.",
          "Outputs.StartBackup.",
          "Outputs.StartPrune.");
  private static final String PUT_PAGES =
      "WatchStateMachineRole.Policies.WatchStateMachine.PolicyDocument.Statement.PutOwnPages.";
  private static final String WATCH = "Outputs.StartWatch.";

  private static final List<Moved> MOVED =
      List.of(
          new Moved("PlanName", "weekly")
              .in(PLANS, "plan", "weekly")
              .in(WATCH + "plan", "weekly")
              .in(DELETE + "DeleteSnapshotsOfThePlan.Condition.StringEquals." + tag(), "weekly")
              .in(SHARE_WITH + "Condition.StringEquals." + tag(), "weekly")
              .in(SHARE + "WithdrawSnapshotsOfThePlan.Condition.StringEquals." + tag(), "weekly")
              .in(
                  SHARE + "ReadBackWhoHasTheSnapshotsOfThePlan.Condition.StringEquals." + tag(),
                  "weekly")
              .in(
                  VERIFY + "ReadSnapshotsOfThePlan.Condition.StringEquals." + tag() + "[0]",
                  "weekly")
              .in(
                  VERIFY
                      + "RecordVerdictsOnSnapshotsOfThePlan.Condition.StringEquals."
                      + tag()
                      + "[0]",
                  "weekly")
              .in(HASH + "ReadSnapshotsOfThePlan.Condition.StringEquals." + tag() + "[0]", "weekly")
              .in(
                  HASH
                      + "RecordManifestsOnSnapshotsOfThePlan.Condition.StringEquals."
                      + tag()
                      + "[0]",
                  "weekly")
              .in("VerifySchedule.Target.Input.plan", "weekly")
              .in("Outputs.StartVerify.plan", "weekly")
              .mentionedIn("VerifySchedule.Description")
              .mentionedIn("VerifyFailedAlarm.AlarmDescription")
              .mentionedIn("BackupSchedule.Description")
              .mentionedIn("PruneSchedule.Description")
              .mentionedIn("DeadLetterQueueAlarm.AlarmDescription")
              .mentionedIn("BackupFailedAlarm.AlarmDescription")
              .mentionedIn("PruneFailedAlarm.AlarmDescription")
              .mentionedIn("NoSuccessfulBackupAlarm.AlarmDescription")
              .mentionedIn("NoSuccessfulPruneAlarm.AlarmDescription"),
          new Moved("TagKey", "Team")
              .in(PLANS, "select.tags.Team[0]", "daily")
              .in(PLANS, "select.tags.Backup[0]", "")
              .in(WATCH + "select.tags.Team[0]", "daily")
              .in(WATCH + "select.tags.Backup[0]", ""),
          new Moved("TagValue", "nightly")
              .in(PLANS, "select.tags.Backup[0]", "nightly")
              .in(WATCH + "select.tags.Backup[0]", "nightly"),
          new Moved("ExcludeBootVolume", "true")
              .in(BACKUPS, "exclude.bootVolume", "true")
              .in(WATCH + "exclude.bootVolume", "true"),
          new Moved("ExcludeTagKey", "Skip")
              .in(BACKUPS, "exclude.volumeTags.Skip[0]", "never")
              .in(BACKUPS, "exclude.volumeTags.Backup[0]", "")
              .in(WATCH + "exclude.volumeTags.Skip[0]", "never")
              .in(WATCH + "exclude.volumeTags.Backup[0]", ""),
          new Moved("ExcludeTagValue", "always")
              .in(BACKUPS, "exclude.volumeTags.Backup[0]", "always")
              .in(WATCH + "exclude.volumeTags.Backup[0]", "always"),
          new Moved("ScheduleExpression", "cron(30 4 * * ? *)")
              .in("BackupSchedule.ScheduleExpression", "cron(30 4 * * ? *)"),
          new Moved("ScheduleTimeZone", "Asia/Tokyo")
              .in("BackupSchedule.ScheduleExpressionTimezone", "Asia/Tokyo")
              .in("PruneSchedule.ScheduleExpressionTimezone", "Asia/Tokyo")
              .in("VerifySchedule.ScheduleExpressionTimezone", "Asia/Tokyo"),
          new Moved("ScheduleState", "DISABLED").in("BackupSchedule.State", "DISABLED"),
          new Moved("FlexibleWindowMinutes", "15")
              .in("BackupSchedule.FlexibleTimeWindow.Mode", "FLEXIBLE")
              .in("BackupSchedule.FlexibleTimeWindow.MaximumWindowInMinutes", "15"),
          new Moved("Deadline", "PT5H").in(BACKUPS, "deadline", "PT5H"),
          new Moved("KeepLast", "5").in(PLANS, "keep.last", "5"),
          new Moved("KeepHourly", "6").in(PLANS, "keep.hourly", "6"),
          new Moved("KeepDaily", "8").in(PLANS, "keep.daily", "8"),
          new Moved("KeepWeekly", "9").in(PLANS, "keep.weekly", "9"),
          new Moved("KeepMonthly", "10").in(PLANS, "keep.monthly", "10"),
          new Moved("KeepYearly", "11").in(PLANS, "keep.yearly", "11"),
          new Moved("KeepWithinDays", "13").in(PLANS, "keep.within", "P13D"),
          new Moved("KeepTimeZone", "Europe/Vienna").in(PLANS, "timeZone", "Europe/Vienna"),
          // The command of the output StartPrune is always a dry run.
          new Moved("PruneDryRun", "true")
              .in(SCHEDULES, "dryRun", "true")
              .in("Outputs.StartBackup.dryRun", "true"),
          new Moved("PruneMaxDeletions", "77").in(PLANS, "maxDeletions", "77"),
          new Moved("PruneEstimate", "true").in(PLANS, "estimate", "true"),
          new Moved("PruneScheduleExpression", "cron(45 5 * * ? *)")
              .in("PruneSchedule.ScheduleExpression", "cron(45 5 * * ? *)"),
          new Moved("PruneScheduleState", "ENABLED").in("PruneSchedule.State", "ENABLED"),
          new Moved("VerifyAfterBackup", "true")
              .in(BACKUPS, "verify.maxRequests", "20000")
              .in("NoSuccessfulVerifyAlarm", "created"),
          new Moved("VerifyScheduleExpression", "cron(45 6 * * ? *)")
              .in("VerifySchedule.ScheduleExpression", "cron(45 6 * * ? *)"),
          new Moved("VerifyScheduleState", "ENABLED")
              .in("VerifySchedule.State", "ENABLED")
              .in("NoSuccessfulVerifyAlarm", "created"),
          new Moved("VerifyMaxRequests", "50000")
              .in("VerifySchedule.Target.Input.maxRequests", "50000")
              .in("Outputs.StartVerify.maxRequests", "50000"),
          new Moved("ManifestBucket", "proofs")
              .in(VERIFIES, "manifest", "true")
              .in(VERIFIES, "maxManifestRequests", "2000000")
              .in("SelectSetsFunction.Environment.Variables.MANIFEST_BUCKET", "proofs")
              .in("HashBlocksFunction.Environment.Variables.MANIFEST_BUCKET", "proofs")
              .in(HASH + "ReadManifests.Sid", "ReadManifests")
              .in(HASH + "ReadManifests.Effect", "Allow")
              .in(HASH + "ReadManifests.Action", "s3:GetObject")
              .in(HASH + "ReadManifests.Resource", "arn:aws:s3:::proofs/manifests/*")
              .in(HASH + "AddManifests.Sid", "AddManifests")
              .in(HASH + "AddManifests.Effect", "Allow")
              .in(HASH + "AddManifests.Action", "s3:PutObject")
              .in(HASH + "AddManifests.Resource", "arn:aws:s3:::proofs/manifests/*")
              .in(HASH + "AddManifests.Condition.Null.s3:if-none-match", "false"),
          new Moved("VerifyMaxManifestRequests", "30000000")
              .in(VERIFIES, "maxManifestRequests", "30000000")
              .beside("ManifestBucket", "proofs"),
          new Moved("OtherPlans", "hourly, monthly")
              .in(DELETE + "DeleteSnapshotsOfOtherPlans.Sid", "DeleteSnapshotsOfOtherPlans")
              .in(DELETE + "DeleteSnapshotsOfOtherPlans.Effect", "Allow")
              .in(DELETE + "DeleteSnapshotsOfOtherPlans.Action", "ec2:DeleteSnapshot")
              .in(
                  DELETE + "DeleteSnapshotsOfOtherPlans.Resource",
                  "arn:aws:ec2:eu-central-1::snapshot/*")
              .in(otherPlan(0), "hourly")
              .in(otherPlan(1), "monthly"),
          new Moved("ShareAccounts", "111122223333, 444455556666")
              .in(BACKUPS, "share.accounts[0]", "111122223333")
              .in(BACKUPS, "share.accounts[1]", "444455556666")
              .in(BACKUPS, "share.for", "P7D")
              .in(
                  "StartRunFunction.Environment.Variables.SHARE_ACCOUNTS",
                  "111122223333,444455556666")
              .in(addedAccount(0), "111122223333")
              .in(addedAccount(1), "444455556666"),
          new Moved("ShareDays", "14")
              .beside("ShareAccounts", "111122223333")
              .in(BACKUPS, "share.for", "P14D"),
          new Moved("PullFromRegion", "eu-west-1")
              .in(READ_COPIES, "", "copies")
              .in("VerifyCopiesSchedule", "created")
              .in("HashBlocksFunction.Environment.Variables.PULL_FROM_REGION", "eu-west-1")
              .in(COPY + "CopySnapshotsOfTheSource.Action", "ec2:CopySnapshot")
              .in(
                  COPY + "CopySnapshotsOfTheSource.Condition.StringEquals.ec2:Owner",
                  "123456789012")
              .in(COPY + "CopySnapshotsOfTheSource.Effect", "Allow")
              .in(
                  COPY + "CopySnapshotsOfTheSource.Resource",
                  "arn:aws:ec2:eu-west-1::snapshot/snap-*")
              .in(COPY + "CopySnapshotsOfTheSource.Sid", "CopySnapshotsOfTheSource")
              .in(COPY + "MakeCopiesOfTheCopyPlan.Action", "ec2:CopySnapshot")
              .in(
                  COPY
                      + "MakeCopiesOfTheCopyPlan.Condition.StringEquals.aws:RequestTag/ebs-backup:plan",
                  "copies")
              .in(COPY + "MakeCopiesOfTheCopyPlan.Effect", "Allow")
              .in(COPY + "MakeCopiesOfTheCopyPlan.Resource", "arn:aws:ec2:eu-central-1::snapshot/*")
              .in(COPY + "MakeCopiesOfTheCopyPlan.Sid", "MakeCopiesOfTheCopyPlan")
              .in(DELETE + "DeleteCopies.Action", "ec2:DeleteSnapshot")
              .in(
                  DELETE + "DeleteCopies.Condition.StringEquals.aws:ResourceTag/ebs-backup:plan",
                  "copies")
              .in(DELETE + "DeleteCopies.Effect", "Allow")
              .in(DELETE + "DeleteCopies.Resource", "arn:aws:ec2:eu-central-1::snapshot/*")
              .in(DELETE + "DeleteCopies.Sid", "DeleteCopies")
              .in("Outputs.StartPull.dryRun", "true")
              .in("Outputs.StartPull.from.plan", "daily")
              .in("Outputs.StartPull.from.region", "eu-west-1")
              .in("Outputs.StartPull.keep.daily", "7")
              .in("Outputs.StartPull.keep.hourly", "0")
              .in("Outputs.StartPull.keep.last", "3")
              .in("Outputs.StartPull.keep.monthly", "12")
              .in("Outputs.StartPull.keep.weekly", "4")
              .in("Outputs.StartPull.keep.within", "P2D")
              .in("Outputs.StartPull.keep.yearly", "0")
              .in("Outputs.StartPull.plan", "copies")
              .in("Outputs.StartPull.timeZone", "UTC")
              .in("CopyPlan", "created")
              .in("PullSchedule", "created"),
          pulled("PullFromAccount", "444455556666")
              .in("HashBlocksFunction.Environment.Variables.PULL_FROM_ACCOUNT", "444455556666")
              .in(
                  COPY + "CopySnapshotsOfTheSource.Condition.StringEquals.ec2:Owner",
                  "444455556666")
              .in("Outputs.StartPull.from.account", "444455556666")
              .in(SHARED + "Action", "sqs:SendMessage")
              .in(
                  SHARED + "Condition.ArnEquals.aws:SourceArn",
                  "arn:aws:events:eu-central-1:123456789012:rule/ebs-backup-SnapshotSharedRule")
              .in(SHARED + "Effect", "Allow")
              .in(SHARED + "Principal.Service", "events.amazonaws.com")
              .in(
                  SHARED + "Resource",
                  "arn:aws:sqs:eu-central-1:123456789012:ebs-backup-DeadLetterQueue")
              .in(SHARED + "Sid", "RuleOfSharedSnapshotsMaySend")
              .in("SnapshotSharedRule", "created")
              .in("SnapshotSharedRulePermission", "created"),
          pulled("PullFromPlan", "hourly").in("Outputs.StartPull.from.plan", "hourly"),
          pulled("PullPlanName", "dr")
              .beside("ManifestBucket", "proofs")
              .beside("PullManifestBucket", "originals")
              .in(READ_COPIES, "", "dr")
              .in(COMPARE + "Condition.StringEquals." + tag(), "dr")
              .in(
                  COPY
                      + "MakeCopiesOfTheCopyPlan.Condition.StringEquals.aws:RequestTag/ebs-backup:plan",
                  "dr")
              .in(
                  DELETE + "DeleteCopies.Condition.StringEquals.aws:ResourceTag/ebs-backup:plan",
                  "dr")
              .in(
                  "LockCopiesRole.Policies.LockCopies.PolicyDocument.Statement.LockCopiesOfTheCopyPlan.Condition.StringEquals.aws:ResourceTag/ebs-backup:plan",
                  "dr")
              .in("Outputs.StartPull.plan", "dr")
              .mentionedIn("PullFailedAlarm.AlarmDescription")
              .in(
                  "RemoveFailedCopiesRole.Policies.RemoveFailedCopies.PolicyDocument.Statement.DeleteCopiesOfTheCopyPlan.Condition.StringEquals.aws:ResourceTag/ebs-backup:plan",
                  "dr"),
          pulled("PullKeyArn", KEY)
              .in(COPY + "EncryptCopies.Action[0]", "kms:Decrypt")
              .in(COPY + "EncryptCopies.Action[1]", "kms:ReEncryptTo")
              .in(COPY + "EncryptCopies.Action[2]", "kms:GenerateDataKey")
              .in(COPY + "EncryptCopies.Action[3]", "kms:GenerateDataKeyWithoutPlaintext")
              .in(COPY + "EncryptCopies.Condition.StringLike.kms:ViaService", "ec2.*.amazonaws.com")
              .in(COPY + "EncryptCopies.Effect", "Allow")
              .in(
                  COPY + "EncryptCopies.Resource",
                  "arn:aws:kms:eu-central-1:123456789012:key/volumes")
              .in(COPY + "EncryptCopies.Sid", "EncryptCopies")
              .in(COPY + "LetEc2UseTheKeyOfCopies.Action", "kms:CreateGrant")
              .in(COPY + "LetEc2UseTheKeyOfCopies.Condition.Bool.kms:GrantIsForAWSResource", "true")
              .in(COPY + "LetEc2UseTheKeyOfCopies.Effect", "Allow")
              .in(
                  COPY + "LetEc2UseTheKeyOfCopies.Resource",
                  "arn:aws:kms:eu-central-1:123456789012:key/volumes")
              .in(COPY + "LetEc2UseTheKeyOfCopies.Sid", "LetEc2UseTheKeyOfCopies")
              .in(
                  "Outputs.StartPull.kmsKeyId",
                  "arn:aws:kms:eu-central-1:123456789012:key/volumes"),
          pulled("PullSourceKeyArns", KEY)
              .in(COPY + "LetEc2UseTheKeysOfTheSource.Action", "kms:CreateGrant")
              .in(
                  COPY + "LetEc2UseTheKeysOfTheSource.Condition.Bool.kms:GrantIsForAWSResource",
                  "true")
              .in(COPY + "LetEc2UseTheKeysOfTheSource.Effect", "Allow")
              .in(
                  COPY + "LetEc2UseTheKeysOfTheSource.Resource[0]",
                  "arn:aws:kms:eu-central-1:123456789012:key/volumes")
              .in(COPY + "LetEc2UseTheKeysOfTheSource.Sid", "LetEc2UseTheKeysOfTheSource")
              .in(COPY + "OpenSnapshotsOfTheSource.Action[0]", "kms:Decrypt")
              .in(COPY + "OpenSnapshotsOfTheSource.Action[1]", "kms:ReEncryptFrom")
              .in(COPY + "OpenSnapshotsOfTheSource.Action[2]", "kms:GenerateDataKey")
              .in(
                  COPY + "OpenSnapshotsOfTheSource.Action[3]",
                  "kms:GenerateDataKeyWithoutPlaintext")
              .in(
                  COPY + "OpenSnapshotsOfTheSource.Condition.StringLike.kms:ViaService",
                  "ec2.*.amazonaws.com")
              .in(COPY + "OpenSnapshotsOfTheSource.Effect", "Allow")
              .in(
                  COPY + "OpenSnapshotsOfTheSource.Resource[0]",
                  "arn:aws:kms:eu-central-1:123456789012:key/volumes")
              .in(COPY + "OpenSnapshotsOfTheSource.Sid", "OpenSnapshotsOfTheSource"),
          pulled("PullLockDays", "30")
              .in("Outputs.StartPull.lock.for", "P30D")
              .in("Outputs.StartPull.lock.mode", "governance"),
          pulled("PullScheduleExpression", "cron(15 7 * * ? *)"),
          pulled("PullScheduleState", "ENABLED").in("NoSuccessfulPullAlarm", "created"),
          pulled("PullRpo", "PT31H")
              .in("WatchPullSchedule", "created")
              .in("CopiesOverRpoAlarm", "created")
              .in("Outputs.StartPull.rpo", "PT31H"),
          pulled("PullManifestBucket", "originals")
              .beside("ManifestBucket", "proofs")
              .in("SelectManifestsFunction.Environment.Variables.PULL_MANIFEST_BUCKET", "originals")
              .in("HashBlocksFunction.Environment.Variables.PULL_MANIFEST_BUCKET", "originals")
              .in(COMPARE + "Sid", "RecordComparisonsOnCopies")
              .in(COMPARE + "Effect", "Allow")
              .in(COMPARE + "Action", "ec2:CreateTags")
              .in(COMPARE + "Resource", "arn:aws:ec2:eu-central-1::snapshot/*")
              .in(COMPARE + "Condition.StringEquals." + tag(), "copies")
              .in(COMPARE + "Condition.Null.aws:TagKeys", "false")
              .in(
                  COMPARE + "Condition.ForAllValues:StringEquals.aws:TagKeys[0]",
                  "ebs-backup:source-manifest")
              .in(
                  COMPARE + "Condition.ForAllValues:StringEquals.aws:TagKeys[1]",
                  "ebs-backup:verified")
              .in(HASH + "ReadManifestsOfTheSource.Sid", "ReadManifestsOfTheSource")
              .in(HASH + "ReadManifestsOfTheSource.Effect", "Allow")
              .in(HASH + "ReadManifestsOfTheSource.Action", "s3:GetObject")
              .in(HASH + "ReadManifestsOfTheSource.Resource", "arn:aws:s3:::originals/manifests/*"),
          new Moved("AlarmEmail", "ops@example.com").in("AlarmEmailSubscription", "created"),
          new Moved("HoursWithoutSuccess", "50")
              .in("NoSuccessfulBackupAlarm.EvaluationPeriods", "50")
              .in("NoSuccessfulBackupAlarm.DatapointsToAlarm", "50")
              .mentionedIn("NoSuccessfulBackupAlarm.AlarmDescription")
              .in("NoSuccessfulPruneAlarm.EvaluationPeriods", "50")
              .in("NoSuccessfulPruneAlarm.DatapointsToAlarm", "50")
              .mentionedIn("NoSuccessfulPruneAlarm.AlarmDescription"),
          new Moved("RestoreFromAccounts", "111122223333, 444455556666")
              .in(FROM + "Action", "ec2:CreateVolume")
              .in(FROM + "Condition.StringEquals.ec2:Owner[0]", "111122223333")
              .in(FROM + "Condition.StringEquals.ec2:Owner[1]", "444455556666")
              .in(FROM + "Effect", "Allow")
              .in(FROM + "Resource", "arn:aws:ec2:eu-central-1::snapshot/*")
              .in(FROM + "Sid", "CreateVolumesFromSharedSnapshots")
              .in(
                  "PlanRestoreFunction.Environment.Variables.RESTORE_FROM_ACCOUNTS",
                  "111122223333,444455556666"),
          new Moved("VolumeKeyArns", KEY)
              .in("VolumeKeysPolicy", "created")
              .in("TryVolumesRole.ManagedPolicyArns[2]", policy("VolumeKeysPolicy"))
              .in("CreateVolumesRole.ManagedPolicyArns[2]", policy("VolumeKeysPolicy"))
              .in("MoveVolumesRole.ManagedPolicyArns[1]", policy("VolumeKeysPolicy"))
              .in(OPEN, "Sid", "OpenBlocksThroughEbs")
              .in(OPEN, "Effect", "Allow")
              .in(OPEN, "Action", "kms:Decrypt")
              .in(OPEN, "Resource[0]", KEY)
              .in(
                  OPEN,
                  "Condition.StringEquals.kms:ViaService[0]",
                  "ec2.eu-central-1.amazonaws.com")
              .in(
                  OPEN,
                  "Condition.StringEquals.kms:ViaService[1]",
                  "ebs.eu-central-1.amazonaws.com"),
          new Moved("HealthCheckDocument", "CheckShop")
              .in("PlanRestoreFunction.Environment.Variables.HEALTH_CHECK_DOCUMENT", "CheckShop")
              .in(HEALTH_CHECK + "[1]", "arn:aws:ssm:eu-central-1::document/CheckShop")
              .in(HEALTH_CHECK + "[2]", DeployedStack.arn("ssm", "document/CheckShop")),
          new Moved("LogRetentionDays", "400")
              .in("FunctionLogGroup.RetentionInDays", "400")
              .in(machines(), "LogGroup.RetentionInDays", "400"),
          new Moved("Rpo", "PT30H")
              .in("WatchSchedule", "created")
              .in("SourcesOverRpoAlarm", "created")
              .in(WATCH + "rpo", "PT30H")
              .in("BackupSchedule.Target.Input.rpo", "PT30H")
              .in("Outputs.StartBackup.rpo", "PT30H"),
          new Moved("ReportBucket", "reports")
              .in(PUT_PAGES + "Sid", "PutOwnPages")
              .in(PUT_PAGES + "Effect", "Allow")
              .in(PUT_PAGES + "Action", "s3:PutObject")
              .in(PUT_PAGES + "Resource", "arn:aws:s3:::reports/ebs-backup/ebs-backup/*")
              .in("WatchStateMachine.DefinitionSubstitutions.ReportBucket", "reports"),
          new Moved("CreateDashboard", "false")
              .in("Dashboard.DashboardName", "")
              .in("Dashboard.DashboardBody", ""));

  /** A parameter that matters to a stack that pulls. */
  private static Moved pulled(String name, String value) {
    return new Moved(name, value).beside("PullFromRegion", "eu-west-1");
  }

  /**
   * A parameter with a value that is not its default.
   *
   * @param places the expected value at each place; empty if nothing is there any more
   * @param mentions texts that contain the value
   * @param others parameters without which it arrives nowhere
   */
  record Moved(
      String name,
      String value,
      Map<String, String> places,
      List<String> mentions,
      Map<String, String> others) {
    Moved(String name, String value) {
      this(name, value, new TreeMap<>(), new ArrayList<>(), new TreeMap<>());
    }

    Moved beside(String other, String text) {
      others.put(other, text);
      return this;
    }

    Moved in(String place, String text) {
      places.put(place, text);
      return this;
    }

    Moved in(List<String> prefixes, String place, String text) {
      prefixes.forEach(prefix -> places.put(prefix + place, text));
      return this;
    }

    Moved mentionedIn(String place) {
      mentions.add(place);
      return this;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Set<String> always;
  private final Map<String, String> before;

  ParametersTest() throws IOException {
    DeployedStack defaults = new DeployedStack(Map.of());
    always = defaults.resources().stream().map(Resource::logicalId).collect(Collectors.toSet());
    before = places(defaults);
  }

  private static String tag() {
    return "aws:ResourceTag/ebs-backup:plan";
  }

  private static String otherPlan(int index) {
    return "%sDeleteSnapshotsOfOtherPlans.Condition.StringEquals.%s[%d]"
        .formatted(DELETE, tag(), index);
  }

  private static String addedAccount(int index) {
    return "%sCondition.ForAllValues:StringEquals.ec2:Add/userId[%d]".formatted(SHARE_WITH, index);
  }

  private static List<String> machines() {
    return ProjectFiles.workflows().stream()
        .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1) + "StateMachine")
        .toList();
  }

  private static String policy(String logicalId) {
    return "arn:aws:iam::123456789012:policy/ebs-backup-" + logicalId;
  }

  static List<Moved> moved() {
    return MOVED;
  }

  @Test
  void everyParameter_isMovedAwayFromItsDefault() throws IOException {
    Map<String, String> defaults =
        ProjectFiles.template(Map.of()).parameters().stream()
            .collect(Collectors.toMap(Parameter::name, p -> p.defaultValue().orElseThrow()));

    assertThat(MOVED).extracting(Moved::name).hasSameElementsAs(defaults.keySet());
    assertThat(MOVED)
        .allSatisfy(moved -> assertThat(moved.value()).isNotEqualTo(defaults.get(moved.name())));
  }

  @ParameterizedTest
  @MethodSource("moved")
  void alone_itArrivesInItsPlacesOnly(Moved moved) throws IOException {
    Map<String, String> parameters = new TreeMap<>(moved.others());
    Map<String, String> without =
        parameters.isEmpty() ? before : places(new DeployedStack(parameters));
    parameters.put(moved.name(), moved.value());
    Map<String, String> after = places(new DeployedStack(parameters));
    Map<String, String> changed = new TreeMap<>();
    Stream.concat(without.keySet().stream(), after.keySet().stream())
        .filter(place -> !without.getOrDefault(place, "").equals(after.getOrDefault(place, "")))
        .forEach(place -> changed.put(place, after.getOrDefault(place, "")));

    Map<String, String> expected = new TreeMap<>(moved.places());
    moved
        .mentions()
        .forEach(
            place -> {
              assertThat(changed.get(place)).as(place).contains(moved.value());
              expected.put(place, changed.get(place));
            });
    assertThat(changed).isEqualTo(expected);
  }

  @Test
  void together_allArrive() throws IOException {
    Map<String, String> places = places(all());
    // What these create, other parameters fill in.
    Set<String> filledIn = Set.of("PullFromRegion", "ManifestBucket", "PullManifestBucket");
    for (Moved moved : MOVED.stream().filter(m -> !filledIn.contains(m.name())).toList()) {
      moved.places().entrySet().stream()
          .filter(place -> PLANS.stream().noneMatch(prefix -> place.getKey().startsWith(prefix)))
          .filter(place -> !place.getKey().startsWith(WATCH))
          .forEach(
              place ->
                  assertThat(places.getOrDefault(place.getKey(), ""))
                      .as(moved.name())
                      .isEqualTo(place.getValue()));
      moved
          .mentions()
          .forEach(place -> assertThat(places.get(place)).as(place).contains(moved.value()));
    }
  }

  @Test
  void together_theInputsOfTheSchedulesAreThese() throws IOException {
    String plan =
        """
        {"plan": "weekly",
         "select": {"tags": {"Team": ["nightly"]}},
         "keep": {"last": 5, "hourly": 6, "daily": 8, "weekly": 9, "monthly": 10, "yearly": 11,
                  "within": "P13D"},
         "timeZone": "Europe/Vienna",
         "dryRun": true,
         "estimate": true,
         "maxDeletions": 77
        """;
    String ofBackup =
        """
        , "exclude": {"bootVolume": true, "volumeTags": {"Skip": ["always"]}},
          "share": {"accounts": ["111122223333", "444455556666"], "for": "P14D"},
          "verify": {"maxRequests": 50000, "manifest": true, "maxManifestRequests": 30000000},
          "rpo": "PT30H",
          "deadline": "PT5H"
        """;

    assertThat(Json.parse(input("BackupSchedule")))
        .isEqualTo(
            Json.parse(
                plan + ofBackup + ", \"scheduledTime\": \"<aws.scheduler.scheduled-time>\"}"));
    assertThat(Json.parse(input("PruneSchedule"))).isEqualTo(Json.parse(plan + "}"));
    String copies =
        """
        {"plan": "dr",
         "from": {"account": "444455556666", "region": "eu-west-1", "plan": "hourly"},
         "kmsKeyId": "%s",
         "keep": {"last": 5, "hourly": 6, "daily": 8, "weekly": 9, "monthly": 10, "yearly": 11,
                  "within": "P13D"},
         "timeZone": "Europe/Vienna",
         "lock": {"mode": "governance", "for": "P30D"},
         "rpo": "PT31H"\
        """
            .formatted(KEY);
    assertThat(Json.parse(input("PullSchedule"))).isEqualTo(Json.parse(copies + "}"));
    assertThat(Json.parse(input("WatchPullSchedule")))
        .isEqualTo(Json.parse(copies + ", \"scheduledTime\": \"<aws.scheduler.scheduled-time>\"}"));
    assertThat(DeployedStack.at(all().resource("PullSchedule"), "ScheduleExpression"))
        .isEqualTo("cron(15 7 * * ? *)");
    Map<String, Output> outputs =
        all().template().outputs().stream().collect(Collectors.toMap(Output::name, o -> o));
    assertThat(Json.parse(inputOf(outputs.get("StartBackup"))))
        .isEqualTo(Json.parse(plan + ofBackup + "}"));
    assertThat(Json.parse(inputOf(outputs.get("StartPrune")))).isEqualTo(Json.parse(plan + "}"));
    assertThat(Json.parse(inputOf(outputs.get("StartPull"))))
        .isEqualTo(Json.parse(copies + ", \"dryRun\": true}"));
  }

  @Test
  void alarmEmail_subscribesToTheTopic() throws IOException {
    DeployedStack stack = all();
    assertThat(stack.resource("AlarmEmailSubscription").properties())
        .isEqualTo(
            Map.of(
                "TopicArn", stack.topicArn(), "Protocol", "email", "Endpoint", "ops@example.com"));
  }

  @Test
  void healthCheckDocument_noneAllowsNoCommand_andAnyAllowsEveryDocument() throws IOException {
    assertThat(places(new DeployedStack(Map.of("HealthCheckDocument", "none"))))
        .noneSatisfy((place, text) -> assertThat(text).isEqualTo("ssm:SendCommand"));
    assertThat(places(new DeployedStack(Map.of("HealthCheckDocument", "any"))))
        .containsEntry(HEALTH_CHECK + "[0]", DeployedStack.arn("ec2", "instance/*"))
        .containsEntry(HEALTH_CHECK + "[1]", "arn:aws:ssm:eu-central-1:*:document/*")
        .doesNotContainKey(HEALTH_CHECK + "[2]");
  }

  /** It exists only with a target. */
  @Test
  void theScheduleOfTheWatch_isHourly_andMeasuresThePlanOfTheBackups() throws IOException {
    Resource watch = all().resource("WatchSchedule");
    Map<?, ?> input = (Map<?, ?>) Json.parse(input("WatchSchedule"));
    Map<?, ?> ofBackup = (Map<?, ?>) Json.parse(input("BackupSchedule"));

    assertThat(watch.properties().get("ScheduleExpression")).isEqualTo("rate(1 hour)");
    assertThat(watch.properties().get("State")).isEqualTo("ENABLED");
    assertThat(DeployedStack.at(watch, "Target", "Arn").toString()).endsWith("-watch");
    Resource prune = all().resource("PruneSchedule");
    for (String property : List.of("GroupName", "FlexibleTimeWindow")) {
      assertThat(watch.properties().get(property))
          .isNotNull()
          .isEqualTo(prune.properties().get(property));
    }
    for (String property : List.of("RoleArn", "RetryPolicy", "DeadLetterConfig")) {
      assertThat(DeployedStack.at(watch, "Target", property))
          .isEqualTo(DeployedStack.at(prune, "Target", property));
    }
    assertThat(input.keySet())
        .isEqualTo(Set.of("plan", "select", "exclude", "rpo", "scheduledTime"));
    assertThat(ofBackup.entrySet().containsAll(input.entrySet())).isTrue();
    input.remove("scheduledTime");
    assertThat(all().template().outputs())
        .filteredOn(output -> output.name().equals("StartWatch"))
        .singleElement()
        .satisfies(output -> assertThat(Json.parse(inputOf(output))).isEqualTo(input));
    assertThat(DeployedStack.at(watch, "Description").toString()).contains("weekly");
    assertThat(withoutItsOwn(all().resource("WatchPullSchedule"))).isEqualTo(withoutItsOwn(watch));
    assertThat(DeployedStack.at(all().resource("WatchPullSchedule"), "Target", "Arn"))
        .isEqualTo(DeployedStack.at(watch, "Target", "Arn"));
    assertThat(new DeployedStack(Map.of("PullRpo", "PT31H")).template().schedules())
        .noneMatch(schedule -> schedule.logicalId().equals("WatchPullSchedule"));
  }

  /** The message about copies over their target proposes a pull with that plan. */
  @Test
  void theCopyPlanOfTheWatch_isThatOfThePulls() throws IOException {
    for (Map<String, String> more :
        List.of(
            Map.<String, String>of(),
            Map.of("PullFromAccount", "444455556666"),
            Map.of("PullLockDays", "30"))) {
      Map<String, String> parameters = new HashMap<>(more);
      parameters.putAll(Map.of("PullFromRegion", "eu-west-1", "PullRpo", "PT31H"));
      DeployedStack stack = new DeployedStack(parameters);
      Resource watch = stack.resource("WatchPullSchedule");
      Map<?, ?> input =
          (Map<?, ?>) Json.parse(DeployedStack.at(watch, "Target", "Input").toString());
      input.remove("scheduledTime");

      assertThat(DeployedStack.at(watch, "ScheduleExpression")).isEqualTo("rate(1 hour)");
      assertThat(input)
          .isEqualTo(
              Json.parse(
                  DeployedStack.at(stack.resource("PullSchedule"), "Target", "Input").toString()));
    }
  }

  /** It exists only with a source, so that the places above do not show what it is like. */
  @Test
  void theScheduleOfPulls_isLikeThatOfPrunes() throws IOException {
    DeployedStack byDefault = new DeployedStack(Map.of("PullFromRegion", "eu-west-1"));
    for (DeployedStack stack : List.of(byDefault, all())) {
      assertThat(withoutItsOwn(stack.resource("PullSchedule")))
          .isEqualTo(withoutItsOwn(stack.resource("PruneSchedule")));
      assertThat(DeployedStack.at(stack.resource("PullSchedule"), "Target", "Arn").toString())
          .endsWith("-pull");
    }
    Map<String, String> enabled =
        Map.of("PullFromRegion", "eu-west-1", "PullScheduleState", "ENABLED");
    assertThat(DeployedStack.at(new DeployedStack(enabled).resource("PullSchedule"), "State"))
        .isEqualTo("ENABLED");
  }

  @Test
  void theBucketOfTheSource_countsOnlyBesideAnOwnBucketAndASource() throws IOException {
    for (Map<String, String> others :
        List.of(
            Map.<String, String>of(),
            Map.of("ManifestBucket", "proofs"),
            Map.of("PullFromRegion", "eu-west-1"))) {
      Map<String, String> parameters = new HashMap<>(others);
      parameters.put("PullManifestBucket", "originals");

      assertThat(places(new DeployedStack(parameters)))
          .isEqualTo(places(new DeployedStack(others)))
          .containsEntry("SelectManifestsFunction.Environment.Variables.PULL_MANIFEST_BUCKET", "")
          .containsEntry("HashBlocksFunction.Environment.Variables.PULL_MANIFEST_BUCKET", "");
    }
  }

  @Test
  void copies_areVerifiedOnTheScheduleOfTheVerification_ifThisStackPulls() throws IOException {
    for (DeployedStack stack :
        List.of(new DeployedStack(Map.of("PullFromRegion", "eu-west-1")), all())) {
      Map<?, ?> own = (Map<?, ?>) Json.parse(inputOf(stack, "VerifySchedule"));
      Map<Object, Object> copies = new HashMap<>();
      copies.putAll((Map<?, ?>) Json.parse(inputOf(stack, "VerifyCopiesSchedule")));

      assertThat(withoutItsOwn(stack.resource("VerifyCopiesSchedule")))
          .isEqualTo(withoutItsOwn(stack.resource("VerifySchedule")));
      for (String place : List.of("State", "ScheduleExpression")) {
        assertThat(DeployedStack.at(stack.resource("VerifyCopiesSchedule"), place))
            .isEqualTo(DeployedStack.at(stack.resource("VerifySchedule"), place));
      }
      assertThat(DeployedStack.at(stack.resource("VerifyCopiesSchedule"), "Target", "Arn"))
          .isEqualTo(DeployedStack.at(stack.resource("VerifySchedule"), "Target", "Arn"));
      assertThat(copies.put("plan", own.get("plan")))
          .isEqualTo(stack.template().parameterValues().get("PullPlanName"));
      assertThat(copies).isEqualTo(own);
    }
  }

  private static String inputOf(DeployedStack stack, String schedule) {
    return DeployedStack.at(stack.resource(schedule), "Target", "Input").toString();
  }

  @Test
  void theRuleOfSharedSnapshots_isOfTheSourceAlone_andHasTheStateAndThePlanOfTheSchedule()
      throws IOException {
    for (String state : List.of("ENABLED", "DISABLED")) {
      Map<String, String> parameters =
          Map.of(
              "PullFromRegion", "eu-central-1",
              "PullFromAccount", "444455556666",
              "PullScheduleState", state);
      Resource rule = new DeployedStack(parameters).resource("SnapshotSharedRule");
      Resource schedule = new DeployedStack(parameters).resource("PullSchedule");
      Object target = ((List<?>) DeployedStack.at(rule, "Targets")).getFirst();

      assertThat(DeployedStack.at(rule, "State")).isEqualTo(state);
      assertThat(DeployedStack.at(rule, "EventPattern"))
          .isEqualTo(
              Map.of(
                  "source", List.of("aws.ec2"),
                  "detail-type", List.of("EBS Snapshot Notification"),
                  "detail",
                      Map.of(
                          "event", List.of("shareSnapshot"),
                          "result", List.of("succeeded"),
                          "source", List.of("444455556666"))));
      assertThat(DeployedStack.at(target, "Input"))
          .isEqualTo(DeployedStack.at(schedule, "Target", "Input"));
      assertThat(DeployedStack.at(target, "RetryPolicy"))
          .isEqualTo(Map.of("MaximumRetryAttempts", 3L, "MaximumEventAgeInSeconds", 3600L));
      assertThat(DeployedStack.at(target, "DeadLetterConfig", "Arn"))
          .isEqualTo(DeployedStack.queueArn());
    }
    for (Map<String, String> without :
        List.of(
            Map.of("PullFromRegion", "eu-west-1", "PullFromAccount", DeployedStack.ACCOUNT),
            Map.of("PullFromAccount", "444455556666"))) {
      assertThat(new DeployedStack(without).template().rules()).hasSize(1);
    }
  }

  private static Map<Object, Object> withoutItsOwn(Resource schedule) {
    Map<Object, Object> common = new HashMap<>(schedule.properties());
    common.keySet().removeAll(List.of("Description", "ScheduleExpression"));
    Map<Object, Object> target = new HashMap<>((Map<?, ?>) common.get("Target"));
    target.keySet().removeAll(List.of("Arn", "Input"));
    common.put("Target", target);
    return common;
  }

  /** EventBridge Scheduler takes no window of no length. */
  @Test
  void withoutAFlexibleWindow_aScheduleHasNone() throws IOException {
    for (Resource schedule : new DeployedStack(Map.of()).ofType("AWS::Scheduler::Schedule")) {
      assertThat(DeployedStack.at(schedule, "FlexibleTimeWindow")).isEqualTo(Map.of("Mode", "OFF"));
    }
  }

  @Test
  void aListOfEmptyValues_isAnEmptyList() throws IOException {
    Map<String, String> lists =
        Map.of(
            "OtherPlans", ",",
            "ShareAccounts", ",",
            "RestoreFromAccounts", ",",
            "VolumeKeyArns", ", ",
            "PullFromRegion", "eu-west-1",
            "PullSourceKeyArns", ",");
    assertThat(places(new DeployedStack(lists)))
        .doesNotContainKeys(
            DELETE + "DeleteSnapshotsOfOtherPlans.Sid",
            BACKUPS.getFirst() + "share.for",
            "VolumeKeysPolicy",
            FROM + "Sid",
            OPEN.getFirst() + "Sid",
            COPY + "OpenSnapshotsOfTheSource.Sid");
  }

  private static DeployedStack all() throws IOException {
    return new DeployedStack(MOVED.stream().collect(Collectors.toMap(Moved::name, Moved::value)));
  }

  private static String input(String schedule) throws IOException {
    return DeployedStack.at(all().resource(schedule), "Target", "Input").toString();
  }

  /** The JSON in the command of an output. */
  private static String inputOf(Output output) {
    return output.value().replaceFirst("(?s).*--input '(.*)'.*", "$1");
  }

  private Map<String, String> places(DeployedStack stack) {
    Map<String, String> places = new TreeMap<>();
    for (Resource resource : stack.resources()) {
      if (always.contains(resource.logicalId())) {
        collect(resource.logicalId(), resource.properties(), places);
      } else {
        places.put(resource.logicalId(), "created");
      }
    }
    for (Output output : stack.template().outputs()) {
      String place = "Outputs." + output.name();
      if (output.value().contains("--input '")) {
        collect(place, Json.parse(inputOf(output)), places);
      } else {
        places.put(place, output.value());
      }
    }
    return places;
  }

  private static void collect(String place, Object value, Map<String, String> places) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> collect(place + "." + key, member, places));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect(place + nameOf(list.get(i), i), list.get(i), places);
      }
    } else if (place.endsWith(".Input")) {
      collect(place, Json.parse(value.toString()), places);
    } else {
      places.put(place, value.toString());
    }
  }

  /** The name that an item of a list has in the template, or else its index. */
  private static String nameOf(Object item, int index) {
    return Stream.of("Sid", "PolicyName")
        .map(name -> DeployedStack.at(item, name).toString())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .map(name -> "." + name)
        .orElse("[" + index + "]");
  }
}
