package embeddedcloud.ec2;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDevice;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/** DescribeInstances, ModifyInstanceAttribute, and Start-, Stop- and TerminateInstances. */
final class InstanceActions {
  private static final Map<InstanceStateName, Integer> CODES =
      Map.of(
          InstanceStateName.PENDING, 0,
          InstanceStateName.RUNNING, 16,
          InstanceStateName.SHUTTING_DOWN, 32,
          InstanceStateName.TERMINATED, 48,
          InstanceStateName.STOPPING, 64,
          InstanceStateName.STOPPED, 80);

  private final Account account;
  private final Attachments attachments;
  private final Map<String, String> reservations = new HashMap<>();

  InstanceActions(Account account, Attachments attachments) {
    this.account = account;
    this.attachments = attachments;
  }

  DescribeInstancesResponse describe(DescribeInstancesRequest request) {
    Page<Instance> page =
        Page.of(account.instances, asked(request), i -> true, i -> i, account::instance);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeInstancesResponse.builder()
        .reservations(page.items().stream().map(this::reservation).toList())
        .nextToken(page.nextToken())
        .build();
  }

  Page.Request asked(DescribeInstancesRequest request) {
    return new Page.Request(
        request.instanceIds(),
        "instancesSet",
        request.filters(),
        request.maxResults(),
        request.nextToken(),
        account.settings.limits().instancesPage());
  }

  private Reservation reservation(Instance instance) {
    return Reservation.builder()
        .reservationId(
            reservations.computeIfAbsent(instance.instanceId(), id -> account.ids.next("r")))
        .ownerId(account.settings.accountId())
        .groups(List.of())
        .instances(instance)
        .build();
  }

  StopInstancesResponse stop(StopInstancesRequest request) {
    List<Instance> instances = named(request.instanceIds(), "stopped");
    for (Instance instance : instances) {
      refuseIn(instance, "stopped", InstanceStateName.PENDING);
      checkStoppable(instance);
    }
    Ec2Errors.ifDryRun(request.dryRun());
    Duration time = account.settings.timings().stop();
    List<InstanceStateChange> changes =
        change(
            instances,
            Set.of(InstanceStateName.STOPPED, InstanceStateName.STOPPING),
            InstanceStateName.STOPPING,
            id -> settle(id, time, InstanceStateName.STOPPING, InstanceStateName.STOPPED));
    return StopInstancesResponse.builder().stoppingInstances(changes).build();
  }

  /** Every Spot Instance here belongs to a one-time request, which is EC2's default. */
  private static void checkStoppable(Instance instance) {
    if (instance.rootDeviceType() == DeviceType.INSTANCE_STORE) {
      throw Ec2Errors.of(
          "UnsupportedOperation",
          "The instance '%s' does not have an 'ebs' root device type and cannot be stopped.",
          instance.instanceId());
    }
    if (instance.instanceLifecycle() == InstanceLifecycleType.SPOT) {
      throw Ec2Errors.of(
          "UnsupportedOperation",
          "You can't stop the Spot Instance '%s' because it is associated with a one-time Spot"
              + " Instance request. You can only stop Spot Instances associated with persistent"
              + " Spot Instance requests.",
          instance.instanceId());
    }
  }

  StartInstancesResponse start(StartInstancesRequest request) {
    List<Instance> instances = named(request.instanceIds(), "started");
    for (Instance instance : instances) {
      refuseIn(instance, "started", InstanceStateName.STOPPING);
      if (Attachments.mappingOf(instance, instance.rootDeviceName()).isEmpty()) {
        throw Ec2Errors.of(
            "IncorrectInstanceState",
            "Instance '%s' does not have a volume attached at root (%s)",
            instance.instanceId(),
            instance.rootDeviceName());
      }
    }
    Ec2Errors.ifDryRun(request.dryRun());
    Duration time = account.settings.timings().start();
    List<InstanceStateChange> changes =
        change(
            instances,
            Set.of(InstanceStateName.RUNNING, InstanceStateName.PENDING),
            InstanceStateName.PENDING,
            id -> settle(id, time, InstanceStateName.PENDING, InstanceStateName.RUNNING));
    return StartInstancesResponse.builder().startingInstances(changes).build();
  }

