package embeddedcloud.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Evaluates the CloudFormation intrinsic functions that the template uses. Every other function,
 * and every dynamic reference, is refused by name.
 */
final class Intrinsics {
  /** The value of {@code AWS::NoValue}. A property with this value is omitted. */
  private static final Object NO_VALUE = new Object();

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]*)}");

  private final References references;
  private final Conditions conditions;

  /** Resolves the names of parameters, pseudo parameters and resources. */
  interface References {
    /** Returns empty if nothing has that name. */
    Optional<Object> ref(String name, String path);

    Object attribute(String logicalId, String attribute, String path);
  }

  Intrinsics(References references, Section conditions) {
    this.references = references;
    this.conditions = new Conditions(this, conditions);
  }

  Conditions conditions() {
    return conditions;
  }

  /** The value with every function evaluated; empty if it is {@code AWS::NoValue}. */
  Optional<Object> resolve(Object value, String path) {
    Object resolved = evaluate(value, path);
    return resolved == NO_VALUE ? Optional.empty() : Optional.ofNullable(resolved);
  }

  Section resolve(Section section) {
    return Section.of(resolve(section.values(), section.path()).orElseThrow(), section.path());
  }

  private Object evaluate(Object value, String path) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> object(map, path);
      case List<?> list -> list(list, path);
      case String text -> plainText(text, path);
      default -> value;
    };
  }

  private static String plainText(String text, String path) {
    if (text.contains("{{resolve:")) {
      throw new TemplateException(path, "dynamic references need an account: " + text);
    }
    return text;
  }

  private Object object(Map<?, ?> map, String path) {
    Optional<String> function = function(map);
    if (function.isPresent()) {
      if (map.size() > 1) {
        throw new TemplateException(path, function.get() + " must be the only key of its object");
      }
      return call(function.get(), map.get(function.get()), path);
    }
    Map<String, Object> resolved = new LinkedHashMap<>();
    map.forEach(
        (key, member) -> {
          String at = path.isEmpty() ? key.toString() : path + "." + key;
          Object memberValue = evaluate(member, at);
          if (memberValue != NO_VALUE) {
            resolved.put(key.toString(), memberValue);
          }
        });
    return resolved;
  }

  /** The function that an object calls; empty if the object is a plain value. */
  static Optional<String> function(Map<?, ?> object) {
    // A loop, because it runs for every object of the template.
    for (Object key : object.keySet()) {
      String name = key.toString();
      if (name.equals("Ref") || name.startsWith("Fn::")) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private List<Object> list(List<?> list, String path) {
    List<Object> resolved = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Object item = evaluate(list.get(i), path + "[" + i + "]");
      if (item != NO_VALUE) {
        resolved.add(item);
      }
    }
    return resolved;
  }

  private Object call(String function, Object argument, String path) {
    return switch (function) {
      case "Ref" -> ref(text(argument, path), path);
      case "Fn::GetAtt" -> attribute(text(argument, path), path);
      case "Fn::Sub" -> substitute(argument, path);
      case "Fn::Join" -> join(arguments(function, argument, 2, path), path);
      case "Fn::If" -> {
        List<?> branches = arguments(function, argument, 3, path);
        boolean holds = conditions.holds(text(branches.get(0), path), path);
        yield evaluate(branches.get(holds ? 1 : 2), path);
      }
      default ->
          throw new TemplateException(path, function + " is not supported by the embedded cloud");
    };
  }

  static List<?> arguments(String function, Object argument, int count, String path) {
    if (argument instanceof List<?> list && list.size() == count) {
      return list;
    }
    throw new TemplateException(
        path, function + " takes a list of " + count + ", but got " + argument);
  }

  private static String text(Object value, String path) {
    return Section.text(value, path);
  }

  private Object ref(String name, String path) {
    if (name.equals("AWS::NoValue")) {
      return NO_VALUE;
    }
    return references
        .ref(name, path)
        .orElseThrow(
            () -> new TemplateException(path, "no parameter or resource is called " + name));
  }

  private Object attribute(String name, String path) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      throw new TemplateException(path, "Fn::GetAtt takes Resource.Attribute, but got " + name);
    }
    return references.attribute(name.substring(0, dot), name.substring(dot + 1), path);
  }

  private String substitute(Object argument, String path) {
    if (argument instanceof List<?>) {
      List<?> parts = arguments("Fn::Sub", argument, 2, path);
      return substitute(text(parts.get(0), path), Section.of(parts.get(1), path), path);
    }
    return substitute(text(argument, path), new Section(path, Map.of()), path);
  }

  private String substitute(String template, Section own, String path) {
    Matcher matcher = PLACEHOLDER.matcher(plainText(template, path));
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      String replacement;
      if (!matcher.group(1).isEmpty()) {
        replacement = "${" + name + "}";
      } else if (own.values().containsKey(name)) {
        replacement = text(evaluate(own.values().get(name), path), path);
      } else {
        replacement = text(named(name, path), path);
      }
      matcher.appendReplacement(text, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(text).toString();
  }

  /**
   * {@code ${Name}} is a Ref if something, including an alias, has that name, otherwise a GetAtt.
   */
  private Object named(String name, String path) {
    Optional<Object> ref = references.ref(name, path);
    if (ref.isPresent()) {
      return ref.get();
    }
    return name.contains(".") ? attribute(name, path) : ref(name, path);
  }

  private String join(List<?> arguments, String path) {
    if (!(evaluate(arguments.get(1), path) instanceof List<?> items)) {
      throw new TemplateException(path, "Fn::Join takes a list, but got " + arguments.get(1));
    }
    return items.stream()
        .map(item -> text(item, path))
        .collect(Collectors.joining(text(arguments.get(0), path)));
  }
}
