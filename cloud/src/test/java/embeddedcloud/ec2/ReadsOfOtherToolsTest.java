package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.ArchitectureType;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Reads around instances and volumes that backups do not need and tools such as Terraform make. */
class ReadsOfOtherToolsTest {
  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final String data = Worlds.launch(ec2, 1).get(1);
  private final Instance instance = ec2.contents().instances().getFirst();

  @Test
  void describeTags_listsEachTagOfEachResource_byItsFilters() {
    ec2.createTags(r -> r.resources(data).tags(Ec2Contract.tag("Name", "uploads")));

    assertThat(ec2.describeTags(r -> r.filters(filter("resource-id", data))).tags())
        .containsExactly(
            TagDescription.builder()
                .resourceId(data)
                .resourceType("volume")
                .key("Name")
                .value("uploads")
                .build());
    assertThat(ec2.describeTags(r -> r.filters(filter("tag:Backup", "daily"))).tags())
        .extracting(TagDescription::resourceId)
        .containsExactly(instance.instanceId());
    assertThat(ec2.describeTags(r -> r.filters(filter("key", "Name"), filter("value", "x"))).tags())
        .isEmpty();
    assertThatThrownBy(() -> ec2.describeTags(r -> r.filters(filter("volume-id", data))))
        .hasMessageContaining("The filter 'volume-id' is invalid");
  }

  @Test
  void describeTags_givesPages() {
    for (int i = 0; i < 6; i++) {
      String key = "key" + i;
      ec2.createTags(r -> r.resources(data).tags(Ec2Contract.tag(key, "")));
    }

    DescribeTagsResponse first = ec2.describeTags(r -> r.maxResults(5));
    DescribeTagsResponse second = ec2.describeTags(r -> r.nextToken(first.nextToken()));

    assertThat(first.tags()).hasSize(5);
    assertThat(second.tags()).hasSize(2);
    assertThat(second.nextToken()).isNull();
  }

  @Test
  void describeInstanceTypes_tellsWhatTheNameTells() {
    InstanceTypeInfo graviton = type("t4g.medium");
    assertThat(graviton.burstablePerformanceSupported()).isTrue();
    assertThat(graviton.processorInfo().supportedArchitectures())
        .containsExactly(ArchitectureType.ARM64);
    InstanceTypeInfo intel = type("m5.metal");
    assertThat(intel.bareMetal()).isTrue();
    assertThat(intel.burstablePerformanceSupported()).isFalse();
    assertThatThrownBy(() -> ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("x.y")))
        .hasMessageContaining("The following supplied instance types do not exist: [x.y]");
  }

  private InstanceTypeInfo type(String name) {
    return ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings(name))
        .instanceTypes()
        .getFirst();
  }

  @Test
  void describeInstanceAttribute_answersEveryAttribute() {
    for (InstanceAttributeName name : InstanceAttributeName.knownValues()) {
      if (name != InstanceAttributeName.ENA_SUPPORT) {
        assertThat(attribute(name).instanceId()).isEqualTo(instance.instanceId());
      }
    }
    assertThat(attribute(InstanceAttributeName.USER_DATA).userData())
        .isEqualTo(AttributeValue.builder().build());
    assertThat(attribute(InstanceAttributeName.SOURCE_DEST_CHECK).sourceDestCheck().value())
        .isTrue();

    ec2.modifyInstanceAttribute(
        r -> r.instanceId(instance.instanceId()).sourceDestCheck(v -> v.value(false)));

    assertThat(attribute(InstanceAttributeName.SOURCE_DEST_CHECK).sourceDestCheck().value())
        .isFalse();
    assertThat(ec2.contents().instances().getFirst().sourceDestCheck()).isFalse();
  }

  private DescribeInstanceAttributeResponse attribute(InstanceAttributeName name) {
    return ec2.describeInstanceAttribute(r -> r.instanceId(instance.instanceId()).attribute(name));
  }

  @Test
  void describeInstanceCreditSpecifications_isForBurstableInstances() {
    assertThat(
            ec2.describeInstanceCreditSpecifications(r -> r.instanceIds(instance.instanceId()))
                .instanceCreditSpecifications())
        .extracting(InstanceCreditSpecification::cpuCredits)
        .containsExactly("unlimited");
    ec2.add(
        new Ec2Contents(
            List.of(
                instance.toBuilder()
                    .instanceId("i-00000000000000001")
                    .instanceType("m7g.large")
                    .blockDeviceMappings(List.of())
                    .vpcId("vpc-0123456789abcdef0")
                    .build()),
            List.of(),
            List.of(),
            List.of()));
    assertThatThrownBy(
            () ->
                ec2.describeInstanceCreditSpecifications(r -> r.instanceIds("i-00000000000000001")))
        .hasMessageContaining("not a burstable performance instance");
    assertThat(ec2.describeVpcs().vpcs())
        .extracting(Vpc::vpcId)
        .containsExactly("vpc-0123456789abcdef0");
    assertThatThrownBy(() -> ec2.describeVpcs(r -> r.vpcIds("vpc-00000000000000001")))
        .hasMessageContaining("The vpc ID 'vpc-00000000000000001' does not exist");
  }

  @Test
  void describeAccountAttributes_answersThoseThatAreAsked() {
    assertThat(
            ec2.describeAccountAttributes(r -> r.attributeNamesWithStrings("supported-platforms"))
                .accountAttributes())
        .extracting(AccountAttribute::attributeName)
        .containsExactly("supported-platforms");
    assertThatThrownBy(
            () -> ec2.describeAccountAttributes(r -> r.attributeNamesWithStrings("color")))
        .hasMessageContaining("color");
  }
}
