package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.json.Place;
import embeddedcloud.world.SdkJson;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeModification;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Every filter of every kind of resource, and what all filters have in common. */
class SchemasTest {
  private static <B extends SdkPojo & SdkBuilder<B, T>, T> T read(B builder, String json) {
    return SdkJson.read(
        Json.parse(json),
        builder,
        Place.file("it"),
        unknown -> {
          throw new AssertionError(unknown);
        });
  }

  private static <T> boolean accepts(Schema<T> schema, T item, String name, String... values) {
    return schema.accepting(List.of(filter(name, List.of(values)))).test(item);
  }

  private static Filter filter(String name, List<String> values) {
    return Filter.builder().name(name).values(values).build();
  }

  /**
   * Checks that each filter finds the resource by the value, and neither by another one nor a
   * resource that has no value.
   *
   * @param filters lines of a filter's name, {@code =} and a value
   */
  private static <B extends SdkPojo & SdkBuilder<B, T>, T> void finds(
      Schema<T> schema, Supplier<B> builder, String bare, String json, String filters) {
    T item = read(builder.get(), json);
    T other = read(builder.get(), bare);
    for (String line : filters.lines().toList()) {
      String name = line.substring(0, line.indexOf('='));
      String value = line.substring(line.indexOf('=') + 1);
      assertThat(accepts(schema, item, name, value)).as(line).isTrue();
      assertThat(accepts(schema, item, name, value + "0")).as(name).isFalse();
      assertThat(accepts(schema, other, name, value)).as(name).isFalse();
    }
  }

  /** The filters that need no scan of all resources. */
  private static void looksUp(Schema<?> schema, String... names) {
    for (String name : names) {
      assertThat(schema.lookups(filter(name, List.of("b", "a", "b"))))
          .as(name)
          .containsExactly("b", "a");
    }
  }

  @Test
  void instances() {
    Schema<Instance> schema = Schemas.instances("111122223333");
    finds(
        schema,
        Instance::builder,
        "{\"State\": {}}",
        """
        {"InstanceId": "i-1", "State": {"Name": "stopping", "Code": 64}, "InstanceType": "m7g.large",
         "Placement": {"AvailabilityZone": "eu-central-1b", "Tenancy": "host"},
         "InstanceLifecycle": "spot", "ImageId": "ami-1", "Architecture": "arm64",
         "Platform": "windows", "KeyName": "me", "LaunchTime": "2026-03-01T00:00:00+00:00",
         "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.7",
         "PrivateDnsName": "ip-10-0-0-7", "RootDeviceName": "/dev/xvda",
         "RootDeviceType": "instance-store", "BlockDeviceMappings": [
           {"DeviceName": "ephemeral0"},
           {"DeviceName": "/dev/sdf", "Ebs": {"VolumeId": "vol-1"}},
           {"DeviceName": "/dev/sdg", "Ebs": {"VolumeId": "vol-2", "Status": "detaching",
             "DeleteOnTermination": true}}]}
        """,
        """
        instance-id=i-1
        instance-state-name=stopping
        instance-state-code=64
        availability-zone=eu-central-1b
        tenancy=host
        instance-type=m7g.large
        instance-lifecycle=spot
        image-id=ami-1
        architecture=arm64
        platform=windows
        key-name=me
        launch-time=2026-03-01T00:00:00Z
        vpc-id=vpc-1
        subnet-id=subnet-1
        private-ip-address=10.0.0.7
        private-dns-name=ip-10-0-0-7
        root-device-name=/dev/xvda
        root-device-type=instance-store
        block-device-mapping.volume-id=vol-1
        block-device-mapping.volume-id=vol-2
        block-device-mapping.device-name=/dev/sdg
        block-device-mapping.status=detaching
        block-device-mapping.delete-on-termination=true
        """);
    Instance any = read(Instance.builder(), "{\"State\": {}}");
    assertThat(accepts(schema, any, "owner-id", "111122223333")).isTrue();
    assertThat(accepts(schema, any, "owner-id", "999999999999")).isFalse();
    looksUp(schema, "instance-id", "block-device-mapping.volume-id", "tag:a");
    assertThat(schema.lookups(filter("vpc-id", List.of("a")))).isEmpty();
  }

