package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.ArchitectureType;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.ProductCode;
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
    assertThat(ec2.describeInstanceTypes(r -> {}).instanceTypes()).doesNotHaveDuplicates();
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
  void describeInstanceAttribute_hasTheValueOfTheInstance() {
    Instance odd =
        ec2.launch(
            new Launch(
                Worlds.ZONE,
                List.of(new Disk("/dev/sda1", 8)),
                Map.of(),
                i ->
                    i.instanceType("m7g.large")
                        .kernelId("aki-1")
                        .ramdiskId("ari-1")
                        .productCodes(ProductCode.builder().productCodeId("abc").build())
                        .securityGroups(GroupIdentifier.builder().groupId("sg-1").build())
                        .ebsOptimized(true)
                        .sriovNetSupport("simple")
                        .enclaveOptions(options -> options.enabled(true))));
    Map<InstanceAttributeName, Consumer<DescribeInstanceAttributeResponse.Builder>> expected =
        new LinkedHashMap<>();
    expected.put(InstanceAttributeName.INSTANCE_TYPE, r -> r.instanceType(text("m7g.large")));
    expected.put(InstanceAttributeName.KERNEL, r -> r.kernelId(text("aki-1")));
    expected.put(InstanceAttributeName.RAMDISK, r -> r.ramdiskId(text("ari-1")));
    expected.put(
        InstanceAttributeName.DISABLE_API_TERMINATION, r -> r.disableApiTermination(truth(false)));
    expected.put(InstanceAttributeName.DISABLE_API_STOP, r -> r.disableApiStop(truth(false)));
    expected.put(
        InstanceAttributeName.INSTANCE_INITIATED_SHUTDOWN_BEHAVIOR,
        r -> r.instanceInitiatedShutdownBehavior(text("stop")));
    expected.put(InstanceAttributeName.ROOT_DEVICE_NAME, r -> r.rootDeviceName(text("/dev/sda1")));
    expected.put(
        InstanceAttributeName.BLOCK_DEVICE_MAPPING,
        r -> r.blockDeviceMappings(odd.blockDeviceMappings()));
    expected.put(InstanceAttributeName.PRODUCT_CODES, r -> r.productCodes(odd.productCodes()));
    expected.put(InstanceAttributeName.GROUP_SET, r -> r.groups(odd.securityGroups()));
    expected.put(InstanceAttributeName.EBS_OPTIMIZED, r -> r.ebsOptimized(truth(true)));
    expected.put(InstanceAttributeName.SRIOV_NET_SUPPORT, r -> r.sriovNetSupport(text("simple")));
    expected.put(
        InstanceAttributeName.ENCLAVE_OPTIONS,
        r -> r.enclaveOptions(options -> options.enabled(true)));

    expected.forEach(
        (name, value) -> {
          DescribeInstanceAttributeResponse answer =
              ec2.describeInstanceAttribute(r -> r.instanceId(odd.instanceId()).attribute(name));
          // Answers are equal only if the ids of their requests are.
          assertThat(answer.toString())
              .isEqualTo(
                  DescribeInstanceAttributeResponse.builder()
                      .instanceId(odd.instanceId())
                      .applyMutation(value)
                      .build()
                      .toString());
        });
    assertThatThrownBy(() -> attribute(InstanceAttributeName.ENA_SUPPORT))
        .hasMessageContaining("enaSupport");
    assertThatThrownBy(
            () ->
                ec2.describeInstanceAttribute(
                    r -> r.instanceId(odd.instanceId()).attribute("color")))
        .hasMessageContaining("Value (color)");
  }

  private static AttributeValue text(String value) {
    return AttributeValue.builder().value(value).build();
  }

  private static AttributeBooleanValue truth(boolean value) {
    return AttributeBooleanValue.builder().value(value).build();
  }

  private String launch(String type) {
    return ec2.launch(
            new Launch(
                Worlds.ZONE,
                List.of(new Disk("/dev/xvda", 8)),
                Map.of(),
                i -> i.instanceType(type)))
        .instanceId();
  }

  @Test
  void describeInstanceCreditSpecifications_withoutIds_listsWhatIsUnlimited() {
    List<String> unlimited = new ArrayList<>(List.of(instance.instanceId(), launch("t3.nano")));
    String t2 = launch("t2.nano");
    launch("m7g.large");
    for (int i = 0; i < 4; i++) {
      unlimited.add(launch("t4g.nano"));
    }

    assertThat(ec2.describeInstanceCreditSpecifications(r -> {}).instanceCreditSpecifications())
        .extracting(
            InstanceCreditSpecification::instanceId, InstanceCreditSpecification::cpuCredits)
        .containsExactlyElementsOf(unlimited.stream().map(id -> tuple(id, "unlimited")).toList());
    DescribeInstanceCreditSpecificationsResponse page =
        ec2.describeInstanceCreditSpecifications(r -> r.maxResults(5));
    assertThat(page.instanceCreditSpecifications()).hasSize(5);
    assertThat(
            ec2.describeInstanceCreditSpecifications(r -> r.nextToken(page.nextToken()))
                .instanceCreditSpecifications())
        .extracting(InstanceCreditSpecification::instanceId)
        .containsExactly(unlimited.getLast());
    assertThat(
            ec2.describeInstanceCreditSpecifications(r -> r.instanceIds(t2, unlimited.get(1), t2))
                .instanceCreditSpecifications())
        .extracting(
            InstanceCreditSpecification::instanceId, InstanceCreditSpecification::cpuCredits)
        .containsExactly(tuple(t2, "standard"), tuple(unlimited.get(1), "unlimited"));
    assertThat(
            ec2.describeInstanceCreditSpecifications(
                    r -> r.instanceIds(t2, unlimited.get(1)).filters(filter("instance-id", t2)))
                .instanceCreditSpecifications())
        .hasSize(1);
    Ec2Contract.refused(
        "InvalidParameterCombination",
        () -> ec2.describeInstanceCreditSpecifications(r -> r.instanceIds(t2).maxResults(5)));
    ec2.terminateInstances(r -> r.instanceIds(t2));
    clock.advance(Duration.ofMinutes(2));
    Ec2Contract.refused(
        "InvalidInstanceID.NotBurstable",
        () -> ec2.describeInstanceCreditSpecifications(r -> r.instanceIds(t2)));
  }

  @Test
  void describeImages_showsEachOwnersImages_andHidesWhatIsDisabledOrDeprecated() {
    image("own", "111122223333", i -> i.deprecationTime("2026-02-28T00:00:00Z"));
    image("ownDisabled", "111122223333", i -> i.state(ImageState.DISABLED));
    image("amazon", "999999999999", i -> i.imageOwnerAlias("amazon"));
    image("amazonOld", "999999999999", i -> i.deprecationTime("2026-02-28T00:00:00Z"));
    image("amazonNew", "999999999999", i -> i.deprecationTime("2026-03-02T00:00:00Z"));

    assertThat(images(r -> {})).containsExactly("own", "amazon", "amazonNew");
    assertThat(images(r -> r.includeDisabled(true)))
        .containsExactly("own", "ownDisabled", "amazon", "amazonNew");
    assertThat(images(r -> r.includeDeprecated(true)))
        .containsExactly("own", "amazon", "amazonOld", "amazonNew");
    assertThat(images(r -> r.owners("self"))).containsExactly("own");
    assertThat(images(r -> r.owners("amazon"))).containsExactly("amazon");
    assertThat(images(r -> r.owners("999999999999"))).containsExactly("amazon", "amazonNew");
    assertThat(images(r -> r.owners("self", "amazon"))).containsExactly("own", "amazon");
    assertThat(images(r -> r.owners("aws-marketplace"))).isEmpty();
    clock.advance(Duration.ofDays(2));
    assertThat(images(r -> {})).containsExactly("own", "amazon");
  }

  @Test
  void describeImages_givesPages() {
    for (int i = 0; i < 6; i++) {
      image("image" + i, "111122223333", image -> {});
    }
    DescribeImagesResponse first = ec2.describeImages(r -> r.maxResults(5));

    assertThat(first.images()).hasSize(5);
    assertThat(images(r -> r.nextToken(first.nextToken()))).containsExactly("image5");
  }

  private void image(String name, String owner, Consumer<Image.Builder> kind) {
    Image image =
        Image.builder()
            .imageId("ami-%017x".formatted(ec2.contents().images().size()))
            .name(name)
            .ownerId(owner)
            .state(ImageState.AVAILABLE)
            .applyMutation(kind)
            .build();
    ec2.add(new Ec2Contents(List.of(), List.of(), List.of(), List.of(image)));
  }

  private List<String> images(Consumer<DescribeImagesRequest.Builder> request) {
    return ec2.describeImages(request).images().stream().map(Image::name).toList();
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
  void describeInstanceStatus_isAboutRunningInstances_unlessAllAreAskedFor() {
    List<String> running = new ArrayList<>();
    String stopped = launch("t3.nano");
    for (int i = 0; i < 5; i++) {
      running.add(launch("t3.nano"));
    }
    ec2.stopInstances(r -> r.instanceIds(instance.instanceId(), stopped));
    ec2.faults().impair(running.get(1));
    clock.advance(Duration.ofMinutes(2));

    DescribeInstanceStatusResponse first = ec2.describeInstanceStatus(r -> r.maxResults(5));
    assertThat(first.instanceStatuses())
        .extracting(
            InstanceStatus::instanceId,
            status -> status.systemStatus().statusAsString(),
            status -> status.instanceStatus().statusAsString(),
            status -> status.instanceStatus().details().getFirst().statusAsString())
        .containsExactly(
            tuple(running.get(0), "ok", "ok", "passed"),
            tuple(running.get(1), "ok", "impaired", "failed"),
            tuple(running.get(2), "ok", "ok", "passed"),
            tuple(running.get(3), "ok", "ok", "passed"),
            tuple(running.get(4), "ok", "ok", "passed"));
    assertThat(
            ec2.describeInstanceStatus(r -> r.instanceIds(stopped, running.get(4)))
                .instanceStatuses())
        .extracting(InstanceStatus::instanceId)
        .containsExactly(running.get(4));
    DescribeInstanceStatusResponse all =
        ec2.describeInstanceStatus(r -> r.includeAllInstances(true).maxResults(5));
    assertThat(all.instanceStatuses()).hasSize(5);
    assertThat(
            ec2.describeInstanceStatus(r -> r.includeAllInstances(true).nextToken(all.nextToken()))
                .instanceStatuses())
        .hasSize(2);
    ec2.startInstances(r -> r.instanceIds(stopped));
    clock.advance(Duration.ofSeconds(60));
    assertThat(ec2.describeInstanceStatus(r -> r.instanceIds(stopped)).instanceStatuses())
        .extracting(
            status -> status.instanceStatus().statusAsString(),
            status -> status.systemStatus().details().getFirst().statusAsString())
        .containsExactly(tuple("initializing", "initializing"));
  }

  @Test
  void describeVpcs_listsThoseOfInstances_onceAndInOrder() {
    for (int vpc : new int[] {3, 1, 3, 2, 6, 5, 4}) {
      ec2.launch(
          new Launch(
              Worlds.ZONE,
              List.of(new Disk("/dev/xvda", 8)),
              Map.of(),
              i -> i.vpcId(vpc(vpc).vpcId())));
    }

    DescribeVpcsResponse first = ec2.describeVpcs(r -> r.maxResults(5));
    assertThat(first.vpcs()).containsExactly(vpc(1), vpc(2), vpc(3), vpc(4), vpc(5));
    assertThat(ec2.describeVpcs(r -> r.nextToken(first.nextToken())).vpcs())
        .containsExactly(vpc(6));
    assertThat(ec2.describeVpcs(r -> r.vpcIds(vpc(4).vpcId(), vpc(2).vpcId())).vpcs())
        .containsExactly(vpc(2), vpc(4));
    assertThat(ec2.describeVpcs(r -> r.filters(filter("vpc-id", vpc(3).vpcId()))).vpcs())
        .containsExactly(vpc(3));
  }

  private static Vpc vpc(int number) {
    return Vpc.builder()
        .vpcId("vpc-0000000000000000" + number)
        .ownerId("111122223333")
        .state("available")
        .isDefault(false)
        .build();
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