  /** Only delete-on-termination and the source/destination check can be changed. */
  ModifyInstanceAttributeResponse modify(ModifyInstanceAttributeRequest request) {
    NotModeled.refuse("Attribute", request.attribute() != null);
    NotModeled.refuse("DisableApiTermination", request.disableApiTermination() != null);
    NotModeled.refuse("DisableApiStop", request.disableApiStop() != null);
    NotModeled.refuse("EbsOptimized", request.ebsOptimized() != null);
    NotModeled.refuse("EnaSupport", request.enaSupport() != null);
    NotModeled.refuse("GroupId", request.hasGroups());
    NotModeled.refuse(
        "InstanceInitiatedShutdownBehavior", request.instanceInitiatedShutdownBehavior() != null);
    NotModeled.refuse("InstanceType", request.instanceType() != null);
    NotModeled.refuse("Kernel", request.kernel() != null);
    NotModeled.refuse("Ramdisk", request.ramdisk() != null);
    NotModeled.refuse("SriovNetSupport", request.sriovNetSupport() != null);
    NotModeled.refuse("UserData", request.userData() != null);
    Optional<Boolean> check =
        Optional.ofNullable(request.sourceDestCheck()).map(AttributeBooleanValue::value);
    if (request.instanceId() == null
        || (request.blockDeviceMappings().isEmpty() && check.isEmpty())) {
      throw Ec2Errors.missing("InstanceId and BlockDeviceMapping");
    }
    if (!request.blockDeviceMappings().isEmpty() && check.isPresent()) {
      throw Ec2Errors.of(
          "InvalidParameterCombination", "Fields for multiple attribute types specified");
    }
    Instance instance = account.instance(request.instanceId());
    for (InstanceBlockDeviceMappingSpecification wanted : request.blockDeviceMappings()) {
      if (Attachments.mappingOf(instance, wanted.deviceName()).isEmpty()) {
        throw Ec2Errors.of(
            "InvalidInstanceAttributeValue",
            "No device is currently mapped at %s",
            wanted.deviceName());
      }
    }
    Ec2Errors.ifDryRun(request.dryRun());
    check.ifPresent(
        value ->
            account.instances.update(
                instance.instanceId(), now -> now.toBuilder().sourceDestCheck(value).build()));
    for (InstanceBlockDeviceMappingSpecification wanted : request.blockDeviceMappings()) {
      Attachments.mappingOf(instance, wanted.deviceName())
          .ifPresent(
              mapping ->
                  attachments.setDeleteOnTermination(
                      mapping.ebs().volumeId(),
                      instance.instanceId(),
                      wanted.ebs().deleteOnTermination()));
    }
    return ModifyInstanceAttributeResponse.builder().build();
  }

  TerminateInstancesResponse terminate(TerminateInstancesRequest request) {
    if (request.instanceIds().isEmpty()) {
      // EC2's documentation uses this case as the example for the code.
      throw Ec2Errors.of("InvalidParameterCombination", "No instances specified");
    }
    List<Instance> instances = request.instanceIds().stream().map(account::instance).toList();
    Ec2Errors.ifDryRun(request.dryRun());
    List<InstanceStateChange> changes =
        change(
            instances,
            Set.of(InstanceStateName.SHUTTING_DOWN, InstanceStateName.TERMINATED),
            InstanceStateName.SHUTTING_DOWN,
            id -> account.after(account.settings.timings().terminate(), () -> terminated(id)));
    return TerminateInstancesResponse.builder().terminatingInstances(changes).build();
  }

  private List<Instance> named(List<String> ids, String action) {
    if (ids.isEmpty()) {
      throw Ec2Errors.missing("InstanceId");
    }
    List<Instance> instances = ids.stream().map(account::instance).toList();
    for (Instance instance : instances) {
      refuseIn(instance, action, InstanceStateName.SHUTTING_DOWN, InstanceStateName.TERMINATED);
    }
    return instances;
  }