  @Test
  void volumes() {
    finds(
        Schemas.volumes(),
        Volume::builder,
        "{}",
        """
        {"VolumeId": "vol-1", "VolumeType": "st1", "State": "error", "Size": 125,
         "SnapshotId": "snap-1", "AvailabilityZone": "eu-central-1b", "AvailabilityZoneId": "euc1-az3",
         "CreateTime": "2026-03-01T00:00:00+00:00", "Encrypted": true, "FastRestored": true,
         "MultiAttachEnabled": true, "Attachments": [
           {"InstanceId": "i-1", "Device": "/dev/sdf"},
           {"InstanceId": "i-2", "Device": "/dev/sdg", "State": "busy",
            "AttachTime": "2026-03-02T00:00:00+00:00", "DeleteOnTermination": true}]}
        """,
        """
        volume-id=vol-1
        volume-type=st1
        status=error
        size=125
        snapshot-id=snap-1
        availability-zone=eu-central-1b
        availability-zone-id=euc1-az3
        create-time=2026-03-01T00:00:00Z
        encrypted=true
        fast-restored=true
        multi-attach-enabled=true
        attachment.instance-id=i-1
        attachment.instance-id=i-2
        attachment.device=/dev/sdg
        attachment.status=busy
        attachment.attach-time=2026-03-02T00:00:00Z
        attachment.delete-on-termination=true
        """);
    looksUp(Schemas.volumes(), "volume-id", "attachment.instance-id", "snapshot-id");
  }

  @Test
  void snapshots() {
    finds(
        Schemas.snapshots(),
        Snapshot::builder,
        "{}",
        """
        {"SnapshotId": "snap-1", "VolumeId": "vol-1", "VolumeSize": 125, "State": "recoverable",
         "Progress": "7%", "StartTime": "2026-03-01T00:00:00+00:00", "Description": "mine",
         "Encrypted": true, "OwnerId": "111122223333", "OwnerAlias": "amazon",
         "StorageTier": "archive", "TransferType": "time-based",
         "CompletionTime": "2026-03-02T00:00:00+00:00"}
        """,
        """
        snapshot-id=snap-1
        volume-id=vol-1
        volume-size=125
        status=recoverable
        progress=7%
        start-time=2026-03-01T00:00:00Z
        description=mine
        encrypted=true
        owner-id=111122223333
        owner-alias=amazon
        storage-tier=archive
        transfer-type=time-based
        completion-time=2026-03-02T00:00:00Z
        """);
    looksUp(Schemas.snapshots(), "snapshot-id", "volume-id", "status");
  }

  @Test
  void images() {
    finds(
        Schemas.images(),
        Image::builder,
        "{}",
        """
        {"ImageId": "ami-1", "Name": "mine", "Description": "golden", "State": "failed",
         "OwnerId": "111122223333", "ImageOwnerAlias": "self", "Architecture": "arm64",
         "CreationDate": "2026-03-01", "Public": true, "RootDeviceName": "/dev/xvda",
         "RootDeviceType": "instance-store", "BlockDeviceMappings": [
           {"DeviceName": "/dev/sdb"}, {"DeviceName": "/dev/sdc", "Ebs": {}},
           {"DeviceName": "/dev/sdd", "Ebs": {"SnapshotId": "snap-1"}},
           {"DeviceName": "/dev/sde", "Ebs": {"SnapshotId": "snap-2"}}]}
        """,
        """
        image-id=ami-1
        name=mine
        description=golden
        state=failed
        owner-id=111122223333
        owner-alias=self
        architecture=arm64
        creation-date=2026-03-01
        is-public=true
        root-device-name=/dev/xvda
        root-device-type=instance-store
        block-device-mapping.snapshot-id=snap-1
        block-device-mapping.snapshot-id=snap-2
        block-device-mapping.device-name=/dev/sdb
        block-device-mapping.device-name=/dev/sde
        """);
    looksUp(Schemas.images(), "image-id", "block-device-mapping.snapshot-id");
  }

