package ebsbackup.local.drawing;

import java.util.List;

/**
 * A way as it is drawn.
 *
 * @param nodes from the upper end to the lower, with labels and passages between
 * @param upward whether the way leads up: back to an earlier state
 */
record Line(List<Node> nodes, boolean upward, boolean caught) {
  Line {
    nodes = List.copyOf(nodes);
  }

  /** Makes the placement care most about these nodes being in line. */
  void straighten() {
    for (int i = 1; i < nodes.size(); i++) {
      nodes.get(i - 1).inLine.add(nodes.get(i));
      nodes.get(i).inLine.add(nodes.get(i - 1));
    }
  }
}