  private static void refuseIn(Instance instance, String action, InstanceStateName... states) {
    if (Account.isIn(instance, states)) {
      throw Ec2Errors.of(
          "IncorrectInstanceState",
          "The instance '%s' is not in a state from which it can be %s.",
          instance.instanceId(),
          action);
    }
  }

  /**
   * Sets the next state of the instances that are not already in one of the given states, and
   * starts the transition.
   */
  private List<InstanceStateChange> change(
      List<Instance> instances,
      Set<InstanceStateName> already,
      InstanceStateName next,
      Consumer<String> motion) {
    List<InstanceStateChange> changes = new ArrayList<>();
    for (Instance instance : instances) {
      InstanceState before = instance.state();
      InstanceState now = before;
      if (!already.contains(before.name())) {
        now = state(next);
        setState(instance.instanceId(), i -> i.state().name(), next);
        motion.accept(instance.instanceId());
      }
      changes.add(
          InstanceStateChange.builder()
              .instanceId(instance.instanceId())
              .previousState(before)
              .currentState(now)
              .build());
    }
    return changes;
  }

  private void settle(String id, Duration time, InstanceStateName from, InstanceStateName to) {
    account.after(
        time,
        () -> {
          if (to == InstanceStateName.RUNNING && !opensDisks(id)) {
            setState(id, i -> from, InstanceStateName.STOPPED);
            return;
          }
          setState(id, i -> from, to);
          if (to == InstanceStateName.RUNNING) {
            account.booted(id);
          }
        });
  }

  /**
   * Whether the keys of all the instance's volumes can be used. If not, a starting instance stops
   * again.
   */
  private boolean opensDisks(String id) {
    return account.instances.findNew(id).stream()
        .flatMap(instance -> instance.blockDeviceMappings().stream())
        .flatMap(mapping -> account.volumes.findNew(mapping.ebs().volumeId()).stream())
        .allMatch(account::opens);
  }

  /** Sets the state, unless something else has changed it first. */
  private void setState(
      String id, Function<Instance, InstanceStateName> expected, InstanceStateName to) {
    account.instances.update(
        id,
        instance ->
            Account.isIn(instance, expected.apply(instance))
                ? instance.toBuilder().state(state(to)).build()
                : instance);
  }

  /** Continues an added instance that is in a transitional state. */
  void resume(Instance instance) {
    String id = instance.instanceId();
    Timings timings = account.settings.timings();
    if (Account.isIn(instance, InstanceStateName.PENDING)) {
      settle(id, timings.start(), InstanceStateName.PENDING, InstanceStateName.RUNNING);
    }
    if (Account.isIn(instance, InstanceStateName.STOPPING)) {
      settle(id, timings.stop(), InstanceStateName.STOPPING, InstanceStateName.STOPPED);
    }
    if (Account.isIn(instance, InstanceStateName.SHUTTING_DOWN)) {
      account.after(timings.terminate(), () -> terminated(id));
    }
    if (Account.isIn(instance, InstanceStateName.TERMINATED)) {
      account.after(timings.linger(), () -> account.instances.remove(id));
    }
  }

  private void terminated(String id) {
    account
        .instances
        .findNew(id)
        .ifPresent(
            instance ->
                instance.blockDeviceMappings().forEach(mapping -> release(id, mapping.ebs())));
    account.instances.update(
        id,
        instance ->
            instance.toBuilder()
                .state(state(InstanceStateName.TERMINATED))
                .blockDeviceMappings(List.of())
                .build());
    account.after(account.settings.timings().linger(), () -> account.instances.remove(id));
  }

  /** A volume is deleted only with the last of its instances, and if that instance says so. */
  private void release(String id, EbsInstanceBlockDevice ebs) {
    attachments.remove(ebs.volumeId(), id);
    boolean unused =
        account
            .volumes
            .findNew(ebs.volumeId())
            .filter(volume -> volume.attachments().isEmpty())
            .isPresent();
    if (unused && Boolean.TRUE.equals(ebs.deleteOnTermination())) {
      account.removeVolume(ebs.volumeId());
    }
  }

  static InstanceState state(InstanceStateName name) {
    return InstanceState.builder().name(name).code(CODES.get(name)).build();
  }
}
