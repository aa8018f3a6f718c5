package ebsbackup.blocks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Compares what is on the disk with what must be there, and collects the differences. */
final class Checks {
  /**
   * If a structure is missing, everything in it is wrong; this many differences are enough to show
   * that.
   */
  private static final int MOST = 20;

  private final List<Damage> damages = new ArrayList<>();
  private int more;

  /** Records a wrong value. */
  void damage(String structure, long offset, Object found, Object expected) {
    if (damages.size() < MOST) {
      damages.add(new Damage(structure, offset, found.toString(), expected.toString()));
    } else {
      more++;
    }
  }

  /** Requires a magic. Returns whether it is present. */
  boolean magic(String structure, Bytes bytes, int at, String magic) {
    if (!bytes.is(at, magic)) {
      damage(
          structure,
          bytes.offset(at),
          bytes.hex(at, magic.length()),
          HexFormat.of().formatHex(magic.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return bytes.is(at, magic);
  }

  /** Requires a number. Returns whether it is as expected. */
  boolean number(String structure, long offset, long found, long expected) {
    if (found != expected) {
      damage(structure, offset, Long.toString(found), Long.toString(expected));
    }
    return found == expected;
  }

  /** Requires a checksum. Returns whether it matches. */
  boolean checksum(String structure, long offset, long found, long expected) {
    if (found != expected) {
      damage(structure, offset, "checksum 0x%08x".formatted(found), "0x%08x".formatted(expected));
    }
    return found == expected;
  }

  /** Requires another condition. Returns whether it holds. */
  boolean that(boolean holds, String structure, long offset, Object found, String expected) {
    if (!holds) {
      damage(structure, offset, found, expected);
    }
    return holds;
  }

  /** Whether nothing is wrong so far. */
  boolean pass() {
    return damages.isEmpty();
  }

  int count() {
    return damages.size() + more;
  }

  Verdict verdict() {
    return pass() ? new Verdict.Sound() : new Verdict.Damaged(damages, more);
  }
}
