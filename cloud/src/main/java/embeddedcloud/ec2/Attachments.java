package embeddedcloud.ec2;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.AttachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.AttachVolumeResponse;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.DetachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DetachVolumeResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ProductCodeValues;
import software.amazon.awssdk.services.ec2.model.VirtualizationType;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/**
 * AttachVolume and DetachVolume. The volume and the instance always show the same attachment. A
 * volume with Multi-Attach can be attached to several instances, once to each
 * (https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes-multi.html).
 */
final class Attachments {
  /** The most instances that a volume with Multi-Attach can be attached to. */
  private static final int MOST_INSTANCES = 16;

  /**
   * The device names that EC2 accepts. A name with a number is for a root volume or for a volume of
   * a paravirtual instance
   * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html).
   */
  private static final Pattern DEVICE =
      Pattern.compile(
          "/dev/sda1|/dev/sd[a-z]|/dev/xvd([a-z]|[a-c][a-z]|d[a-x])|xvd([a-z]|[bc][a-z])");

  private static final Pattern PARAVIRTUAL_DEVICE =
      Pattern.compile("/dev/[sh]d[a-z]([1-9]|1[0-5])?");

  private final Account account;
  private final Faults faults;

  Attachments(Account account, Faults faults) {
    this.account = account;
    this.faults = faults;
  }

  AttachVolumeResponse attach(AttachVolumeRequest request) {
    if (request.device() == null) {
      throw Ec2Errors.missing("device");
    }
    Volume volume = account.volume(request.volumeId());
    Instance instance = account.instance(request.instanceId());
    checkAttachable(volume, instance, request.device());
    Ec2Errors.ifDryRun(request.dryRun());
    VolumeAttachment attachment =
        VolumeAttachment.builder()
            .volumeId(volume.volumeId())
            .instanceId(instance.instanceId())
            .device(request.device())
            .state(VolumeAttachmentState.ATTACHING)
            .attachTime(account.now())
            .deleteOnTermination(false)
            .build();
    put(attachment);
    Duration time = account.settings.timings().attach();
    Duration least = faults.leastAttaching(volume.volumeId());
    account.after(least.compareTo(time) > 0 ? least : time, () -> attached(attachment));
    return AttachVolumeResponse.builder()
        .volumeId(attachment.volumeId())
        .instanceId(attachment.instanceId())
        .device(attachment.device())
        .state(attachment.state())
        .attachTime(attachment.attachTime())
        .deleteOnTermination(attachment.deleteOnTermination())
        .build();
  }

  private static boolean takesName(Instance instance, String device) {
    return DEVICE.matcher(device).matches()
        || device.equals(instance.rootDeviceName())
        || (instance.virtualizationType() == VirtualizationType.PARAVIRTUAL
            && PARAVIRTUAL_DEVICE.matcher(device).matches());
  }

  private void checkAttachable(Volume volume, Instance instance, String device) {
    if (!takesName(instance, device)) {
      throw Ec2Errors.badValue(
          "Value (%s) for parameter device is invalid. %s is not a valid EBS device name.",
          device, device);
    }
    if (!Objects.equals(volume.outpostArn(), instance.outpostArn())) {
      // EC2 does not document this code, so nothing should depend on it.
      throw Ec2Errors.of(
          "UnsupportedOperation",
          "The volume '%s' is not on the same Outpost as instance '%s'",
          volume.volumeId(),
          instance.instanceId());
    }
    checkFree(volume, instance);
    boolean running = Account.isIn(instance, InstanceStateName.RUNNING);
    if (!running && !Account.isIn(instance, InstanceStateName.STOPPED)) {
      throw Ec2Errors.of(
          "IncorrectState", "Instance '%s' is not 'running' or 'stopped'.", instance.instanceId());
    }
    if (!volume.availabilityZone().equals(instance.placement().availabilityZone())) {
      throw Ec2Errors.of(
          "InvalidVolume.ZoneMismatch",
          "The volume '%s' is not in the same availability zone as instance '%s'",
          volume.volumeId(),
          instance.instanceId());
    }
    if (mappingOf(instance, device).isPresent()) {
      throw Ec2Errors.badValue(
          "Invalid value '%s' for unixDevice. Attachment point %s is already in use",
          device, device);
    }
    boolean root = device.equals(instance.rootDeviceName());
    if (root && !VolumeTypeRules.canBoot(volume.volumeType())) {
      throw Ec2Errors.of(
          "BootForVolumeTypeUnsupported",
          "The volume type '%s' of %s cannot be used as a boot volume.",
          volume.volumeType(),
          volume.volumeId());
    }
    if (running && isOfMarketplace(volume)) {
      throw Ec2Errors.of(
          "IncorrectInstanceState",
          "The volume '%s' has AWS Marketplace product codes and can be attached only to a stopped"
              + " instance; '%s' is running",
          volume.volumeId(),
          instance.instanceId());
    }
    if (running && root) {
      throw Ec2Errors.of(
          "IncorrectState",
          "Instance '%s' must be stopped to attach its root volume",
          instance.instanceId());
    }
    int most = account.settings.limits().attachments();
    if (instance.blockDeviceMappings().size() >= most) {
      throw Ec2Errors.of(
          "AttachmentLimitExceeded",
          "The instance '%s' has reached its limit of %d attached volumes",
          instance.instanceId(),
          most);
    }
  }

