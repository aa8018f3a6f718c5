package ebsbackup.simulation;

import java.time.Instant;

/**
 * A promise of the product that did not hold.
 *
 * @param promise its name, the same for every violation of its kind
 */
public record Violation(String promise, String text, Instant at) {
  @Override
  public String toString() {
    return promise + ": " + text;
  }
}
