package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.daily;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.backup.Status;
import ebsbackup.ebs.SetDescription;
import ebsbackup.share.KeyReport;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.kms.EmbeddedKms;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;

/** Good sets are shared with other accounts: whole sets, for a time, and never with all. */
final class ShareTest {
  private static final String VAULT = "111122223333";
  private static final String SECOND = "444455556666";
  private static final String WEEK = share("P7D", VAULT);

  private final TestCloud cloud =
      new TestCloud(TestCloud.settings(), Map.of("ShareAccounts", VAULT + "," + SECOND));
  private final EmbeddedKms kms = cloud.ec2().kms();

  private static String share(String time, String... accounts) {
    return daily(
        "\"share\": {\"accounts\": %s, \"for\": \"%s\"}"
            .formatted(
                List.of(accounts).stream()
                    .map(account -> '"' + account + '"')
                    .collect(Collectors.toList()),
                time));
  }

  private Set<String> accountsOf(Snapshot snapshot) {
    return cloud
        .ec2()
        .describeSnapshotAttribute(
            r ->
                r.snapshotId(snapshot.snapshotId())
                    .attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION))
        .createVolumePermissions()
        .stream()
        .map(CreateVolumePermission::userId)
        .collect(Collectors.toSet());
  }

  private void assertShared(Collection<Snapshot> snapshots, String... accounts) {
    assertThat(snapshots)
        .isNotEmpty()
        .allSatisfy(snapshot -> assertThat(accountsOf(snapshot)).containsOnly(accounts));
  }

  private void assertUnshared(Collection<Snapshot> snapshots) {
    assertThat(snapshots).isNotEmpty().allSatisfy(s -> assertThat(accountsOf(s)).isEmpty());
  }

  private List<Snapshot> setOf(String instance) {
    List<String> volumes = cloud.volumesOf(instance);
    return cloud.snapshots().stream().filter(s -> volumes.contains(s.volumeId())).toList();
  }

  /** The key under which the volumes of instances launched from now on are encrypted. */
  private String encryptUnder(String alias) {
    String key = kms.createKey(alias);
    cloud.ec2().modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    return key;
  }

  private String launchEncrypted() {
    return cloud.launch(new Disk("/dev/sdf", 10).encryptedByDefault());
  }

  @Test
  void everySnapshotOfAGoodSet_isShared_readBack_andReported() {
    String shop = cloud.launch(new Disk("/dev/sdf", 10), new Disk("/dev/sdg", 20));
    cloud.launchWithData();

    Backup backup = cloud.backup(share("P7D", VAULT, SECOND));

    assertThat(cloud.calls().count("ModifySnapshotAttribute")).isEqualTo(5);
    assertThat(cloud.calls().count("DescribeSnapshotAttribute")).isEqualTo(5);
    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertShared(setOf(shop), VAULT, SECOND);
    assertShared(cloud.snapshots(), VAULT, SECOND);
    assertThat(backup.share().shared()).isEqualTo(2);
    assertThat(backup.report().summary()).isEqualTo("2 of 2 sets are good; 2 sets are shared");
    assertThat(cloud.cloud().messages()).isEmpty();
  }

  @Test
  void theOtherAccount_readsFromTheDescription_whatTheTagsSay() {
    String shop = cloud.launch(new Disk("/dev/sdf", 10));

    cloud.backup(
        daily(
            "\"description\": \"nightly\", \"share\": {\"accounts\": [\"%s\"], \"for\": \"P7D\"}"
                .formatted(VAULT)));

    assertThat(cloud.snapshots())
        .extracting(Snapshot::description)
        .allSatisfy(text -> assertThat(text).startsWith("nightly ebs-backup:1 daily "));
    SetDescription.Described read =
        SetDescription.read(cloud.snapshots().getFirst().description(), cloud.volumesOf(shop))
            .orElseThrow();
    assertThat(read.source()).isEqualTo(shop);
    assertThat(read.members())
        .extracting(member -> member.device().orElseThrow() + " " + member.settings().size())
        .containsExactlyInAnyOrder("/dev/xvda 8", "/dev/sdf 10");
  }

  @Test
  void aPlanThatDoesNotShare_makesNoCallForIt_andDescribesAsBefore() {
    cloud.launchWithData();

    Backup backup = cloud.backup(daily("\"description\": \"nightly\""));

    assertThat(backup.report().share()).isEmpty();
    assertThat(cloud.invocations("ShareSnapshots")).isZero();
    assertThat(cloud.snapshots()).extracting(Snapshot::description).containsOnly("nightly");
  }

  @Test
  void ifOneMemberCannotBeShared_noneIs_andTheBackupStaysGood() {
    String shop = cloud.launch(new Disk("/dev/sdf", 10), new Disk("/dev/sdg", 20));
    String mail = cloud.launchWithData();
    cloud.faults().on("ModifySnapshotAttribute").call(3).refuse("InternalQuota", "too many");

    Backup backup = cloud.backup(WEEK.replace("\"share\"", "\"keep\": {\"last\": 2}, \"share\""));

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(2);
    assertThat(backup.share().shared()).isEqualTo(1);
    assertThat(backup.share().notShared()).isEqualTo(1);
    assertUnshared(setOf(shop));
    assertShared(setOf(mail), VAULT);
    assertThat(backup.share().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.source()).isEqualTo(shop);
              assertThat(problem.reason()).contains("is not shared", "InternalQuota", "too many");
            });
    assertThat(cloud.cloud().messages())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.text()).contains("1 set is shared, 1 not", shop, "too many"));
    // The backup is good, so its plan is pruned.
    assertThat(cloud.cloud().executions()).filteredOn(e -> e.name().endsWith("-prune")).hasSize(1);
  }

  @Test
  void aSetThatCanNeitherBeSharedNorWithdrawn_isSaidToBeSharedInPart() {
    cloud.launch(new Disk("/dev/sdf", 10));
    cloud
        .faults()
        .on("ModifySnapshotAttribute")
        .call(2)
        .times(20)
        .refuse("InternalQuota", "too many");

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.share().notShared()).isEqualTo(1);
    assertThat(backup.share().notUndone()).isEqualTo(1);
    assertThat(cloud.snapshots()).filteredOn(s -> accountsOf(s).contains(VAULT)).hasSize(1);
    assertThat(cloud.cloud().messages())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.text())
                    .contains(
                        "0 sets are shared, 1 not (1 may still be shared in part)",
                        "a part of it may still be shared with " + VAULT));
  }

  @Test
  void theNextRun_sharesWhatCouldNotBeShared() {
    String shop = cloud.launchWithData();
    cloud.faults().on("ModifySnapshotAttribute").call(2).refuse("OperationNotPermitted");
    assertThat(cloud.backup(WEEK).ended(Status.NOT_SHARED)).isTrue();
    assertUnshared(setOf(shop));
    cloud.pass(Duration.ofDays(1));

    Backup next = cloud.backup(WEEK);

    assertThat(next.ended(Status.SUCCEEDED)).isTrue();
    assertThat(next.share().shared()).isEqualTo(2);
    assertThat(setOf(shop)).hasSize(4);
    assertShared(setOf(shop), VAULT);
  }

  @Test
  void theSameOccurrenceStartedAgain_sharesTheRest() {
    String shop = cloud.launchWithData();
    String occurrence =
        WEEK.replace(
            "\"share\"", "\"scheduledTime\": \"%s\", \"share\"".formatted(TestCloud.BEGINS));
    cloud.faults().on("ModifySnapshotAttribute").call(1).refuse("OperationNotPermitted");
    assertThat(cloud.backup(occurrence).ended(Status.NOT_SHARED)).isTrue();

    assertThat(cloud.backup(occurrence).ended(Status.ALREADY_DONE)).isTrue();

    assertThat(setOf(shop)).hasSize(2);
    assertShared(setOf(shop), VAULT);
  }

  @Test
  void aSetPastItsTime_isWithdrawnByTheNextRun() {
    String shop = cloud.launchWithData();
    cloud.backup(WEEK);
    List<Snapshot> first = setOf(shop);
    cloud.pass(Duration.ofDays(6));
    assertThat(cloud.backup(WEEK).share().already()).isEqualTo(1);
    assertShared(first, VAULT);
    cloud.pass(Duration.ofDays(1));

    Backup third = cloud.backup(WEEK);

    assertThat(third.ended(Status.SUCCEEDED)).isTrue();
    assertThat(third.share().withdrawn()).isEqualTo(1);
    assertThat(third.share().already()).isEqualTo(1);
    assertThat(third.share().shared()).isEqualTo(1);
    assertUnshared(first);
    assertThat(third.report().summary()).endsWith("; 2 sets are shared, 1 withdrawn");
  }

  @Test
  void anAccountThatThePlanNoLongerNames_losesEverySet() {
    String shop = cloud.launchWithData();
    cloud.backup(share("P7D", VAULT, SECOND));
    cloud.pass(Duration.ofDays(1));

    Backup next = cloud.backup(share("P7D", SECOND));

    assertThat(next.ended(Status.SUCCEEDED)).isTrue();
    assertShared(setOf(shop), SECOND);
    assertThat(next.share().withdrawn()).isEqualTo(1);
  }

  @Test
  void anEmptyListOfAccounts_withdrawsAll() {
    cloud.launchWithData();
    cloud.backup(WEEK);
    cloud.pass(Duration.ofDays(1));

    Backup next = cloud.backup(share("P7D"));

    assertThat(next.ended(Status.SUCCEEDED)).isTrue();
    assertUnshared(cloud.snapshots());
    assertThat(next.report().summary()).endsWith("; 0 sets are shared, 1 withdrawn");
  }

  @Test
  void anAccountThatIsAdded_getsTheSetsMadeFromThenOn() {
    String shop = cloud.launchWithData();
    cloud.backup(WEEK);
    List<Snapshot> first = setOf(shop);
    cloud.pass(Duration.ofDays(1));

    cloud.backup(share("P7D", VAULT, SECOND));

    assertShared(first, VAULT);
    assertShared(setOf(shop).stream().filter(s -> !first.contains(s)).toList(), VAULT, SECOND);
  }

  @Test
  void aSetWithAVolumeUnderTheDefaultKey_isBackedUp_namedAndNotShared() {
    String shop = launchEncrypted();
    String mail = cloud.launchWithData();

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(2);
    assertThat(backup.share().problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.reason())
                    .contains(
                        cloud.data(shop),
                        "AWS managed key " + kms.ebsKey(),
                        "expected no encryption or a customer managed key"));
    assertShared(setOf(mail), VAULT);
    // EC2 was not even asked.
    assertThat(cloud.calls().count("ModifySnapshotAttribute")).isEqualTo(2);
  }

  @Test
  void aKeyWhosePolicyLetsTheAccountIn_isReportedSo() {
    String key = encryptUnder("alias/volumes");
    kms.setPolicy(key, policy("[\"arn:aws:iam::%s:root\"]".formatted(VAULT), ""));
    launchEncrypted();

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.share().keys())
        .extracting(KeyReport::kmsKeyId, KeyReport::account, KeyReport::access)
        .containsExactly(tuple(key, VAULT, "ALLOWED"));
    assertThat(backup.report().summary()).endsWith("1 set is shared");
  }

  @Test
  void aKeyWhosePolicyDoesNotLetTheAccountIn_isInTheSummary() {
    String key = encryptUnder("alias/volumes");
    String shop = launchEncrypted();

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertShared(setOf(shop), VAULT);
    assertThat(backup.share().keys()).extracting(KeyReport::access).containsExactly("NOT_ALLOWED");
    assertThat(backup.report().summary())
        .contains("account " + VAULT + " may be unable to use the key " + key, "kms:Decrypt");
  }

  @Test
  void aPolicyThatDependsOnMore_orThatCannotBeRead_isReportedAsUnknown() {
    String key = encryptUnder("alias/volumes");
    kms.setPolicy(
        key,
        policy("\"*\"", ", \"Condition\": {\"StringEquals\": {\"kms:CallerAccount\": \"1\"}}"));
    launchEncrypted();
    assertThat(cloud.backup(WEEK).share().keys())
        .extracting(KeyReport::access, KeyReport::reason)
        .containsExactly(tuple("UNKNOWN", "the policy depends on the condition kms:CallerAccount"));
    kms.setAccess(key, KeyAccess.NO_DESCRIBE);
    cloud.pass(Duration.ofDays(1));

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.share().keys())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.access()).isEqualTo("UNKNOWN");
              assertThat(report.reason()).contains("AccessDeniedException", "kms:GetKeyPolicy");
            });
  }

  @Test
  void aDisabledKey_isReportedAsUnknown_evenIfItsPolicyAllowsTheAccount() {
    String key = encryptUnder("alias/volumes");
    kms.setPolicy(key, policy("[\"arn:aws:iam::%s:root\"]".formatted(VAULT), ""));
    launchEncrypted();
    cloud.backup(WEEK);
    kms.disableKey(r -> r.keyId(key));
    cloud.pass(Duration.ofDays(1));

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.share().keys())
        .extracting(KeyReport::access, KeyReport::reason)
        .containsExactly(
            tuple(
                "UNKNOWN",
                "the key is Disabled: enable it (aws kms enable-key --key-id %s)".formatted(key)));
  }

  @Test
  void aPageThatRunsOutOfTime_isContinuedByTheNextInvocation() {
    cloud.launchWithData();
    cloud
        .faults()
        .on("ModifySnapshotAttribute")
        .interfere(() -> cloud.cloud().clock().advance(Duration.ofMinutes(14).plusSeconds(30)));

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertShared(cloud.snapshots(), VAULT);
    assertThat(cloud.invocations("ShareSnapshots")).isEqualTo(2);
    assertThat(cloud.calls().count("ModifySnapshotAttribute")).isEqualTo(2);
  }

  private static String policy(String principals, String more) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": %s},
     "Action": ["kms:DescribeKey", "kms:CreateGrant", "kms:Decrypt", "kms:ReEncrypt*",
      "kms:GenerateDataKey*"], "Resource": "*"%s}}
    """
        .formatted(principals, more);
  }

  @Test
  void aKeyThatTheOwnerMayNotUse_isAProblemOfItsSets() {
    String key = encryptUnder("alias/volumes");
    String shop = launchEncrypted();
    String mail = cloud.launchWithData();
    kms.setAccess(key, KeyAccess.NONE);

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.share().problems().getFirst().source()).isEqualTo(shop);
    assertThat(backup.share().problems().getFirst().reason())
        .contains("AuthFailure", "Not authorized to use key");
    assertShared(setOf(mail), VAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RequestLimitExceeded", "InternalError", "Unavailable"})
  void whatPasses_isWaitedOut(String code) {
    String shop = cloud.launchWithData();
    cloud.faults().on("ModifySnapshotAttribute").times(3).refuse(code);
    cloud.faults().on("DescribeSnapshotAttribute").times(3).refuse(code);

    assertThat(cloud.backup(WEEK).ended(Status.SUCCEEDED)).isTrue();
    assertShared(setOf(shop), VAULT);
  }

  @Test
  void aLostReply_isNotAProblem_becauseTheCallCanBeRepeated() {
    String shop = cloud.launchWithData();
    cloud.faults().on("ModifySnapshotAttribute").call(1).loseReply();
    cloud.faults().on("ModifySnapshotAttribute").call(3).timeOut();
    cloud.faults().on("DescribeSnapshotAttribute").loseReply();

    assertThat(cloud.backup(WEEK).ended(Status.SUCCEEDED)).isTrue();
    assertShared(setOf(shop), VAULT);
  }

  @Test
  void aFunctionThatDiesHalfway_isRepeated() {
    String shop = cloud.launch(new Disk("/dev/sdf", 10), new Disk("/dev/sdg", 20));
    cloud.fail(
        "ShareSnapshots", 1, new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));

    assertThat(cloud.backup(WEEK).ended(Status.SUCCEEDED)).isTrue();
    assertShared(setOf(shop), VAULT);
  }

  @Test
  void aRoleThatMayNotShare_isNamed_andLeavesTheBackupGood() {
    String shop = cloud.launchWithData();
    for (int i = 0; i < 4; i++) {
      cloud.launchWithData();
    }
    cloud
        .faults()
        .on("ModifySnapshotAttribute")
        .always()
        .refuse("UnauthorizedOperation", "You are not authorized");

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(5);
    assertThat(backup.report().summary()).contains("sharing failed", "UnauthorizedOperation");
    assertThat(backup.share().notShared()).isEqualTo(5);
    assertUnshared(setOf(shop));
  }

  @Test
  void aStepThatFailsForEver_leavesTheBackupGood() {
    cloud.launchWithData();
    cloud.failForEver("ShareSnapshots", new Fault.Refused("Runtime.ExitError", "exit"));

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(1);
    assertThat(backup.report().summary()).contains("sharing failed");
  }

  @Test
  void whatWasSharedBeforeTheStepFailed_isReported() {
    cloud.launchWithData();
    cloud.launchWithData();
    cloud
        .faults()
        .on("ModifySnapshotAttribute")
        .call(3)
        .interfere(() -> cloud.cloud().clock().advance(Duration.ofMinutes(14).plusSeconds(30)));
    for (int call = 2; call <= 8; call++) {
      cloud.fail("ShareSnapshots", call, new Fault.Refused("Runtime.ExitError", "exit"));
    }

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.share().shared()).isEqualTo(1);
    assertThat(backup.report().summary()).contains("sharing failed");
  }

  @Test
  void aSetThatIsNotGood_isNotShared() {
    String shop = cloud.launchWithData();
    String mail = cloud.launchWithData();
    cloud.faults().failNextSnapshotOf(cloud.data(shop), "The KMS key is disabled");

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertUnshared(setOf(shop));
    assertShared(setOf(mail), VAULT);
    assertThat(backup.share().shared()).isEqualTo(1);
  }

  @Test
  void aSetThatLosesAMember_isWithdrawn() {
    String shop = cloud.launchWithData();
    cloud.backup(WEEK);
    List<Snapshot> first = setOf(shop);
    cloud.ec2().deleteSnapshot(r -> r.snapshotId(first.getFirst().snapshotId()));
    cloud.pass(Duration.ofDays(1));

    Backup next = cloud.backup(WEEK);

    assertThat(next.share().withdrawn()).isEqualTo(1);
    assertUnshared(List.of(first.getLast()));
  }

  @Test
  void aPublicSnapshot_isNamed_withTheCommandThatEndsIt() {
    String shop = cloud.launchWithData();
    cloud
        .faults()
        .on("DescribeSnapshotAttribute")
        .interfere(
            () ->
                cloud
                    .ec2()
                    .modifySnapshotAttribute(
                        r ->
                            r.snapshotId(setOf(shop).getFirst().snapshotId())
                                .attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION)
                                .operationType(OperationType.ADD)
                                .groupNames("all")));

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(backup.share().problems().getFirst().reason()).contains("is public: aws ec2 modify");
  }

  @Test
  void aSharedSet_isPrunedAsAnyOther() {
    String shop = cloud.launchWithData();
    String keepOne = WEEK.replace("\"share\"", "\"keep\": {\"last\": 1}, \"share\"");
    cloud.backup(keepOne);
    cloud.pass(Duration.ofDays(1));

    assertThat(cloud.backup(keepOne).ended(Status.SUCCEEDED)).isTrue();

    cloud.pass(Duration.ofHours(1));
    assertThat(setOf(shop)).hasSize(2);
    assertShared(setOf(shop), VAULT);
  }

  @Test
  void aPlanOfAnotherAccount_isRefusedBeforeTheFirstCall() {
    cloud.launchWithData();

    Execution execution =
        cloud.cloud().run("backup", Optional.empty(), share("P7D", "999999999999"));

    assertThat(execution.error()).hasValue("ebsbackup.failure.InvalidInputException");
    assertThat(execution.cause().orElseThrow())
        .contains(
            "share.accounts[0]: expected an account that the stack's parameter ShareAccounts names,"
                + " but was 999999999999");
    assertThat(cloud.calls().all()).isEmpty();
  }

  @Test
  void theOwnersAccount_isRefusedBeforeTheFirstCall() {
    Execution execution =
        cloud.cloud().run("backup", Optional.empty(), share("P7D", "123456789012"));

    assertThat(execution.cause().orElseThrow())
        .contains("share.accounts[0]: expected an account other than the one that owns");
    assertThat(cloud.calls().all()).isEmpty();
  }

  @Test
  void aFleetThatMayNotBeShared_isNotTriedPageByPage() {
    for (int i = 0; i < 500; i++) {
      cloud.launchWithData();
    }
    cloud.faults().on("ModifySnapshotAttribute").always().refuse("UnauthorizedOperation");

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.NOT_SHARED)).isTrue();
    assertThat(cloud.invocations("ShareSnapshots")).isEqualTo(1);
    assertThat(cloud.calls().count("ModifySnapshotAttribute")).isLessThan(10);
  }

  @Test
  void aFleet_isSharedPageByPage_atEc2sPace() {
    for (int i = 0; i < 130; i++) {
      cloud.launchWithData();
    }

    Backup backup = cloud.backup(WEEK);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.share().shared()).isEqualTo(130);
    assertThat(cloud.ec2().describeSnapshots(r -> r.restorableByUserIds(VAULT)).snapshots())
        .hasSize(260);
    assertThat(cloud.calls().count("ModifySnapshotAttribute", "RequestLimitExceeded")).isZero();
    assertThat(cloud.invocations("ShareSnapshots")).isBetween(3, 5);
  }
}
