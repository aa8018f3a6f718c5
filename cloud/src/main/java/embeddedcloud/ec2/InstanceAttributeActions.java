package embeddedcloud.ec2;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ShutdownBehavior;

/**
 * DescribeInstanceAttribute and DescribeInstanceCreditSpecifications: the attributes that
 * DescribeInstances shows, and EC2's defaults for those that it does not.
 */
final class InstanceAttributeActions {
  private static final int MAX_CREDITS = 1_000;

  private final Account account;
  private final Schema<InstanceCreditSpecification> credits = Schemas.creditSpecifications();

  InstanceAttributeActions(Account account) {
    this.account = account;
  }

  DescribeInstanceAttributeResponse describe(DescribeInstanceAttributeRequest request) {
    if (request.attribute() == null) {
      throw Ec2Errors.missing("attribute");
    }
    Instance instance = account.instance(request.instanceId());
    DescribeInstanceAttributeResponse.Builder answer =
        DescribeInstanceAttributeResponse.builder().instanceId(instance.instanceId());
    switch (request.attribute()) {
      case INSTANCE_TYPE -> answer.instanceType(text(instance.instanceTypeAsString()));
      case KERNEL -> answer.kernelId(text(instance.kernelId()));
      case RAMDISK -> answer.ramdiskId(text(instance.ramdiskId()));
      case USER_DATA -> answer.userData(text(null));
      case DISABLE_API_TERMINATION -> answer.disableApiTermination(truth(false));
      case DISABLE_API_STOP -> answer.disableApiStop(truth(false));
      case INSTANCE_INITIATED_SHUTDOWN_BEHAVIOR ->
          answer.instanceInitiatedShutdownBehavior(text(ShutdownBehavior.STOP.toString()));
      case ROOT_DEVICE_NAME -> answer.rootDeviceName(text(instance.rootDeviceName()));
      case BLOCK_DEVICE_MAPPING -> answer.blockDeviceMappings(instance.blockDeviceMappings());
      case PRODUCT_CODES -> answer.productCodes(instance.productCodes());
      case SOURCE_DEST_CHECK -> answer.sourceDestCheck(truth(instance.sourceDestCheck()));
      case GROUP_SET -> answer.groups(instance.securityGroups());
      case EBS_OPTIMIZED -> answer.ebsOptimized(truth(instance.ebsOptimized()));
      case ENA_SUPPORT ->
          throw Ec2Errors.badValue(
              "Value (enaSupport) for parameter attribute is invalid. It can only be modified.");
      case SRIOV_NET_SUPPORT -> answer.sriovNetSupport(text(instance.sriovNetSupport()));
      case ENCLAVE_OPTIONS -> answer.enclaveOptions(instance.enclaveOptions());
      case UNKNOWN_TO_SDK_VERSION ->
          throw Ec2Errors.badValue(
              "Value (%s) for parameter attribute is invalid. Unknown attribute.",
              request.attributeAsString());
    }
    Ec2Errors.ifDryRun(request.dryRun());
    return answer.build();
  }

  /** EC2 sends an attribute without a value as an empty element. */
  private static AttributeValue text(String value) {
    return AttributeValue.builder().value(value).build();
  }

  private static AttributeBooleanValue truth(Boolean value) {
    return AttributeBooleanValue.builder().value(Boolean.TRUE.equals(value)).build();
  }

  /** Without ids, EC2 lists the burstable instances whose credits are unlimited. */
  DescribeInstanceCreditSpecificationsResponse describeCredits(
      DescribeInstanceCreditSpecificationsRequest request) {
    Predicate<InstanceCreditSpecification> accepted = credits.accepting(request.filters());
    if (!request.instanceIds().isEmpty() && request.maxResults() != null) {
      throw Ec2Errors.of(
          "InvalidParameterCombination",
          "The parameter instancesSet cannot be used with the parameter maxResults");
    }
    Stream<Instance> instances =
        request.instanceIds().isEmpty()
            ? account.instances.visible().filter(InstanceAttributeActions::isUnlimitedByDefault)
            : request.instanceIds().stream().distinct().map(this::burstable);
    List<InstanceCreditSpecification> all =
        instances.map(InstanceAttributeActions::credit).filter(accepted).toList();
    Page<InstanceCreditSpecification> page =
        Page.of(all, request.maxResults(), request.nextToken(), MAX_CREDITS);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeInstanceCreditSpecificationsResponse.builder()
        .instanceCreditSpecifications(page.items())
        .nextToken(page.nextToken())
        .build();
  }

  private Instance burstable(String id) {
    Instance instance = account.instance(id);
    if (!InstanceTypeActions.isBurstable(instance.instanceTypeAsString())
        || Account.isIn(instance, InstanceStateName.TERMINATED)) {
      throw Ec2Errors.of(
          "InvalidInstanceID.NotBurstable",
          "The instance '%s' is not a burstable performance instance",
          id);
    }
    return instance;
  }

  private static InstanceCreditSpecification credit(Instance instance) {
    return InstanceCreditSpecification.builder()
        .instanceId(instance.instanceId())
        .cpuCredits(isUnlimitedByDefault(instance) ? "unlimited" : "standard")
        .build();
  }

  /** T3 and later launch as unlimited, T2 as standard. */
  private static boolean isUnlimitedByDefault(Instance instance) {
    String type = Optional.ofNullable(instance.instanceTypeAsString()).orElse("");
    return InstanceTypeActions.isBurstable(type) && !type.matches("t[12]\\..*");
  }
}
