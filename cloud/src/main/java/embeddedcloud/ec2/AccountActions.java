package embeddedcloud.ec2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.AccountAttributeName;
import software.amazon.awssdk.services.ec2.model.AccountAttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcState;

/** DescribeAccountAttributes, and DescribeVpcs for the VPCs that the world's instances are in. */
final class AccountActions {
  private static final int MAX_VPCS = 1_000;

  /**
   * The attributes of a new account, but with no default VPC, because a world does not say which
   * VPC that is.
   */
  private static final Map<String, List<String>> ATTRIBUTES = new LinkedHashMap<>();

  static {
    ATTRIBUTES.put("supported-platforms", List.of("VPC"));
    ATTRIBUTES.put("default-vpc", List.of("none"));
    ATTRIBUTES.put("max-instances", List.of("20"));
    ATTRIBUTES.put("vpc-max-security-groups-per-interface", List.of("5"));
    ATTRIBUTES.put("max-elastic-ips", List.of("5"));
    ATTRIBUTES.put("vpc-max-elastic-ips", List.of("5"));
  }

  private final Account account;
  private final Schema<Vpc> schema = Schemas.vpcs();

  AccountActions(Account account) {
    this.account = account;
  }

  DescribeAccountAttributesResponse describeAttributes(DescribeAccountAttributesRequest request) {
    for (AccountAttributeName name : request.attributeNames()) {
      if (name == AccountAttributeName.UNKNOWN_TO_SDK_VERSION) {
        throw Ec2Errors.badValue(
            "Value (%s) for parameter attributeName is invalid.",
            request.attributeNamesAsStrings());
      }
    }
    Ec2Errors.ifDryRun(request.dryRun());
    List<String> asked = request.attributeNamesAsStrings();
    return DescribeAccountAttributesResponse.builder()
        .accountAttributes(
            ATTRIBUTES.entrySet().stream()
                .filter(entry -> asked.isEmpty() || asked.contains(entry.getKey()))
                .map(entry -> attribute(entry.getKey(), entry.getValue()))
                .toList())
        .build();
  }

  private static AccountAttribute attribute(String name, List<String> values) {
    return AccountAttribute.builder()
        .attributeName(name)
        .attributeValues(
            values.stream()
                .map(value -> AccountAttributeValue.builder().attributeValue(value).build())
                .toList())
        .build();
  }

  DescribeVpcsResponse describeVpcs(DescribeVpcsRequest request) {
    Predicate<Vpc> accepted = schema.accepting(request.filters());
    List<String> known =
        account
            .instances
            .visible()
            .map(Instance::vpcId)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    for (String id : request.vpcIds()) {
      if (!known.contains(id)) {
        throw Ec2Errors.of("InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", id);
      }
    }
    List<Vpc> vpcs =
        known.stream()
            .filter(id -> request.vpcIds().isEmpty() || request.vpcIds().contains(id))
            .map(this::vpc)
            .filter(accepted)
            .toList();
    Page<Vpc> page = Page.of(vpcs, request.maxResults(), request.nextToken(), MAX_VPCS);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeVpcsResponse.builder().vpcs(page.items()).nextToken(page.nextToken()).build();
  }

  private Vpc vpc(String id) {
    return Vpc.builder()
        .vpcId(id)
        .ownerId(account.settings.accountId())
        .state(VpcState.AVAILABLE)
        .isDefault(false)
        .build();
  }
}
