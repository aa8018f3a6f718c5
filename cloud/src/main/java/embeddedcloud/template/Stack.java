package embeddedcloud.template;

import java.util.Map;

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
}
