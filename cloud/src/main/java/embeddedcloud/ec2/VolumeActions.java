package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockVolume;
import embeddedcloud.kms.KeyAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** DescribeVolumes, CreateVolume and DeleteVolume. */
final class VolumeActions {
  private static final int LONGEST_TOKEN = 64;
  private static final int MIN_RATE = 100;
  private static final int MAX_RATE = 300;
  private static final long MIB = 1024 * 1024;

  private final Account account;
  private final Faults faults;
  private final FastRestoreActions fastRestores;
  private final Map<String, Remembered> byToken = new HashMap<>();

  VolumeActions(Account account, Faults faults, FastRestoreActions fastRestores) {
    this.account = account;
    this.faults = faults;
    this.fastRestores = fastRestores;
  }

  /** The request and volume of a ClientToken. Repeating the request returns the same volume. */
  private record Remembered(CreateVolumeRequest request, Volume volume) {}

  DescribeVolumesResponse describe(DescribeVolumesRequest request) {
    Page<Volume> page =
        Page.of(account.volumes, asked(request), v -> true, v -> v, account::volume);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeVolumesResponse.builder()
        .volumes(page.items())
        .nextToken(page.nextToken())
        .build();
  }

  Page.Request asked(DescribeVolumesRequest request) {
    return new Page.Request(
        request.volumeIds(),
        "volumeSet",
        request.filters(),
        request.maxResults(),
        request.nextToken(),
        account.settings.limits().volumesPage());
  }

  CreateVolumeResponse create(CreateVolumeRequest request) {
    checkToken(request.clientToken());
    Optional<Remembered> before = Optional.ofNullable(request.clientToken()).map(byToken::get);
    if (before.isPresent()) {
      return repeated(request, before.get());
    }
    Zone zone = zone(request);
    VolumeType type = type(request, zone);
    Optional<Snapshot> source = Optional.ofNullable(request.snapshotId()).map(this::usable);
    checkOutpost(request, source);
    int size = size(request, type, source);
    Integer iops = VolumeTypeRules.iops(type, size, request.iops());
    Integer throughput = VolumeTypeRules.throughput(type, iops, request.throughput());
    VolumeTypeRules.checkMultiAttach(type, request.multiAttachEnabled());
    checkLoadRate(request);
    List<Tag> tags = TagRules.fromSpecifications(request.tagSpecifications(), ResourceType.VOLUME);
    Volume.Builder volume =
        Volume.builder()
            .volumeId(account.ids.next("vol"))
            .availabilityZone(zone.name())
            .availabilityZoneId(zone.id())
            .outpostArn(request.outpostArn())
            .volumeType(type)
            .size(size)
            .iops(iops)
            .throughput(throughput)
            .snapshotId(request.snapshotId() == null ? "" : request.snapshotId())
            .volumeInitializationRate(request.volumeInitializationRate())
            .multiAttachEnabled(Boolean.TRUE.equals(request.multiAttachEnabled()))
            .state(VolumeState.CREATING)
            .createTime(account.now())
            .attachments(List.of());
    encrypt(volume, request, source);
    if (!tags.isEmpty()) {
      volume.tags(tags);
    }
    Ec2Errors.ifDryRun(request.dryRun());
    return responseFor(begin(volume.build(), request));
  }

  /** A snapshot that is stored on an Outpost can create volumes only on that Outpost. */
  private static void checkOutpost(CreateVolumeRequest request, Optional<Snapshot> source) {
    Optional<String> kept = source.map(Snapshot::outpostArn);
    if (kept.isPresent() && !kept.equals(Optional.ofNullable(request.outpostArn()))) {
      throw Ec2Errors.of(
          "InvalidParameterCombination",
          "The snapshot '%s' is on the Outpost '%s', and the volume is not",
          request.snapshotId(),
          kept.get());
    }
  }

  private Volume begin(Volume volume, CreateVolumeRequest request) {
    account.volumes.add(volume, account.visible());
    Optional.ofNullable(request.snapshotId())
        .flatMap(account::blocksOf)
        .ifPresent(blocks -> account.putDisk(volume.volumeId(), restored(blocks, volume)));
    if (request.clientToken() != null) {
      byToken.put(request.clientToken(), new Remembered(request, volume));
    }
    end(volume, faults.takeVolumeFailure() ? VolumeState.ERROR : VolumeState.AVAILABLE);
    return volume;
  }

