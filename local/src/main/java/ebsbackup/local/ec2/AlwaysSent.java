package ebsbackup.local.ec2;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.HypervisorType;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Monitoring;
import software.amazon.awssdk.services.ec2.model.MonitoringState;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tenancy;
import software.amazon.awssdk.services.ec2.model.VirtualizationType;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * The members that EC2 sends of every resource, empty lists among them, where whoever made the
 * resource left them out: clients read them without asking whether they are there. Which they are
 * is held against the example outputs of the AWS CLI (conformance/clients/test_examples.py).
 */
final class AlwaysSent {
  private AlwaysSent() {}

  /** A blank volume has the empty text for a snapshot. */
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

  /** Those of an instance in a VPC with a single network interface and no special options. */
  static Instance in(Instance instance) {
    Placement placement =
        Optional.ofNullable(instance.placement()).orElseGet(() -> Placement.builder().build());
    return instance.toBuilder()
        .amiLaunchIndex(or(instance.amiLaunchIndex(), 0))
        .blockDeviceMappings(sent(instance.blockDeviceMappings()))
        .clientToken(or(instance.clientToken(), ""))
        .ebsOptimized(or(instance.ebsOptimized(), false))
        .hypervisor(or(instance.hypervisor(), HypervisorType.XEN))
        .monitoring(
            Optional.ofNullable(instance.monitoring())
                .orElseGet(() -> Monitoring.builder().state(MonitoringState.DISABLED).build()))
        .networkInterfaces(sent(instance.networkInterfaces()))
        .placement(
            placement.toBuilder()
                .groupName(or(placement.groupName(), ""))
                .tenancy(or(placement.tenancy(), Tenancy.DEFAULT))
                .build())
        .privateDnsName(or(instance.privateDnsName(), ""))
        .productCodes(sent(instance.productCodes()))
        .publicDnsName(or(instance.publicDnsName(), ""))
        .rootDeviceType(or(instance.rootDeviceType(), DeviceType.EBS))
        .securityGroups(sent(instance.securityGroups()))
        .sourceDestCheck(or(instance.sourceDestCheck(), true))
        .stateTransitionReason(or(instance.stateTransitionReason(), ""))
        .virtualizationType(or(instance.virtualizationType(), VirtualizationType.HVM))
        .build();
  }

  static Image in(Image image) {
    return image.toBuilder()
        .blockDeviceMappings(sent(image.blockDeviceMappings()))
        .publicLaunchPermissions(or(image.publicLaunchPermissions(), false))
        .hypervisor(or(image.hypervisor(), HypervisorType.XEN))
        .virtualizationType(or(image.virtualizationType(), VirtualizationType.HVM))
        .build();
  }

  /** The SDK leaves out a list that was never set; a copy of it is one that was. */
  static <T> List<T> sent(List<T> list) {
    return List.copyOf(list);
  }

  private static <T> T or(T value, T otherwise) {
    return Optional.ofNullable(value).orElse(otherwise);
  }
}
