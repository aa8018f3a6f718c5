package embeddedcloud.ec2;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.model.CreateReplaceRootVolumeTaskRequest;
import software.amazon.awssdk.services.ec2.model.CreateReplaceRootVolumeTaskResponse;
import software.amazon.awssdk.services.ec2.model.DescribeReplaceRootVolumeTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeReplaceRootVolumeTasksResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTask;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/**
 * CreateReplaceRootVolumeTask with a prepared volume, and DescribeReplaceRootVolumeTasks: swaps the
 * root volume of a running instance and reboots it. The old root volume becomes available.
 */
final class ReplaceRootActions {
  private static final Duration TO_START = Duration.ofSeconds(5);
  private static final Duration TO_SWAP = Duration.ofSeconds(20);
  private static final Duration TO_REBOOT = Duration.ofSeconds(30);

  private final Account account;
  private final Attachments attachments;
  private final Faults faults;
  private final Map<String, ReplaceRootVolumeTask> tasks = new LinkedHashMap<>();
  private final Map<String, String> byToken = new HashMap<>();

  ReplaceRootActions(Account account, Attachments attachments, Faults faults) {
    this.account = account;
    this.attachments = attachments;
    this.faults = faults;
  }

  CreateReplaceRootVolumeTaskResponse create(CreateReplaceRootVolumeTaskRequest request) {
    NotModeled.refuse("SnapshotId", request.snapshotId() != null);
    NotModeled.refuse("ImageId", request.imageId() != null);
    NotModeled.refuse(
        "DeleteReplacedRootVolume", Boolean.TRUE.equals(request.deleteReplacedRootVolume()));
    if (request.instanceId() == null || request.volumeId() == null) {
      throw Ec2Errors.missing("InstanceId and VolumeId");
    }
    Optional<ReplaceRootVolumeTask> before =
        Optional.ofNullable(request.clientToken()).map(byToken::get).map(tasks::get);
    if (before.isPresent()) {
      return responseFor(before.get());
    }
    Instance instance = account.instance(request.instanceId());
    Volume volume = account.volume(request.volumeId());
    check(instance, volume);
    Ec2Errors.ifDryRun(request.dryRun());
    ReplaceRootVolumeTask task =
        ReplaceRootVolumeTask.builder()
            .replaceRootVolumeTaskId(account.ids.next("replacevol"))
            .instanceId(instance.instanceId())
            .taskState(ReplaceRootVolumeTaskState.PENDING)
            .startTime(account.now().toString())
            .deleteReplacedRootVolume(false)
            .tags(
                TagRules.fromSpecifications(
                    request.tagSpecifications(), ResourceType.REPLACE_ROOT_VOLUME_TASK))
            .build();
    tasks.put(task.replaceRootVolumeTaskId(), task);
    if (request.clientToken() != null) {
      byToken.put(request.clientToken(), task.replaceRootVolumeTaskId());
    }
    Optional<ReplaceRootVolumeTaskState> failure = faults.takeReplaceRootFailure();
    String id = task.replaceRootVolumeTaskId();
    account.after(
        TO_START, () -> change(id, it -> it.taskState(ReplaceRootVolumeTaskState.IN_PROGRESS)));
    account.after(TO_START.plus(TO_SWAP), () -> swap(id, volume.volumeId(), failure));
    return responseFor(task);
  }

  private void check(Instance instance, Volume volume) {
    if (!Account.isIn(instance, InstanceStateName.RUNNING)) {
      throw Ec2Errors.of(
          "IncorrectInstanceState",
          "The instance '%s' is not in the 'running' state",
          instance.instanceId());
    }
    if (volume.state() != VolumeState.AVAILABLE) {
      throw Ec2Errors.of("IncorrectState", "Volume '%s' is not 'available'.", volume.volumeId());
    }
    if (!volume.availabilityZone().equals(instance.placement().availabilityZone())) {
      throw Ec2Errors.of(
          "InvalidVolume.ZoneMismatch",
          "The volume '%s' is not in the same availability zone as instance '%s'",
          volume.volumeId(),
          instance.instanceId());
    }
    if (Attachments.mappingOf(instance, instance.rootDeviceName()).isEmpty()) {
      throw Ec2Errors.of(
          "IncorrectState", "Instance '%s' has no root volume", instance.instanceId());
    }
    boolean busy =
        tasks.values().stream()
            .anyMatch(t -> t.instanceId().equals(instance.instanceId()) && active(t));
    if (busy) {
      throw Ec2Errors.of(
          "IncorrectState",
          "A root volume of instance '%s' is being replaced already",
          instance.instanceId());
    }
  }

