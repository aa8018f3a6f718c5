package embeddedcloud.ec2;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.ArchitectureType;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.EbsEncryptionSupport;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.RootDeviceType;
import software.amazon.awssdk.services.ec2.model.UsageClassType;
import software.amazon.awssdk.services.ec2.model.VirtualizationType;

/**
 * DescribeInstanceTypes: the types that the SDK knows and those of the world's instances, with the
 * properties that follow from a type's name. Others, such as the memory size, are omitted.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
final class InstanceTypeActions {
  private static final int MAX_NAMES = 100;
  private static final Pattern NAME =
      Pattern.compile("(?<family>[a-z0-9-]+)\\.(?<size>[a-z0-9-]+)");
  private static final Pattern BURSTABLE = Pattern.compile("t\\d.*");

  /**
   * A g after the generation means AWS Graviton, as in m7g, c7gn and im4gn; a1 came before that.
   */
  private static final Pattern GRAVITON = Pattern.compile("a1|[a-z]+\\d+g[a-z]*");

  private static final Set<String> PREVIOUS_GENERATION =
      Set.of(
          "a1", "c1", "c3", "cc1", "cc2", "cg1", "cr1", "g2", "hi1", "hs1", "i2", "m1", "m2", "m3",
          "r3", "t1");

  private final Account account;
  private final Schema<InstanceTypeInfo> schema = Schemas.instanceTypes();

  InstanceTypeActions(Account account) {
    this.account = account;
  }

  DescribeInstanceTypesResponse describe(DescribeInstanceTypesRequest request) {
    List<String> asked = request.instanceTypesAsStrings();
    if (asked.size() > MAX_NAMES) {
      throw Ec2Errors.badValue("%d instance types; at most %d allowed", asked.size(), MAX_NAMES);
    }
    Predicate<InstanceTypeInfo> accepted = schema.accepting(request.filters());
    List<String> known = known();
    List<String> unknown = asked.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Ec2Errors.of(
          "InvalidInstanceType",
          "The following supplied instance types do not exist: [%s]",
          String.join(", ", unknown));
    }
    List<InstanceTypeInfo> types =
        known.stream()
            .filter(name -> asked.isEmpty() || asked.contains(name))
            .map(InstanceTypeActions::described)
            .filter(accepted)
            .toList();
    Page<InstanceTypeInfo> page =
        Page.of(types, request.maxResults(), request.nextToken(), MAX_NAMES);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeInstanceTypesResponse.builder()
        .instanceTypes(page.items())
        .nextToken(page.nextToken())
        .build();
  }

  private List<String> known() {
    return Stream.concat(
            InstanceType.knownValues().stream().map(InstanceType::toString),
            account.instances.all().map(Instance::instanceTypeAsString))
        .filter(name -> name != null && NAME.matcher(name).matches())
        .distinct()
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static InstanceTypeInfo described(String name) {
    Matcher parts = NAME.matcher(name);
    String family = parts.matches() ? parts.group("family") : "";
    boolean metal = name.substring(family.length()).startsWith(".metal");
    ArchitectureType architecture =
        isGraviton(name) ? ArchitectureType.ARM64 : ArchitectureType.X86_64;
    return InstanceTypeInfo.builder()
        .instanceType(name)
        .currentGeneration(!PREVIOUS_GENERATION.contains(family))
        .bareMetal(metal)
        .burstablePerformanceSupported(isBurstable(name))
        .supportedUsageClasses(UsageClassType.ON_DEMAND, UsageClassType.SPOT)
        .supportedRootDeviceTypes(RootDeviceType.EBS)
        .supportedVirtualizationTypes(VirtualizationType.HVM)
        .processorInfo(processor -> processor.supportedArchitectures(architecture))
        .ebsInfo(ebs -> ebs.encryptionSupport(EbsEncryptionSupport.SUPPORTED))
        .build();
  }

  /** Whether the type has AWS Graviton processors, whose architecture is arm64. */
  static boolean isGraviton(String name) {
    return Optional.ofNullable(name)
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .filter(parts -> GRAVITON.matcher(parts.group("family")).matches())
        .isPresent();
  }

  /** Whether instances of the type earn CPU credits. */
  static boolean isBurstable(String name) {
    return Optional.ofNullable(name).filter(n -> BURSTABLE.matcher(n).matches()).isPresent();
  }
}
