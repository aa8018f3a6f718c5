package embeddedcloud.ec2;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ArchitectureValues;
import software.amazon.awssdk.services.ec2.model.CapacityReservationPreference;
import software.amazon.awssdk.services.ec2.model.CapacityReservationSpecificationResponse;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.EnclaveOptions;
import software.amazon.awssdk.services.ec2.model.HibernationOptions;
import software.amazon.awssdk.services.ec2.model.HostnameType;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.HypervisorType;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageTypeValues;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAutoRecoveryState;
import software.amazon.awssdk.services.ec2.model.InstanceMaintenanceOptions;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataEndpointState;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsState;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataProtocolState;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataTagsState;
import software.amazon.awssdk.services.ec2.model.Monitoring;
import software.amazon.awssdk.services.ec2.model.MonitoringState;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameOptionsResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tenancy;
import software.amazon.awssdk.services.ec2.model.VirtualizationType;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * Fills in the members, including empty lists, that EC2 sends for every resource, if they are
 * missing. Clients read them without checking that they exist. A test compares these members with
 * the example outputs of the AWS CLI (conformance/clients/test_every_action.py).
 */
final class AlwaysSent {
  private static final String LINUX = "Linux/UNIX";
  private static final String RUN_INSTANCES = "RunInstances";

  private static final CapacityReservationSpecificationResponse CAPACITY_RESERVATION =
      CapacityReservationSpecificationResponse.builder()
          .capacityReservationPreference(CapacityReservationPreference.OPEN)
          .build();

  private static final InstanceMaintenanceOptions MAINTENANCE =
      InstanceMaintenanceOptions.builder().autoRecovery(InstanceAutoRecoveryState.DEFAULT).build();

  private static final InstanceMetadataOptionsResponse METADATA =
      InstanceMetadataOptionsResponse.builder()
          .state(InstanceMetadataOptionsState.APPLIED)
          .httpTokens(HttpTokensState.REQUIRED)
          .httpPutResponseHopLimit(2)
          .httpEndpoint(InstanceMetadataEndpointState.ENABLED)
          .httpProtocolIpv6(InstanceMetadataProtocolState.DISABLED)
          .instanceMetadataTags(InstanceMetadataTagsState.DISABLED)
          .build();

  private static final PrivateDnsNameOptionsResponse NAMED_BY_ADDRESS =
      PrivateDnsNameOptionsResponse.builder()
          .hostnameType(HostnameType.IP_NAME)
          .enableResourceNameDnsARecord(false)
          .enableResourceNameDnsAAAARecord(false)
          .build();

  private AlwaysSent() {}

  /** A volume that was not created from a snapshot has an empty string as its snapshot id. */
  static Volume in(Volume volume) {
    return volume.toBuilder()
        .attachments(sent(volume.attachments()))
        .snapshotId(or(volume.snapshotId(), ""))
        .encrypted(or(volume.encrypted(), false))
        .multiAttachEnabled(or(volume.multiAttachEnabled(), false))
        .build();
  }

  static Snapshot in(Snapshot snapshot) {
    return snapshot.toBuilder()
        .description(or(snapshot.description(), ""))
        .encrypted(or(snapshot.encrypted(), false))
        .storageTier(or(snapshot.storageTier(), StorageTier.STANDARD))
        .build();
  }

  /**
   * Fills in the members of an instance in a VPC with one network interface and no special options.
   */
  static Instance in(Instance instance) {
    Placement placement =
        Optional.ofNullable(instance.placement()).orElseGet(() -> Placement.builder().build());
    return instance.toBuilder()
        .architecture(
            or(
                instance.architecture(),
                InstanceTypeActions.isGraviton(instance.instanceTypeAsString())
                    ? ArchitectureValues.ARM64
                    : ArchitectureValues.X86_64))
        .amiLaunchIndex(or(instance.amiLaunchIndex(), 0))
        .blockDeviceMappings(sent(instance.blockDeviceMappings()))
        .capacityReservationSpecification(
            or(instance.capacityReservationSpecification(), CAPACITY_RESERVATION))
        .clientToken(or(instance.clientToken(), ""))
        .ebsOptimized(or(instance.ebsOptimized(), false))
        .enaSupport(or(instance.enaSupport(), true))
        .enclaveOptions(
            or(instance.enclaveOptions(), EnclaveOptions.builder().enabled(false).build()))
        .hibernationOptions(
            or(
                instance.hibernationOptions(),
                HibernationOptions.builder().configured(false).build()))
        .hypervisor(or(instance.hypervisor(), HypervisorType.XEN))
        .maintenanceOptions(or(instance.maintenanceOptions(), MAINTENANCE))
        .metadataOptions(or(instance.metadataOptions(), METADATA))
        .monitoring(
            or(instance.monitoring(), Monitoring.builder().state(MonitoringState.DISABLED).build()))
        .networkInterfaces(sent(instance.networkInterfaces()))
        .placement(
            placement.toBuilder()
                .groupName(or(placement.groupName(), ""))
                .tenancy(or(placement.tenancy(), Tenancy.DEFAULT))
                .build())
        .platformDetails(or(instance.platformDetails(), LINUX))
        .privateDnsName(or(instance.privateDnsName(), ""))
        .privateDnsNameOptions(or(instance.privateDnsNameOptions(), NAMED_BY_ADDRESS))
        .productCodes(sent(instance.productCodes()))
        .publicDnsName(or(instance.publicDnsName(), ""))
        .rootDeviceType(or(instance.rootDeviceType(), DeviceType.EBS))
        .securityGroups(sent(instance.securityGroups()))
        .sourceDestCheck(or(instance.sourceDestCheck(), true))
        .stateTransitionReason(or(instance.stateTransitionReason(), ""))
        .usageOperation(or(instance.usageOperation(), RUN_INSTANCES))
        .usageOperationUpdateTime(or(instance.usageOperationUpdateTime(), instance.launchTime()))
        .virtualizationType(or(instance.virtualizationType(), VirtualizationType.HVM))
        .build();
  }

  static Image in(Image image) {
    return image.toBuilder()
        .blockDeviceMappings(sent(image.blockDeviceMappings()))
        .enaSupport(or(image.enaSupport(), true))
        .imageType(or(image.imageType(), ImageTypeValues.MACHINE))
        .platformDetails(or(image.platformDetails(), LINUX))
        .rootDeviceType(or(image.rootDeviceType(), DeviceType.EBS))
        .usageOperation(or(image.usageOperation(), RUN_INSTANCES))
        .publicLaunchPermissions(or(image.publicLaunchPermissions(), false))
        .hypervisor(or(image.hypervisor(), HypervisorType.XEN))
        .virtualizationType(or(image.virtualizationType(), VirtualizationType.HVM))
        .build();
  }

  /**
   * Copies the list. The SDK does not serialize a list that was never set, but it serializes the
   * copy, even if it is empty.
   */
  static <T> List<T> sent(List<T> list) {
    return List.copyOf(list);
  }

  private static <T> T or(T value, T otherwise) {
    return Optional.ofNullable(value).orElse(otherwise);
  }
}
