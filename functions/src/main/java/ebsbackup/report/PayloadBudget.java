package ebsbackup.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A list's share of the 256 KiB that Step Functions carries from one state to the next. A report
 * keeps what fits and counts the rest.
 *
 * @param items the largest number of items
 * @param bytes the largest size of all items together, as JSON
 */
public record PayloadBudget(int items, int bytes) {

  /** A share that is limited by its size alone. */
  public static PayloadBudget ofBytes(int bytes) {
    return new PayloadBudget(Integer.MAX_VALUE, bytes);
  }

  /** The first items, up to the number and the size of this share. */
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

  /** The size of a text in a JSON document, its quotation marks and a comma included. */
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
    // A surrogate pair is four bytes, two for each half.
    return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  /** The text, or its beginning with an ellipsis where it is longer than that many characters. */
  public static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }
}