  private static void checkFree(Volume volume, Instance instance) {
    boolean shared =
        Boolean.TRUE.equals(volume.multiAttachEnabled())
            && attachmentTo(instance.instanceId(), volume).isEmpty();
    if (volume.state() == VolumeState.IN_USE && !shared) {
      throw Ec2Errors.of("VolumeInUse", "%s is already attached to an instance", volume.volumeId());
    }
    if (volume.state() != VolumeState.AVAILABLE && volume.state() != VolumeState.IN_USE) {
      throw Ec2Errors.of("IncorrectState", "Volume '%s' is not 'available'.", volume.volumeId());
    }
    if (volume.attachments().size() >= MOST_INSTANCES) {
      // EC2 does not document this code, so nothing should depend on it.
      throw Ec2Errors.of(
          "AttachmentLimitExceeded",
          "The volume '%s' is attached to %d instances already",
          volume.volumeId(),
          MOST_INSTANCES);
    }
  }

  /**
   * Whether the volume is the root of an instance with AWS Marketplace product codes, or was
   * created from a snapshot of such a volume. A root that has been detached is no longer
   * recognized.
   */
  private boolean isOfMarketplace(Volume volume) {
    return volume.attachments().stream().anyMatch(this::isRootOfMarketplace)
        || account
            .snapshots
            .findNew(volume.snapshotId())
            .flatMap(snapshot -> account.volumes.findNew(snapshot.volumeId()))
            .filter(this::isOfMarketplace)
            .isPresent();
  }

  private boolean isRootOfMarketplace(VolumeAttachment at) {
    return account
        .instances
        .findNew(at.instanceId())
        .filter(holder -> at.device().equals(holder.rootDeviceName()))
        .stream()
        .flatMap(holder -> holder.productCodes().stream())
        .anyMatch(code -> code.productCodeType() == ProductCodeValues.MARKETPLACE);
  }

  /** Shows the attachment on both sides. */
  void put(VolumeAttachment attachment) {
    account.volumes.update(
        attachment.volumeId(),
        volume -> {
          List<VolumeAttachment> all = toOthers(volume, attachment.instanceId());
          all.add(attachment);
          return volume.toBuilder().state(VolumeState.IN_USE).attachments(all).build();
        });
    account.instances.update(
        attachment.instanceId(),
        instance -> {
          List<InstanceBlockDeviceMapping> mappings =
              new ArrayList<>(instance.blockDeviceMappings());
          mappings.removeIf(mapping -> mapping.deviceName().equals(attachment.device()));
          mappings.add(mappingFor(attachment));
          return instance.toBuilder().blockDeviceMappings(mappings).build();
        });
  }

  private static List<VolumeAttachment> toOthers(Volume volume, String instanceId) {
    List<VolumeAttachment> others = new ArrayList<>(volume.attachments());
    others.removeIf(attachment -> Objects.equals(instanceId, attachment.instanceId()));
    return others;
  }

  private static Optional<VolumeAttachment> attachmentTo(String instanceId, Volume volume) {
    return volume.attachments().stream()
        .filter(attachment -> Objects.equals(instanceId, attachment.instanceId()))
        .findFirst();
  }

  static InstanceBlockDeviceMapping mappingFor(VolumeAttachment attachment) {
    return InstanceBlockDeviceMapping.builder()
        .deviceName(attachment.device())
        .ebs(
            ebs ->
                ebs.volumeId(attachment.volumeId())
                    .attachTime(attachment.attachTime())
                    .deleteOnTermination(attachment.deleteOnTermination())
                    .status(AttachmentStatus.fromValue(attachment.stateAsString())))
        .build();
  }

  /**
   * Completes the attachment, unless the volume has been detached in the meantime. If its key
   * cannot be used, the volume is detached again.
   */
  private void attached(VolumeAttachment begun) {
    unchanged(begun)
        .ifPresent(
            now -> {
              if (account.opens(account.volume(now.volumeId()))) {
                put(now.toBuilder().state(VolumeAttachmentState.ATTACHED).build());
              } else {
                remove(now.volumeId(), now.instanceId());
              }
            });
  }

  /** Completes the detachment, unless a forced one has overtaken it. */
  private void detached(VolumeAttachment begun) {
    unchanged(begun).ifPresent(now -> remove(now.volumeId(), now.instanceId()));
  }

  /**
   * The attachment as it is now, if it is still in the same state. Other values of it may have
   * changed, because delete-on-termination can be set at any time.
   */
  private Optional<VolumeAttachment> unchanged(VolumeAttachment begun) {
    return account
        .volumes
        .findNew(begun.volumeId())
        .flatMap(volume -> attachmentTo(begun.instanceId(), volume))
        .filter(now -> now.state() == begun.state())
        .filter(now -> Objects.equals(now.attachTime(), begun.attachTime()));
  }

