package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeResponse;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeModification;
import software.amazon.awssdk.services.ec2.model.VolumeModificationState;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * ModifyVolume and DescribeVolumesModifications: a volume has its new size and performance when the
 * modification is optimizing, and may be modified again when the modification is completed.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolume.html
 */
final class VolumeModificationActions {
  /** EC2 guarantees neither time. Optimizing takes hours for a large volume. */
  private static final Duration MODIFYING = Duration.ofSeconds(5);

  private static final Duration OPTIMIZING = Duration.ofMinutes(2);

  private static final int MAX_IN_A_DAY = 4;
  private static final int MAX_RESULTS = 500;

  private final Account account;
  private final Schema<VolumeModification> schema = Schemas.modifications();
  private final List<Started> started = new ArrayList<>();

  VolumeModificationActions(Account account) {
    this.account = account;
  }

  /** A modification as it was when it started. */
  private record Started(VolumeModification modification) {
    Instant since() {
      return modification.startTime();
    }

    boolean isOf(String volumeId) {
      return modification.volumeId().equals(volumeId);
    }

    VolumeModification at(Instant now) {
      Duration age = Duration.between(since(), now);
      if (age.compareTo(MODIFYING) < 0) {
        return modification;
      }
      Duration optimized = age.minus(MODIFYING);
      if (optimized.compareTo(OPTIMIZING) < 0) {
        return modification.toBuilder()
            .modificationState(VolumeModificationState.OPTIMIZING)
            .progress(optimized.toMillis() * 100 / OPTIMIZING.toMillis())
            .build();
      }
      return modification.toBuilder()
          .modificationState(VolumeModificationState.COMPLETED)
          .progress(100L)
          .endTime(since().plus(MODIFYING).plus(OPTIMIZING))
          .build();
    }
  }

  ModifyVolumeResponse modify(ModifyVolumeRequest request) {
    NotModeled.refuse("MultiAttachEnabled", request.multiAttachEnabled() != null);
    if (request.size() == null
        && request.volumeType() == null
        && request.iops() == null
        && request.throughput() == null) {
      throw Ec2Errors.missing("size, volumeType, iops or throughput");
    }
    Volume volume = account.volume(request.volumeId());
    checkModifiable(volume);
    VolumeType type = request.volumeType() == null ? volume.volumeType() : request.volumeType();
    if (!VolumeTypeRules.isKnown(type)) {
      throw Ec2Errors.of(
          "UnknownVolumeType", "Unsupported volume type '%s'.", request.volumeTypeAsString());
    }
    int size = request.size() == null ? volume.size() : request.size();
    if (size < volume.size()) {
      throw Ec2Errors.badValue(
          "New size cannot be smaller than existing size of %d GiB", volume.size());
    }
    VolumeTypeRules.checkSize(type, size);
    Integer iops = VolumeTypeRules.iops(type, size, iops(request, volume, type));
    Integer throughput = VolumeTypeRules.throughput(type, iops, throughput(request, volume, type));
    Ec2Errors.ifDryRun(request.dryRun());
    VolumeModification modification =
        VolumeModification.builder()
            .volumeId(volume.volumeId())
            .modificationState(VolumeModificationState.MODIFYING)
            .startTime(account.now())
            .progress(0L)
            .originalSize(volume.size())
            .originalVolumeType(volume.volumeType())
            .originalIops(volume.iops())
            .originalThroughput(volume.throughput())
            .originalMultiAttachEnabled(Boolean.TRUE.equals(volume.multiAttachEnabled()))
            .targetSize(size)
            .targetVolumeType(type)
            .targetIops(iops)
            .targetThroughput(throughput)
            .targetMultiAttachEnabled(Boolean.TRUE.equals(volume.multiAttachEnabled()))
            .build();
    add(modification);
    return ModifyVolumeResponse.builder().volumeModification(modification).build();
  }

  /** Continues a modification. An older one has already taken effect. */
  void add(VolumeModification modification) {
    Started one = new Started(modification);
    started.add(one);
    if (one.at(account.now()).modificationState() == VolumeModificationState.MODIFYING) {
      account.until(one.since().plus(MODIFYING), () -> takeEffect(modification));
    }
  }

