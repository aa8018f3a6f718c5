package embeddedcloud.states;

import embeddedcloud.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * One JSON object of a definition, read field by field. {@link #refuseUnread} refuses any other
 * field.
 */
final class Fields {
  private static final Map<String, String> JSON_PATH_ONLY =
      Map.ofEntries(
          Map.entry("InputPath", "Arguments"),
          Map.entry("Parameters", "Arguments"),
          Map.entry("ResultSelector", "Output"),
          Map.entry("ResultPath", "Output"),
          Map.entry("OutputPath", "Output"),
          Map.entry("Result", "Output"),
          Map.entry("SecondsPath", "Seconds"),
          Map.entry("TimeoutSecondsPath", "TimeoutSeconds"),
          Map.entry("HeartbeatSecondsPath", "HeartbeatSeconds"),
          Map.entry("ErrorPath", "Error"),
          Map.entry("CausePath", "Cause"),
          Map.entry("Variable", "Condition"),
          Map.entry("ItemsPath", "Items"));

  private final String path;
  private final String within;
  private final Map<?, ?> values;
  private final Set<String> known = new LinkedHashSet<>();

  Fields(String path, Object json) {
    this(path, "", json);
  }

  private Fields(String path, String within, Object json) {
    if (!(json instanceof Map<?, ?> map)) {
      throw new BadDefinitionException(
          path.isEmpty() ? "definition" : path, "expected an object, found " + shown(json));
    }
    this.path = path;
    this.within = within;
    this.values = map;
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  String path() {
    return path.isEmpty() ? "definition" : path;
  }

  boolean has(String name) {
    known.add(name);
    return values.containsKey(name);
  }

  Object required(String name, String expected) {
    if (!has(name)) {
      throw new BadDefinitionException(path(name), "missing; expected " + expected);
    }
    return values.get(name);
  }

  Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  String text(String name) {
    Object value = required(name, "a string");
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw refuse(name, "a non-empty string");
  }

  OptionalLong optionalWhole(String name, long least, long most) {
    if (!has(name)) {
      return OptionalLong.empty();
    }
    OptionalLong number = State.wholeNumber(values.get(name), least, most);
    if (number.isEmpty()) {
      throw refuse(name, "a whole number from " + least + " to " + most);
    }
    return number;
  }

  List<?> list(String name) {
    if (required(name, "an array") instanceof List<?> list && !list.isEmpty()) {
      return list;
    }
    throw refuse(name, "a non-empty array");
  }

  Fields object(String name) {
    return new Fields(path(name), within + name + "/", required(name, "an object"));
  }

  /** The elements of an array of objects. */
  List<Fields> objects(String name) {
    List<?> list = list(name);
    List<Fields> objects = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String element = name + "[" + i + "]";
      objects.add(new Fields(path(element), within + element + "/", list.get(i)));
    }
    return objects;
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    values.keySet().forEach(name -> names.add((String) name));
    known.addAll(names);
    return names;
  }

  Optional<Template> template(String name) {
    return has(name)
        ? Optional.of(Template.read(values.get(name), within + name, path(name)))
        : Optional.empty();
  }

  /** The exception for a field with an invalid value. */
  BadDefinitionException refuse(String name, String expected) {
    return new BadDefinitionException(
        path(name), "expected " + expected + ", found " + shown(values.get(name)));
  }

  private static String shown(Object value) {
    String json = Json.print(value);
    return json.length() <= 100 ? json : json.substring(0, 100) + "…";
  }

  void refuseUnread() {
    for (Object key : values.keySet()) {
      String name = (String) key;
      if (known.contains(name)) {
        continue;
      }
      String replacement = JSON_PATH_ONLY.get(name);
      if (replacement != null) {
        throw new BadDefinitionException(
            path(name), "belongs to JSONPath; with JSONata use " + replacement);
      }
      throw new BadDefinitionException(
          path(name), "unknown field; expected one of " + new TreeSet<>(known));
    }
  }
}
