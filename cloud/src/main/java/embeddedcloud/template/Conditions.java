package embeddedcloud.template;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Evaluates each of a template's conditions once. */
final class Conditions {
  private final Intrinsics intrinsics;
  private final Section conditions;
  private final Map<String, Boolean> decided = new HashMap<>();
  private final Set<String> deciding = new HashSet<>();

  Conditions(Intrinsics intrinsics, Section conditions) {
    this.intrinsics = intrinsics;
    this.conditions = conditions;
  }

  /** Whether the named condition holds. */
  boolean holds(String name, String path) {
    Boolean known = decided.get(name);
    if (known != null) {
      return known;
    }
    Object condition =
        conditions
            .get(name)
            .orElseThrow(() -> new TemplateException(path, "no condition is called " + name));
    if (!deciding.add(name)) {
      throw new TemplateException(conditions.at(name), "depends on itself");
    }
    boolean holds = decide(condition, conditions.at(name));
    decided.put(name, holds);
    return holds;
  }

  private boolean decide(Object condition, String path) {
    if (!(condition instanceof Map<?, ?> map) || map.size() != 1) {
      throw new TemplateException(path, "expected a condition function, but was " + condition);
    }
    String function = map.keySet().iterator().next().toString();
    Object argument = map.get(function);
    return switch (function) {
      case "Condition" -> holds(Section.text(argument, path), path);
      case "Fn::Equals" -> {
        List<?> sides = Intrinsics.arguments(function, argument, 2, path);
        yield side(sides.get(0), path).equals(side(sides.get(1), path));
      }
      case "Fn::Not" -> !decide(Intrinsics.arguments(function, argument, 1, path).get(0), path);
      case "Fn::And" -> several(function, argument, path).stream().allMatch(c -> decide(c, path));
      case "Fn::Or" -> several(function, argument, path).stream().anyMatch(c -> decide(c, path));
      default -> throw new TemplateException(path, function + " is not a condition function");
    };
  }

  private static List<?> several(String function, Object argument, String path) {
    if (argument instanceof List<?> list && list.size() >= 2 && list.size() <= 10) {
      return list;
    }
    throw new TemplateException(path, function + " takes 2 to 10 conditions, but got " + argument);
  }

  /** CloudFormation compares strings, so the number 0 in the template equals the parameter "0". */
  private Object side(Object value, String path) {
    Optional<Object> resolved = intrinsics.resolve(value, path);
    return resolved
        .filter(List.class::isInstance)
        .orElseGet(() -> resolved.map(side -> (Object) Section.text(side, path)).orElse(""));
  }
}
