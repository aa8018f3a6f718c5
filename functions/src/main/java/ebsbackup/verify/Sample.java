package ebsbackup.verify;

import ebsbackup.ebs.ChangedBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A uniform random sample of the changed blocks, and their number. The sample is taken during the
 * listing, since the tokens of millions of blocks would not fit in memory.
 */
final class Sample {
  private final int most;
  private final Random random;
  private final List<ChangedBlock> chosen = new ArrayList<>();
  private long changed;
  private int present;

  /**
   * @param random seeded, so a step that runs twice reads the same blocks
   */
  Sample(int most, Random random) {
    this.most = most;
    this.random = random;
  }

  /**
   * Adds the next block of the listing. A block that no longer exists is counted but cannot be
   * read.
   */
  void add(ChangedBlock block) {
    changed++;
    if (block.second().isEmpty()) {
      return;
    }
    present++;
    if (chosen.size() < most) {
      chosen.add(block);
    } else {
      int place = random.nextInt(present);
      if (place < most) {
        chosen.set(place, block);
      }
    }
  }

  /** The number of blocks that were listed. */
  long changed() {
    return changed;
  }

  /** The blocks to read, in an order independent of their position on the disk. */
  List<ChangedBlock> blocks() {
    List<ChangedBlock> shuffled = new ArrayList<>(chosen);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
