package ebsbackup.conformance.flows;

import com.google.gson.JsonParseException;
import embeddedcloud.json.Json;
import embeddedcloud.world.SdkJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * An entry of an execution's history, but for its time, of which an interpreter without a clock has
 * none that could be compared.
 *
 * @param previous the id of the one that it follows
 * @param details as JSON; what is JSON in a string is JSON here
 */
record Event(String type, long id, long previous, Map<String, Object> details) {
  private static final String DETAILS = "EventDetails";

  static Event of(HistoryEvent event) {
    Map<String, Object> fields = SdkJson.print(event);
    Map<?, ?> details =
        fields.entrySet().stream()
            .filter(field -> field.getKey().endsWith(DETAILS))
            .map(field -> (Map<?, ?>) field.getValue())
            .findFirst()
            .orElse(Map.of());
    return new Event(
        event.typeAsString(),
        event.id(),
        event.previousEventId(),
        comparable(event.typeAsString(), details));
  }

  /** As the other interpreter tells it. */
  static Event of(Object told) {
    Map<?, ?> event = (Map<?, ?>) told;
    String type = (String) event.get("type");
    return new Event(
        type,
        (Long) event.get("id"),
        (Long) event.get("previous"),
        comparable(type, (Map<?, ?>) event.get("details")));
  }

  /** The state that is entered here. */
  Optional<String> entered() {
    return type.endsWith("StateEntered")
        ? Optional.of((String) details.get("name"))
        : Optional.empty();
  }

  /** Where an evaluation failed, and in which words, only the engine knows that knows fields. */
  private static Map<String, Object> comparable(String type, Map<?, ?> details) {
    Map<String, Object> comparable = opened(details);
    if (type.equals("EvaluationFailed")) {
      comparable.keySet().retainAll(Set.of("error"));
    }
    return comparable;
  }

  private static Map<String, Object> opened(Map<?, ?> details) {
    Map<String, Object> opened = new LinkedHashMap<>();
    details.forEach((name, value) -> opened.put((String) name, opened(value)));
    return opened;
  }

  private static Object opened(Object value) {
    if (value instanceof Map<?, ?> map) {
      return opened(map);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(opened(element)));
      return copy;
    }
    if (value instanceof String text && !text.isEmpty() && "{[\"".indexOf(text.charAt(0)) >= 0) {
      try {
        return Json.parse(text);
      } catch (JsonParseException e) {
        return text;
      }
    }
    return value;
  }
}
