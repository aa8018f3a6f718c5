package ebsbackup.local.drawing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Orders each layer so that few lines cross: sweeps down and up, each node to its neighbours. */
final class Ordering {
  private static final int SWEEPS = 40;

  private Ordering() {}

  static void order(List<List<Node>> layers) {
    List<List<Node>> best = copy(layers);
    int fewest = crossings(layers);
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 1; i < layers.size(); i++) {
        int layer = down ? i : layers.size() - 1 - i;
        Map<Node, Double> wish = new HashMap<>();
        List<Node> other = layers.get(down ? layer - 1 : layer + 1);
        List<Node> own = layers.get(layer);
        for (Node node : own) {
          wish.put(
              node,
              (down ? node.above : node.below)
                  .stream().mapToInt(other::indexOf).average().orElse(own.indexOf(node)));
        }
        own.sort(Comparator.comparing(wish::get));
      }
      int crossings = crossings(layers);
      if (crossings < fewest) {
        fewest = crossings;
        best = copy(layers);
      }
    }
    for (int i = 0; i < layers.size(); i++) {
      layers.set(i, best.get(i));
    }
  }

  private static List<List<Node>> copy(List<List<Node>> layers) {
    List<List<Node>> copy = new ArrayList<>();
    layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
    return copy;
  }

  static int crossings(List<List<Node>> layers) {
    int crossings = 0;
    for (int i = 1; i < layers.size(); i++) {
      List<int[]> lines = new ArrayList<>();
      for (int from = 0; from < layers.get(i - 1).size(); from++) {
        for (Node below : layers.get(i - 1).get(from).below) {
          lines.add(new int[] {from, layers.get(i).indexOf(below)});
        }
      }
      for (int[] a : lines) {
        for (int[] b : lines) {
          crossings += a[0] < b[0] && a[1] > b[1] ? 1 : 0;
        }
      }
    }
    return crossings;
  }
}
