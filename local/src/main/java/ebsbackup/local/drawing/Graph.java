package ebsbackup.local.drawing;

import ebsbackup.local.states.Definition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A definition as layers of nodes: every way leads from one layer to the next, passing those
 * between; ways back to an earlier state are turned around.
 */
final class Graph {
  final List<List<Node>> layers = new ArrayList<>();
  final List<Line> lines = new ArrayList<>();
  final Node start;

  private final Map<String, Node> states = new LinkedHashMap<>();
  private final Map<String, List<Way>> ways = new LinkedHashMap<>();
  private final Set<Way> back = new HashSet<>();

  Graph(Definition definition) {
    definition.states().values().forEach(s -> states.put(s.name(), new Node(new Box.OfState(s))));
    for (Way way : Way.of(definition)) {
      ways.computeIfAbsent(way.from(), name -> new ArrayList<>()).add(way);
    }
    findBack(definition.startAt(), new HashSet<>(), new HashSet<>());
    start = node(definition.startAt());
    boolean moved = true;
    while (moved) {
      moved = ways.values().stream().flatMap(List::stream).filter(this::push).count() > 0;
    }
    for (Node node : states.values()) {
      add(node);
    }
    for (List<Way> ofState : ways.values()) {
      ofState.forEach(this::connect);
      // The usual course of things goes straight down.
      ofState.stream()
          .filter(way -> !back.contains(way) && !way.caught())
          .findFirst()
          .ifPresent(way -> line(way).straighten());
    }
  }

  private Node node(String state) {
    return states.get(state);
  }

  /** A way to a state that the walk has entered and not left closes a loop. */
  private void findBack(String state, Set<String> entered, Set<String> left) {
    entered.add(state);
    for (Way way : ways.getOrDefault(state, List.of())) {
      if (entered.contains(way.to()) && !left.contains(way.to())) {
        back.add(way);
      } else if (!entered.contains(way.to())) {
        findBack(way.to(), entered, left);
      }
    }
    left.add(state);
  }

  /** Pushes the lower end of a way below its upper end, with room for a label; whether it moved. */
  private boolean push(Way way) {
    Node upper = node(back.contains(way) ? way.to() : way.from());
    Node lower = node(back.contains(way) ? way.from() : way.to());
    int least = upper.layer + (way.label().isPresent() ? 2 : 1);
    if (upper == lower || lower.layer >= least) {
      return false;
    }
    lower.layer = least;
    return true;
  }

  private Line line(Way way) {
    return lines.stream()
        .filter(line -> line.nodes().getFirst() == node(way.from()))
        .filter(line -> line.nodes().getLast() == node(way.to()))
        .findFirst()
        .orElseThrow();
  }

  private void add(Node node) {
    while (layers.size() <= node.layer) {
      layers.add(new ArrayList<>());
    }
    layers.get(node.layer).add(node);
  }

  private void connect(Way way) {
    boolean upward = back.contains(way);
    Node upper = node(upward ? way.to() : way.from());
    Node lower = node(upward ? way.from() : way.to());
    // A label stands beside the state that chooses.
    int labelled = upward ? lower.layer - 1 : upper.layer + 1;
    List<Node> nodes = new ArrayList<>(List.of(upper));
    for (int layer = upper.layer + 1; layer < lower.layer; layer++) {
      boolean label = way.label().isPresent() && layer == labelled;
      Node node = new Node(label ? new Box.Label(way.label().get()) : new Box.Passage());
      node.layer = layer;
      add(node);
      nodes.add(node);
    }
    nodes.add(lower);
    for (int i = 1; i < nodes.size(); i++) {
      nodes.get(i - 1).below.add(nodes.get(i));
      nodes.get(i).above.add(nodes.get(i - 1));
    }
    lines.add(new Line(nodes, upward, way.caught()));
  }
}