  /**
   * Ends the creation of a volume. If its key or its snapshot's key cannot be used, the volume
   * disappears. If the account has no access to the key, the volume ends in error.
   */
  private void settle(Volume volume, VolumeState state) {
    Optional<String> closed =
        Stream.concat(
                Stream.ofNullable(volume.kmsKeyId()),
                account.snapshots.findNew(volume.snapshotId()).map(Snapshot::kmsKeyId).stream())
            .filter(key -> !account.kms.usable(key))
            .findFirst();
    if (closed.isEmpty()) {
      account.volumes.update(volume.volumeId(), v -> v.toBuilder().state(state).build());
    } else if (account.kms.accessTo(closed.get()) == KeyAccess.NONE) {
      account.volumes.update(
          volume.volumeId(), v -> v.toBuilder().state(VolumeState.ERROR).build());
    } else {
      account.removeVolume(volume.volumeId());
    }
  }

  private void end(Volume volume, VolumeState state) {
    account.after(account.settings.timings().volumeCreation(), () -> settle(volume, state));
  }

  /** Continues an added volume that is being created. */
  void resume(Volume volume) {
    if (volume.state() == VolumeState.CREATING) {
      end(volume, VolumeState.AVAILABLE);
    }
  }

  private BlockVolume restored(BlockSnapshot blocks, Volume volume) {
    long bytes = volume.size() * Account.GIB;
    boolean ready =
        volume.volumeInitializationRate() == null
            && fastRestores.isEnabled(volume.snapshotId(), volume.availabilityZone());
    if (ready) {
      return account.blocks.restoreLoaded(blocks, bytes);
    }
    return volume.volumeInitializationRate() == null
        ? account.blocks.restore(blocks, bytes)
        : account.blocks.restore(blocks, bytes, volume.volumeInitializationRate() * MIB);
  }

  private CreateVolumeResponse repeated(CreateVolumeRequest request, Remembered before) {
    CreateVolumeRequest same = request.toBuilder().dryRun(before.request().dryRun()).build();
    if (!same.equals(before.request())) {
      throw Ec2Errors.of(
          "IdempotentParameterMismatch",
          "The client token '%s' was used before with different parameters",
          request.clientToken());
    }
    Ec2Errors.ifDryRun(request.dryRun());
    return responseFor(account.volumes.findNew(before.volume().volumeId()).orElse(before.volume()));
  }

  private static void checkToken(String token) {
    if (token != null
        && (token.length() > LONGEST_TOKEN || !token.chars().allMatch(c -> c > 32 && c < 127))) {
      throw Ec2Errors.badValue(
          "Client token '%s' must be at most %d ASCII characters", token, LONGEST_TOKEN);
    }
  }

  private Zone zone(CreateVolumeRequest request) {
    String name = request.availabilityZone();
    String id = request.availabilityZoneId();
    if (name != null && id != null) {
      throw Ec2Errors.of(
          "InvalidParameterCombination",
          "Only one of AvailabilityZone and AvailabilityZoneId can be specified");
    }
    if (name == null && id == null) {
      throw Ec2Errors.missing("AvailabilityZone");
    }
    return (name != null ? account.settings.zoneNamed(name) : account.settings.zoneWithId(id))
        .orElseThrow(
            () ->
                Ec2Errors.of(
                    "InvalidZone.NotFound",
                    "The zone '%s' does not exist.",
                    name != null ? name : id));
  }

  private static VolumeType type(CreateVolumeRequest request, Zone zone) {
    VolumeType type = request.volumeType() == null ? VolumeType.GP2 : request.volumeType();
    if (!VolumeTypeRules.isKnown(type)) {
      throw Ec2Errors.of(
          "UnknownVolumeType",
          "Unsupported volume type '%s' for volume creation.",
          request.volumeTypeAsString());
    }
    if (!zone.volumeTypes().contains(type)) {
      throw Ec2Errors.of(
          "VolumeTypeNotAvailableInZone",
          "The volume type '%s' is not available in the zone '%s'",
          type,
          zone.name());
    }
    return type;
  }

