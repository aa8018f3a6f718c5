package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeStatusResponse;
import software.amazon.awssdk.services.ec2.model.InitializationStatusDetails;
import software.amazon.awssdk.services.ec2.model.InitializationType;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusInfoStatus;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;
import software.amazon.awssdk.services.ec2.model.VolumeStatusName;

/** DescribeVolumeStatus: how far volumes created from snapshots have loaded. */
final class VolumeStatusActions {
  private final Account account;
  private final Schema<VolumeStatusItem> schema = Schemas.volumeStatuses();

  VolumeStatusActions(Account account) {
    this.account = account;
  }

  DescribeVolumeStatusResponse describe(DescribeVolumeStatusRequest request) {
    Predicate<VolumeStatusItem> accepted = schema.accepting(request.filters());
    Page<Volume> page =
        Page.of(
            account.volumes,
            new Page.Request(
                request.volumeIds(),
                "volumeSet",
                List.of(),
                request.maxResults(),
                request.nextToken(),
                account.settings.limits().instancesPage()),
            volume -> accepted.test(status(volume)),
            volume -> volume,
            account::volume);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeVolumeStatusResponse.builder()
        .volumeStatuses(page.items().stream().map(this::status).toList())
        .nextToken(page.nextToken())
        .build();
  }

  private VolumeStatusItem status(Volume volume) {
    BlockVolume disk = account.disk(volume);
    List<VolumeStatusDetails> details = new ArrayList<>();
    details.add(detail(VolumeStatusName.IO_ENABLED, "passed"));
    VolumeStatusItem.Builder item =
        VolumeStatusItem.builder()
            .volumeId(volume.volumeId())
            .availabilityZone(volume.availabilityZone())
            .availabilityZoneId(volume.availabilityZoneId())
            .actions(List.of())
            .events(List.of());
    if (disk.blocksToLoad() > 0) {
      details.add(
          detail(
              VolumeStatusName.INITIALIZATION_STATE,
              disk.loading() ? "initializing" : "completed"));
      item.initializationStatusDetails(initialization(volume, disk));
    }
    boolean failed = volume.state() == VolumeState.ERROR;
    return item.volumeStatus(
            info ->
                info.details(details)
                    .status(failed ? VolumeStatusInfoStatus.IMPAIRED : VolumeStatusInfoStatus.OK))
        .build();
  }

  private static InitializationStatusDetails initialization(Volume volume, BlockVolume disk) {
    boolean provisioned = volume.volumeInitializationRate() != null;
    InitializationStatusDetails.Builder details =
        InitializationStatusDetails.builder()
            .initializationType(
                provisioned ? InitializationType.PROVISIONED_RATE : InitializationType.DEFAULT)
            .progress(disk.loadedBlocks() * 100 / disk.blocksToLoad());
    if (provisioned) {
      disk.timeToLoad()
          .ifPresent(time -> details.estimatedTimeToCompleteInSeconds(time.toSeconds()));
    }
    return details.build();
  }

  private static VolumeStatusDetails detail(VolumeStatusName name, String status) {
    return VolumeStatusDetails.builder().name(name).status(status).build();
  }
}
