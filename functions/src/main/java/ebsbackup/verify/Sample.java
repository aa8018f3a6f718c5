package ebsbackup.verify;

import ebsbackup.ebs.ChangedBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Some of the blocks that changed, each as likely as any other, and how many there are: taken as
 * they are listed, since the tokens of millions would not fit in memory.
 */
final class Sample {
  private final int most;
  private final Random random;
  private final List<ChangedBlock> chosen = new ArrayList<>();
  private long changed;
  private int present;

  /**
   * @param random with a seed, so that a step that runs twice reads the same
   */
  Sample(int most, Random random) {
    this.most = most;
    this.random = random;
  }

  /** The next block of the listing. Of one that is not there any more, nothing can be read. */
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

  /** How many blocks were listed. */
  long changed() {
    return changed;
  }

  /** Those to read, in an order that says nothing about their places. */
  List<ChangedBlock> blocks() {
    List<ChangedBlock> shuffled = new ArrayList<>(chosen);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
