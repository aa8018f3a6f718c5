package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Each kind of resource has tags that can be created, listed and deleted. */
class TagsTest {
  private static final String IMAGE = "ami-0123456789abcdef0";

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final List<String> volumes = Worlds.launch(ec2, 1);
  private final String first = volumes.getFirst();
  private final String second = volumes.getLast();

  @ParameterizedTest
  @ValueSource(strings = {"instance", "volume", "snapshot", "image"})
  void tagsOfEachKindOfResource(String kind) {
    ec2.add(
        Image.builder()
            .imageId(IMAGE)
            .ownerId(ec2.settings().accountId())
            .state(ImageState.AVAILABLE)
            .build());
    String id =
        switch (kind) {
          case "instance" -> ec2.contents().instances().getFirst().instanceId();
          case "volume" -> second;
          case "snapshot" -> ec2.createSnapshot(r -> r.volumeId(second)).snapshotId();
          default -> IMAGE;
        };
    clock.advance(Duration.ofMinutes(1));
    Tag tag = Tag.builder().key("owner").value("Ann").build();

    ec2.createTags(r -> r.resources(id).tags(tag));

    assertThat(owners(id))
        .containsExactly(
            TagDescription.builder()
                .resourceId(id)
                .resourceType(kind)
                .key("owner")
                .value("Ann")
                .build());
    ec2.deleteTags(r -> r.resources(id).tags(tag));
    assertThat(owners(id)).isEmpty();
  }

  private List<TagDescription> owners(String id) {
    return ec2.describeTags(
            r ->
                r.filters(
                    Filter.builder().name("resource-id").values(id).build(),
                    Filter.builder().name("key").values("owner").build()))
        .tags();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private List<Tag> tags(String volume) {
    return ec2.describeVolumes(r -> r.volumeIds(volume)).volumes().getFirst().tags();
  }

  @Test
  void tagsOfSeveralResources_areAddedBesideOthers_andReplaceThoseOfTheSameKey() {
    ec2.createTags(r -> r.resources(first).tags(tag("plan", "daily"), tag("team", "blue")));
    ec2.createTags(r -> r.resources(first, second).tags(tag("team", "red"), tag("note", null)));

    assertThat(tags(first))
        .containsExactly(tag("plan", "daily"), tag("team", "red"), tag("note", ""));
    assertThat(tags(second)).containsExactly(tag("team", "red"), tag("note", ""));
  }

  @Test
  void aDeletedTag_isNamedByItsKey_orByItsKeyAndValue() {
    Tag[] all = {tag("a", "1"), tag("b", "2"), tag("c", "3"), tag("d", "4")};
    ec2.createTags(r -> r.resources(first, second).tags(all));

    ec2.deleteTags(
        r -> r.resources(first, second).tags(tag("a", null), tag("b", "2"), tag("c", "2")));
    assertThat(tags(first)).containsExactly(tag("c", "3"), tag("d", "4"));
    assertThat(tags(second)).containsExactly(tag("c", "3"), tag("d", "4"));
    ec2.deleteTags(r -> r.resources(first));
    assertThat(tags(first)).isEmpty();
    assertThat(tags(second)).hasSize(2);
  }

  @Test
  void tagsOfAws_canBeNeitherMadeNorDeleted_andDoNotCount() {
    Tag reserved = tag("aws:cloudformation:stack-name", "web");
    ec2.add(
        Image.builder()
            .imageId(IMAGE)
            .ownerId(ec2.settings().accountId())
            .state(ImageState.AVAILABLE)
            .tags(reserved, tag("a", "1"))
            .build());
    refused("InvalidParameterValue", () -> ec2.createTags(r -> r.resources(first).tags(reserved)));
    refused("InvalidParameterValue", () -> ec2.deleteTags(r -> r.resources(IMAGE).tags(reserved)));

    ec2.deleteTags(r -> r.resources(IMAGE));
    assertThat(ec2.contents().images().getFirst().tags()).containsExactly(reserved);
    ec2.createTags(r -> r.resources(IMAGE).tags(numbered(50)));
    refused("TagLimitExceeded", () -> ec2.createTags(r -> r.resources(IMAGE).tags(tag("b", ""))));
    ec2.createTags(r -> r.resources(IMAGE).tags(tag("key7", "seven")));
    assertThat(ec2.contents().images().getFirst().tags()).hasSize(51);
  }

  private static List<Tag> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> tag("key" + i, "")).toList();
  }

  @Test
  void keysValuesAndResources_haveEc2sLimits() {
    ec2.createTags(r -> r.resources(first).tags(tag("k".repeat(128), "v".repeat(256))));
    assertThat(tags(first)).hasSize(1);

    refused(
        "InvalidParameterValue",
        () -> ec2.createTags(r -> r.resources(first).tags(tag("k".repeat(129), ""))));
    refused(
        "InvalidParameterValue",
        () -> ec2.createTags(r -> r.resources(first).tags(tag("k", "v".repeat(257)))));
    refused(
        "InvalidParameterValue", () -> ec2.createTags(r -> r.resources(first).tags(tag("", ""))));
    refused(
        "InvalidParameterValue", () -> ec2.createTags(r -> r.resources(first).tags(tag(null, ""))));
    refused(
        "InvalidParameterValue",
        () -> ec2.createTags(r -> r.resources(first).tags(tag("k", "1"), tag("k", "2"))));
    refused("TagLimitExceeded", () -> ec2.createTags(r -> r.resources(first).tags(numbered(51))));
    List<String> thousand = Collections.nCopies(1_000, first);
    ec2.createTags(r -> r.resources(thousand).tags(tag("many", "")));
    List<String> more = Collections.nCopies(1_001, first);
    refused(
        "InvalidParameterValue", () -> ec2.createTags(r -> r.resources(more).tags(numbered(1))));
    for (String wrong : List.of("nothing", "key-0123456789abcdef0", "-vol")) {
      refused("InvalidID", () -> ec2.createTags(r -> r.resources(wrong).tags(tag("a", ""))));
      refused(
          "InvalidID", () -> ec2.deleteTags(r -> r.resources(first, wrong).tags(tag("many", ""))));
    }
    assertThat(tags(first)).hasSize(2);
  }

  @Test
  void tagsOfACreateCall_areOfTheKindOfResourceThatItMakes() {
    refused(
        "InvalidParameterValue",
        () ->
            ec2.createVolume(
                r ->
                    r.availabilityZone(Worlds.ZONE)
                        .size(1)
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType("volume")
                                .tags(tag("a", ""))
                                .build(),
                            TagSpecification.builder()
                                .resourceType("snapshot")
                                .tags(tag("b", ""))
                                .build())));
  }
}
