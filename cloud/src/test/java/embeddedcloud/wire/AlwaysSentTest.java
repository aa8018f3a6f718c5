package embeddedcloud.wire;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.json.Json;
import embeddedcloud.json.Place;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.SdkJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Empty lists and texts that EC2 sends are on the wire and in a saved world. */
class AlwaysSentTest {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKID/20260301/eu-central-1/ec2/aws4_request,"
          + " SignedHeaders=host, Signature=00";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final Endpoint endpoint = Endpoint.of(ec2);

  @TempDir private Path folder;

  @Test
  void createCalls_answerWithAnEmptyListOfTags() {
    String created = ask("Action=CreateVolume&AvailabilityZone=eu-central-1b&Size=1");
    assertThat(created).contains("<tagSet></tagSet>");
    clock.advance(Duration.ofMinutes(1));
    String id = ec2.contents().volumes().getFirst().volumeId();

    assertThat(ask("Action=CreateSnapshot&VolumeId=" + id)).contains("<tagSet></tagSet>");
  }

  @Test
  void aVolumeWithoutAttachments_isDescribedWithAnEmptyList() {
    ec2.add(new Ec2Contents(List.of(), List.of(bare()), List.of(), List.of()));

    assertThat(ask("Action=DescribeVolumes"))
        .contains("<attachmentSet></attachmentSet>")
        .contains("<snapshotId></snapshotId>")
        .contains("<multiAttachEnabled>false</multiAttachEnabled>");
  }

  @Test
  void aSavedWorld_hasThemToo() throws IOException {
    ec2.add(new Ec2Contents(List.of(), List.of(bare()), List.of(), List.of()));

    WorldCloud.save(ec2, clock, folder.resolve("saved"));

    assertThat(Files.readString(folder.resolve("saved/volumes.json")))
        .contains("\"Attachments\": []")
        .contains("\"SnapshotId\": \"\"");
  }

  /** Values that are neither EC2's defaults nor those of another member. */
  private static final String WHOLE =
      """
      {"Volumes": [{"VolumeId": "vol-00000000000000001", "SnapshotId": "snap-1", "Encrypted": true,
         "MultiAttachEnabled": true, "Attachments": [{"Device": "/dev/sdf", "State": "attached"}]}],
       "Snapshots": [{"SnapshotId": "snap-00000000000000001", "OwnerId": "111122223333",
         "VolumeSize": 1, "State": "completed", "Description": "nightly", "Encrypted": true,
         "StorageTier": "archive"}],
       "Instances": [{"InstanceId": "i-00000000000000001", "State": {"Name": "running"},
         "InstanceType": "t3.nano", "Architecture": "arm64", "AmiLaunchIndex": 7,
         "BlockDeviceMappings": [{"DeviceName": "/dev/sdf"}],
         "CapacityReservationSpecification": {"CapacityReservationPreference": "none"},
         "ClientToken": "once", "EbsOptimized": true, "EnaSupport": false,
         "EnclaveOptions": {"Enabled": true}, "HibernationOptions": {"Configured": true},
         "Hypervisor": "ovm", "MaintenanceOptions": {"AutoRecovery": "disabled"},
         "MetadataOptions": {"HttpTokens": "optional"}, "Monitoring": {"State": "enabled"},
         "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}],
         "Placement": {"AvailabilityZone": "eu-central-1b", "GroupName": "near", "Tenancy": "host"},
         "PlatformDetails": "Windows", "PrivateDnsName": "ip-10-0-0-7",
         "PrivateDnsNameOptions": {"HostnameType": "resource-name"},
         "ProductCodes": [{"ProductCodeId": "abc"}], "PublicDnsName": "ec2-203-0-113-7",
         "RootDeviceType": "instance-store", "SecurityGroups": [{"GroupId": "sg-1"}],
         "SourceDestCheck": false, "StateTransitionReason": "by a person",
         "UsageOperation": "RunInstances:0002",
         "UsageOperationUpdateTime": "2026-02-01T00:00:00+00:00",
         "LaunchTime": "2026-02-02T00:00:00+00:00", "VirtualizationType": "paravirtual"}],
       "Images": [{"ImageId": "ami-00000000000000001", "EnaSupport": false, "ImageType": "kernel",
         "BlockDeviceMappings": [{"DeviceName": "/dev/sdf"}], "PlatformDetails": "Windows",
         "RootDeviceType": "instance-store", "UsageOperation": "RunInstances:0002", "Public": true,
         "Hypervisor": "ovm", "VirtualizationType": "paravirtual"}]}
      """;

  private static final String BARE =
      """
      {"Volumes": [{"VolumeId": "vol-00000000000000001"}],
       "Snapshots": [{"SnapshotId": "snap-00000000000000001", "OwnerId": "111122223333",
         "VolumeSize": 1, "State": "completed"}],
       "Instances": [{"InstanceId": "i-00000000000000001", "State": {"Name": "running"},
         "InstanceType": "t3.nano", "LaunchTime": "2026-02-02T00:00:00+00:00"}],
       "Images": [{"ImageId": "ami-00000000000000001"}]}
      """;

