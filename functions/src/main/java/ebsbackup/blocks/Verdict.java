package ebsbackup.blocks;

import java.util.List;
import java.util.stream.Stream;

/** What was found out about a structure. */
public sealed interface Verdict {

  /** Everything that was checked is right. A journal to be replayed is no fault. */
  record Sound() implements Verdict {}

  /** Nothing that can be checked, which is no fault either: a raw database, ciphertext, zeros. */
  record Unknown(String reason) implements Verdict {}

  /** A value is wrong. */
  record Damaged(List<Damage> damages) implements Verdict {
    public Damaged {
      damages = List.copyOf(damages);
    }
  }

  /** It could not be read, so that nothing is known: neither sound nor damaged. */
  record Unread(String reason) implements Verdict {}

  /** Of several verdicts on parts, the one on the whole. */
  static Verdict of(List<Verdict> parts) {
    List<Damage> damages = parts.stream().flatMap(Verdict::damages).toList();
    if (!damages.isEmpty()) {
      return new Damaged(damages);
    }
    return parts.stream()
        .filter(Unread.class::isInstance)
        .findFirst()
        .or(() -> parts.stream().filter(Sound.class::isInstance).findFirst())
        .or(() -> parts.stream().findFirst())
        .orElseGet(() -> new Unknown("nothing is there"));
  }

  private static Stream<Damage> damages(Verdict verdict) {
    return verdict instanceof Damaged damaged ? damaged.damages().stream() : Stream.empty();
  }
}
