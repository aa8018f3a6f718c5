package ebsbackup.report;

/** Shortens texts without splitting a character. */
public final class TextLimit {
  private TextLimit() {}

  /**
   * Returns the beginning of a text. Of a character that needs two UTF-16 code units, it never
   * includes only the first one.
   *
   * @param most the largest number of code units; nothing remains if it is negative
   */
  public static String beginning(String text, int most) {
    int end = Math.clamp(most, 0, text.length());
    boolean halved = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, halved ? end - 1 : end);
  }
}
