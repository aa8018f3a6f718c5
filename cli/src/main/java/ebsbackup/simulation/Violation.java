package ebsbackup.simulation;

import java.time.Instant;

/**
 * A promise of the product that did not hold.
 *
 * @param promise the promise's name, the same for every violation of that promise
 */
public record Violation(String promise, String text, Instant at) {
  @Override
  public String toString() {
    return promise + ": " + text;
  }
}