  private Snapshot usable(String snapshotId) {
    Snapshot snapshot = account.snapshot(snapshotId);
    if (snapshot.state() != SnapshotState.COMPLETED) {
      throw Ec2Errors.of("IncorrectState", "Snapshot '%s' is not 'completed'.", snapshotId);
    }
    if (snapshot.storageTier() == StorageTier.ARCHIVE) {
      throw Ec2Errors.of(
          "IncorrectState", "Snapshot '%s' is archived; restore it first.", snapshotId);
    }
    return snapshot;
  }

  private static int size(CreateVolumeRequest request, VolumeType type, Optional<Snapshot> source) {
    if (request.size() == null && source.isEmpty()) {
      throw Ec2Errors.missing("size/snapshot");
    }
    int least = source.map(Snapshot::volumeSize).orElse(0);
    int size = request.size() == null ? least : request.size();
    if (size < least) {
      throw Ec2Errors.badValue(
          "Volume of %dGiB is smaller than snapshot '%s', expect size >= %dGiB",
          size, request.snapshotId(), least);
    }
    VolumeTypeRules.checkSize(type, size);
    return size;
  }

  private static void checkLoadRate(CreateVolumeRequest request) {
    Integer rate = request.volumeInitializationRate();
    if (rate == null) {
      return;
    }
    if (request.snapshotId() == null) {
      throw Ec2Errors.of(
          "InvalidParameterCombination", "VolumeInitializationRate needs a SnapshotId");
    }
    if (rate < MIN_RATE || rate > MAX_RATE) {
      throw Ec2Errors.badValue(
          "VolumeInitializationRate of %d MiB/s must be between %d and %d",
          rate, MIN_RATE, MAX_RATE);
    }
  }

  private void encrypt(
      Volume.Builder volume, CreateVolumeRequest request, Optional<Snapshot> source) {
    // With encryption by default, AWS's documentation contradicts itself about the account's own
    // snapshots. The API reference says that the default key is used.
    Optional<String> inherited =
        source
            .filter(account::owns)
            .map(Snapshot::kmsKeyId)
            .filter(key -> !account.encryption.byDefault());
    Optional<String> key =
        account.encryption.keyFor(request.encrypted(), request.kmsKeyId(), source, inherited);
    volume.encrypted(key.isPresent());
    key.ifPresent(volume::kmsKeyId);
  }

  private static CreateVolumeResponse responseFor(Volume volume) {
    return CreateVolumeResponse.builder()
        .volumeId(volume.volumeId())
        .availabilityZone(volume.availabilityZone())
        .availabilityZoneId(volume.availabilityZoneId())
        .outpostArn(volume.outpostArn())
        .volumeType(volume.volumeType())
        .size(volume.size())
        .iops(volume.iops())
        .throughput(volume.throughput())
        .snapshotId(volume.snapshotId())
        .volumeInitializationRate(volume.volumeInitializationRate())
        .multiAttachEnabled(volume.multiAttachEnabled())
        .encrypted(volume.encrypted())
        .kmsKeyId(volume.kmsKeyId())
        .state(volume.state())
        .createTime(volume.createTime())
        // A create call returns an empty list, and a describe call omits it.
        .tags(AlwaysSent.sent(volume.tags()))
        .build();
  }

  private static String holder(VolumeAttachment attachment) {
    return Optional.ofNullable(attachment.instanceId()).orElse(attachment.associatedResource());
  }

  DeleteVolumeResponse delete(DeleteVolumeRequest request) {
    Volume volume = account.volume(request.volumeId());
    if (!volume.attachments().isEmpty()) {
      throw Ec2Errors.of(
          "VolumeInUse",
          "Volume %s is currently attached to %s",
          volume.volumeId(),
          holder(volume.attachments().getFirst()));
    }
    if (volume.state() == VolumeState.CREATING) {
      throw Ec2Errors.of(
          "IncorrectState", "Volume '%s' is in the 'creating' state", volume.volumeId());
    }
    Ec2Errors.ifDryRun(request.dryRun());
    account.removeVolume(volume.volumeId());
    return DeleteVolumeResponse.builder().build();
  }
}
