package embeddedcloud.template;

import java.util.Map;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * What a template is deployed as.
 *
 * @param parameters values by name, for those that should not have their defaults
 */
public record Stack(String name, String region, String account, Map<String, String> parameters) {
  public Stack {
    if (!name.matches("[A-Za-z][A-Za-z0-9-]{0,127}")) {
      throw new TemplateException(
          "stack name", "expected up to 128 letters, digits and hyphens, but was " + name);
    }
    parameters = Map.copyOf(parameters);
  }

  String partition() {
    return metadata().id();
  }

  String urlSuffix() {
    return metadata().dnsSuffix();
  }

  private PartitionMetadata metadata() {
    return PartitionMetadata.of(Region.of(region));
  }
}
