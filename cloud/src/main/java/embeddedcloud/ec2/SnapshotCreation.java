package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * CreateSnapshot and CreateSnapshots: the contents are those at the time of the call. The snapshot
 * is pending until its new blocks have been copied. Either all snapshots of a set are created or
 * none.
 */
final class SnapshotCreation {
  /** EC2's limit on the ids of one request. */
  private static final int MAX_EXCLUDED = 40;

  private final Account account;
  private final Faults faults;
  private final SnapshotProgress progress;
  private final Map<String, Instant> lastOfVolume = new HashMap<>();

  SnapshotCreation(Account account, Faults faults, SnapshotProgress progress) {
    this.account = account;
    this.faults = faults;
    this.progress = progress;
  }

  CreateSnapshotResponse createSnapshot(CreateSnapshotRequest request) {
    NotModeled.refuse("OutpostArn", request.outpostArn() != null);
    NotModeled.refuse("Location", request.location() != null);
    Volume volume = account.volume(request.volumeId());
    List<Tag> tags =
        TagRules.fromSpecifications(request.tagSpecifications(), ResourceType.SNAPSHOT);
    checkAllowed(List.of(volume));
    Ec2Errors.ifDryRun(request.dryRun());
    Snapshot made = create(List.of(volume), request.description(), tags).getFirst();
    return CreateSnapshotResponse.builder()
        .snapshotId(made.snapshotId())
        .volumeId(made.volumeId())
        .volumeSize(made.volumeSize())
        .description(made.description())
        .startTime(made.startTime())
        .state(made.state())
        .progress(made.progress())
        .encrypted(made.encrypted())
        .kmsKeyId(made.kmsKeyId())
        .dataEncryptionKeyId(made.dataEncryptionKeyId())
        .ownerId(made.ownerId())
        .tags(AlwaysSent.sent(made.tags()))
        .storageTier(made.storageTier())
        .build();
  }

  CreateSnapshotsResponse createSnapshots(CreateSnapshotsRequest request) {
    if (request.instanceSpecification() == null
        || request.instanceSpecification().instanceId() == null) {
      throw Ec2Errors.missing("InstanceSpecification.InstanceId");
    }
    NotModeled.refuse("OutpostArn", request.outpostArn() != null);
    NotModeled.refuse("Location", request.location() != null);
    NotModeled.refuse("CopyTagsFromSource", request.copyTagsFromSource() != null);
    Instance instance = account.instance(request.instanceSpecification().instanceId());
    if (Account.isIn(instance, InstanceStateName.SHUTTING_DOWN, InstanceStateName.TERMINATED)) {
      throw Ec2Errors.of(
          "IncorrectInstanceState",
          "The instance '%s' is %s: its volumes cannot be snapshotted as a set",
          instance.instanceId(),
          instance.state().nameAsString());
    }
    List<Tag> tags =
        TagRules.fromSpecifications(request.tagSpecifications(), ResourceType.SNAPSHOT);
    List<Volume> volumes = selected(instance, request.instanceSpecification());
    checkAllowed(volumes);
    Ec2Errors.ifDryRun(request.dryRun());
    List<SnapshotInfo> infos =
        create(volumes, request.description(), tags).stream()
            .map(SnapshotCreation::infoOf)
            .toList();
    return CreateSnapshotsResponse.builder().snapshots(infos).build();
  }

  private List<Volume> selected(Instance instance, InstanceSpecification specification) {
    Set<String> excluded = new HashSet<>(specification.excludeDataVolumeIds());
    if (excluded.size() > MAX_EXCLUDED) {
      throw Ec2Errors.badValue(
          "ExcludeDataVolumeIds holds %d ids; at most %d are allowed",
          excluded.size(), MAX_EXCLUDED);
    }
    boolean withoutRoot = Boolean.TRUE.equals(specification.excludeBootVolume());
    Set<String> data = new HashSet<>();
    List<Volume> selected = new ArrayList<>();
    for (InstanceBlockDeviceMapping mapping : instance.blockDeviceMappings()) {
      String volumeId = mapping.ebs().volumeId();
      boolean root = mapping.deviceName().equals(instance.rootDeviceName());
      if (!root) {
        data.add(volumeId);
      }
      if (root ? !withoutRoot : !excluded.contains(volumeId)) {
        selected.add(account.volume(volumeId));
      }
    }
    for (String volumeId : excluded) {
      Ids.check(volumeId, "vol", "InvalidVolumeID.Malformed");
      if (!data.contains(volumeId)) {
        throw Ec2Errors.badValue(
            "'%s' in ExcludeDataVolumeIds is not a data volume of instance '%s'",
            volumeId, instance.instanceId());
      }
    }
    if (selected.isEmpty()) {
      throw Ec2Errors.badValue(
          "No volume of instance '%s' is left to snapshot", instance.instanceId());
    }
    return selected;
  }

