package embeddedcloud.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/** An EventBridge event pattern, matched by AWS's own library. */
public final class EventPattern {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Machine machine;

  private EventPattern(Machine machine) {
    this.machine = machine;
  }

  /**
   * Reads a pattern from plain JSON values.
   *
   * @param path the place of the pattern in the template, for messages
   * @throws TemplateException if the pattern is malformed or uses an unknown operator
   */
  public static EventPattern of(Object pattern, String path) {
    String json = Json.print(pattern);
    String problem = JsonRuleCompiler.check(json);
    if (problem != null) {
      throw new TemplateException(path, problem.lines().findFirst().orElse(""));
    }
    Machine machine = Machine.builder().build();
    try {
      machine.addRule(path, json);
    } catch (IOException e) {
      throw new TemplateException(path, "is not an event pattern: " + json, e);
    }
    return new EventPattern(machine);
  }

  /** An event in the form that patterns compare: converting it takes longer than comparing it. */
  public static final class Event {
    private final JsonNode tree;

    /**
     * @param event plain JSON values
     */
    public Event(Map<?, ?> event) {
      tree = JSON.valueToTree(event);
    }
  }

  /** Whether an event, as plain JSON values, matches the pattern in every field. */
  public boolean matches(Map<?, ?> event) {
    return matches(new Event(event));
  }

  /** Like {@link #matches(Map)}, for an event that is compared with several patterns. */
  public boolean matches(Event event) {
    return !machine.rulesForJSONEvent(event.tree).isEmpty();
  }
}
