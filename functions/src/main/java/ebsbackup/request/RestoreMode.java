package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;

/** What a restore does with the volumes that it creates. */
public enum RestoreMode {
  /** Attach them to nothing. */
  CREATE,
  /** Attach them alongside the present volumes. */
  ATTACH,
  /** Put them in place of the present volumes. */
  SWAP;

  /** The mode as a request spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a mode.
   *
   * @throws InvalidInputException if there is no such mode
   */
  public static RestoreMode of(String word) {
    return Arrays.stream(values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "mode", "\"" + word + "\"", "one of create, attach and swap"));
  }
}
