package embeddedcloud.template;

import java.util.Map;

/**
 * The stack that a template is deployed as.
 *
 * @param parameters the values, by name, of parameters that differ from their defaults
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
