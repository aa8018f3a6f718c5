package ebsbackup.aws;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.InstanceStatus;
import ebsbackup.ebs.Page;
import ebsbackup.failure.AwsCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.EbsStatusSummary;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.ProductCode;
import software.amazon.awssdk.services.ec2.model.ProductCodeValues;
import software.amazon.awssdk.services.ec2.model.Reservation;

/** Instances in EC2. Every method throws {@link AwsCallException}. */
public final class InstanceReader {
  private final Ec2Client ec2;

  InstanceReader(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * One page of the existing instances, including stopped ones, that have every key with one of the
   * values that a plan lists for it.
   *
   * @param cursor where the previous page ended
   */
  public Page<Instance> byTags(
      Map<String, List<String>> tags, int pageSize, Optional<String> cursor) {
    List<Filter> filters = new ArrayList<>(Filters.tags(tags));
    filters.add(
        Filters.exactly("instance-state-name", "pending", "running", "stopping", "stopped"));
    DescribeInstancesResponse page =
        Calls.call(
            "DescribeInstances",
            () ->
                ec2.describeInstances(
                    request ->
                        request
                            .filters(filters)
                            .maxResults(pageSize)
                            .nextToken(cursor.orElse(null))));
    return new Page<>(
        page.reservations().stream().flatMap(InstanceReader::instances).toList(),
        Optional.ofNullable(page.nextToken()).filter(token -> !token.isEmpty()));
  }

  /** Every instance that EC2 knows, including terminated ones. */
  public List<Instance> all() {
    return described();
  }

  /** The instances with these ids that EC2 knows, including terminated ones. */
  public List<Instance> byIds(List<String> instanceIds) {
    // Filters, because a single id that EC2 no longer knows would fail the whole call.
    return Filters.inBatches("instance-id", instanceIds).stream()
        .flatMap(batch -> described(batch).stream())
        .toList();
  }

  private List<Instance> described(Filter... filters) {
    return Calls.call(
        "DescribeInstances",
        () ->
            ec2
                .describeInstancesPaginator(request -> request.filters(filters).maxResults(1_000))
                .reservations()
                .stream()
                .flatMap(InstanceReader::instances)
                .toList());
  }

  /** The result of the status checks; empty while EC2 reports nothing about the instance. */
  public Optional<InstanceStatus> health(String instanceId) {
    return Calls.call(
            "DescribeInstanceStatus",
            () -> ec2.describeInstanceStatus(request -> request.instanceIds(instanceId)))
        .instanceStatuses()
        .stream()
        .map(
            status ->
                new InstanceStatus(
                    status.systemStatus().statusAsString(),
                    status.instanceStatus().statusAsString(),
                    Optional.ofNullable(status.attachedEbsStatus())
                        .map(EbsStatusSummary::statusAsString)
                        .filter(value -> !value.equals("not-applicable"))))
        .findFirst();
  }

  private static Stream<Instance> instances(Reservation reservation) {
    return reservation.instances().stream()
        .map(
            i ->
                new Instance(
                    i.instanceId(),
                    i.state().nameAsString(),
                    i.placement().availabilityZone(),
                    Optional.ofNullable(i.rootDeviceName()),
                    kind(i),
                    Tags.fromEc2(i.tags())));
  }

  private static Instance.Kind kind(software.amazon.awssdk.services.ec2.model.Instance i) {
    return new Instance.Kind(
        i.rootDeviceType() != DeviceType.INSTANCE_STORE,
        i.instanceLifecycle() == InstanceLifecycleType.SPOT,
        i.productCodes().stream()
            .filter(code -> code.productCodeType() == ProductCodeValues.MARKETPLACE)
            .map(ProductCode::productCodeId)
            .toList(),
        Optional.ofNullable(i.outpostArn()));
  }
}
