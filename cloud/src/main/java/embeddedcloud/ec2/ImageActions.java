package embeddedcloud.ec2;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;

/** DescribeImages. Disabled images are hidden unless asked for, but their snapshots stay in use. */
final class ImageActions {
  private final Account account;

  ImageActions(Account account) {
    this.account = account;
  }

  DescribeImagesResponse describe(DescribeImagesRequest request) {
    NotModeled.refuse("ExecutableUsers", request.hasExecutableUsers());
    Page<Image> page =
        Page.of(
            account.images,
            asked(request),
            image -> isInScope(image, request),
            image -> image,
            account::image);
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeImagesResponse.builder()
        .images(page.items())
        .nextToken(page.nextToken())
        .build();
  }

  Page.Request asked(DescribeImagesRequest request) {
    return new Page.Request(
        request.imageIds(),
        "imagesSet",
        request.filters(),
        request.maxResults(),
        request.nextToken(),
        account.settings.limits().imagesPage());
  }

  private boolean isInScope(Image image, DescribeImagesRequest request) {
    boolean own = account.settings.accountId().equals(image.ownerId());
    return isOwned(image, own, request.owners())
        && (Boolean.TRUE.equals(request.includeDisabled()) || image.state() != ImageState.DISABLED)
        && (own || Boolean.TRUE.equals(request.includeDeprecated()) || !isDeprecated(image));
  }

  private static boolean isOwned(Image image, boolean own, List<String> owners) {
    return owners.isEmpty()
        || owners.contains(image.ownerId())
        || (own && owners.contains("self"))
        || (image.imageOwnerAlias() != null && owners.contains(image.imageOwnerAlias()));
  }

  private boolean isDeprecated(Image image) {
    return image.deprecationTime() != null
        && Instant.parse(image.deprecationTime()).isBefore(account.now());
  }
}
