package ebsbackup.local.drawing;

import ebsbackup.local.states.Definition;
import ebsbackup.local.states.State;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A workflow as an SVG, on a ground of its own so that it can be read on any page. */
public final class Picture {
  private static final int MARGIN = 24;
  private static final int HEADING = 40;

  private static final String STYLE =
      """
      <style>
        text { font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2933; }
        .title { font-size: 16px; font-weight: 600; }
        .name { font-size: 13px; text-anchor: middle; }
        .label { font-size: 11px; text-anchor: middle; fill: #52606d; font-style: italic; }
        .sign { font-size: 13px; text-anchor: middle; fill: #ffffff; font-weight: 600; }
        .task { fill: #fff4e5; stroke: #d97706; }
        .choice { fill: #eef2ff; stroke: #6366f1; }
        .wait { fill: #f1f5f9; stroke: #64748b; }
        .pass { fill: #ffffff; stroke: #64748b; }
        .succeed { fill: #e3f9e5; stroke: #2f8132; }
        .fail { fill: #ffe3e3; stroke: #c52828; }
        .badge { fill: #d97706; }
        .clock { fill: none; stroke: #64748b; }
        .way { fill: none; stroke: #52606d; stroke-width: 1.3; }
        .caught { fill: none; stroke: #c52828; stroke-width: 1.3; stroke-dasharray: 4 3; }
        .head { fill: #52606d; }
        .caught-head { fill: #c52828; }
      </style>
      """;

  private final String title;
  private final Graph graph;
  private final StringBuilder svg = new StringBuilder();

  private Picture(String title, Graph graph) {
    this.title = title;
    this.graph = graph;
  }

  /** Draws a workflow; the same definition gives the same text, everywhere. */
  public static String svg(String title, Definition definition) {
    Graph graph = new Graph(definition);
    Ordering.order(graph.layers);
    Placement.place(graph.layers);
    return new Picture(title, graph).draw();
  }

  private Stream<Node> nodes() {
    return graph.layers.stream().flatMap(List::stream);
  }