  @Test
  void whatTellsAboutSnapshotsAndVolumes() {
    finds(
        Schemas.locks(),
        LockedSnapshotsInfo::builder,
        "{}",
        "{\"LockState\": \"governance\"}",
        "lock-state=governance");
    finds(
        Schemas.tiers(),
        SnapshotTierStatus::builder,
        "{}",
        """
        {"SnapshotId": "snap-1", "VolumeId": "vol-1",
         "LastTieringOperationStatus": "archival-completed"}
        """,
        """
        snapshot-id=snap-1
        volume-id=vol-1
        last-tiering-operation-status=archival-completed
        """);
    looksUp(Schemas.tiers(), "snapshot-id");
    finds(
        Schemas.modifications(),
        VolumeModification::builder,
        "{}",
        """
        {"VolumeId": "vol-1", "ModificationState": "failed", "OriginalIops": 3001,
         "OriginalSize": 8, "OriginalVolumeType": "gp2", "OriginalMultiAttachEnabled": true,
         "StartTime": "2026-03-01T00:00:00+00:00", "TargetIops": 3002, "TargetSize": 125,
         "TargetVolumeType": "io2", "TargetMultiAttachEnabled": false}
        """,
        """
        volume-id=vol-1
        modification-state=failed
        original-iops=3001
        original-size=8
        original-volume-type=gp2
        originalMultiAttachEnabled=true
        start-time=2026-03-01T00:00:00Z
        target-iops=3002
        target-size=125
        target-volume-type=io2
        targetMultiAttachEnabled=false
        """);
    finds(
        Schemas.volumeStatuses(),
        VolumeStatusItem::builder,
        "{\"VolumeStatus\": {}}",
        """
        {"AvailabilityZone": "eu-central-1b", "VolumeStatus": {"Status": "impaired", "Details": [
          {"Name": "io-enabled", "Status": "failed"},
          {"Name": "io-performance", "Status": "stalled"}]}}
        """,
        """
        availability-zone=eu-central-1b
        volume-status.status=impaired
        volume-status.details-name=io-enabled
        volume-status.details-name=io-performance
        volume-status.details-status=failed
        volume-status.details-status=stalled
        """);
    finds(
        Schemas.tags(),
        TagDescription::builder,
        "{\"Key\": \"b\", \"Value\": \"\"}",
        """
        {"Key": "Backup", "Value": "daily", "ResourceId": "vol-1", "ResourceType": "volume"}
        """,
        """
        key=Backup
        value=daily
        resource-id=vol-1
        resource-type=volume
        tag:Backup=daily
        tag-key=Backup
        """);
  }

