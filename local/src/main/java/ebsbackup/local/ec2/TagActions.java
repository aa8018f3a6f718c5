package ebsbackup.local.ec2;

import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;

/** CreateTags and DeleteTags on instances, volumes, snapshots and images. */
final class TagActions {
  private static final int MOST_RESOURCES = 1_000;

  private final Account account;

  TagActions(Account account) {
    this.account = account;
  }

  CreateTagsResponse create(CreateTagsRequest request) {
    checkResources(request.resources());
    if (request.tags().isEmpty()) {
      throw Refusal.missing("Tag");
    }
    List<Tag> tags = TagRules.checked(request.tags());
    for (String id : request.resources()) {
      TagRules.added(tagsOf(id), tags);
    }
    Refusal.ifDryRun(request.dryRun());
    request.resources().forEach(id -> update(id, old -> TagRules.added(old, tags)));
    return CreateTagsResponse.builder().build();
  }

  DeleteTagsResponse delete(DeleteTagsRequest request) {
    checkResources(request.resources());
    request.resources().forEach(this::tagsOf);
    for (Tag tag : request.tags()) {
      if (tag.key() != null && tag.key().startsWith(TagRules.RESERVED)) {
        throw Refusal.badValue(
            "Tag keys starting with '%s' are reserved for internal use", TagRules.RESERVED);
      }
    }
    Refusal.ifDryRun(request.dryRun());
    for (String id : request.resources()) {
      update(id, old -> old.stream().filter(tag -> !isDeleted(tag, request.tags())).toList());
    }
    return DeleteTagsResponse.builder().build();
  }

  /** No tags named means all; a tag named without a value means whatever value it has. */
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
      throw Refusal.missing("ResourceId");
    }
    if (ids.size() > MOST_RESOURCES) {
      throw Refusal.badValue("%d resources; at most %d allowed", ids.size(), MOST_RESOURCES);
    }
  }

  private List<Tag> tagsOf(String id) {
    return switch (kindOf(id)) {
      case "i" -> account.instance(id).tags();
      case "vol" -> account.volume(id).tags();
      case "snap" -> account.snapshot(id).tags();
      case "ami" -> account.image(id).tags();
      default -> throw Refusal.of("InvalidID", "The ID '%s' is not valid", id);
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
      default -> throw Refusal.of("InvalidID", "The ID '%s' is not valid", id);
    }
  }

  private static String kindOf(String id) {
    int dash = id.indexOf('-');
    return dash < 0 ? "" : id.substring(0, dash);
  }
}
