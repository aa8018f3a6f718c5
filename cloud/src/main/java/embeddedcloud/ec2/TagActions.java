package embeddedcloud.ec2;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** CreateTags, DeleteTags and DescribeTags on instances, volumes, snapshots and images. */
final class TagActions {
  private static final int MAX_RESOURCES = 1_000;

  private static final Map<String, ResourceType> RESOURCE_TYPES =
      Map.of(
          "i", ResourceType.INSTANCE,
          "vol", ResourceType.VOLUME,
          "snap", ResourceType.SNAPSHOT,
          "ami", ResourceType.IMAGE);

  private final Account account;
  private final Schema<TagDescription> schema = Schemas.tags();

  TagActions(Account account) {
    this.account = account;
  }

  CreateTagsResponse create(CreateTagsRequest request) {
    checkResources(request.resources());
    if (request.tags().isEmpty()) {
      throw Ec2Errors.missing("Tag");
    }
    List<Tag> tags = TagRules.checked(request.tags());
    for (String id : request.resources()) {
      TagRules.added(tagsOf(id), tags);
    }
    Ec2Errors.ifDryRun(request.dryRun());
    request.resources().forEach(id -> update(id, old -> TagRules.added(old, tags)));
    return CreateTagsResponse.builder().build();
  }

  DeleteTagsResponse delete(DeleteTagsRequest request) {
    checkResources(request.resources());
    request.resources().forEach(this::tagsOf);
    for (Tag tag : request.tags()) {
      if (tag.key() != null && tag.key().startsWith(TagRules.RESERVED)) {
        throw Ec2Errors.badValue(
            "Tag keys starting with '%s' are reserved for internal use", TagRules.RESERVED);
      }
    }
    Ec2Errors.ifDryRun(request.dryRun());
    for (String id : request.resources()) {
      update(id, old -> old.stream().filter(tag -> !isDeleted(tag, request.tags())).toList());
    }
    return DeleteTagsResponse.builder().build();
  }

  DescribeTagsResponse describe(DescribeTagsRequest request) {
    Predicate<TagDescription> accepted = schema.accepting(request.filters());
    List<TagDescription> all =
        Stream.of(
                account.instances.visible().flatMap(i -> described(i.instanceId(), i.tags())),
                account.volumes.visible().flatMap(v -> described(v.volumeId(), v.tags())),
                account.snapshots.visible().flatMap(s -> described(s.snapshotId(), s.tags())),
                account.images.visible().flatMap(m -> described(m.imageId(), m.tags())))
            .flatMap(tags -> tags)
            .filter(accepted)
            .toList();
    Page<TagDescription> page =
        Page.of(all, request.maxResults(), request.nextToken(), MAX_RESOURCES);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeTagsResponse.builder().tags(page.items()).nextToken(page.nextToken()).build();
  }

  static Stream<TagDescription> described(String id, List<Tag> tags) {
    ResourceType type = RESOURCE_TYPES.get(kindOf(id));
    return tags.stream()
        .map(
            tag ->
                TagDescription.builder()
                    .resourceId(id)
                    .resourceType(type)
                    .key(tag.key())
                    .value(tag.value())
                    .build());
  }

  /** No named tags means all tags. A tag named without a value means any value. */
  private static boolean isDeleted(Tag tag, List<Tag> named) {
    if (named.isEmpty()) {
      return !tag.key().startsWith(TagRules.RESERVED);
    }
    return named.stream()
        .anyMatch(
            other ->
                tag.key().equals(other.key())
                    && (other.value() == null || other.value().equals(tag.value())));
  }

  private static void checkResources(List<String> ids) {
    if (ids.isEmpty()) {
      throw Ec2Errors.missing("ResourceId");
    }
    if (ids.size() > MAX_RESOURCES) {
      throw Ec2Errors.badValue("%d resources; at most %d allowed", ids.size(), MAX_RESOURCES);
    }
  }

  private List<Tag> tagsOf(String id) {
    return switch (kindOf(id)) {
      case "i" -> account.instance(id).tags();
      case "vol" -> account.volume(id).tags();
      case "snap" -> account.snapshot(id).tags();
      case "ami" -> account.image(id).tags();
      default -> throw Ec2Errors.of("InvalidID", "The ID '%s' is not valid", id);
    };
  }

  private void update(String id, UnaryOperator<List<Tag>> change) {
    switch (kindOf(id)) {
      case "i" ->
          account.instances.update(id, i -> i.toBuilder().tags(change.apply(i.tags())).build());
      case "vol" ->
          account.volumes.update(id, v -> v.toBuilder().tags(change.apply(v.tags())).build());
      case "snap" ->
          account.snapshots.update(id, s -> s.toBuilder().tags(change.apply(s.tags())).build());
      case "ami" ->
          account.images.update(id, m -> m.toBuilder().tags(change.apply(m.tags())).build());
      default -> throw Ec2Errors.of("InvalidID", "The ID '%s' is not valid", id);
    }
  }

  private static String kindOf(String id) {
    int dash = id.indexOf('-');
    return dash < 0 ? "" : id.substring(0, dash);
  }
}