  void setDeleteOnTermination(String volumeId, String instanceId, boolean delete) {
    account
        .volumes
        .findNew(volumeId)
        .flatMap(volume -> attachmentTo(instanceId, volume))
        .ifPresent(now -> put(now.toBuilder().deleteOnTermination(delete).build()));
  }

  DetachVolumeResponse detach(DetachVolumeRequest request) {
    Volume volume = account.volume(request.volumeId());
    VolumeAttachment attachment = detachable(volume, request);
    Ec2Errors.ifDryRun(request.dryRun());
    VolumeAttachment detaching =
        attachment.toBuilder().state(VolumeAttachmentState.DETACHING).build();
    put(detaching);
    Duration time = account.settings.timings().detach();
    Duration least = faults.leastDetaching(volume.volumeId());
    boolean waits = least.compareTo(time) > 0 && !Boolean.TRUE.equals(request.force());
    account.after(waits ? least : time, () -> detached(detaching));
    return DetachVolumeResponse.builder()
        .volumeId(detaching.volumeId())
        .instanceId(detaching.instanceId())
        .device(detaching.device())
        .state(detaching.state())
        .attachTime(detaching.attachTime())
        .deleteOnTermination(detaching.deleteOnTermination())
        .build();
  }

  private VolumeAttachment detachable(Volume volume, DetachVolumeRequest request) {
    if (volume.state() != VolumeState.IN_USE || volume.attachments().isEmpty()) {
      throw Ec2Errors.of(
          "IncorrectState",
          "Volume '%s' is in the '%s' state.",
          volume.volumeId(),
          volume.stateAsString());
    }
    if (Boolean.TRUE.equals(volume.multiAttachEnabled()) && request.instanceId() == null) {
      // EC2 requires the id, but does not document this code, so nothing should depend on it.
      throw Ec2Errors.missing("instanceId");
    }
    VolumeAttachment attachment =
        Optional.ofNullable(request.instanceId())
            .flatMap(id -> attachmentTo(id, volume))
            .orElseGet(volume.attachments()::getFirst);
    if (attachment.instanceId() == null) {
      throw Ec2Errors.of(
          "OperationNotPermitted",
          "The attachment of volume '%s' is managed by another service.",
          volume.volumeId());
    }
    boolean otherInstance =
        request.instanceId() != null && !request.instanceId().equals(attachment.instanceId());
    boolean otherDevice = request.device() != null && !request.device().equals(attachment.device());
    if (otherInstance || otherDevice) {
      throw Ec2Errors.of(
          "InvalidAttachment.NotFound",
          "The volume '%s' is not attached to instance '%s' as device '%s'",
          volume.volumeId(),
          request.instanceId(),
          request.device());
    }
    if (attachment.state() != VolumeAttachmentState.ATTACHED
        && !Boolean.TRUE.equals(request.force())) {
      throw Ec2Errors.of(
          "IncorrectState",
          "Volume '%s' is in the '%s' state.",
          volume.volumeId(),
          attachment.stateAsString());
    }
    Instance instance = account.instance(attachment.instanceId());
    if (attachment.device().equals(instance.rootDeviceName())
        && !Account.isIn(instance, InstanceStateName.STOPPED)) {
      throw Ec2Errors.of(
          "OperationNotPermitted",
          "Unable to detach root volume '%s' from instance '%s'",
          volume.volumeId(),
          instance.instanceId());
    }
    return attachment;
  }

  /** Removes the attachment on both sides. The last one makes the volume available. */
  void remove(String volumeId, String instanceId) {
    account.volumes.update(
        volumeId,
        volume -> {
          List<VolumeAttachment> left = toOthers(volume, instanceId);
          return volume.toBuilder()
              .state(left.isEmpty() ? VolumeState.AVAILABLE : VolumeState.IN_USE)
              .attachments(left)
              .build();
        });
    account.instances.update(instanceId, without(volumeId));
  }

  /** Continues an added attachment that is in a transitional state. */
  void resume(VolumeAttachment attachment) {
    if (attachment.state() == VolumeAttachmentState.ATTACHING) {
      account.after(account.settings.timings().attach(), () -> attached(attachment));
    }
    if (attachment.state() == VolumeAttachmentState.DETACHING) {
      account.after(account.settings.timings().detach(), () -> detached(attachment));
    }
  }

  private static UnaryOperator<Instance> without(String volumeId) {
    return instance ->
        instance.toBuilder()
            .blockDeviceMappings(
                instance.blockDeviceMappings().stream()
                    .filter(mapping -> !mapping.ebs().volumeId().equals(volumeId))
                    .toList())
            .build();
  }

  static Optional<InstanceBlockDeviceMapping> mappingOf(Instance instance, String device) {
    return instance.blockDeviceMappings().stream()
        .filter(mapping -> mapping.deviceName().equals(device))
        .findFirst();
  }
}
