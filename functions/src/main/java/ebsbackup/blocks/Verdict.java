package ebsbackup.blocks;

import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.ThrottledException;
import java.util.List;
import java.util.stream.Stream;

/** What was found out about a structure, or about a disk. */
public sealed interface Verdict {

  /** Everything that was checked is right. A journal to be replayed is not a fault. */
  record Sound() implements Verdict {}

  /**
   * Nothing that can be checked, which is not a fault either: a raw database, ciphertext, zeros.
   */
  record Unknown(String reason) implements Verdict {}

  /**
   * A value is wrong.
   *
   * @param damages the first of each structure
   * @param more how many are not in them
   */
  record Damaged(List<Damage> damages, int more) implements Verdict {
    public Damaged {
      damages = List.copyOf(damages);
    }
  }

  /** Nothing that was checked is wrong, but what changed looks like the work of an intruder. */
  record Suspect(String evidence) implements Verdict {}

  /**
   * It could not be read, so that nothing is known: neither sound nor damaged.
   *
   * @param passing whether a later attempt may succeed: it was throttled, or got no answer
   */
  record Unread(String reason, boolean passing) implements Verdict {
    /** Why something could not be read. */
    public static Unread because(RuntimeException why) {
      return new Unread(
          String.valueOf(why.getMessage()),
          why instanceof ThrottledException || why instanceof OutcomeUnknownException);
    }
  }

  /** The verdict in one word. */
  default String word() {
    return switch (this) {
      case Sound sound -> "sound";
      case Unknown unknown -> "unknown";
      case Damaged damaged -> "damaged";
      case Suspect suspect -> "suspect";
      case Unread unread -> "unread";
    };
  }

  /** Of several verdicts on parts, the one on the whole. */
  static Verdict of(List<Verdict> parts) {
    List<Damaged> damaged = parts.stream().flatMap(Verdict::damaged).toList();
    if (!damaged.isEmpty()) {
      return new Damaged(
          damaged.stream().flatMap(part -> part.damages().stream()).toList(),
          damaged.stream().mapToInt(Damaged::more).sum());
    }
    return parts.stream()
        .filter(Suspect.class::isInstance)
        .findFirst()
        .or(() -> parts.stream().filter(Unread.class::isInstance).findFirst())
        .or(() -> parts.stream().filter(Sound.class::isInstance).findFirst())
        .or(() -> parts.stream().findFirst())
        .orElseGet(() -> new Unknown("nothing is there"));
  }

  private static Stream<Damaged> damaged(Verdict verdict) {
    return verdict instanceof Damaged damaged ? Stream.of(damaged) : Stream.empty();
  }
}
