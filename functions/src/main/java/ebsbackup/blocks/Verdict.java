package ebsbackup.blocks;

import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.ThrottledException;
import java.util.List;
import java.util.stream.Stream;

/** The result of checking a structure or a disk. */
public sealed interface Verdict {

  /** Everything that was checked is right. A journal that must be replayed is not a fault. */
  record Sound() implements Verdict {}

  /**
   * There is nothing that can be checked, which is not a fault either: a raw database, ciphertext,
   * zeros.
   */
  record Unknown(String reason) implements Verdict {}

  /**
   * A value is wrong.
   *
   * @param damages the first ones of each structure
   * @param more the number of further ones
   */
  record Damaged(List<Damage> damages, int more) implements Verdict {
    public Damaged {
      damages = List.copyOf(damages);
    }
  }

  /** Nothing that was checked is wrong, but the changes look like the work of an intruder. */
  record Suspect(String evidence) implements Verdict {}

  /**
   * It could not be read, so nothing is known: it is neither sound nor damaged.
   *
   * @param passing whether a later attempt may succeed: the call was throttled or got no response
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

  /** Combines the verdicts on parts into the verdict on the whole. */
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
        .orElseGet(() -> new Unknown("nothing was found"));
  }

  private static Stream<Damaged> damaged(Verdict verdict) {
    return verdict instanceof Damaged damaged ? Stream.of(damaged) : Stream.empty();
  }
}
