package ebsbackup.conformance.mutants;

import static ebsbackup.conformance.mutants.Tree.then;

import embeddedcloud.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every change of a state machine's definition: of its routes, retries, catches and data. */
final class DefinitionMutants {
  private static final Pattern ONE_OF =
      Pattern.compile("\\{% (\\S+) (?:= |in \\[)('\\w+'(?:, '\\w+')*)]? %}");

  private final Tree tree;
  private final Map<?, ?> definition;

  private DefinitionMutants(String file, String text) {
    definition = (Map<?, ?>) Json.parse(text);
    tree = new Tree(file, definition, 2);
  }

  static List<Mutant> of(String file, String text) {
    DefinitionMutants mutants = new DefinitionMutants(file, text);
    mutants.target(List.of("StartAt"));
    mutants.number(List.of("TimeoutSeconds"), 10);
    mutants.states().keySet().forEach(name -> mutants.fields(List.of("States", name)));
    return mutants.tree.mutants();
  }

  private Map<?, ?> states() {
    return (Map<?, ?>) definition.get("States");
  }

  /** The fields of a state, a rule, a catcher or a retrier. */
  private void fields(List<Object> place) {
    ((Map<?, ?>) tree.at(place)).keySet().forEach(key -> field(then(place, key)));
  }

  private void field(List<Object> place) {
    String name = place.getLast().toString();
    switch (name) {
      case "Type", "Comment", "Resource" -> {}
      case "Next", "Default" -> target(place);
      case "Choices" -> {
        each(place);
        rules(place);
      }
      case "Retry", "Catch" -> {
        tree.remove(place);
        each(place);
      }
      case "ErrorEquals" -> errors(place);
      case "Condition" -> {
        expression(place);
        String condition = tree.at(place).toString();
        String inner = condition.substring(2, condition.length() - 2).strip();
        tree.set(place, Expressions.wrap("$not(" + inner + ")"), "negated");
      }
      case "Assign" -> ((Map<?, ?>) tree.at(place)).keySet().forEach(v -> assigned(place, v));
      case "Arguments" -> {
        members(place);
        function(then(place, "FunctionName"));
      }
      case "Output", "Error", "Cause" -> {
        tree.remove(place);
        members(place);
      }
      case "TimeoutSeconds", "Seconds", "MaxDelaySeconds", "BackoffRate", "MaxAttempts" ->
          number(place, 10);
      case "IntervalSeconds" -> number(place, 3);
      case "JitterStrategy" -> tree.set(place, "NONE", "made NONE");
      default -> throw new IllegalArgumentException("no changes are known for " + place);
    }
  }

  /** Removes each element of a list, and changes each. */
  private void each(List<Object> place) {
    List<?> list = (List<?>) tree.at(place);
    for (int i = 0; i < list.size(); i++) {
      tree.remove(then(place, i));
      fields(then(place, i));
    }
  }

  private void rules(List<Object> place) {
    List<?> rules = (List<?>) tree.at(place);
    List<Object> otherwise = then(place.subList(0, place.size() - 1), "Default");
    for (int i = 0; i < rules.size(); i++) {
      tree.swap(then(then(place, i), "Next"), otherwise);
      if (i + 1 < rules.size() && !exclude(rules.get(i), rules.get(i + 1))) {
        tree.swap(then(place, i), then(place, i + 1));
      }
    }
  }

  /**
   * Whether two rules ask whether one thing is one of different words: their order says nothing.
   */
  private static boolean exclude(Object one, Object other) {
    Matcher first = ONE_OF.matcher(((Map<?, ?>) one).get("Condition").toString());
    Matcher second = ONE_OF.matcher(((Map<?, ?>) other).get("Condition").toString());
    return first.matches()
        && second.matches()
        && first.group(1).equals(second.group(1))
        && Collections.disjoint(
            List.of(first.group(2).split(", ")), List.of(second.group(2).split(", ")));
  }

