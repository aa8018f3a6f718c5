package embeddedcloud.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SAM's {@code Globals}: the properties that every function or state machine has unless it sets its
 * own.
 */
final class Globals {
  private Globals() {}

  /**
   * The template's resources by logical id, with {@code Globals} merged in but not yet resolved.
   */
  static Map<String, Section> mergedInto(Section template) {
    Section globals = template.section("Globals");
    Map<String, Section> merged = new LinkedHashMap<>();
    template
        .section("Resources")
        .sections()
        .forEach(
            (logicalId, resource) -> {
              Map<String, Object> own =
                  switch (Resources.type(resource)) {
                    case Resources.FUNCTION -> globals.section("Function").values();
                    case Resources.STATE_MACHINE -> globals.section("StateMachine").values();
                    default -> Map.of();
                  };
              Map<String, Object> values = new LinkedHashMap<>(resource.values());
              values.put("Properties", merge(own, resource.section("Properties").values()));
              merged.put(logicalId, new Section(resource.path(), values));
            });
    return merged;
  }

  /** Merges objects, appends to lists, and replaces everything else, including function calls. */
  private static Object merge(Object global, Object own) {
    if (global instanceof Map<?, ?> globalMap
        && own instanceof Map<?, ?> ownMap
        && Intrinsics.function(globalMap).isEmpty()
        && Intrinsics.function(ownMap).isEmpty()) {
      Map<Object, Object> merged = new LinkedHashMap<>(globalMap);
      ownMap.forEach(
          (key, value) ->
              merged.put(key, merged.containsKey(key) ? merge(merged.get(key), value) : value));
      return merged;
    }
    if (global instanceof List<?> globalList && own instanceof List<?> ownList) {
      List<Object> merged = new ArrayList<>(globalList);
      merged.addAll(ownList);
      return merged;
    }
    return own;
  }
}
