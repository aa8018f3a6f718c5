package ebsbackup.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.blocks.BlockSource;
import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.ChangedBlock;
import ebsbackup.ebs.ChangedBlocks;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.InstanceStatus;
import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.ReplaceRootTask;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeInitialization;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A lost field, a lost page, or an error that is taken for another one. */
class RepliesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final CannedClients clients = new CannedClients(Map.of());
  private final Wiring wiring =
      new Wiring(
          clients,
          Clock.fixed(NOW, ZoneOffset.UTC),
          Map.of("TOPIC_ARN", "topic", "PULL_STATE_MACHINE_ARN", "machine"));

  @Test
  void everyFieldOfASnapshotIsRead_fromEveryPage() {
    clients
        .reply(
            200,
            """
            <R><snapshotSet><item>
              <snapshotId>snap-1</snapshotId><volumeId>vol-1</volumeId><volumeSize>8</volumeSize>
              <description>nightly</description><startTime>2026-03-01T00:00:00.000Z</startTime>
              <completionTime>2026-03-01T00:10:00.000Z</completionTime><status>error</status>
              <statusMessage>why</statusMessage><progress>42%</progress><encrypted>true</encrypted>
              <kmsKeyId>key</kmsKeyId><dataEncryptionKeyId>data</dataEncryptionKeyId>
              <ownerId>111122223333</ownerId><ownerAlias>amazon</ownerAlias>
              <storageTier>archive</storageTier><outpostArn>outpost</outpostArn>
              <transferType>standard</transferType>
              <tagSet><item><key>key</key><value>value</value></item></tagSet>
            </item></snapshotSet><nextToken>next</nextToken></R>
            """)
        .reply(
            200,
            """
            <R><snapshotSet><item>
              <snapshotId>snap-2</snapshotId><volumeId>vol-1</volumeId><volumeSize>8</volumeSize>
              <startTime>2026-03-01T00:00:00.000Z</startTime><status>pending</status>
              <statusMessage></statusMessage><ownerId>111122223333</ownerId>
            </item></snapshotSet></R>
            """);

    assertThat(wiring.snapshots().all())
        .containsExactly(
            new Snapshot(
                "snap-1",
                "vol-1",
                8,
                "nightly",
                NOW,
                Optional.of(NOW.plusSeconds(600)),
                "error",
                Optional.of("why"),
                "42%",
                true,
                Optional.of("key"),
                Optional.of("data"),
                "111122223333",
                Optional.of("amazon"),
                "archive",
                Optional.of("outpost"),
                Optional.of("standard"),
                Map.of("key", "value")),
            new Snapshot(
                "snap-2",
                "vol-1",
                8,
                "",
                NOW,
                Optional.empty(),
                "pending",
                Optional.empty(),
                "",
                false,
                Optional.empty(),
                Optional.empty(),
                "111122223333",
                Optional.empty(),
                "standard",
                Optional.empty(),
                Optional.empty(),
                Map.of()));
    assertThat(clients.sent()).last().asString().contains("NextToken=next");
  }

  @ParameterizedTest
  @CsvSource({
    "'Sun, 01 Mar 2026 00:00:09 GMT', 'Sat, 28 Feb 2026 23:59:50 GMT', PT-10S",
    "'Sun, 01 Mar 2026 00:00:11 GMT', 'Sat, 28 Feb 2026 23:59:50 GMT', PT11S",
    "'Sun, 01 Mar 2026 00:00:09 GMT', yesterday,"
  })
  void theClockOfEc2_isTheOneThatDiffersMost_andUnknownIfAPageHasNone(
      String first, String second, Duration aheadBy) {
    clients.replyAt(first, "<R><nextToken>next</nextToken></R>").replyAt(second, "<R/>");

    assertThat(wiring.snapshots().ofPlan("daily").aheadBy())
        .isEqualTo(Optional.ofNullable(aheadBy));
  }

  @Test
  void onlyTheTagsThatAreAskedForAreRead_ofEverySnapshot() {
    String snapshots =
        """
        <R><snapshotSet><item>
          <snapshotId>snap-1</snapshotId><volumeId>vol-1</volumeId><volumeSize>8</volumeSize>
          <startTime>2026-03-01T00:00:00.000Z</startTime><status>pending</status>
          <ownerId>111122223333</ownerId><tagSet>
            <item><key>a</key><value>1</value></item><item><key>b</key><value>2</value></item>
          </tagSet>
        </item></snapshotSet></R>
        """;
    clients.reply(200, snapshots).reply(200, snapshots);
    List<Snapshot> seen = new ArrayList<>();

    wiring.snapshots().all(key -> key.equals("b"), seen::add);
    wiring.snapshots().ofAnyPlan(key -> key.equals("a"), seen::add);

    assertThat(seen).extracting(Snapshot::tags).containsExactly(Map.of("b", "2"), Map.of("a", "1"));
  }

  @Test
  void aCopyHasTheVolumeAndTheTimeOfItsOriginal() {
    clients.reply(
        200,
        """
        <R><snapshotSet><item>
          <snapshotId>snap-1</snapshotId><volumeId>vol-ffffffff</volumeId>
          <volumeSize>8</volumeSize><startTime>2026-03-02T00:00:00.000Z</startTime>
          <status>pending</status><ownerId>111122223333</ownerId><tagSet><item>
            <key>ebs-backup:copy</key>
            <value>snap-0a 111122223333 eu-west-1 %s vol-0a 1 arn:aws:kms:1</value>
          </item></tagSet></item></snapshotSet></R>
        """
            .formatted(NOW));

    assertThat(wiring.snapshots().ofPlan("daily").snapshots())
        .extracting(Snapshot::volumeId, Snapshot::startTime)
        .containsExactly(tuple("vol-0a", NOW));
  }

  @Test
  void aSizeThatEc2DoesNotReturnIsLeftOut() {
    clients.reply(
        200,
        """
        <R><snapshotSet>
          <item><snapshotId>snap-1</snapshotId><fullSnapshotSizeInBytes>7</fullSnapshotSizeInBytes></item>
          <item><snapshotId>snap-2</snapshotId></item>
        </snapshotSet></R>
        """);

    assertThat(wiring.snapshots().fullSizes(List.of("snap-1", "snap-2")))
        .isEqualTo(Map.of("snap-1", 7L));
  }

  @Test
  void everyFieldOfAVolumeIsRead() {
    clients.reply(
        200,
        """
        <R><volumeSet>
          <item>
            <volumeId>vol-1</volumeId><volumeType>io2</volumeType><size>8</size><iops>3000</iops>
            <throughput>125</throughput><multiAttachEnabled>true</multiAttachEnabled>
            <availabilityZone>eu-central-1a</availabilityZone>
            <status>in-use</status><createTime>2026-03-01T00:00:00.000Z</createTime>
            <snapshotId>snap-1</snapshotId><encrypted>true</encrypted><kmsKeyId>key</kmsKeyId>
            <attachmentSet>
              <item><instanceId>i-1</instanceId><device>/dev/xvda</device>
                <deleteOnTermination>true</deleteOnTermination><status>attached</status></item>
              <item><deleteOnTermination>false</deleteOnTermination><status>busy</status></item>
            </attachmentSet>
            <tagSet><item><key>key</key><value>value</value></item></tagSet>
          </item>
          <item>
            <volumeId>vol-2</volumeId><volumeType>standard</volumeType><size>8</size>
            <availabilityZone>eu-central-1a</availabilityZone><status>available</status>
            <outpostArn>outpost</outpostArn><snapshotId></snapshotId>
          </item>
        </volumeSet></R>
        """);

    assertThat(wiring.volumes().all())
        .containsExactly(
            new Volume(
                "vol-1",
                new VolumeSettings("io2", 8, Optional.of(3_000), Optional.of(125), true, false),
                "eu-central-1a",
                "in-use",
                Optional.of(NOW),
                Optional.of("snap-1"),
                Encryption.under("key"),
                List.of(
                    Attachment.at("i-1", "/dev/xvda", true, "attached"),
                    new Attachment(Optional.empty(), Optional.empty(), false, "busy")),
                Map.of("key", "value")),
            new Volume(
                "vol-2",
                new VolumeSettings("standard", 8, Optional.empty(), Optional.empty(), false, true),
                "eu-central-1a",
                "available",
                Optional.empty(),
                Optional.empty(),
                Encryption.NONE,
                List.of(),
                Map.of()));
  }

  @Test
  void howFarAVolumeHasLoaded() {
    clients.reply(
        200,
        """
        <R><volumeStatusSet>
          <item><volumeId>vol-1</volumeId>
            <initializationStatusDetails><progress>42</progress></initializationStatusDetails>
            <volumeStatus><details>
              <item><name>io-enabled</name><status>passed</status></item>
              <item><name>initialization-state</name><status>initializing</status></item>
            </details></volumeStatus></item>
          <item><volumeId>vol-2</volumeId><volumeStatus/></item>
        </volumeStatusSet></R>
        """);

    assertThat(wiring.volumes().loading(List.of("vol-1", "vol-2")))
        .isEqualTo(
            Map.of(
                "vol-1", new VolumeInitialization(Optional.of("initializing"), Optional.of(42L)),
                "vol-2", new VolumeInitialization(Optional.empty(), Optional.empty())));
  }

  @Test
  void everyFieldOfAnInstanceIsRead() {
    clients.reply(
        200,
        """
        <R><reservationSet>
          <item><instancesSet><item>
            <instanceId>i-1</instanceId><instanceState><name>running</name></instanceState>
            <placement><availabilityZone>eu-central-1a</availabilityZone></placement>
            <rootDeviceName>/dev/xvda</rootDeviceName>
            <rootDeviceType>instance-store</rootDeviceType>
            <instanceLifecycle>spot</instanceLifecycle>
            <productCodes>
              <item><productCode>ours</productCode><type>devpay</type></item>
              <item><productCode>theirs</productCode><type>marketplace</type></item>
            </productCodes>
            <outpostArn>outpost</outpostArn>
            <tagSet><item><key>key</key><value>value</value></item></tagSet>
          </item></instancesSet></item>
          <item><instancesSet><item>
            <instanceId>i-2</instanceId><instanceState><name>stopped</name></instanceState>
            <placement><availabilityZone>eu-central-1b</availabilityZone></placement>
            <rootDeviceType>ebs</rootDeviceType>
          </item></instancesSet></item>
        </reservationSet></R>
        """);

    assertThat(wiring.instances().all())
        .containsExactly(
            new Instance(
                "i-1",
                "running",
                "eu-central-1a",
                Optional.of("/dev/xvda"),
                new Instance.Kind(false, true, List.of("theirs"), Optional.of("outpost")),
                Map.of("key", "value")),
            new Instance(
                "i-2",
                "stopped",
                "eu-central-1b",
                Optional.empty(),
                Instance.Kind.ORDINARY,
                Map.of()));
  }

  @ParameterizedTest
  @CsvSource({"<nextToken>next</nextToken>, next", "<nextToken/>,", "'',"})
  void anEmptyTokenEndsAListing(String token, String cursor) {
    clients.reply(200, "<R>" + token + "</R>");

    assertThat(wiring.instances().byTags(Map.of(), 5, Optional.empty()).cursor())
        .isEqualTo(Optional.ofNullable(cursor));
  }

  @Test
  void theStatusChecksOfAnInstance() {
    clients.reply(
        200,
        """
        <R><instanceStatusSet><item><systemStatus><status>ok</status></systemStatus>
          <instanceStatus><status>impaired</status></instanceStatus></item></instanceStatusSet></R>
        """);

    for (String ebs : List.of("insufficient-data", "not-applicable")) {
      clients.reply(
          200,
          """
          <R><instanceStatusSet><item><systemStatus><status>ok</status></systemStatus>
            <instanceStatus><status>impaired</status></instanceStatus>
            <attachedEbsStatus><status>%s</status></attachedEbsStatus></item></instanceStatusSet></R>
          """
              .formatted(ebs));
    }

    InstanceStatus withoutEbs = new InstanceStatus("ok", "impaired", Optional.empty());
    assertThat(wiring.instances().health("i-1")).contains(withoutEbs);
    assertThat(wiring.instances().health("i-1"))
        .contains(new InstanceStatus("ok", "impaired", Optional.of("insufficient-data")));
    assertThat(wiring.instances().health("i-1")).contains(withoutEbs);
    assertThat(wiring.instances().health("i-1")).isEmpty();
  }

  @Test
  void everyTaskThatReplacesARootIsRead() {
    clients.reply(
        200,
        """
        <R><replaceRootVolumeTaskSet><item>
          <replaceRootVolumeTaskId>task</replaceRootVolumeTaskId><taskState>in-progress</taskState>
          <tagSet><item><key>key</key><value>value</value></item></tagSet>
        </item></replaceRootVolumeTaskSet></R>
        """);

    assertThat(wiring.volumeAttacher().rootTasks("i-1"))
        .containsExactly(new ReplaceRootTask("task", "in-progress", Map.of("key", "value")));
  }

  @Test
  void whoMayUseASnapshot() {
    clients.reply(
        200,
        """
        <R><createVolumePermission>
          <item><userId>444455556666</userId></item><item><group>all</group></item>
        </createVolumePermission></R>
        """);

    assertThat(wiring.snapshotShares().of("snap-1"))
        .isEqualTo(new SnapshotShares.Permissions(Set.of("444455556666"), true));

    clients.reply(
        200,
        """
        <R><createVolumePermission><item><userId>444455556666</userId></item>
        </createVolumePermission></R>
        """);
    assertThat(wiring.snapshotShares().of("snap-1").everyone()).isFalse();
  }

  @Test
  void whatHoldsASnapshotIsRead_fromEveryPage() {
    clients
        .reply(
            200,
            """
            <R><imagesSet><item><imageId>ami-1</imageId><imageState>disabled</imageState>
              <blockDeviceMapping>
                <item><virtualName>ephemeral0</virtualName></item>
                <item><ebs><volumeSize>8</volumeSize></ebs></item>
                <item><ebs><snapshotId>snap-1</snapshotId></ebs></item>
              </blockDeviceMapping></item>
              <item><imageId>ami-2</imageId><imageState>available</imageState>
              <blockDeviceMapping>
                <item><ebs><snapshotId>snap-1</snapshotId></ebs></item>
              </blockDeviceMapping></item></imagesSet></R>
            """)
        .reply(
            200,
            """
            <R><snapshotSet>
              <item><snapshotId>snap-1</snapshotId><lockState>expired</lockState></item>
              <item><snapshotId>snap-2</snapshotId><lockState>compliance</lockState></item>
            </snapshotSet><nextToken>next</nextToken></R>
            """)
        .reply(
            200,
            """
            <R><snapshotSet>
              <item><snapshotId>snap-3</snapshotId><lockState>governance</lockState>
                <lockExpiresOn>2026-03-02T00:00:00.000Z</lockExpiresOn></item>
            </snapshotSet><nextToken></nextToken></R>
            """);

    assertThat(wiring.snapshotHolds().images())
        .isEqualTo(Map.of("snap-1", List.of("AMI ami-1 (disabled)", "AMI ami-2")));
    assertThat(wiring.snapshotHolds().locks())
        .isEqualTo(
            Map.of(
                "snap-2", List.of("locked (compliance)"),
                "snap-3", List.of("locked (governance) until 2026-03-02T00:00:00Z")));
    assertThat(clients.sent()).hasSize(3).last().asString().contains("NextToken=next");
  }

  @Test
  void onlyExecutionsThatStartedSinceThenCount_upToTheFirstThatEndedBefore() {
    clients
        .reply(
            200,
            """
            {"executions": [
              {"executionArn": "both", "startDate": 1772323200, "stopDate": 1772323300},
              {"executionArn": "started before", "startDate": 1772323199, "stopDate": 1772323200},
              {"executionArn": "ended before", "startDate": 1772323100, "stopDate": 1772323199},
              {"executionArn": "impossible", "startDate": 1772323200, "stopDate": 1772323300}
            ], "nextToken": "next"}
            """)
        .reply(
            200,
            """
            {"executionArn": "both", "stateMachineArn": "machine", "name": "one",
              "status": "FAILED", "startDate": 1772323200, "output": "out", "error": "Error",
              "cause": "why"}
            """);

    assertThat(wiring.executions().succeededSince("machine", NOW))
        .containsExactly(
            new Executions.Description(
                "both",
                "machine",
                "one",
                "FAILED",
                NOW,
                "{}",
                Optional.of("out"),
                Optional.of("Error"),
                Optional.of("why")));
    assertThat(clients.sent()).hasSize(2);
  }

  @Test
  void theLastOutputOfAStateIsFound_onAnyPage() {
    clients
        .reply(
            200,
            """
            {"events": [{"id": 3, "timestamp": 0, "type": "TaskStateEntered"},
              {"id": 2, "timestamp": 0, "type": "TaskStateExited",
                "stateExitedEventDetails": {"name": "Other", "output": "other"}}],
              "nextToken": "next"}
            """)
        .reply(
            200,
            """
            {"events": [{"id": 1, "timestamp": 0, "type": "TaskStateExited",
              "stateExitedEventDetails": {"name": "State", "output": "found"}}]}
            """);

    assertThat(wiring.executions().lastOutputOf("execution", Set.of("State"))).contains("found");
  }

  @Test
  void everyFieldOfAKeyIsRead() {
    clients.reply(
        200,
        """
        {"KeyMetadata": {"KeyId": "1", "Arn": "arn", "KeyState": "PendingDeletion",
          "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT",
          "DeletionDate": 1772323200, "KeyManager": "AWS"}}
        """);

    assertThat(wiring.kmsKeys().byNames(List.of("key", "key")))
        .isEqualTo(
            Map.of(
                "key",
                new KeyLookup.Found(
                    "arn",
                    "PendingDeletion",
                    "SYMMETRIC_DEFAULT",
                    "ENCRYPT_DECRYPT",
                    Optional.of(NOW),
                    true)));
    assertThat(clients.sent()).containsExactly("kms.eu-central-1 DescribeKey\n{\"KeyId\":\"key\"}");

    clients.reply(200, "{\"KeyMetadata\": {\"KeyId\": \"1\", \"KeyManager\": \"CUSTOMER\"}}");
    assertThat(wiring.kmsKeys().byNames(List.of("key")).get("key"))
        .isInstanceOfSatisfying(
            KeyLookup.Found.class, found -> assertThat(found.managedByAws()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({"' err ', out, err", "' ', ' out ', out", ", , ''"})
  void aCommandThatSaysNothingOnStandardErrorIsQuotedFromStandardOutput(
      String err, String out, String output) {
    clients.reply(
        200,
        "{\"Status\": \"Failed\", \"ResponseCode\": 3%s%s}"
            .formatted(
                err == null ? "" : ", \"StandardErrorContent\": \"" + err + "\"",
                out == null ? "" : ", \"StandardOutputContent\": \"" + out + "\""));

    assertThat(wiring.runCommands().invocation("command", "i-1"))
        .isEqualTo(new RunCommands.Invocation("Failed", 3, output));
  }

  @Test
  void aSubjectIsOneLineThatSnsAccepts() {
    wiring.topic().publish(" a\n" + "b".repeat(99), "text");

    assertThat(clients.sent()).first().asString().contains("Subject=a " + "b".repeat(97) + "\n");
  }

  @Test
  void theBlocksInWhichSnapshotsDiffer_endBeforeTheEnd_andAreReadWhileTheBudgetLasts() {
    String pages =
        """
        {"ChangedBlocks": [{"BlockIndex": %d, "FirstBlockToken": "a"},
          {"BlockIndex": %d, "SecondBlockToken": "b"}], "NextToken": "next"}
        """;
    clients.reply(200, pages.formatted(3, 4)).reply(200, pages.formatted(5, 6));
    clients.reply(200, pages.formatted(3, 4));
    List<ChangedBlock> seen = new ArrayList<>();

    boolean all = wiring.snapshotBlocks().changedIn("snap-1", "snap-2", 3, 6, budget(2), seen::add);

    assertThat(all).isTrue();
    assertThat(seen)
        .containsExactly(
            new ChangedBlock(3, Optional.of("a"), Optional.empty()),
            new ChangedBlock(4, Optional.empty(), Optional.of("b")),
            new ChangedBlock(5, Optional.of("a"), Optional.empty()));
    assertThat(wiring.snapshotBlocks().changedIn("snap-1", "snap-2", 3, 6, budget(1), block -> {}))
        .isFalse();
  }

  @Test
  void aSnapshotsBlocksAreCounted_onEveryPage_whileTheBudgetLasts() {
    String page = "{\"Blocks\": [{\"BlockIndex\": 1, \"BlockToken\": \"a\"}]%s}";
    clients.reply(200, page.formatted(", \"NextToken\": \"next\"")).reply(200, page.formatted(""));
    clients.reply(200, page.formatted(", \"NextToken\": \"next\""));

    assertThat(wiring.snapshotBlocks().count("snap-1", budget(2))).contains(2L);
    assertThat(wiring.snapshotBlocks().count("snap-1", budget(1))).isEmpty();
  }

  @Test
  void aPageOfASnapshotsBlocks() {
    clients.reply(
        200,
        """
        {"Blocks": [{"BlockIndex": 1, "BlockToken": "a"}], "VolumeSize": 8,
          "ExpiryTime": 1772323200, "NextToken": "next"}
        """);

    assertThat(wiring.snapshotContents("snap-1").list(7, Optional.of("previous")))
        .contains(
            new BlockSource.Page(
                List.of(new BlockSource.Listed(1, "a")), 8L << 30, NOW, Optional.of("next")));
    assertThat(clients.sent())
        .containsExactly(
            "ebs.eu-central-1 GET /snapshots/snap-1/blocks"
                + "?maxResults=1000&pageToken=previous&startingBlockIndex=7");
  }

  @ParameterizedTest
  @CsvSource({
    "400, RequestLimitExceeded, ThrottledException",
    "400, SnapshotCreationLimitExceeded, ThrottledException",
    "400, Throttling, ThrottledException",
    "503, Client.RequestLimitExceeded, ThrottledException",
    "403, UnauthorizedOperation, AccessDeniedException",
    "401, AuthFailure, AccessDeniedException",
    "500, InternalError, OutcomeUnknownException",
    "503, Unavailable, OutcomeUnknownException",
    "500, InsufficientVolumeCapacity, RefusedException",
    "499, Any, RefusedException",
    "400, InvalidVolume.NotFound, RefusedException"
  })
  void anErrorIsOfTheKindThatItsCodeAndStatusMean(int status, String code, String kind) {
    clients.refuse(status, code);

    assertThatThrownBy(() -> wiring.snapshots().all())
        .isInstanceOf(AwsCallException.class)
        .hasMessage("DescribeSnapshots: " + code + " - why (request one)")
        .extracting(thrown -> thrown.getClass().getSimpleName())
        .isEqualTo(kind);
  }

  @Test
  void aLostConnection_leavesTheOutcomeUnknown() {
    assertThatThrownBy(
            () ->
                Calls.call(
                    "CreateTags",
                    () -> {
                      throw SdkClientException.create("timed out");
                    }))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage("CreateTags: SdkClientException - timed out");
  }

  static Stream<Arguments> absences() {
    return Stream.of(
        Arguments.of(
            "DryRunOperation", of(w -> w.volumeCreator().tryCreate(RequestsTest.volume()))),
        Arguments.of("InvalidVolume.NotFound", of(w -> w.volumeDeleter().delete("vol-1"))),
        Arguments.of(
            "InvalidSnapshot.NotFound",
            of(w -> assertThat(w.snapshotDeleter().delete("snap-1")).isFalse())),
        Arguments.of(
            "InvalidSnapshot.NotFound",
            of(w -> w.snapshotShares().withdraw("snap-1", List.of("444455556666")))),
        Arguments.of(
            "InvalidSnapshot.NotFound",
            of(
                w ->
                    assertThat(w.snapshotShares().of("snap-1"))
                        .isEqualTo(new SnapshotShares.Permissions(Set.of(), false)))));
  }

  private static Consumer<Wiring> of(Consumer<Wiring> call) {
    return call;
  }

  @ParameterizedTest
  @MethodSource("absences")
  void onlyTheErrorThatAResourceIsGone_isNoFailure(String code, Consumer<Wiring> call) {
    clients.refuse(400, code);
    assertThatCode(() -> call.accept(wiring)).doesNotThrowAnyException();

    clients.refuse(400, "IncorrectState");
    assertThatThrownBy(() -> call.accept(wiring)).isInstanceOf(RefusedException.class);
  }

  @Test
  void aSnapshotThatIsDeletedDidExist() {
    assertThat(wiring.snapshotDeleter().delete("snap-1")).isTrue();
  }

  @Test
  void theRecycleBinCountsAsEmpty_ifEc2DoesNotAnswerOrDeniesTheCall() {
    clients
        .reply(
            200,
            """
            <R><snapshotSet><item><snapshotId>snap-1</snapshotId></item>
              <item><snapshotId>snap-2</snapshotId></item></snapshotSet>
              <nextToken>next</nextToken></R>
            """)
        .reply(
            200, "<R><snapshotSet><item><snapshotId>snap-3</snapshotId></item></snapshotSet></R>");
    assertThat(wiring.snapshotDeleter().inRecycleBin(Set.of("snap-1", "snap-3"))).isEqualTo(2);

    clients.refuse(500, "InternalError");
    assertThat(wiring.snapshotDeleter().inRecycleBin(Set.of("snap-1"))).isZero();

    clients.refuse(400, "RequestLimitExceeded");
    assertThat(wiring.snapshotDeleter().inRecycleBin(Set.of("snap-1"))).isZero();

    clients.refuse(403, "UnauthorizedOperation");
    assertThat(wiring.snapshotDeleter().inRecycleBin(Set.of("snap-1"))).isZero();

    clients.refuse(400, "UnsupportedOperation");
    assertThat(wiring.snapshotDeleter().inRecycleBin(Set.of("snap-1"))).isZero();

    assertThat(clients.sent()).hasSize(6);
    assertThat(wiring.snapshotDeleter().inRecycleBin(Set.of())).isZero();
    assertThat(clients.sent()).hasSize(6);
  }

  @Test
  void theReasonOfARefusalIsPassedOn_andOnlyUnrelatedSnapshotsAreNoFailure() {
    refuse("UNRELATED_SNAPSHOTS");
    assertThat(changed()).isEqualTo(SnapshotBlocks.Extent.UNRELATED);

    refuse("INVALID_SNAPSHOT_ID");
    assertThatThrownBy(this::changed)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ValidationException - INVALID_SNAPSHOT_ID: why");

    clients.reply(400, "{\"__type\": \"InternalFailure\", \"message\": \"why\"}");
    assertThatThrownBy(this::changed).isInstanceOf(RefusedException.class);
  }

  private SnapshotBlocks.Extent changed() {
    return wiring.snapshotBlocks().changed("snap-1", "snap-2", budget(1), block -> {});
  }

  @Test
  void aBlockOfASnapshot() {
    clients.reply(200, "bytes");

    assertThat(wiring.snapshotContents("snap-1").get(7, "a"))
        .hasValueSatisfying(block -> assertThat(block.bytes()).isEqualTo(bytes("bytes")));
    assertThat(clients.sent())
        .containsExactly("ebs.eu-central-1 GET /snapshots/snap-1/blocks/7?blockToken=a");
  }

  @Test
  void onlyATokenThatIsNoLongerValid_isNoFailureOfARead() {
    BlockSource contents = wiring.snapshotContents("snap-1");

    refuse("INVALID_BLOCK_TOKEN");
    assertThat(contents.get(1, "a")).isEmpty();
    refuse("INVALID_PAGE_TOKEN");
    assertThat(contents.list(1, Optional.of("a"))).isEmpty();

    refuse("INVALID_PAGE_TOKEN");
    assertThatThrownBy(() -> contents.get(1, "a")).isInstanceOf(RefusedException.class);
    refuse("INVALID_BLOCK_TOKEN");
    assertThatThrownBy(() -> contents.list(1, Optional.of("a")))
        .isInstanceOf(RefusedException.class);
  }

  /** As the EBS direct APIs refuse. */
  private void refuse(String reason) {
    clients.reply(
        400,
        "{\"__type\": \"ValidationException\", \"Message\": \"why\", \"Reason\": \"%s\"}"
            .formatted(reason));
  }

  @Test
  void blocksThatOnlyOneSnapshotHas_areListed_untilTheBudgetEnds() {
    String page =
        """
        {"ChangedBlocks": [{"BlockIndex": 3, "FirstBlockToken": "a"},
          {"BlockIndex": 4, "SecondBlockToken": "b"}]%s}
        """;
    clients.reply(200, page.formatted(""));
    clients.reply(200, page.formatted(", \"NextToken\": \"next\""));

    assertThat(wiring.snapshotBlocks().changed("snap-1", "snap-2", budget(1)))
        .contains(
            new ChangedBlocks(
                BitSet.valueOf(new long[] {1 << 3}), BitSet.valueOf(new long[] {1 << 4})));
    assertThat(wiring.snapshotBlocks().changed("snap-1", "snap-2", budget(1))).isEmpty();
    clients.reply(200, page.formatted(", \"NextToken\": \"next\""));
    assertThat(changed()).isEqualTo(SnapshotBlocks.Extent.PART);
    assertThat(changed()).isEqualTo(SnapshotBlocks.Extent.ALL);
    assertThat(clients.sent())
        .hasSizeGreaterThan(3)
        .allMatch(sent -> sent.contains("/snap-2/changedblocks?firstSnapshotId=snap-1&"));
  }

  @Test
  void onlyAnExecutionThatExists_isNotStarted_withoutAFailure() {
    assertThat(wiring.executionStarter().start("one", "{}")).isTrue();

    clients.reply(400, "{\"__type\": \"ExecutionAlreadyExists\"}");
    assertThat(wiring.executionStarter().start("one", "{}")).isFalse();

    clients.reply(400, "{\"__type\": \"InvalidName\"}");
    assertThatThrownBy(() -> wiring.executionStarter().start("one", "{}"))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void onlyAKeyThatKmsDoesNotKnow_isMissing() {
    clients.reply(400, "{\"__type\": \"NotFoundException\"}");
    clients.reply(400, "{\"__type\": \"InvalidArnException\"}");
    clients.reply(400, "{\"__type\": \"AccessDeniedException\"}");

    Map<String, KeyLookup> found = wiring.kmsKeys().byNames(List.of("a", "b", "c"));

    assertThat(found)
        .containsEntry("a", new KeyLookup.Missing())
        .containsEntry("b", new KeyLookup.Missing());
    assertThat(found.get("c")).isInstanceOf(KeyLookup.Unchecked.class);
    clients.reply(400, "{\"__type\": \"KMSInvalidStateException\"}");
    assertThatThrownBy(() -> wiring.kmsKeys().byNames(List.of("d")))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void anArchivedSnapshotIsHeld_forNinetyDays_andWhileItIsRestored() {
    Instant ninetyDaysAgo = NOW.minus(Duration.ofDays(90));
    clients.reply(
        200,
        """
        <R><snapshotTierStatusSet>
          <item><snapshotId>snap-1</snapshotId></item>
          <item><snapshotId>snap-2</snapshotId>
            <archivalCompleteTime>%s</archivalCompleteTime></item>
          <item><snapshotId>snap-3</snapshotId>
            <archivalCompleteTime>%s</archivalCompleteTime></item>
          <item><snapshotId>snap-4</snapshotId>
            <archivalCompleteTime>2025-01-01T00:00:00Z</archivalCompleteTime>
            <lastTieringOperationStatus>temporary-restore-in-progress</lastTieringOperationStatus>
          </item>
          <item><snapshotId>snap-5</snapshotId>
            <archivalCompleteTime>%s</archivalCompleteTime>
            <lastTieringOperationStatus>permanent-restore-in-progress</lastTieringOperationStatus>
          </item>
          <item><snapshotId>snap-6</snapshotId>
            <archivalCompleteTime>2025-01-02T00:00:00Z</archivalCompleteTime>
            <lastTieringOperationStatus>archival-in-progress</lastTieringOperationStatus></item>
          <item><snapshotId>snap-7</snapshotId>
            <archivalCompleteTime>2025-01-03T00:00:00Z</archivalCompleteTime>
            <lastTieringOperationStatus>temporary-restore-completed</lastTieringOperationStatus>
          </item>
        </snapshotTierStatusSet></R>
        """
            .formatted(ninetyDaysAgo, ninetyDaysAgo.plusSeconds(1), ninetyDaysAgo.plusSeconds(2)));

    assertThat(wiring.snapshotHolds().archived(List.of("snap-1"), NOW))
        .isEqualTo(
            Map.of(
                "snap-1", List.of("being archived"),
                "snap-3", List.of("archived, billed at least until 2026-03-01T00:00:01Z"),
                "snap-4", List.of("being restored from the archive"),
                "snap-5", List.of("being restored from the archive"),
                "snap-6", List.of("being archived")));
  }

  @Test
  void encryptionByDefault() {
    clients.reply(200, "<R><ebsEncryptionByDefault>false</ebsEncryptionByDefault></R>");
    assertThat(wiring.volumes().encryptionByDefault()).isEqualTo(new EncryptionByDefault.Off());

    clients.reply(200, "<R><ebsEncryptionByDefault>true</ebsEncryptionByDefault></R>");
    clients.reply(200, "<R><kmsKeyId>key</kmsKeyId></R>");
    assertThat(wiring.volumes().encryptionByDefault()).isEqualTo(new EncryptionByDefault.On("key"));
  }

  @Test
  void anObjectIsNeverOverwritten_andIsThereAlreadyIfItHasTheSameContents() {
    ManifestStore store = new ManifestStore(clients.s3(), "bucket", Optional.empty());

    clients.reply(412, "").reply(200, "same");
    assertThatCode(() -> store.put("key", bytes("same"))).doesNotThrowAnyException();

    clients.reply(412, "").reply(200, "other");
    assertThatThrownBy(() -> store.put("key", bytes("same")))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith(
            "PutObject: PreconditionFailed - s3://bucket/key exists and has other contents");

    clients.reply(412, "").reply(404, "<Error><Code>NoSuchKey</Code></Error>");
    assertThatThrownBy(() -> store.put("key", bytes("same"))).isInstanceOf(RefusedException.class);

    clients.reply(409, "<Error><Code>ConditionalRequestConflict</Code></Error>");
    assertThatThrownBy(() -> store.put("key", bytes("same")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ConditionalRequestConflict");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RequestBudget budget(int requests) {
    return new RequestBudget(requests, Instant.MAX, Clock.systemUTC());
  }
}
