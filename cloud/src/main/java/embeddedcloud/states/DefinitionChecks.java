package embeddedcloud.states;

import embeddedcloud.states.State.Exit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules that span several fields: the targets of states and the references of expressions. */
final class DefinitionChecks {
  /** The error names that ASL reserves. Other errors that start with "States." cannot occur. */
  static final Set<String> RESERVED_ERRORS =
      new TreeSet<>(
          Set.of(
              StatesError.ALL,
              StatesError.TASK_FAILED,
              StatesError.TIMEOUT,
              StatesError.RUNTIME,
              StatesError.DATA_LIMIT_EXCEEDED,
              StatesError.QUERY_EVALUATION_ERROR,
              "States.HeartbeatTimeout",
              "States.Permissions"));

  private static final Set<String> EVERYWHERE = Set.of("input", "context");

  private final Definition definition;
  private final Set<String> assigned = new LinkedHashSet<>();

  private DefinitionChecks(Definition definition) {
    this.definition = definition;
  }

  static void check(Definition definition) {
    DefinitionChecks checks = new DefinitionChecks(definition);
    checks.targets();
    checks.reachable();
    checks.terminal();
    checks.expressions();
  }

  private static String path(State state) {
    return "States." + state.name();
  }

  private void targets() {
    if (!definition.states().containsKey(definition.startAt())) {
      throw new BadDefinitionException("StartAt", noState(definition.startAt()));
    }
    for (State state : definition.states().values()) {
      for (Exit exit : state.exits()) {
        exit.next()
            .filter(next -> !definition.states().containsKey(next))
            .ifPresent(
                next -> {
                  throw new BadDefinitionException(path(state), noState(next));
                });
      }
    }
  }

  private String noState(String name) {
    return "no state is named '" + name + "'; expected one of " + definition.states().keySet();
  }

  private void reachable() {
    Set<String> reached = new LinkedHashSet<>(Set.of(definition.startAt()));
    Deque<String> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      State state = definition.states().get(open.remove());
      state.exits().stream()
          .flatMap(exit -> exit.next().stream())
          .filter(reached::add)
          .forEach(open::add);
    }
    definition.states().values().stream()
        .filter(state -> !reached.contains(state.name()))
        .findFirst()
        .ifPresent(
            state -> {
              throw new BadDefinitionException(path(state), "unreachable: no state leads to it");
            });
  }

  private void terminal() {
    boolean ends =
        definition.states().values().stream()
            .anyMatch(
                state ->
                    state.exits().isEmpty()
                        || state.exits().stream().anyMatch(exit -> exit.next().isEmpty()));
    if (!ends) {
      throw new BadDefinitionException(
          "States", "no state ends the execution; expected a Succeed, a Fail or an End");
    }
  }

  private void expressions() {
    definition
        .states()
        .values()
        .forEach(state -> state.exits().forEach(exit -> assigned.addAll(exit.assign().keySet())));
    definition.states().values().forEach(this::expressions);
  }

  private void expressions(State state) {
    switch (state) {
      case State.Task task -> {
        check(EVERYWHERE, task.arguments());
        check(EVERYWHERE, task.timeoutSeconds());
        check(Set.of("input", "context", "result"), task.exit());
        task.catchers()
            .forEach(catcher -> check(Set.of("input", "context", "errorOutput"), catcher.exit()));
      }
      case State.Choice choice -> {
        choice.rules().forEach(rule -> check(EVERYWHERE, rule.condition()));
        choice.exits().forEach(exit -> check(EVERYWHERE, exit));
      }
      case State.Wait wait -> {
        check(EVERYWHERE, wait.seconds());
        check(EVERYWHERE, wait.exit());
      }
      case State.Pass pass -> check(EVERYWHERE, pass.exit());
      case State.Succeed succeed -> check(EVERYWHERE, succeed.output());
      case State.Fail fail -> {
        check(EVERYWHERE, fail.error());
        check(EVERYWHERE, fail.cause());
      }
    }
  }

  private void check(Set<String> allowed, Exit exit) {
    check(allowed, exit.output());
    for (Map.Entry<String, Template> assign : exit.assign().entrySet()) {
      check(allowed, assign.getValue());
    }
  }

  private void check(Set<String> allowed, Optional<Template> template) {
    template.ifPresent(present -> check(allowed, present));
  }

  private void check(Set<String> allowed, Template template) {
    template.forEachExpression(expression -> check(allowed, expression));
  }

  private void check(Set<String> allowed, Expression expression) {
    String path = expression.path();
    References references = References.of(expression.text());
    for (String field : new TreeSet<>(references.statesFields())) {
      if (!allowed.contains(field)) {
        throw new BadDefinitionException(
            path, "$states." + field + " is not available here; expected " + named(allowed));
      }
    }
    for (String variable : new TreeSet<>(references.variables())) {
      boolean known =
          variable.equals("states")
              || assigned.contains(variable)
              || JsonataFunctions.isKnown(variable);
      if (!known) {
        throw new BadDefinitionException(
            path, "$" + variable + " is neither a function nor assigned in any state");
      }
    }
  }

  private static String named(Set<String> fields) {
    return Stream.of("input", "context", "result", "errorOutput")
        .filter(fields::contains)
        .map(name -> "$states." + name)
        .toList()
        .toString();
  }
}
