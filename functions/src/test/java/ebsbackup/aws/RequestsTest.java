package ebsbackup.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.CopyRequest;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.RefusedException;
import ebsbackup.request.CopyLock;
import ebsbackup.request.HealthCheck;
import ebsbackup.request.Selection;
import ebsbackup.request.Span;
import ebsbackup.targets.Target;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A lost filter, a wrong owner, Region, name or page size, or a field that is not sent. */
class RequestsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String INSTANCE = "i-0123456789abcdef0";
  private static final String VOLUME = "vol-0123456789abcdef0";
  private static final Map<String, String> TAGS = Map.of("key", "value");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ACCOUNT_ID", "111122223333",
          "MANIFEST_BUCKET", "bucket",
          "PULL_FROM_ACCOUNT", "444455556666",
          "PULL_FROM_REGION", "eu-west-1",
          "PULL_MANIFEST_BUCKET", "theirs",
          "PULL_STATE_MACHINE_ARN", "machine",
          "TOPIC_ARN", "topic");

  private static final List<String> REFUSALS =
      List.of(
          "InvalidSnapshot.NotFound",
          "InvalidVolume.NotFound",
          "InvalidInstanceID.NotFound",
          "IncorrectState");

  /** One item for each listing, and the result of each change that has one. */
  private static final Map<String, String> FOUND =
      Map.ofEntries(
          Map.entry(
              "DescribeSnapshots",
              """
              <R><snapshotSet><item>
                <snapshotId>snap-1</snapshotId><volumeId>vol-1</volumeId><volumeSize>8</volumeSize>
                <startTime>2026-03-01T00:00:00.000Z</startTime><status>completed</status>
                <ownerId>111122223333</ownerId><fullSnapshotSizeInBytes>7</fullSnapshotSizeInBytes>
              </item></snapshotSet></R>
              """),
          Map.entry(
              "DescribeFastSnapshotRestores",
              "<R><fastSnapshotRestoreSet><item><snapshotId>snap-1</snapshotId></item></fastSnapshotRestoreSet></R>"),
          Map.entry(
              "CreateSnapshots",
              "<R><snapshotSet><item><volumeId>vol-1</volumeId></item></snapshotSet></R>"),
          Map.entry("CreateSnapshot", "<R><volumeId>vol-1</volumeId></R>"),
          Map.entry("CopySnapshot", "<R><snapshotId>snap-1</snapshotId></R>"),
          Map.entry(
              "DescribeVolumes",
              """
              <R><volumeSet><item>
                <volumeId>vol-1</volumeId><volumeType>gp3</volumeType><size>8</size>
                <availabilityZone>eu-central-1a</availabilityZone><status>available</status>
              </item></volumeSet></R>
              """),
          Map.entry("CreateVolume", "<R><volumeId>vol-1</volumeId></R>"),
          Map.entry(
              "DescribeInstances",
              """
              <R><reservationSet><item><instancesSet><item>
                <instanceId>i-1</instanceId><instanceState><name>running</name></instanceState>
                <placement><availabilityZone>eu-central-1a</availabilityZone></placement>
              </item></instancesSet></item></reservationSet></R>
              """),
          Map.entry(
              "DescribeInstanceStatus",
              """
              <R><instanceStatusSet><item><instanceId>i-1</instanceId>
                <systemStatus><status>ok</status></systemStatus>
                <instanceStatus><status>i-1</status></instanceStatus></item></instanceStatusSet></R>
              """),
          Map.entry(
              "DescribeImages",
              """
              <R><imagesSet><item><imageId>ami-1</imageId><imageState>available</imageState>
                <blockDeviceMapping><item><ebs><snapshotId>snap-1</snapshotId></ebs></item>
                </blockDeviceMapping></item></imagesSet></R>
              """),
          Map.entry(
              "ListExecutions",
              "{\"executions\": [{\"executionArn\": \"execution\", \"startDate\": 1772323200}]}"),
          Map.entry("DescribeExecution", "{\"executionArn\": \"execution\"}"),
          Map.entry("GET", "{\"VolumeSize\": 8}"),
          Map.entry(
              "GetEbsEncryptionByDefault",
              "<R><ebsEncryptionByDefault>true</ebsEncryptionByDefault></R>"),
          Map.entry("GetEbsDefaultKmsKeyId", "<R><kmsKeyId>key</kmsKeyId></R>"),
          Map.entry("DescribeKey", "{\"KeyMetadata\": {\"KeyId\": \"key\", \"Arn\": \"arn\"}}"),
          Map.entry("GetKeyPolicy", "{\"Policy\": \"policy\"}"),
          Map.entry("SendCommand", "{\"Command\": {\"CommandId\": \"command\"}}"));

  /**
   * A call.
   *
   * @param sent its requests, with an empty line between two
   * @param found what its result names
   */
  record Case(String sent, Function<Wiring, Object> call, String found) {
    @Override
    public String toString() {
      return sent.lines().findFirst().orElseThrow();
    }
  }

  private static Case finds(String found, String sent, Function<Wiring, Object> call) {
    return new Case(sent, call, found);
  }

  private static Case does(String sent, Consumer<Wiring> call) {
    return new Case(
        sent,
        wiring -> {
          call.accept(wiring);
          return "";
        },
        "");
  }

  static Stream<Case> cases() {
    return Stream.of(snapshots(), changes(), volumes(), instances(), otherServices())
        .flatMap(cases -> cases);
  }

  private static Stream<Case> snapshots() {
    return Stream.of(
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:run
            Filter.1.Value.1=run
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().ofRun("run")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:source
            Filter.1.Value.1=i-1
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().ofSource("i-1")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:plan
            Filter.1.Value.1=daily
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().ofPlan("daily").snapshots()),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=volume-id
            Filter.1.Value.1=vol-1
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().ofVolumes(List.of("vol-1"))),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=snapshot-id
            Filter.1.Value.1=snap-1
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().byIds(List.of("snap-1"))),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().all()),
        does(
            """
            ec2.eu-central-1 DescribeSnapshots
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().all(key -> true, snapshot -> {})),
        finds(
            "snap-1",
            """
            ec2.eu-west-1 DescribeSnapshots
            Filter.1.Name=tag:key
            Filter.1.Value.1=value
            MaxResults=1000
            Owner.1=444455556666
            """,
            wiring ->
                wiring.snapshotsIn("eu-west-1", Optional.of("444455556666")).byTag("key", "value")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=description
            Filter.1.Value.1=* \\*\\?\\\\ *
            MaxResults=1000
            Owner.1=444455556666
            """,
            wiring -> wiring.snapshotsOf("444455556666").describedWith(" *?\\ ")),
        does(
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag-key
            Filter.1.Value.1=ebs-backup:plan
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().ofAnyPlan(key -> true, snapshot -> {})),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:run
            Filter.1.Value.1=run
            Filter.2.Name=tag:ebs-backup:source
            Filter.2.Value.1=i-1
            Filter.2.Value.2=i-2
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().ofRun("run", List.of("i-1", "i-2"))),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:run
            Filter.1.Value.1=run
            Filter.2.Name=status
            Filter.2.Value.1=pending
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().pendingOfRun("run")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:plan
            Filter.1.Value.1=daily
            Filter.2.Name=status
            Filter.2.Value.1=pending
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().pendingOfPlan("daily")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:plan
            Filter.1.Value.1=daily
            Filter.2.Name=tag:ebs-backup:source
            Filter.2.Value.1=i-1
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().ofSource("daily", "i-1")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:plan
            Filter.1.Value.1=daily
            Filter.2.Name=tag:ebs-backup:run
            Filter.2.Value.1=a
            Filter.2.Value.2=b
            Filter.3.Name=tag:ebs-backup:source
            Filter.3.Value.1=i-1
            MaxResults=1000
            Owner.1=self
            """,
            wiring ->
                wiring
                    .snapshots()
                    .ofSets(
                        "daily",
                        List.of(new SetRef("i-1", "a", NOW), new SetRef("i-1", "b", NOW)))),
        finds(
            "[snap-1]",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=tag:ebs-backup:plan
            Filter.1.Value.1=daily
            MaxResults=1000
            Owner.1=self
            RestorableBy.1=444455556666
            """,
            wiring -> wiring.snapshots().idsSharedWith("444455556666", "daily")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=volume-id
            Filter.1.Value.1=vol-1
            Filter.2.Name=status
            Filter.2.Value.1=pending
            Filter.2.Value.2=error
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().unfinishedOf(List.of("vol-1"))),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeSnapshots
            Filter.1.Name=snapshot-id
            Filter.1.Value.1=snap-1
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshots().fullSizes(List.of("snap-1"))),
        finds(
            "[snap-1]",
            """
            ec2.eu-central-1 DescribeFastSnapshotRestores
            Filter.1.Name=snapshot-id
            Filter.1.Value.1=snap-1
            Filter.2.Name=availability-zone
            Filter.2.Value.1=eu-central-1a
            Filter.3.Name=state
            Filter.3.Value.1=enabled
            """,
            wiring -> wiring.snapshots().fastRestored(List.of("snap-1"), "eu-central-1a")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 DescribeImages
            IncludeDeprecated=true
            IncludeDisabled=true
            MaxResults=1000
            Owner.1=self
            """,
            wiring -> wiring.snapshotHolds().images()),
        does(
            """
            ec2.eu-central-1 DescribeLockedSnapshots
            MaxResults=1000
            """,
            wiring -> wiring.snapshotHolds().locks()),
        does(
            """
            ec2.eu-central-1 DescribeSnapshotTierStatus
            Filter.1.Name=snapshot-id
            Filter.1.Value.1=snap-1
            MaxResults=1000
            """,
            wiring -> wiring.snapshotHolds().archived(List.of("snap-1"), NOW)),
        does(
            """
            ec2.eu-central-1 DescribeSnapshotAttribute
            Attribute=createVolumePermission
            SnapshotId=snap-1
            """,
            wiring -> wiring.snapshotShares().of("snap-1")),
        does(
            """
            ec2.eu-central-1 ListSnapshotsInRecycleBin
            MaxResults=1000
            """,
            wiring -> wiring.snapshotDeleter().inRecycleBin(Set.of("snap-1"))));
  }

  private static Stream<Case> changes() {
    return Stream.of(
        // Without volumes to exclude, the request has no such parameter, not an empty one.
        finds(
            "[vol-1]",
            """
            ec2.eu-central-1 CreateSnapshots
            Description=nightly
            InstanceSpecification.ExcludeBootVolume=false
            InstanceSpecification.InstanceId=i-1
            TagSpecification.1.ResourceType=snapshot
            TagSpecification.1.Tag.1.Key=key
            TagSpecification.1.Tag.1.Value=value
            """,
            wiring -> wiring.snapshotCreator().createSet("i-1", false, List.of(), TAGS, "nightly")),
        finds(
            "[vol-1]",
            """
            ec2.eu-central-1 CreateSnapshots
            Description=nightly
            InstanceSpecification.ExcludeBootVolume=true
            InstanceSpecification.ExcludeDataVolumeId.1=vol-1
            InstanceSpecification.InstanceId=i-1
            TagSpecification.1.ResourceType=snapshot
            TagSpecification.1.Tag.1.Key=key
            TagSpecification.1.Tag.1.Value=value
            """,
            wiring ->
                wiring.snapshotCreator().createSet("i-1", true, List.of("vol-1"), TAGS, "nightly")),
        finds(
            "[vol-1]",
            """
            ec2.eu-central-1 CreateSnapshots
            Description=nightly
            InstanceSpecification.ExcludeBootVolume=false
            InstanceSpecification.InstanceId=i-1
            TagSpecification.1.ResourceType=snapshot
            """,
            wiring ->
                wiring.snapshotCreator().createSet("i-1", false, List.of(), Map.of(), "nightly")),
        finds(
            "vol-1",
            """
            ec2.eu-central-1 CreateSnapshot
            Description=nightly
            TagSpecification.1.ResourceType=snapshot
            TagSpecification.1.Tag.1.Key=key
            TagSpecification.1.Tag.1.Value=value
            VolumeId=vol-1
            """,
            wiring -> wiring.snapshotCreator().create("vol-1", TAGS, "nightly")),
        finds(
            "snap-1",
            """
            ec2.eu-central-1 CopySnapshot
            CompletionDurationMinutes=15
            Description=nightly
            DestinationRegion=eu-central-1
            Encrypted=true
            KmsKeyId=arn:aws:kms:eu-central-1:111122223333:key/1
            SourceRegion=eu-west-1
            SourceSnapshotId=snap-1
            TagSpecification.1.ResourceType=snapshot
            TagSpecification.1.Tag.1.Key=key
            TagSpecification.1.Tag.1.Value=value
            """,
            wiring ->
                wiring
                    .snapshotCopier()
                    .copy(
                        new CopyRequest(
                            "snap-1",
                            "eu-west-1",
                            "eu-central-1",
                            "arn:aws:kms:eu-central-1:111122223333:key/1",
                            Optional.of(15),
                            TAGS,
                            "nightly"))),
        does(
            """
            ec2.eu-central-1 LockSnapshot
            CoolOffPeriod=48
            ExpirationDate=2026-03-01T00:00:00Z
            LockMode=compliance
            SnapshotId=snap-1
            """,
            wiring ->
                wiring
                    .snapshotLocker()
                    .lock(
                        "snap-1",
                        new CopyLock(
                            CopyLock.Mode.COMPLIANCE,
                            Span.parse("lock.time", "P30D"),
                            Optional.of(Duration.ofDays(2))),
                        NOW)),
        does(
            """
            ec2.eu-central-1 DeleteSnapshot
            SnapshotId=snap-1
            """,
            wiring -> wiring.snapshotDeleter().delete("snap-1")),
        does(
            """
            ec2.eu-central-1 ModifySnapshotAttribute
            Attribute=createVolumePermission
            CreateVolumePermission.Add.1.UserId=444455556666
            SnapshotId=snap-1
            """,
            wiring -> wiring.snapshotShares().share("snap-1", List.of("444455556666"))),
        does(
            """
            ec2.eu-central-1 ModifySnapshotAttribute
            Attribute=createVolumePermission
            CreateVolumePermission.Remove.1.UserId=444455556666
            SnapshotId=snap-1
            """,
            wiring -> wiring.snapshotShares().withdraw("snap-1", List.of("444455556666"))),
        does(
            """
            ec2.eu-central-1 CreateTags
            ResourceId.1=snap-1
            ResourceId.2=snap-2
            Tag.1.Key=key
            Tag.1.Value=value
            """,
            wiring -> wiring.tagWriter().put(List.of("snap-1", "snap-2"), TAGS)),
        does(
            """
            ec2.eu-central-1 CreateTags
            ResourceId.1=vol-1
            Tag.1.Key=key
            Tag.1.Value=value
            """,
            wiring -> wiring.tagWriter().putIfExists("vol-1", "key", "value")),
        does(
            """
            ec2.eu-central-1 DeleteTags
            ResourceId.1=snap-1
            Tag.1.Key=key
            Tag.1.Value=value
            """,
            wiring -> wiring.tagWriter().remove(List.of("snap-1"), "key", "value")),
        does(
            """
            ec2.eu-central-1 StopInstances
            InstanceId.1=i-1
            """,
            wiring -> wiring.instancePower().stop("i-1")),
        does(
            """
            ec2.eu-central-1 StartInstances
            InstanceId.1=i-1
            """,
            wiring -> wiring.instancePower().start("i-1")));
  }

  private static Stream<Case> volumes() {
    return Stream.of(
        finds(
            "vol-1",
            """
            ec2.eu-central-1 DescribeVolumes
            MaxResults=500
            """,
            wiring -> wiring.volumes().all()),
        finds(
            "key",
            """
            ec2.eu-central-1 GetEbsEncryptionByDefault

            ec2.eu-central-1 GetEbsDefaultKmsKeyId
            """,
            wiring -> wiring.volumes().encryptionByDefault()),
        finds(
            "vol-1",
            """
            ec2.eu-central-1 DescribeVolumes
            Filter.1.Name=tag:key
            Filter.1.Value.1=value
            MaxResults=500
            """,
            wiring -> wiring.volumes().byTag("key", "value")),
        finds(
            "vol-1",
            """
            ec2.eu-central-1 DescribeVolumes
            Filter.1.Name=tag:any
            Filter.1.Value.1=*
            Filter.2.Name=tag:key
            Filter.2.Value.1=\\*
            MaxResults=500
            """,
            wiring ->
                wiring
                    .volumes()
                    .byTags(new TreeMap<>(Map.of("any", List.of("*"), "key", List.of("\\*"))))),
        finds(
            "vol-1",
            """
            ec2.eu-central-1 DescribeVolumes
            Filter.1.Name=attachment.instance-id
            Filter.1.Value.1=i-1
            MaxResults=500
            """,
            wiring -> wiring.volumes().attachedTo(List.of("i-1"))),
        finds(
            "vol-1",
            """
            ec2.eu-central-1 DescribeVolumes
            Filter.1.Name=volume-id
            Filter.1.Value.1=vol-1
            MaxResults=500
            """,
            wiring -> wiring.volumes().byIds(List.of("vol-1"))),
        does(
            """
            ec2.eu-central-1 DescribeVolumeStatus
            VolumeId.1=vol-1
            """,
            wiring -> wiring.volumes().loading(List.of("vol-1"))),
        finds(
            "vol-1",
            """
            ec2.eu-central-1 CreateVolume
            AvailabilityZone=eu-central-1a
            ClientToken=token
            Encrypted=true
            Iops=3000
            KmsKeyId=alias/own
            MultiAttachEnabled=true
            OutpostArn=arn:aws:outposts:1
            Size=8
            SnapshotId=snap-1
            TagSpecification.1.ResourceType=volume
            TagSpecification.1.Tag.1.Key=key
            TagSpecification.1.Tag.1.Value=value
            Throughput=125
            VolumeInitializationRate=100
            VolumeType=gp3
            """,
            wiring -> wiring.volumeCreator().create(volume())),
        does(
            """
            ec2.eu-central-1 CreateVolume
            AvailabilityZone=eu-central-1a
            ClientToken=token
            DryRun=true
            Size=8
            SnapshotId=snap-1
            TagSpecification.1.ResourceType=volume
            VolumeType=standard
            """,
            wiring ->
                wiring
                    .volumeCreator()
                    .tryCreate(
                        new VolumeCreator.NewVolume(
                            "snap-1",
                            "eu-central-1a",
                            Optional.empty(),
                            new VolumeSettings("standard", 8, Optional.empty(), Optional.empty()),
                            Encryption.NONE,
                            Map.of(),
                            Optional.empty(),
                            "token"))),
        does(
            """
            ec2.eu-central-1 DeleteVolume
            VolumeId=vol-1
            """,
            wiring -> wiring.volumeDeleter().delete("vol-1")),
        does(
            """
            ec2.eu-central-1 AttachVolume
            Device=/dev/xvda
            InstanceId=i-1
            VolumeId=vol-1
            """,
            wiring -> wiring.volumeAttacher().attach("vol-1", "i-1", "/dev/xvda")),
        does(
            """
            ec2.eu-central-1 DetachVolume
            Device=/dev/xvda
            InstanceId=i-1
            VolumeId=vol-1
            """,
            wiring -> wiring.volumeAttacher().detach("vol-1", "i-1", "/dev/xvda")),
        does(
            """
            ec2.eu-central-1 ModifyInstanceAttribute
            BlockDeviceMapping.1.DeviceName=/dev/xvda
            BlockDeviceMapping.1.Ebs.DeleteOnTermination=true
            InstanceId=i-1
            """,
            wiring -> wiring.volumeAttacher().setDeleteOnTermination("i-1", "/dev/xvda", true)),
        does(
            """
            ec2.eu-central-1 CreateReplaceRootVolumeTask
            ClientToken=token
            DeleteReplacedRootVolume=false
            InstanceId=i-1
            TagSpecification.1.ResourceType=replace-root-volume-task
            TagSpecification.1.Tag.1.Key=key
            TagSpecification.1.Tag.1.Value=value
            VolumeId=vol-1
            """,
            wiring -> wiring.volumeAttacher().replaceRoot("i-1", "vol-1", "token", TAGS)),
        does(
            """
            ec2.eu-central-1 DescribeReplaceRootVolumeTasks
            Filter.1.Name=instance-id
            Filter.1.Value.1=i-1
            MaxResults=50
            """,
            wiring -> wiring.volumeAttacher().rootTasks("i-1")));
  }

  static VolumeCreator.NewVolume volume() {
    return new VolumeCreator.NewVolume(
        "snap-1",
        "eu-central-1a",
        Optional.of("arn:aws:outposts:1"),
        new VolumeSettings("gp3", 8, Optional.of(3_000), Optional.of(125), true, false),
        Encryption.under("alias/own"),
        TAGS,
        Optional.of(100),
        "token");
  }

  private static String instancesByTag(int page) {
    return """
    ec2.eu-central-1 DescribeInstances
    Filter.1.Name=tag:key
    Filter.1.Value.1=value
    Filter.2.Name=instance-state-name
    Filter.2.Value.1=pending
    Filter.2.Value.2=running
    Filter.2.Value.3=stopping
    Filter.2.Value.4=stopped
    MaxResults=%d
    NextToken=next
    """
        .formatted(page);
  }

  private static Stream<Case> instances() {
    return Stream.of(
        finds(
            "i-1",
            """
            ec2.eu-central-1 DescribeInstances
            MaxResults=1000
            """,
            wiring -> wiring.instances().all()),
        finds(
            "i-1",
            instancesByTag(100),
            wiring ->
                wiring
                    .targets()
                    .page(
                        new Selection.ByTags(Map.of("key", List.of("value"))),
                        Optional.of("next"))),
        finds(
            "i-1",
            instancesByTag(5),
            wiring ->
                wiring.instances().byTags(Map.of("key", List.of("value")), 5, Optional.of("next"))),
        finds(
            "i-1",
            """
            ec2.eu-central-1 DescribeInstances
            Filter.1.Name=instance-id
            Filter.1.Value.1=i-1
            MaxResults=1000
            """,
            wiring -> wiring.instances().byIds(List.of("i-1"))),
        finds(
            "i-1",
            """
            ec2.eu-central-1 DescribeInstanceStatus
            InstanceId.1=i-1
            """,
            wiring -> wiring.instances().health("i-1")));
  }

  private static Stream<Case> otherServices() {
    return Stream.of(
        finds(
            "arn",
            """
            kms.eu-central-1 DescribeKey
            {"KeyId":"key"}
            """,
            wiring -> wiring.kmsKeys().byNames(List.of("key"))),
        does(
            """
            ebs.eu-central-1 GET /snapshots/snap-2/changedblocks?firstSnapshotId=snap-1&maxResults=10000&startingBlockIndex=0
            """,
            wiring -> wiring.snapshotBlocks().changed("snap-1", "snap-2", budget())),
        does(
            """
            ebs.eu-central-1 GET /snapshots/snap-2/changedblocks?firstSnapshotId=snap-1&maxResults=10000&startingBlockIndex=0
            """,
            wiring -> wiring.snapshotBlocks().changed("snap-1", "snap-2", budget(), block -> {})),
        does(
            """
            ebs.eu-central-1 GET /snapshots/snap-1/blocks?maxResults=1000&pageToken=next&startingBlockIndex=3
            """,
            wiring -> wiring.snapshotContents("snap-1").list(3, Optional.of("next"))),
        does(
            """
            ebs.eu-central-1 GET /snapshots/snap-1/blocks/7?blockToken=token
            """,
            wiring -> wiring.snapshotContents("snap-1").get(7, "token")),
        finds(
            "execution",
            """
            states.eu-central-1 ListExecutions
            {"stateMachineArn":"machine","statusFilter":"RUNNING","maxResults":1000}

            states.eu-central-1 DescribeExecution
            {"executionArn":"execution"}
            """,
            wiring -> wiring.executions().running("machine")),
        finds(
            "execution",
            """
            states.eu-central-1 ListExecutions
            {"stateMachineArn":"machine","statusFilter":"SUCCEEDED","maxResults":100}

            states.eu-central-1 DescribeExecution
            {"executionArn":"execution"}
            """,
            wiring -> wiring.executions().succeededSince("machine", NOW)),
        finds(
            "execution",
            """
            states.eu-central-1 ListExecutions
            {"stateMachineArn":"machine","statusFilter":"SUCCEEDED","maxResults":3}

            states.eu-central-1 DescribeExecution
            {"executionArn":"execution"}
            """,
            wiring -> wiring.executions().latestSucceeded("machine", 3)),
        finds(
            "execution",
            """
            states.eu-central-1 DescribeExecution
            {"executionArn":"execution"}
            """,
            wiring -> wiring.executions().describe("execution")),
        does(
            """
            states.eu-central-1 GetExecutionHistory
            {"executionArn":"execution","maxResults":1000,"reverseOrder":true}
            """,
            wiring -> wiring.executions().lastOutputOf("execution", Set.of("State"))),
        does(
            """
            states.eu-central-1 StartExecution
            {"stateMachineArn":"machine","name":"one","input":"{}"}
            """,
            wiring -> wiring.executionStarter().start("one", "{}")),
        does(
            """
            sns.eu-central-1 Publish
            Message=text
            Subject=subject
            TopicArn=topic
            """,
            wiring -> wiring.topic().publish("subject", "text")),
        finds(
            "policy",
            """
            kms.eu-central-1 GetKeyPolicy
            {"KeyId":"key"}
            """,
            wiring -> wiring.kmsKeys().policy("key")),
        finds(
            "command",
            """
            ssm.eu-central-1 SendCommand
            {"InstanceIds":["i-1"],"DocumentName":"AWS-RunShellScript","Comment":"restore","Parameters":{"commands":["true"]}}
            """,
            wiring ->
                wiring
                    .runCommands()
                    .send(
                        "i-1",
                        HealthCheck.ofShell(List.of("true"), Duration.ofMinutes(1)),
                        "restore")),
        does(
            """
            ssm.eu-central-1 GetCommandInvocation
            {"CommandId":"command","InstanceId":"i-1"}
            """,
            wiring -> wiring.runCommands().invocation("command", "i-1")),
        does(
            """
            ebs.eu-central-1 GET /snapshots/snap-2/changedblocks?firstSnapshotId=snap-1&maxResults=10000&startingBlockIndex=7
            """,
            wiring ->
                wiring.snapshotBlocks().changedIn("snap-1", "snap-2", 7, 9, budget(), block -> {})),
        does(
            """
            ebs.eu-central-1 GET /snapshots/snap-1/blocks?maxResults=10000
            """,
            wiring -> wiring.snapshotBlocks().count("snap-1", budget())),
        does(
            """
            s3.eu-central-1 PUT /bucket/key?
            content-type: text/plain;charset=utf-8
            if-none-match: *
            x-amz-checksum-sha256: LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=
            x-amz-expected-bucket-owner: 111122223333
            """,
            wiring -> wiring.manifests().put("key", "hello".getBytes(StandardCharsets.UTF_8))),
        does(
            """
            s3.eu-west-1 GET /theirs/key?
            x-amz-expected-bucket-owner: 444455556666
            """,
            wiring -> assertThat(wiring.sourceManifests().get("key")).isPresent()));
  }

  private static RequestBudget budget() {
    return new RequestBudget(9, Instant.MAX, Clock.systemUTC());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRequest_hasExactlyTheExpectedText(Case expected) {
    CannedClients clients = new CannedClients(FOUND);

    Object result = expected.call.apply(wiring(clients, ENVIRONMENT));

    assertThat(clients.sent()).containsExactly(expected.sent.strip().split("\n\n"));
    assertThat(result).asString().contains(expected.found);
  }

  /** The workflows look whether these took effect. The SDK repeats every other request. */
  @Test
  void onlyTheRequestsOfAdaptersWhoseChangesCouldTakeEffectTwice_areNotRepeated() {
    CannedClients clients = new CannedClients(FOUND);

    for (Case each : cases().toList()) {
      Object unused = each.call.apply(wiring(clients, ENVIRONMENT));
    }

    Set<String> once = actions(clients.notRepeated());
    assertThat(once)
        .containsExactly(
            "AttachVolume",
            "CopySnapshot",
            "CreateReplaceRootVolumeTask",
            "CreateSnapshot",
            "CreateSnapshots",
            "DescribeReplaceRootVolumeTasks",
            "DetachVolume",
            "ModifyInstanceAttribute",
            "StartInstances",
            "StopInstances");
    List<String> others = new ArrayList<>(clients.sent());
    clients.notRepeated().forEach(others::remove);
    assertThat(actions(others)).isNotEmpty().doesNotContainAnyElementsOf(once);
  }

  private static Set<String> actions(List<String> sent) {
    return sent.stream()
        .map(request -> request.split("\\s", 3)[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A snapshot that someone has just deleted was not shared, locked or tagged. What is in the
   * Recycle Bin is only a number in a report.
   */
  @Test
  void thatSomethingIsGone_isARefusal_exceptWhereNothingIsLeftToDo() {
    List<String> taken = new ArrayList<>();
    for (Case each : cases().filter(each -> each.sent.startsWith("ec2.")).toList()) {
      for (String code : REFUSALS) {
        CannedClients clients = new CannedClients(FOUND);
        clients.refuse(400, code);
        try {
          Object unused = each.call.apply(wiring(clients, ENVIRONMENT));
          taken.add(code + ": " + clients.sent().getFirst().replace("\n", " "));
        } catch (RefusedException e) {
          assertThat(e.code()).isEqualTo(code);
        }
      }
    }

    String tag = "ec2.eu-central-1 CreateTags ResourceId.1=vol-1 Tag.1.Key=key Tag.1.Value=value";
    assertThat(taken)
        .filteredOn(call -> call.contains("ListSnapshotsInRecycleBin"))
        .hasSameSizeAs(REFUSALS);
    assertThat(taken)
        .filteredOn(call -> !call.contains("ListSnapshotsInRecycleBin"))
        .containsExactly(
            "InvalidSnapshot.NotFound: ec2.eu-central-1 DescribeSnapshotAttribute"
                + " Attribute=createVolumePermission SnapshotId=snap-1",
            "InvalidSnapshot.NotFound: ec2.eu-central-1 DeleteSnapshot SnapshotId=snap-1",
            "InvalidSnapshot.NotFound: ec2.eu-central-1 ModifySnapshotAttribute"
                + " Attribute=createVolumePermission"
                + " CreateVolumePermission.Remove.1.UserId=444455556666 SnapshotId=snap-1",
            "InvalidSnapshot.NotFound: " + tag,
            "InvalidVolume.NotFound: " + tag,
            "InvalidInstanceID.NotFound: " + tag,
            "InvalidVolume.NotFound: ec2.eu-central-1 DeleteVolume VolumeId=vol-1");
  }

  private static Wiring wiring(Clients clients, Map<String, String> environment) {
    return new Wiring(clients, Clock.fixed(NOW, ZoneOffset.UTC), environment);
  }

  /** EC2 accepts 200 values in a filter. A filter without values would match everything. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 1, 0", "200, 200, 0", "201, 200, 1"})
  void whatIsLookedUpIsSplitBetweenRequests_nothingTwice(int all, int first, int second) {
    List<String> ids = IntStream.range(0, all).mapToObj(i -> "snap-" + i).toList();
    List<SetRef> sets = ids.stream().map(id -> new SetRef("i-1", id, NOW)).toList();
    CannedClients clients = new CannedClients(FOUND);
    SnapshotReader snapshots = wiring(clients, ENVIRONMENT).snapshots();

    assertThat(snapshots.byIds(ids)).hasSize(second > 0 ? 2 : first > 0 ? 1 : 0);
    assertThat(snapshots.ofSets("daily", sets)).hasSize(first > 0 ? 1 : 0);

    assertThat(clients.sent())
        .extracting(RequestsTest::sizeOfBatch)
        .containsExactlyElementsOf(
            IntStream.of(first, second, first, second).filter(n -> n > 0).boxed().toList());
  }

  private static int sizeOfBatch(String sent) {
    return (int) sent.lines().filter(line -> line.matches("Filter.*Value.*=snap-\\d+")).count();
  }

  @Test
  void instancesAreLookedUp_andVolumesAreNot() {
    CannedClients clients = new CannedClients(FOUND);
    clients.reply(200, FOUND.get("DescribeInstances").replace("i-1", INSTANCE));
    TargetReader targets = wiring(clients, ENVIRONMENT).targets();

    assertThat(targets.all(new Selection.ByInstanceIds(List.of(INSTANCE))))
        .extracting(Target::id)
        .containsExactly(INSTANCE);
    assertThat(targets.all(new Selection.ByVolumeIds(List.of(VOLUME))))
        .extracting(Target::id)
        .containsExactly(VOLUME);
    assertThat(targets.all(new Selection.ByVolumeTags(Map.of("key", List.of("value")))))
        .extracting(Target::id)
        .containsExactly("vol-1");
    assertThat(targets.all(new Selection.Copies())).isEmpty();

    assertThat(clients.sent())
        .extracting(sent -> sent.lines().findFirst().orElseThrow())
        .containsExactly("ec2.eu-central-1 DescribeInstances", "ec2.eu-central-1 DescribeVolumes");
  }

  @Test
  void theNextPageOfTargetsFollowsTheFirst() {
    String page = FOUND.get("DescribeInstances").replace("</R>", "<nextToken>next</nextToken></R>");
    CannedClients clients = new CannedClients(FOUND);
    clients.reply(200, page);

    assertThat(
            wiring(clients, ENVIRONMENT)
                .targets()
                .all(new Selection.ByTags(Map.of("key", List.of("value")))))
        .hasSize(2);
  }

  @Test
  void theVolumesOfAnInstance_andOthers() {
    CannedClients clients = new CannedClients(FOUND);
    String other = FOUND.get("DescribeVolumes").replace("vol-1", "vol-2");
    clients.reply(200, other);

    assertThat(wiring(clients, ENVIRONMENT).volumes().ofInstanceAnd("i-1", List.of("vol-2")))
        .containsOnlyKeys("vol-1", "vol-2");
  }

  @Test
  void theEnvironmentOfAFunction() {
    CannedClients clients = new CannedClients(FOUND);
    Wiring none = wiring(clients, Map.of("MANIFEST_BUCKET", "", "PULL_MANIFEST_BUCKET", ""));
    Wiring ours = wiring(clients, Map.of("MANIFEST_BUCKET", "ours"));
    Wiring theirs = wiring(clients, Map.of("PULL_MANIFEST_BUCKET", "theirs"));
    Wiring full =
        wiring(
            clients,
            Map.of(
                "ACCOUNT_ID", "111122223333",
                "HEALTH_CHECK_DOCUMENT", "none",
                "MANIFEST_BUCKET", "ours",
                "PULL_FROM_ACCOUNT", "",
                "PULL_FROM_REGION", "eu-west-1",
                "PULL_MANIFEST_BUCKET", "theirs",
                "RESTORE_FROM_ACCOUNTS", "444455556666",
                "SHARE_ACCOUNTS", " 1, 2,,"));

    assertThat(none.hasManifestBucket()).isFalse();
    assertThat(none.hasSourceManifests()).isFalse();
    assertThat(none.healthCheckDocument()).isEqualTo("any");
    assertThat(none.shareAccounts()).isEmpty();
    assertThat(ours.hasManifestBucket()).isTrue();
    assertThat(ours.hasSourceManifests()).isFalse();
    assertThat(theirs.hasManifestBucket()).isFalse();
    assertThat(theirs.hasSourceManifests()).isTrue();
    assertThat(full.hasManifestBucket()).isTrue();
    assertThat(full.hasSourceManifests()).isTrue();
    assertThat(full.healthCheckDocument()).isEqualTo("none");
    assertThat(full.shareAccounts()).containsExactly("1", "2");
    assertThat(full.restoreFromAccounts()).containsExactly("444455556666");
    assertThat(full.sourceManifests().bucket()).isEqualTo("theirs");
    assertThat(full.sourceManifests().get("key")).isPresent();
    // Without another account, the bucket must be ours.
    assertThat(clients.sent()).last().asString().endsWith("owner: 111122223333");
  }
}
