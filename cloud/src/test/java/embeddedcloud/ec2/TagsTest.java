package embeddedcloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** Each kind of resource has tags that can be created, listed and deleted. */
class TagsTest {
  private static final String IMAGE = "ami-0123456789abcdef0";

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);

  @ParameterizedTest
  @ValueSource(strings = {"instance", "volume", "snapshot", "image"})
  void tagsOfEachKindOfResource(String kind) {
    String volume = Worlds.launch(ec2, 1).getLast();
    ec2.add(
        Image.builder()
            .imageId(IMAGE)
            .ownerId(ec2.settings().accountId())
            .state(ImageState.AVAILABLE)
            .build());
    String id =
        switch (kind) {
          case "instance" -> ec2.contents().instances().getFirst().instanceId();
          case "volume" -> volume;
          case "snapshot" -> ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
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
}