  @Test
  void whatAnAccountHas() {
    finds(
        Schemas.zones(),
        AvailabilityZone::builder,
        "{}",
        """
        {"ZoneName": "eu-central-1b", "ZoneId": "euc1-az3", "ZoneType": "wavelength-zone",
         "State": "impaired", "RegionName": "eu-central-1", "GroupName": "eu-central-1-wl1",
         "OptInStatus": "not-opted-in"}
        """,
        """
        zone-name=eu-central-1b
        zone-id=euc1-az3
        zone-type=wavelength-zone
        state=impaired
        region-name=eu-central-1
        group-name=eu-central-1-wl1
        opt-in-status=not-opted-in
        """);
    finds(
        Schemas.vpcs(),
        Vpc::builder,
        "{}",
        """
        {"VpcId": "vpc-1", "State": "pending", "OwnerId": "111122223333", "IsDefault": true}
        """,
        """
        vpc-id=vpc-1
        state=pending
        owner-id=111122223333
        is-default=true
        """);
    finds(
        Schemas.instanceTypes(),
        InstanceTypeInfo::builder,
        "{\"ProcessorInfo\": {}}",
        """
        {"InstanceType": "t4g.nano", "CurrentGeneration": true, "BareMetal": false,
         "BurstablePerformanceSupported": true,
         "ProcessorInfo": {"SupportedArchitectures": ["arm64", "i386"]}}
        """,
        """
        instance-type=t4g.nano
        current-generation=true
        bare-metal=false
        burstable-performance-supported=true
        processor-info.supported-architecture=arm64
        processor-info.supported-architecture=i386
        """);
    finds(
        Schemas.creditSpecifications(),
        InstanceCreditSpecification::builder,
        "{}",
        "{\"InstanceId\": \"i-1\"}",
        "instance-id=i-1");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a*,      true",
        "*.b?c*d, true",
        "a.b\\*c?d, false",
        "a.b?c\\?d, true",
        "a.b*c\\?d, true",
        "a?b*c\\?d\\, false",
        "a+b*c*,  false",
        "*c?e,    false",
        "*,       true"
      })
  void aValueMayHaveWildcards(String pattern, boolean accepted) {
    Snapshot snapshot = Snapshot.builder().description("a.b\nc?d").build();

    assertThat(accepts(Schemas.snapshots(), snapshot, "description", pattern)).isEqualTo(accepted);
    assertThat(accepts(Schemas.snapshots(), snapshot, "description", "no*", pattern, "n?"))
        .isEqualTo(accepted);
    assertThat(Schemas.snapshots().lookups(filter("tag:a", List.of("b", pattern)))).isEmpty();
  }

  @Test
  void aBackslashAtTheEnd_standsForItself() {
    Snapshot snapshot = Snapshot.builder().description("C:\\").build();

    assertThat(accepts(Schemas.snapshots(), snapshot, "description", "C:\\")).isTrue();
  }

  @Test
  void tagsAreFoundByKeyAndValue_alsoByTheSecond() {
    Snapshot snapshot =
        Snapshot.builder()
            .tags(
                Tag.builder().key("plan").value("daily").build(),
                Tag.builder().key("Backup").value("yes").build())
            .build();

    assertThat(accepts(Schemas.snapshots(), snapshot, "tag:Backup", "yes")).isTrue();
    assertThat(accepts(Schemas.snapshots(), snapshot, "tag:Backup", "daily")).isFalse();
    assertThat(accepts(Schemas.snapshots(), snapshot, "tag-key", "Backup")).isTrue();
    assertThat(accepts(Schemas.snapshots(), snapshot, "tag-key", "yes")).isFalse();
    assertThat(
            Schemas.snapshots().indexKeys(snapshot).stream()
                .map(key -> key.filter() + "=" + key.value())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("tag:plan=daily", "tag:Backup=yes");
  }

  @Test
  void filtersAndTheirValues_haveEc2sLimits() {
    Schema<Snapshot> schema = Schemas.snapshots();
    Snapshot snapshot = Snapshot.builder().snapshotId("snap-199").build();
    Filter most = filter("snapshot-id", numbered(200));
    assertThat(schema.accepting(Collections.nCopies(50, most)).test(snapshot)).isTrue();

    refused("FilterLimitExceeded", () -> schema.accepting(Collections.nCopies(51, most)));
    refused(
        "FilterLimitExceeded",
        () -> schema.accepting(List.of(filter("snapshot-id", numbered(201)))));
    refused("InvalidParameterValue", () -> schema.accepting(List.of(filter("a", List.of("b")))));
    refused("InvalidParameterValue", () -> schema.accepting(List.of(filter("tag:a", List.of()))));
    refused("MissingParameter", () -> schema.accepting(List.of(filter(null, List.of("b")))));
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "snap-" + i).toList();
  }
}