  private void checkAllowed(List<Volume> volumes) {
    Limits limits = account.settings.limits();
    for (Volume volume : volumes) {
      checkState(volume);
      checkRate(volume, limits.snapshotInterval());
      checkPending(volume, limits);
    }
    account.checkRoomFor(volumes.size());
  }

  private static void checkState(Volume volume) {
    if (volume.state() != VolumeState.AVAILABLE && volume.state() != VolumeState.IN_USE) {
      throw Ec2Errors.of(
          "IncorrectState",
          "Volume '%s' is in the '%s' state",
          volume.volumeId(),
          volume.stateAsString());
    }
  }

  private void checkRate(Volume volume, Duration interval) {
    Optional<Instant> last = Optional.ofNullable(lastOfVolume.get(volume.volumeId()));
    if (last.isPresent() && account.now().isBefore(last.get().plus(interval))) {
      throw Ec2Errors.of(
          "SnapshotCreationPerVolumeRateExceeded",
          "The maximum per volume CreateSnapshot request rate has been exceeded for '%s'."
              + " Use an increasing or variable sleep interval between requests.",
          volume.volumeId());
    }
  }

  private void checkPending(Volume volume, Limits limits) {
    boolean hdd = volume.volumeType() == VolumeType.ST1 || volume.volumeType() == VolumeType.SC1;
    int most = hdd ? limits.pendingPerHddVolume() : limits.pendingPerVolume();
    long pending =
        account
            .snapshots
            .having("volume-id", volume.volumeId())
            .filter(s -> s.state() == SnapshotState.PENDING || s.state() == SnapshotState.ERROR)
            .count();
    if (pending >= most) {
      throw Ec2Errors.of(
          "ConcurrentSnapshotLimitExceeded",
          "Maximum allowed in-progress snapshots for volume '%s' exceeded: %d",
          volume.volumeId(),
          most);
    }
  }

  private List<Snapshot> create(List<Volume> volumes, String description, List<Tag> tags) {
    Optional<String> failure = Optional.empty();
    for (Volume volume : volumes) {
      failure = failure.or(() -> faults.takeSnapshotFailure(volume.volumeId()));
    }
    List<Snapshot> made = new ArrayList<>();
    for (Volume volume : volumes) {
      lastOfVolume.put(volume.volumeId(), account.now());
      Snapshot snapshot = snapshot(volume, description, tags);
      BlockSnapshot blocks = account.disk(volume).snapshot();
      account.snapshots.add(snapshot, account.visible());
      account.putBlocks(snapshot.snapshotId(), blocks);
      progress.begin(snapshot, timeToCopy(volume, blocks), failure);
      made.add(snapshot);
    }
    return made;
  }

  private Duration timeToCopy(Volume volume, BlockSnapshot blocks) {
    Timings timings = account.settings.timings();
    return faults.pending(
        volume.volumeId(),
        timings.snapshotBase().plusMillis(blocks.addedBytes() * 1000 / timings.snapshotRate()));
  }

  private Snapshot snapshot(Volume volume, String description, List<Tag> tags) {
    Snapshot.Builder snapshot =
        Snapshot.builder()
            .snapshotId(account.ids.next("snap"))
            .volumeId(volume.volumeId())
            .volumeSize(volume.size())
            .description(description == null ? "" : description)
            .startTime(account.now())
            .state(SnapshotState.PENDING)
            .progress("0%")
            .encrypted(Boolean.TRUE.equals(volume.encrypted()))
            .ownerId(account.settings.accountId())
            .storageTier(StorageTier.STANDARD);
    if (!tags.isEmpty()) {
      snapshot.tags(tags);
    }
    if (Boolean.TRUE.equals(volume.encrypted())) {
      snapshot.kmsKeyId(volume.kmsKeyId()).dataEncryptionKeyId(dataKeyOf(volume));
    }
    return snapshot.build();
  }

  /**
   * Snapshots of one lineage share blocks, so they must also share the data key that encrypts the
   * blocks.
   */
  private String dataKeyOf(Volume volume) {
    return Stream.concat(
            account.snapshots.having("volume-id", volume.volumeId()),
            account.snapshots.findNew(volume.snapshotId()).stream())
        .map(Snapshot::dataEncryptionKeyId)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(account.ids::uuid);
  }

  /**
   * CreateSnapshots truncates the time to seconds. DescribeSnapshots returns it in milliseconds.
   */
  private static SnapshotInfo infoOf(Snapshot snapshot) {
    return SnapshotInfo.builder()
        .snapshotId(snapshot.snapshotId())
        .volumeId(snapshot.volumeId())
        .volumeSize(snapshot.volumeSize())
        .description(snapshot.description())
        .startTime(snapshot.startTime().truncatedTo(ChronoUnit.SECONDS))
        .state(snapshot.state())
        .progress(snapshot.progress())
        .encrypted(snapshot.encrypted())
        .ownerId(snapshot.ownerId())
        .tags(AlwaysSent.sent(snapshot.tags()))
        .build();
  }
}
