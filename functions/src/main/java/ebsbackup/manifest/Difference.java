package ebsbackup.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where two disks differ. Missing blocks count as zeros, so a disk equals a larger one that holds
 * only zeros beyond the smaller disk's end.
 *
 * @param blocks the number of blocks that differ
 * @param ranges the blocks that differ, in ascending order
 */
public record Difference(long blocks, List<Range> ranges) {

  /** The first and the last of consecutive blocks. */
  public record Range(int first, int last) {}

  public Difference {
    ranges = List.copyOf(ranges);
  }

  /** Reads both manifests to their ends. */
  public static Difference between(ManifestReader one, ManifestReader other) throws IOException {
    Differing differing = new Differing();
    while (one.peek().isPresent() || other.peek().isPresent()) {
      int ofOne = one.peek().map(Manifest.Entry::index).orElse(Integer.MAX_VALUE);
      int ofOther = other.peek().map(Manifest.Entry::index).orElse(Integer.MAX_VALUE);
      int index = Math.min(ofOne, ofOther);
      boolean differs = !one.peek().equals(other.peek());
      if (ofOne == index) {
        one.take();
      }
      if (ofOther == index) {
        other.take();
      }
      if (differs) {
        differing.add(index);
      }
    }
    return differing.all();
  }

  /** Collects the blocks that differ, in ascending order. */
  static final class Differing {
    private final List<Range> ranges = new ArrayList<>();
    private long blocks;

    void add(int index) {
      blocks++;
      boolean follows = !ranges.isEmpty() && ranges.getLast().last() == index - 1;
      int first = follows ? ranges.removeLast().first() : index;
      ranges.add(new Range(first, index));
    }

    Difference all() {
      return new Difference(blocks, ranges);
    }
  }
}
