package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Changes the tags of existing resources. Every method throws {@link AwsCallException}. */
public final class TagWriter {
  private final Ec2Client ec2;

  TagWriter(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * Sets tags, overwriting those with the same keys.
   *
   * @throws RefusedException whose {@link RefusedException#notFound} is true if a resource does not
   *     exist, or was created so recently that EC2 does not find it yet
   */
  public void put(List<String> resourceIds, Map<String, String> tags) {
    Calls.call(
        "CreateTags",
        () -> ec2.createTags(request -> request.resources(resourceIds).tags(Tags.toEc2(tags))));
  }

  /**
   * Sets a tag of one resource; a no-op if it no longer exists. For several resources, each needs a
   * call of its own, because EC2 refuses a call as a whole if one of them is gone.
   */
  public void putIfExists(String resourceId, String key, String value) {
    try {
      put(List.of(resourceId), Map.of(key, value));
    } catch (RefusedException e) {
      if (!e.notFound()) {
        throw e;
      }
    }
  }

  /**
   * Removes a tag if it has the given value. A repeated call, which finds no tag, succeeds.
   *
   * @throws RefusedException as {@link #put} does
   */
  public void remove(List<String> resourceIds, String key, String value) {
    Calls.call(
        "DeleteTags",
        () ->
            ec2.deleteTags(
                request ->
                    request
                        .resources(resourceIds)
                        .tags(Tag.builder().key(key).value(value).build())));
  }
}
