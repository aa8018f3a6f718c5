package ebsbackup.local.drawing;

import ebsbackup.local.states.Definition;
import ebsbackup.local.states.State;
import ebsbackup.local.states.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way from one state to another.
 *
 * @param label when it is taken, for a way out of a Choice state
 * @param caught whether an error leads there
 */
record Way(String from, String to, Optional<String> label, boolean caught) {

  /** All ways of a definition, those of one state together, its main way first. */
  static List<Way> of(Definition definition) {
    List<Way> ways = new ArrayList<>();
    definition.states().values().forEach(state -> ways.addAll(of(state)));
    return ways;
  }

  private static List<Way> of(State state) {
    Map<String, Way> byTarget = new LinkedHashMap<>();
    switch (state) {
      case State.Choice choice -> {
        for (State.Rule rule : choice.rules()) {
          add(byTarget, state, rule.exit(), Optional.of(words(rule.condition())), false);
        }
        choice
            .otherwise()
            .ifPresent(exit -> add(byTarget, state, exit, Optional.of("otherwise"), false));
      }
      case State.Task task -> {
        add(byTarget, state, task.exit(), Optional.empty(), false);
        task.catchers().forEach(c -> add(byTarget, state, c.exit(), Optional.empty(), true));
      }
      case State.Wait wait -> add(byTarget, state, wait.exit(), Optional.empty(), false);
      case State.Pass pass -> add(byTarget, state, pass.exit(), Optional.empty(), false);
      case State.Succeed succeed -> {}
      case State.Fail fail -> {}
    }
    return List.copyOf(byTarget.values());
  }

  /** Two rules that lead to the same state are one line. */
  private static void add(
      Map<String, Way> byTarget,
      State from,
      State.Exit exit,
      Optional<String> label,
      boolean caught) {
    exit.next()
        .ifPresent(
            to ->
                byTarget.merge(
                    to,
                    new Way(from.name(), to, label, caught),
                    (first, second) ->
                        new Way(
                            from.name(),
                            to,
                            first
                                .label()
                                .map(a -> a + second.label().map(b -> ", " + b).orElse("")),
                            first.caught())));
  }

  private static String words(Template condition) {
    String text = condition.expressions().stream().findFirst().orElse("always").strip();
    return text.replace("$states.input.", "").replace("$", "").replace("'", "");
  }
}
