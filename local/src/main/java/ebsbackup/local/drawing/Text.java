package ebsbackup.local.drawing;

/** How much room text takes: fonts differ from computer to computer, so a little generously. */
final class Text {
  static final int NAME_SIZE = 13;
  static final int LABEL_SIZE = 11;

  private static final double WIDTH_PER_SIZE = 0.6;

  private Text() {}

  static int width(String text, int size) {
    return (int) Math.ceil(text.length() * size * WIDTH_PER_SIZE);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
