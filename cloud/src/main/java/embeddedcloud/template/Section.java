package embeddedcloud.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A part of a resolved template: a map and its path, which error messages name. */
record Section(String path, Map<String, Object> values) {

  @SuppressWarnings("unchecked") // in YAML and JSON, TemplateYaml accepts only text as a key
  static Section of(Object value, String path) {
    if (value instanceof Map<?, ?> map) {
      return new Section(path, (Map<String, Object>) map);
    }
    throw new TemplateException(path, "expected an object, but was " + value);
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  TemplateException wrong(String name, String problem) {
    return new TemplateException(at(name), problem);
  }

  Optional<Object> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Returns a string, or a value that CloudFormation converts to a string. */
  Optional<String> text(String name) {
    return get(name).map(value -> text(value, at(name)));
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> wrong(name, "missing"));
  }

  static String text(Object value, String path) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new TemplateException(path, "expected text, but was " + value);
  }

  Optional<Integer> number(String name) {
    return text(name)
        .map(
            text -> {
              if (!text.matches("\\d{1,9}")) {
                throw wrong(name, "expected a whole number, but was " + text);
              }
              return Integer.valueOf(text);
            });
  }

  Optional<BigDecimal> decimal(String name) {
    return text(name)
        .map(
            text -> {
              try {
                return new BigDecimal(text);
              } catch (NumberFormatException e) {
                throw wrong(name, "expected a number, but was " + text);
              }
            });
  }

  /** A section within this one; empty if it does not exist. */
  Section section(String name) {
    return of(values.getOrDefault(name, Map.of()), at(name));
  }

  /** The sections within this one by name, such as the resources in {@code Resources}. */
  Map<String, Section> sections() {
    Map<String, Section> sections = new LinkedHashMap<>();
    values.forEach((name, value) -> sections.put(name, of(value, at(name))));
    return sections;
  }

  List<Object> list(String name) {
    Object value = values.getOrDefault(name, List.of());
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(list);
    }
    throw wrong(name, "expected a list, but was " + value);
  }

  List<Section> sectionList(String name) {
    List<Section> sections = new ArrayList<>();
    for (Object item : list(name)) {
      sections.add(of(item, at(name) + "[" + sections.size() + "]"));
    }
    return sections;
  }

  /** A list of strings. IAM and other services also accept a single string instead. */
  List<String> texts(String name) {
    Optional<Object> value = get(name);
    if (value.isPresent() && value.get() instanceof List<?> list) {
      List<String> texts = new ArrayList<>();
      for (Object item : list) {
        texts.add(text(item, at(name) + "[" + texts.size() + "]"));
      }
      return texts;
    }
    return text(name).map(List::of).orElse(List.of());
  }

  /**
   * Refuses properties that would change the behavior but that the embedded cloud does not
   * implement.
   */
  void refuse(Set<String> names) {
    for (String name : names) {
      if (values.containsKey(name)) {
        throw wrong(name, "is not supported by the embedded cloud");
      }
    }
  }
}