  private static final String FILLED =
      """
      {"Volumes": [{"VolumeId": "vol-00000000000000001", "SnapshotId": "", "Encrypted": false,
         "MultiAttachEnabled": false, "Attachments": []}],
       "Snapshots": [{"SnapshotId": "snap-00000000000000001", "OwnerId": "111122223333",
         "VolumeSize": 1, "State": "completed", "Description": "", "Encrypted": false,
         "StorageTier": "standard"}],
       "Instances": [{"InstanceId": "i-00000000000000001", "State": {"Name": "running"},
         "InstanceType": "t3.nano", "Architecture": "x86_64", "AmiLaunchIndex": 0,
         "BlockDeviceMappings": [],
         "CapacityReservationSpecification": {"CapacityReservationPreference": "open"},
         "ClientToken": "", "EbsOptimized": false, "EnaSupport": true,
         "EnclaveOptions": {"Enabled": false}, "HibernationOptions": {"Configured": false},
         "Hypervisor": "xen", "MaintenanceOptions": {"AutoRecovery": "default"},
         "MetadataOptions": {"State": "applied", "HttpTokens": "required",
           "HttpPutResponseHopLimit": 2, "HttpEndpoint": "enabled", "HttpProtocolIpv6": "disabled",
           "InstanceMetadataTags": "disabled"},
         "Monitoring": {"State": "disabled"}, "NetworkInterfaces": [],
         "Placement": {"GroupName": "", "Tenancy": "default"}, "PlatformDetails": "Linux/UNIX",
         "PrivateDnsName": "", "PrivateDnsNameOptions": {"HostnameType": "ip-name",
           "EnableResourceNameDnsARecord": false, "EnableResourceNameDnsAAAARecord": false},
         "ProductCodes": [], "PublicDnsName": "", "RootDeviceType": "ebs", "SecurityGroups": [],
         "SourceDestCheck": true, "StateTransitionReason": "", "UsageOperation": "RunInstances",
         "UsageOperationUpdateTime": "2026-02-02T00:00:00+00:00",
         "LaunchTime": "2026-02-02T00:00:00+00:00", "VirtualizationType": "hvm"}],
       "Images": [{"ImageId": "ami-00000000000000001", "EnaSupport": true, "ImageType": "machine",
         "BlockDeviceMappings": [], "PlatformDetails": "Linux/UNIX", "RootDeviceType": "ebs",
         "UsageOperation": "RunInstances", "Public": false, "Hypervisor": "xen",
         "VirtualizationType": "hvm"}]}
      """;

  @Test
  void whatIsMissing_hasEc2sDefaults() {
    assertThat(kept(BARE)).isEqualTo(Json.parse(FILLED));
  }

  @Test
  void whatIsThere_staysAsItIs() {
    assertThat(kept(WHOLE)).isEqualTo(Json.parse(WHOLE));
  }

  @Test
  void anInstanceOfGraviton_hasItsArchitecture() {
    Object graviton = kept(BARE.replace("t3.nano", "t4g.nano"));

    assertThat(graviton)
        .isEqualTo(Json.parse(FILLED.replace("t3.nano", "t4g.nano").replace("x86_64", "arm64")));
  }

  /** The resources after they were added. */
  private Map<String, Object> kept(String resources) {
    Map<?, ?> json = (Map<?, ?>) Json.parse(resources);
    ec2.add(
        new Ec2Contents(
            read(json, "Instances", Instance::builder),
            read(json, "Volumes", Volume::builder),
            read(json, "Snapshots", Snapshot::builder),
            read(json, "Images", Image::builder)));
    Ec2Contents kept = ec2.contents();
    return Map.of(
        "Instances", kept.instances().stream().map(SdkJson::print).toList(),
        "Volumes", kept.volumes().stream().map(SdkJson::print).toList(),
        "Snapshots", kept.snapshots().stream().map(SdkJson::print).toList(),
        "Images", kept.images().stream().map(SdkJson::print).toList());
  }

  private static <B extends SdkPojo & SdkBuilder<B, T>, T> List<T> read(
      Map<?, ?> json, String kind, Supplier<B> builder) {
    return ((List<?>) json.get(kind))
        .stream()
            .map(one -> SdkJson.read(one, builder.get(), Place.file(kind), unknown -> {}))
            .toList();
  }

  private Volume bare() {
    return Volume.builder()
        .volumeId("vol-00000000000000001")
        .availabilityZone("eu-central-1b")
        .size(1)
        .volumeType("gp3")
        .state(VolumeState.AVAILABLE)
        .createTime(clock.instant())
        .build();
  }

  private String ask(String form) {
    return endpoint
        .answer(
            new WireRequest(
                "POST", "/", "", Map.of("Authorization", SIGNED), SdkBytes.fromUtf8String(form)))
        .body()
        .asUtf8String();
  }
}
