package embeddedcloud.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A resource of any type.
 *
 * @param properties with {@code Globals} merged in and every intrinsic function evaluated
 */
public record Resource(
    String logicalId,
    String type,
    Optional<String> deletionPolicy,
    Optional<String> updateReplacePolicy,
    Map<String, Object> properties) {
  public Resource {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }
}
