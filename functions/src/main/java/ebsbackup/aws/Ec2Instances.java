package ebsbackup.aws;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.InstanceStatus;
import ebsbackup.ebs.Page;
import ebsbackup.failure.AwsCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.ProductCode;
import software.amazon.awssdk.services.ec2.model.ProductCodeValues;

/** Instances in EC2. Every method throws {@link AwsCallException}. */
public final class Ec2Instances {
  private final Ec2Client ec2;

  Ec2Instances(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * One page of the instances that exist (also stopped ones) and have every key with one of the
   * values that a plan lists for it.
   *
   * @param cursor where the page before ended
   */
  public Page<Instance> byTags(
      Map<String, List<String>> tags, int pageSize, Optional<String> cursor) {
    List<Filter> filters = new ArrayList<>(Filters.tags(tags));
    filters.add(
        Filters.exactly("instance-state-name", "pending", "running", "stopping", "stopped"));
    DescribeInstancesResponse page =
        describe(
            request ->
                request.filters(filters).maxResults(pageSize).nextToken(cursor.orElse(null)));
    return new Page<>(
        instances(page), Optional.ofNullable(page.nextToken()).filter(token -> !token.isEmpty()));
  }

  /**
   * Those of the named instances that EC2 knows, terminated ones too.
   *
   * @param instanceIds at most 200
   */
  public List<Instance> byIds(List<String> instanceIds) {
    List<Instance> found = new ArrayList<>();
    // A filter, since naming one id that EC2 has forgotten would fail the whole call.
    Filter filter = Filters.exactly("instance-id", instanceIds);
    String token = null;
    do {
      String from = token;
      DescribeInstancesResponse page =
          describe(request -> request.filters(filter).maxResults(1_000).nextToken(from));
      found.addAll(instances(page));
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return found;
  }

  /** What the status checks say; empty while EC2 says nothing of the instance. */
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
                    status.instanceStatus().statusAsString()))
        .findFirst();
  }

  private DescribeInstancesResponse describe(Consumer<DescribeInstancesRequest.Builder> what) {
    return Calls.call("DescribeInstances", () -> ec2.describeInstances(what));
  }

  private static List<Instance> instances(DescribeInstancesResponse page) {
    return page.reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(
            i ->
                new Instance(
                    i.instanceId(),
                    i.state().nameAsString(),
                    i.placement().availabilityZone(),
                    Optional.ofNullable(i.rootDeviceName()),
                    kind(i),
                    Tags.fromEc2(i.tags())))
        .toList();
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
