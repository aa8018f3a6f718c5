package ebsbackup.cli;

import embeddedcloud.states.Definition;
import embeddedcloud.states.State;
import embeddedcloud.states.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A workflow as a Mermaid flowchart, which GitHub renders. */
final class Flowchart {
  private static final String HEAD =
      """
      %%{init: {"flowchart": {"nodeSpacing": 30, "rankSpacing": 35}}}%%
      flowchart TD
      """;

  /** Each style sets its text color, so that the text is readable in GitHub's dark theme too. */
  private static final String STYLES =
      """
        classDef task fill:#fff4e5,stroke:#d97706,color:#1f2933
        classDef choice fill:#eef2ff,stroke:#6366f1,color:#1f2933
        classDef wait fill:#f1f5f9,stroke:#64748b,color:#1f2933,stroke-dasharray:3
        classDef pass fill:#ffffff,stroke:#64748b,color:#1f2933
        classDef succeed fill:#e3f9e5,stroke:#2f8132,color:#1f2933
        classDef fail fill:#ffe3e3,stroke:#c52828,color:#1f2933
      """;

  private final List<String> arrows = new ArrayList<>();
  private final List<String> caught = new ArrayList<>();

  private Flowchart() {}

  /** The chart's source, which ends with a newline. */
  static String of(Definition definition) {
    Flowchart chart = new Flowchart();
    chart.arrows.add("  Start(( )) --> " + id(definition.startAt()));
    definition.states().values().forEach(chart::addArrows);
    return definition.states().values().stream()
        .map(state -> "  " + id(state.name()) + node(state) + "\n")
        .collect(Collectors.joining("", HEAD, chart.links() + STYLES));
  }

  private static String id(String state) {
    return state.replaceAll("[^A-Za-z0-9]", "");
  }

  private static String node(State state) {
    String name = state.name();
    return switch (state) {
      case State.Task task -> "[\"λ %s\"]:::task".formatted(name);
      case State.Choice choice -> "{{\"%s\"}}:::choice".formatted(name);
      case State.Wait wait -> "(\"%s\"):::wait".formatted(name);
      case State.Pass pass -> "[\"%s\"]:::pass".formatted(name);
      case State.Succeed succeed -> "([\"%s\"]):::succeed".formatted(name);
      case State.Fail fail -> "([\"%s\"]):::fail".formatted(name);
    };
  }

  private void addArrows(State state) {
    switch (state) {
      case State.Choice choice -> addChoices(choice);
      case State.Task task -> {
        addArrow(state, task.exit());
        task.catchers().stream()
            .flatMap(catcher -> catcher.exit().next().stream())
            .distinct()
            .forEach(to -> caught.add("  " + id(state.name()) + " -.-> " + id(to)));
      }
      case State.Wait wait -> addArrow(state, wait.exit());
      case State.Pass pass -> addArrow(state, pass.exit());
      case State.Succeed succeed -> {}
      case State.Fail fail -> {}
    }
  }

  private void addArrow(State from, State.Exit exit) {
    exit.next().ifPresent(to -> arrows.add("  " + id(from.name()) + " --> " + id(to)));
  }

  /** Rules that lead to the same state share one arrow. */
  private void addChoices(State.Choice choice) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (State.Rule rule : choice.rules()) {
      addLabel(labels, rule.exit(), words(rule.condition()));
    }
    choice.otherwise().ifPresent(exit -> addLabel(labels, exit, "otherwise"));
    labels.forEach(
        (to, label) ->
            arrows.add("  %s -- \"%s\" --> %s".formatted(id(choice.name()), label, id(to))));
  }

  private static void addLabel(Map<String, String> labels, State.Exit exit, String label) {
    exit.next().ifPresent(to -> labels.merge(to, label, (first, next) -> first + ", " + next));
  }

  private static String words(Template condition) {
    String text = condition.expressions().stream().findFirst().orElse("always").strip();
    return text.replaceAll("\\$states\\.input\\.|[$'\"]", "");
  }

  private String links() {
    String numbers =
        IntStream.range(arrows.size(), arrows.size() + caught.size())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    List<String> lines = new ArrayList<>(arrows);
    lines.addAll(caught);
    if (!caught.isEmpty()) {
      lines.add("  linkStyle " + numbers + " stroke:#c52828");
    }
    return String.join("\n", lines) + "\n";
  }
}
