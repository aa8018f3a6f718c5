package ebsbackup.report;

/**
 * A number and a noun, with words that agree with them in the singular or plural.
 *
 * @param noun the noun in the singular; its plural ends in "s"
 */
public record Quantity(long number, String noun) {

  /** Returns {@code 1 volume}, {@code 2 volumes}. */
  public static String of(long number, String noun) {
    return new Quantity(number, noun).toString();
  }

  /** Returns {@code 1 volume is}, {@code 2 volumes are}. */
  public static String are(long number, String noun) {
    return new Quantity(number, noun).with("is", "are");
  }

  /** Adds the form of a verb that agrees with the number. */
  public String with(String one, String several) {
    return this + " " + (number == 1 ? one : several);
  }

  @Override
  public String toString() {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
