package ebsbackup.local.drawing;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives ordered layers their coordinates: each node as near to the nodes that it is connected with
 * as its neighbours in the layer allow, long lines as straight as can be.
 */
final class Placement {
  private static final int ROUNDS = 200;
  private static final int GAP = 22;
  private static final int BETWEEN_LAYERS = 24;

  /** A line that slants could run into a box that is nearer than this. */
  private static final int NEAR = 60;

  private final List<List<Node>> layers;

  private Placement(List<List<Node>> layers) {
    this.layers = layers;
  }

  static void place(List<List<Node>> layers) {
    Placement placement = new Placement(layers);
    placement.across();
    placement.down();
  }

  private void down() {
    double y = 0;
    for (List<Node> layer : layers) {
      int height = layer.stream().mapToInt(node -> node.box.height()).max().orElse(0);
      for (Node node : layer) {
        node.y = y + height / 2.0;
        node.straight = besideABox(node, layer) ? height / 2.0 : 0;
      }
      y += height + BETWEEN_LAYERS;
    }
  }

  private static boolean besideABox(Node node, List<Node> layer) {
    return layer.stream()
        .filter(other -> other.box instanceof Box.OfState)
        .anyMatch(box -> Math.abs(box.x - node.x) < box.box.width() / 2.0 + NEAR);
  }

  private void across() {
    for (List<Node> layer : layers) {
      double x = 0;
      for (Node node : layer) {
        node.x = x + node.box.width() / 2.0;
        x += node.box.width() + GAP;
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      boolean down = round % 2 == 0;
      for (int i = 0; i < layers.size(); i++) {
        settle(layers.get(down ? i : layers.size() - 1 - i));
      }
    }
  }

  /** Moves a layer's nodes to where they wish to be, as far as their order and widths allow. */
  private static void settle(List<Node> layer) {
    // Runs of nodes that touch move as one, to the weighted mean of their wishes.
    List<double[]> runs = new ArrayList<>();
    double offset = 0;
    for (int i = 0; i < layer.size(); i++) {
      Node node = layer.get(i);
      if (i > 0) {
        offset += (layer.get(i - 1).box.width() + node.box.width()) / 2.0 + GAP;
      }
      double[] wish = wish(node);
      double[] run = {wish[0] - offset, wish[1], 1};
      while (!runs.isEmpty() && runs.getLast()[0] > run[0]) {
        double[] left = runs.removeLast();
        double weight = left[1] + run[1];
        run[0] = (left[0] * left[1] + run[0] * run[1]) / weight;
        run[1] = weight;
        run[2] += left[2];
      }
      runs.add(run);
    }
    offset = 0;
    int i = 0;
    for (double[] run : runs) {
      for (int of = 0; of < (int) run[2]; of++, i++) {
        Node node = layer.get(i);
        if (i > 0) {
          offset += (layer.get(i - 1).box.width() + node.box.width()) / 2.0 + GAP;
        }
        node.x = run[0] + offset;
      }
    }
  }

  /** Where a node would be best, and how much that matters. */
  private static double[] wish(Node node) {
    double sum = 0;
    double weights = 0;
    for (List<Node> neighbours : List.of(node.above, node.below)) {
      for (Node neighbour : neighbours) {
        double weight = weight(node, neighbour);
        sum += weight * neighbour.x;
        weights += weight;
      }
    }
    return weights == 0 ? new double[] {node.x, 1} : new double[] {sum / weights, weights};
  }

  private static double weight(Node a, Node b) {
    boolean throughA = a.box instanceof Box.Passage;
    boolean throughB = b.box instanceof Box.Passage;
    if (a.inLine.contains(b)) {
      return 12;
    }
    return throughA && throughB ? 8 : throughA || throughB ? 2 : 1;
  }
}