  private String draw() {
    double left = nodes().mapToDouble(Node::left).min().orElse(0);
    double right = nodes().mapToDouble(n -> n.left() + n.box.width()).max().orElse(0);
    double bottom = nodes().mapToDouble(Node::bottom).max().orElse(0);
    int width = (int) Math.ceil(right - left) + 2 * MARGIN;
    int height = (int) Math.ceil(bottom) + 2 * MARGIN + HEADING;
    nodes()
        .forEach(
            node -> {
              node.x += MARGIN - left;
              node.y += MARGIN + HEADING;
            });
    line(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" role=\"img\">")
            .formatted(width, height, width, height));
    line("<title>%s</title>".formatted(Text.escaped(title)));
    line("<!-- Drawn by `./ebs-backup draw` from the definition. -->");
    svg.append(STYLE);
    line(
        ("<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"10\" fill=\"#ffffff\""
                + " stroke=\"#cbd2d9\"/>")
            .formatted(width - 1, height - 1));
    line(
        "<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>"
            .formatted(MARGIN, 31, Text.escaped(title)));
    graph.lines.forEach(this::way);
    begin();
    nodes().forEach(this::box);
    line("</svg>");
    return svg.toString();
  }

  private void line(String text) {
    svg.append(text).append('\n');
  }

  private void begin() {
    Node start = graph.start;
    double y = start.top() - 18;
    line("<circle class=\"head\" cx=\"%s\" cy=\"%s\" r=\"4\"/>".formatted(at(start.x), at(y)));
    line(
        "<path class=\"way\" d=\"M%s %s V%s\"/>"
            .formatted(at(start.x), at(y), at(start.top() - 5)));
    head(start.x, start.top(), true, false);
  }

  private void way(Line line) {
    List<Node> nodes = line.nodes();
    Node upper = nodes.getFirst();
    Node lower = nodes.getLast();
    Curve curve = new Curve();
    double top = upper.bottom();
    double fromX = port(upper, upper.below, nodes.get(1));
    // The arrow's head covers the last five units at its end.
    curve.to(fromX, top + (line.upward() ? 5 : 0));
    for (Node node : nodes.subList(1, nodes.size() - 1)) {
      double straight = Math.max(node.straight, node.box.height() / 2.0);
      if (straight > 0) {
        curve.straightTo(node.x, node.y - straight);
        curve.straightTo(node.x, node.y + straight);
      } else {
        curve.to(node.x, node.y);
      }
    }
    double toX = port(lower, lower.above, nodes.get(nodes.size() - 2));
    curve.to(toX, lower.top() - (line.upward() ? 0 : 5));
    line("<path class=\"%s\" d=\"%s\"/>".formatted(line.caught() ? "caught" : "way", curve.path()));
    if (line.upward()) {
      head(fromX, top, false, line.caught());
    } else {
      head(toX, lower.top(), true, line.caught());
    }
  }

  /** Where a line meets a box: the lines of a box spread, in the order of their far ends. */
  private static double port(Node node, List<Node> neighbours, Node neighbour) {
    if (node.box instanceof Box.Passage || neighbours.size() == 1) {
      return node.x;
    }
    List<Node> inOrder = neighbours.stream().sorted(Comparator.comparingDouble(n -> n.x)).toList();
    double room = Math.min(node.box.width() * 0.6, 26.0 * (neighbours.size() - 1));
    return node.x - room / 2 + room * inOrder.indexOf(neighbour) / (neighbours.size() - 1);
  }

  private void head(double x, double y, boolean down, boolean caught) {
    double back = down ? y - 8 : y + 8;
    line(
        "<path class=\"%s\" d=\"M%s %s L%s %s L%s %s Z\"/>"
            .formatted(
                caught ? "caught-head" : "head",
                at(x),
                at(y),
                at(x - 4),
                at(back),
                at(x + 4),
                at(back)));
  }

  private void box(Node node) {
    switch (node.box) {
      case Box.OfState of -> state(node, of.state());
      case Box.Label label -> {
        line(
            "<rect x=\"%s\" y=\"%s\" width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>"
                .formatted(at(node.left()), at(node.top()), node.box.width(), node.box.height()));
        line(
            "<text class=\"label\" x=\"%s\" y=\"%s\">%s</text>"
                .formatted(at(node.x), at(node.y + 4), Text.escaped(label.text())));
      }
      case Box.Passage passage -> {}
    }
  }

  private void state(Node node, State state) {
    double left = node.left();
    double right = left + node.box.width();
    switch (state) {
      case State.Task task -> {
        rounded(node, "task", 6);
        line(
            "<circle class=\"badge\" cx=\"%s\" cy=\"%s\" r=\"9\"/>"
                .formatted(at(left + 17), at(node.y)));
        line(
            "<text class=\"sign\" x=\"%s\" y=\"%s\">λ</text>"
                .formatted(at(left + 17), at(node.y + 4.5)));
        name(node.x + 11, node, state);
      }
      case State.Choice choice -> {
        line(
            "<path class=\"choice\" d=\"M%s %s L%s %s H%s L%s %s L%s %s H%s Z\"/>"
                .formatted(
                    at(left),
                    at(node.y),
                    at(left + 14),
                    at(node.top()),
                    at(right - 14),
                    at(right),
                    at(node.y),
                    at(right - 14),
                    at(node.bottom()),
                    at(left + 14)));
        name(node.x, node, state);
      }
      case State.Wait wait -> {
        rounded(node, "wait", 14);
        line(
            "<circle class=\"clock\" cx=\"%s\" cy=\"%s\" r=\"7\"/>"
                .formatted(at(left + 19), at(node.y)));
        line(
            "<path class=\"clock\" d=\"M%s %s v-5 m0 5 h4\"/>"
                .formatted(at(left + 19), at(node.y)));
        name(node.x + 8, node, state);
      }
      case State.Pass pass -> {
        rounded(node, "pass", 6);
        name(node.x, node, state);
      }
      case State.Succeed succeed -> {
        rounded(node, "succeed", 14);
        name(node.x, node, state);
      }
      case State.Fail fail -> {
        rounded(node, "fail", 14);
        name(node.x, node, state);
      }
    }
  }

  private void rounded(Node node, String style, int radius) {
    line(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%d\" height=\"%d\" rx=\"%d\"/>"
            .formatted(
                style,
                at(node.left()),
                at(node.top()),
                node.box.width(),
                node.box.height(),
                radius));
  }

  private void name(double x, Node node, State state) {
    line(
        "<text class=\"name\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(at(x), at(node.y + 4.5), Text.escaped(state.name())));
  }

  private static String at(double value) {
    return Curve.at(value);
  }
}