  private static boolean active(ReplaceRootVolumeTask task) {
    return switch (task.taskState()) {
      case PENDING, IN_PROGRESS, FAILING -> true;
      case SUCCEEDED, FAILED, FAILED_DETACHED, UNKNOWN_TO_SDK_VERSION -> false;
    };
  }

  /** Swaps the volumes, unless someone has stopped the instance or taken the volume since. */
  private void swap(String id, String volumeId, Optional<ReplaceRootVolumeTaskState> failure) {
    ReplaceRootVolumeTask task = tasks.get(id);
    boolean possible =
        account
                .instances
                .findNew(task.instanceId())
                .filter(instance -> Account.isIn(instance, InstanceStateName.RUNNING))
                .isPresent()
            && account
                .volumes
                .findNew(volumeId)
                .filter(volume -> volume.state() == VolumeState.AVAILABLE)
                .isPresent();
    if (!possible || failure.filter(ReplaceRootVolumeTaskState.FAILED::equals).isPresent()) {
      end(id, ReplaceRootVolumeTaskState.FAILING, ReplaceRootVolumeTaskState.FAILED);
      return;
    }
    detachRoot(task.instanceId());
    if (failure.isPresent()) {
      end(id, ReplaceRootVolumeTaskState.FAILING, ReplaceRootVolumeTaskState.FAILED_DETACHED);
      return;
    }
    Instance instance = account.instance(task.instanceId());
    attachments.put(
        VolumeAttachment.builder()
            .volumeId(volumeId)
            .instanceId(task.instanceId())
            .device(instance.rootDeviceName())
            .state(VolumeAttachmentState.ATTACHED)
            .attachTime(account.now())
            .deleteOnTermination(false)
            .build());
    account.booted(task.instanceId());
    end(id, ReplaceRootVolumeTaskState.IN_PROGRESS, ReplaceRootVolumeTaskState.SUCCEEDED);
  }

  private void detachRoot(String instanceId) {
    Instance instance = account.instance(instanceId);
    Attachments.mappingOf(instance, instance.rootDeviceName())
        .ifPresent(root -> attachments.remove(root.ebs().volumeId(), instanceId));
  }

  private void end(String id, ReplaceRootVolumeTaskState now, ReplaceRootVolumeTaskState then) {
    change(id, task -> task.taskState(now));
    account.after(
        TO_REBOOT,
        () -> change(id, task -> task.taskState(then).completeTime(account.now().toString())));
  }

  private void change(String id, Consumer<ReplaceRootVolumeTask.Builder> change) {
    tasks.computeIfPresent(id, (key, task) -> task.toBuilder().applyMutation(change).build());
  }

  DescribeReplaceRootVolumeTasksResponse describe(DescribeReplaceRootVolumeTasksRequest request) {
    for (Filter filter : request.filters()) {
      if (!filter.name().equals("instance-id")) {
        throw Ec2Errors.badValue("The filter '%s' is invalid", filter.name());
      }
    }
    Ec2Errors.ifDryRun(request.dryRun());
    List<ReplaceRootVolumeTask> found =
        tasks.values().stream()
            .filter(
                task ->
                    request.replaceRootVolumeTaskIds().isEmpty()
                        || request
                            .replaceRootVolumeTaskIds()
                            .contains(task.replaceRootVolumeTaskId()))
            .filter(
                task ->
                    request.filters().stream()
                        .allMatch(f -> f.values().contains(task.instanceId())))
            .toList();
    return DescribeReplaceRootVolumeTasksResponse.builder().replaceRootVolumeTasks(found).build();
  }

  private static CreateReplaceRootVolumeTaskResponse responseFor(ReplaceRootVolumeTask task) {
    return CreateReplaceRootVolumeTaskResponse.builder().replaceRootVolumeTask(task).build();
  }
}
