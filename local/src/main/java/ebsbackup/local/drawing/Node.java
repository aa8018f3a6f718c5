package ebsbackup.local.drawing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A box on its way to its place: layer, order within the layer, and coordinates. */
final class Node {
  final Box box;
  final List<Node> above = new ArrayList<>();
  final List<Node> below = new ArrayList<>();
  final Set<Node> inLine = new HashSet<>();
  int layer;
  double x;
  double y;

  /** How far up and down from here a line must keep straight, to miss the box beside it. */
  double straight;

  Node(Box box) {
    this.box = box;
  }

  double left() {
    return x - box.width() / 2.0;
  }

  double top() {
    return y - box.height() / 2.0;
  }

  double bottom() {
    return y + box.height() / 2.0;
  }
}