  /** Goes to the state after the one that it names, or to the one that stands below it. */
  private void target(List<Object> place) {
    String target = tree.at(place).toString();
    Map<?, ?> state = (Map<?, ?>) states().get(target);
    Object after = state.containsKey("Next") ? state.get("Next") : state.get("Default");
    if (after != null) {
      tree.set(place, after, "made " + after);
    }
    List<?> names = new ArrayList<>(states().keySet());
    Object below = names.get((names.indexOf(target) + 1) % names.size());
    tree.set(place, below, "made " + below);
  }

  private void errors(List<Object> place) {
    List<?> errors = (List<?>) tree.at(place);
    for (int i = 0; i < errors.size(); i++) {
      if (errors.size() > 1) {
        tree.remove(then(place, i));
      }
      if (errors.get(i).equals("States.ALL")) {
        tree.set(then(place, i), "States.TaskFailed", "made States.TaskFailed");
        tree.set(then(place, i), "States.Timeout", "made States.Timeout");
      }
    }
  }

  private void number(List<Object> place, long factor) {
    Object value = tree.at(place);
    if (value instanceof Number number) {
      boolean isDefault = place.getLast().equals("BackoffRate") && number.doubleValue() == 2;
      if (!List.of("Seconds", "MaxAttempts").contains(place.getLast()) && !isDefault) {
        tree.remove(place);
      }
      if (place.getLast().equals("BackoffRate")) {
        tree.set(place, 1L, "made 1");
      }
      long whole = number.longValue();
      if (place.getLast().equals("MaxAttempts") || place.getLast().equals("Seconds")) {
        tree.set(place, 0L, "made 0");
      } else if (whole >= factor) {
        tree.set(place, whole / factor, "divided by " + factor);
      }
      tree.set(place, whole == 0 ? 3L : whole * factor, "raised");
    } else {
      tree.set(place, 0L, "made 0");
      tree.set(place, 600L, "made 600");
      expression(place);
    }
  }

  /** A variable that is not assigned keeps its value; or it gets the one that it began with. */
  private void assigned(List<Object> assign, Object variable) {
    List<Object> place = then(assign, variable);
    tree.remove(place);
    Object first = initially(variable);
    if (first == null && tree.at(place) != null) {
      tree.set(place, Expressions.wrap("null"), "reset to null");
    } else if (first != null) {
      tree.set(place, first, "reset to " + Json.print(first));
    }
    if (Expressions.isExpression(tree.at(place))) {
      expression(place);
    }
  }

  /** The constant that a variable begins with; null if it begins with none. */
  private Object initially(Object variable) {
    for (Object state : states().values()) {
      if (((Map<?, ?>) state).get("Assign") instanceof Map<?, ?> assign
          && assign.containsKey(variable)) {
        Object value = assign.get(variable);
        return Expressions.isExpression(value) ? null : value;
      }
    }
    return null;
  }

  private void members(List<Object> place) {
    Object value = tree.at(place);
    if (value instanceof Map<?, ?> map) {
      for (Object key : map.keySet()) {
        tree.remove(then(place, key));
        members(then(place, key));
      }
    } else if (Expressions.isExpression(value)) {
      expression(place);
    }
  }

  private void function(List<Object> place) {
    List<?> names =
        states().values().stream()
            .map(state -> ((Map<?, ?>) state).get("Arguments"))
            .filter(Map.class::isInstance)
            .map(arguments -> ((Map<?, ?>) arguments).get("FunctionName"))
            .filter(String.class::isInstance)
            .toList();
    int own = names.indexOf(tree.at(place));
    if (own >= 0) {
      Object other = names.get((own + 1) % names.size());
      tree.set(place, other, "made " + other);
    }
  }

  private void expression(List<Object> place) {
    Expressions.changes(tree.at(place).toString())
        .forEach((how, changed) -> tree.set(place, changed, how));
  }
}
