package ebsbackup.json;

import com.google.gson.JsonElement;
import ebsbackup.failure.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * The names of the fields that an object may have, and the shapes of the objects in them. A map
 * whose keys the user chooses, like tags, has no shape.
 */
record Shape(SequencedMap<String, Optional<Shape>> fields) {

  static Shape of(String... names) {
    SequencedMap<String, Optional<Shape>> fields = new LinkedHashMap<>();
    for (String name : names) {
      fields.put(name, Optional.empty());
    }
    return new Shape(fields);
  }

  /** Returns a copy with a field that contains an object. */
  Shape with(String name, Shape shape) {
    SequencedMap<String, Optional<Shape>> more = new LinkedHashMap<>(fields);
    more.put(name, Optional.of(shape));
    return new Shape(more);
  }

  /** The shape of the object in a field; empty if it may have any fields. */
  Optional<Shape> in(String name) {
    return fields.getOrDefault(name, Optional.empty());
  }

  /**
   * Refuses unknown fields before any field is read: a mistyped name must never mean "not set", and
   * must be reported before the field that is missing because of it.
   *
   * @throws InvalidInputException if the object, or one in it, has unknown fields; it names all of
   *     them
   */
  void check(String path, JsonElement element) {
    SequencedMap<String, String> unknown = new LinkedHashMap<>();
    collect(path, element, unknown);
    if (!unknown.isEmpty()) {
      throw InvalidInputException.unknownFields(unknown);
    }
  }

  private void collect(String path, JsonElement element, Map<String, String> unknown) {
    if (!element.isJsonObject()) {
      return;
    }
    element
        .getAsJsonObject()
        .entrySet()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (fields.containsKey(name)) {
                in(name).ifPresent(s -> s.collect(at(path, name), entry.getValue(), unknown));
              } else {
                unknown.put(at(path, name), hint(path, name));
              }
            });
  }

  private String hint(String path, String name) {
    return Spelling.nearest(name, List.copyOf(fields.keySet()))
        .map(nearest -> "did you mean `%s`?".formatted(at(path, nearest)))
        .orElseGet(
            () -> "expected one of " + String.join(", ", new TreeSet<>(fields.keySet())) + ".");
  }

  static String at(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
