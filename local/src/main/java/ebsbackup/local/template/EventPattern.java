package ebsbackup.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An EventBridge event pattern: exact values, {@code prefix}, {@code suffix}, {@code
 * equals-ignore-case}, {@code anything-but} and {@code exists}. Other operators are refused when
 * read, so that none is taken for a value.
 */
public final class EventPattern {
  private final Map<String, Node> members;

  private EventPattern(Map<String, Node> members) {
    this.members = members;
  }

  private sealed interface Node {}

  private record Nested(EventPattern pattern) implements Node {}

  private record AnyOf(List<Rule> rules) implements Node {}

  private sealed interface Rule {}

  private record Exactly(Object value) implements Rule {}

  private record Prefix(String text) implements Rule {}

  private record Suffix(String text) implements Rule {}

  private record IgnoringCase(String text) implements Rule {}

  private record AnythingBut(List<Rule> rules) implements Rule {}

  private record Exists(boolean expected) implements Rule {}

  /**
   * Reads a pattern from plain JSON values.
   *
   * @param path where it stands, for messages
   * @throws TemplateException when it is malformed or uses another operator
   */
  public static EventPattern of(Object json, String path) {
    Map<String, Node> members = new LinkedHashMap<>();
    Section section = Section.of(json, path);
    if (section.values().isEmpty()) {
      throw new TemplateException(path, "a pattern has one field at least");
    }
    section
        .values()
        .forEach(
            (name, value) -> {
              if (name.startsWith("$")) {
                throw section.wrong(name, "is not supported by the embedded cloud");
              }
              members.put(name, node(value, section.at(name)));
            });
    return new EventPattern(members);
  }

  private static Node node(Object value, String path) {
    if (value instanceof Map<?, ?>) {
      return new Nested(of(value, path));
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      return new AnyOf(list.stream().map(item -> rule(item, path)).toList());
    }
    throw new TemplateException(path, "expected a list of values or an object, but was " + value);
  }

  private static Rule rule(Object value, String path) {
    if (!(value instanceof Map<?, ?> map)) {
      return new Exactly(value);
    }
    if (map.size() != 1) {
      throw new TemplateException(path, "expected one operator, but was " + map);
    }
    String operator = map.keySet().iterator().next().toString();
    Object operand = map.get(operator);
    return switch (operator) {
      case "prefix" -> new Prefix(text(operand, path));
      case "suffix" -> new Suffix(text(operand, path));
      case "equals-ignore-case" -> new IgnoringCase(text(operand, path));
      case "exists" -> {
        if (operand instanceof Boolean expected) {
          yield new Exists(expected);
        }
        throw new TemplateException(path, "exists takes true or false, but got " + operand);
      }
      case "anything-but" -> new AnythingBut(excluded(operand, path));
      default ->
          throw new TemplateException(
              path, "the operator " + operator + " is not supported by the embedded cloud");
    };
  }

  private static List<Rule> excluded(Object operand, String path) {
    List<Rule> rules = new ArrayList<>();
    for (Object item : operand instanceof List<?> list ? list : List.of(operand)) {
      rules.add(rule(item, path));
    }
    return rules;
  }

  private static String text(Object value, String path) {
    return Section.text(value, path);
  }

  /** Whether an event, as plain JSON values, matches in every field of the pattern. */
  public boolean matches(Map<?, ?> event) {
    return members.entrySet().stream()
        .allMatch(
            member ->
                matches(
                    member.getValue(),
                    event.get(member.getKey()),
                    event.containsKey(member.getKey())));
  }

  private static boolean matches(Node node, Object value, boolean present) {
    return switch (node) {
      case Nested nested ->
          // An absent object has no fields, which is what "exists": false may ask for.
          nested.pattern().matches(value instanceof Map<?, ?> map ? map : Map.of());
      case AnyOf anyOf -> anyOf.rules().stream().anyMatch(rule -> matches(rule, value, present));
    };
  }

  private static boolean matches(Rule rule, Object value, boolean present) {
    if (rule instanceof Exists exists) {
      // Only leaves exist, for EventBridge.
      return exists.expected() == (present && !(value instanceof Map<?, ?>));
    }
    if (!present) {
      return false;
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(item -> matchesValue(rule, item));
    }
    return matchesValue(rule, value);
  }

  private static boolean matchesValue(Rule rule, Object value) {
    return switch (rule) {
      case Exactly exactly -> same(exactly.value(), value);
      case Prefix prefix -> value instanceof String text && text.startsWith(prefix.text());
      case Suffix suffix -> value instanceof String text && text.endsWith(suffix.text());
      case IgnoringCase word -> value instanceof String text && text.equalsIgnoreCase(word.text());
      case AnythingBut but ->
          !(value instanceof Map<?, ?>)
              && but.rules().stream().noneMatch(excluded -> matchesValue(excluded, value));
      case Exists exists -> exists.expected();
    };
  }

  private static boolean same(Object expected, Object actual) {
    if (expected instanceof Number a && actual instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue()) == 0;
    }
    return Objects.equals(expected, actual);
  }
}
