package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;

/** What a restore does with the volumes that it creates. */
public enum RestoreMode {
  /** Do not attach them. */
  CREATE,
  /** Attach them in addition to the existing volumes. */
  ATTACH,
  /** Replace the existing volumes with them. */
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