  /** Every modification in its current state. */
  List<VolumeModification> all() {
    return started.stream().map(one -> one.at(account.now())).toList();
  }

  private void checkModifiable(Volume volume) {
    if (volume.state() != VolumeState.AVAILABLE && volume.state() != VolumeState.IN_USE) {
      throw Ec2Errors.of(
          "IncorrectState",
          "Volume '%s' is in the '%s' state; it must be 'available' or 'in-use'.",
          volume.volumeId(),
          volume.stateAsString());
    }
    List<Started> before =
        started.stream()
            .filter(one -> one.isOf(volume.volumeId()))
            .filter(one -> one.since().isAfter(account.now().minus(Duration.ofDays(1))))
            .toList();
    if (before.stream().anyMatch(one -> !isCompleted(one))) {
      throw Ec2Errors.of(
          "IncorrectModificationState",
          "Volume '%s' is being modified: wait until the modification is completed.",
          volume.volumeId());
    }
    if (before.size() >= MAX_IN_A_DAY) {
      throw Ec2Errors.of(
          "VolumeModificationRateExceeded",
          "Volume '%s' has been modified %d times within 24 hours, which is the limit.",
          volume.volumeId(),
          MAX_IN_A_DAY);
    }
  }

  private boolean isCompleted(Started one) {
    return one.at(account.now()).modificationState() == VolumeModificationState.COMPLETED;
  }

  /**
   * A volume that keeps its type keeps its IOPS. For another type with selectable IOPS, EC2 uses
   * 3,000.
   */
  private static Integer iops(ModifyVolumeRequest request, Volume volume, VolumeType type) {
    if (request.iops() != null || !VolumeTypeRules.choosesIops(type)) {
      return request.iops();
    }
    return type == volume.volumeType() ? volume.iops() : Integer.valueOf(3_000);
  }

  private static Integer throughput(ModifyVolumeRequest request, Volume volume, VolumeType type) {
    boolean keeps = type == VolumeType.GP3 && volume.volumeType() == VolumeType.GP3;
    return request.throughput() == null && keeps ? volume.throughput() : request.throughput();
  }

  private void takeEffect(VolumeModification modification) {
    Optional<Volume> there = account.volumes.findNew(modification.volumeId());
    if (there.isEmpty()) {
      return;
    }
    account.disk(there.get()).grow(modification.targetSize() * Account.GIB);
    account.volumes.update(
        modification.volumeId(),
        volume ->
            volume.toBuilder()
                .size(modification.targetSize())
                .volumeType(modification.targetVolumeType())
                .iops(modification.targetIops())
                .throughput(modification.targetThroughput())
                .build());
  }

  /** The newest modification of each volume. */
  DescribeVolumesModificationsResponse describe(DescribeVolumesModificationsRequest request) {
    Predicate<VolumeModification> accepted = schema.accepting(request.filters());
    if (!request.volumeIds().isEmpty() && request.maxResults() != null) {
      throw Ec2Errors.of(
          "InvalidParameterCombination",
          "The parameter volumeSet cannot be used with the parameter maxResults");
    }
    for (String id : request.volumeIds()) {
      account.volume(id);
      if (started.stream().noneMatch(one -> one.isOf(id))) {
        throw Ec2Errors.of(
            "InvalidVolumeModification.NotFound",
            "Modification for volume '%s' does not exist.",
            id);
      }
    }
    List<VolumeModification> newest =
        started.stream()
            .filter(one -> started.stream().noneMatch(other -> isNewer(other, one)))
            .map(one -> one.at(account.now()))
            .filter(
                one ->
                    request.volumeIds().isEmpty() || request.volumeIds().contains(one.volumeId()))
            .filter(accepted)
            .toList();
    Page<VolumeModification> page =
        Page.of(newest, request.maxResults(), request.nextToken(), MAX_RESULTS);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeVolumesModificationsResponse.builder()
        .volumesModifications(page.items())
        .nextToken(page.nextToken())
        .build();
  }

  private static boolean isNewer(Started other, Started one) {
    return other.isOf(one.modification().volumeId()) && other.since().isAfter(one.since());
  }
}
