package ebsbackup.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * A list's share of the 256 KiB that Step Functions passes from one state to the next. A report
 * keeps what fits and counts the rest.
 *
 * @param items the largest number of items
 * @param bytes the largest total size of the items as JSON
 */
public record PayloadBudget(int items, int bytes) {

  /** Returns a share that is limited only by its size. */
  public static PayloadBudget ofBytes(int bytes) {
    return new PayloadBudget(Integer.MAX_VALUE, bytes);
  }

  /** Returns the first items that fit into this share by number and size. */
  public <T> List<T> fitting(Collection<T> all, ToIntFunction<T> bytesOf) {
    List<T> fitting = new ArrayList<>();
    int used = 0;
    for (T one : all) {
      used += bytesOf.applyAsInt(one);
      if (fitting.size() == items || used > bytes) {
        break;
      }
      fitting.add(one);
    }
    return List.copyOf(fitting);
  }

  /** Returns the first of the existing and the added lines, in the given order, that fit. */
  public <T> List<T> fitting(
      List<T> lines, List<T> added, Comparator<T> order, ToIntFunction<T> bytesOf) {
    return fitting(Stream.concat(lines.stream(), added.stream()).sorted(order).toList(), bytesOf);
  }

  /** The size of a text in a JSON document, including its quotation marks and a comma. */
  public static int jsonBytes(String text) {
    int bytes = 3;
    for (int i = 0; i < text.length(); i++) {
      bytes += jsonBytes(text.charAt(i));
    }
    return bytes;
  }

  private static int jsonBytes(char c) {
    if (c < 0x20 || c == 0x2028 || c == 0x2029) {
      return "\\u0000".length();
    }
    if (c == '"' || c == '\\') {
      return 2;
    }
    // A surrogate pair takes four bytes, two for each half.
    return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  /** Returns the text; if it is longer than the limit, its beginning followed by an ellipsis. */
  public static String shortened(String text, int longest) {
    return text.length() <= longest ? text : TextLimit.beginning(text, longest) + "…";
  }
}
