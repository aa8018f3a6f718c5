package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.EbsStatusDetails;
import software.amazon.awssdk.services.ec2.model.EbsStatusSummary;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;
import software.amazon.awssdk.services.ec2.model.StatusName;
import software.amazon.awssdk.services.ec2.model.StatusType;
import software.amazon.awssdk.services.ec2.model.SummaryStatus;

/** DescribeInstanceStatus: the status checks of the system, the instance and its volumes. */
final class InstanceStatusActions {
  /** The time from booting to the first result of the checks. Users see one to several minutes. */
  private static final Duration FIRST_RESULT = Duration.ofSeconds(60);

  private final Account account;
  private final Faults faults;

  InstanceStatusActions(Account account, Faults faults) {
    this.account = account;
    this.faults = faults;
  }

  DescribeInstanceStatusResponse describe(DescribeInstanceStatusRequest request) {
    boolean all = Boolean.TRUE.equals(request.includeAllInstances());
    Page<Instance> page =
        Page.of(
            account.instances,
            new Page.Request(
                request.instanceIds(),
                "instancesSet",
                request.filters(),
                request.maxResults(),
                request.nextToken(),
                account.settings.limits().instancesPage()),
            instance -> all || Account.isIn(instance, InstanceStateName.RUNNING),
            instance -> instance,
            account::instance);
    Ec2Errors.ifDryRun(request.dryRun());
    List<InstanceStatus> statuses =
        page.items().stream()
            .filter(instance -> all || Account.isIn(instance, InstanceStateName.RUNNING))
            .map(this::status)
            .toList();
    return DescribeInstanceStatusResponse.builder()
        .instanceStatuses(statuses)
        .nextToken(page.nextToken())
        .build();
  }

  private InstanceStatus status(Instance instance) {
    return InstanceStatus.builder()
        .instanceId(instance.instanceId())
        .availabilityZone(instance.placement().availabilityZone())
        .instanceState(instance.state())
        .systemStatus(summary(known(instance), SummaryStatus.OK))
        .instanceStatus(
            summary(
                known(instance),
                faults.impaired(instance.instanceId()) ? SummaryStatus.IMPAIRED : SummaryStatus.OK))
        .attachedEbsStatus(ebs(known(instance)))
        .build();
  }

  private boolean known(Instance instance) {
    Instant booted = account.bootedAt(instance.instanceId());
    return !account.now().isBefore(booted.plus(FIRST_RESULT));
  }

  private static EbsStatusSummary ebs(boolean known) {
    return EbsStatusSummary.builder()
        .status(known ? SummaryStatus.OK : SummaryStatus.INITIALIZING)
        .details(
            EbsStatusDetails.builder()
                .name(StatusName.REACHABILITY)
                .status(known ? StatusType.PASSED : StatusType.INITIALIZING)
                .build())
        .build();
  }

  private static InstanceStatusSummary summary(boolean known, SummaryStatus status) {
    StatusType reachable = status == SummaryStatus.OK ? StatusType.PASSED : StatusType.FAILED;
    return InstanceStatusSummary.builder()
        .status(known ? status : SummaryStatus.INITIALIZING)
        .details(
            InstanceStatusDetails.builder()
                .name(StatusName.REACHABILITY)
                .status(known ? reachable : StatusType.INITIALIZING)
                .build())
        .build();
  }
}
