package ebsbackup.conformance.mutants;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The changes of a JSONata expression, as text: the operators outside of quotes. */
final class Expressions {
  private static final Map<String, String> COMPARISONS =
      Map.of(
          " < ", " <= ", " <= ", " < ", " > ", " >= ", " >= ", " > ", " = ", " != ", " != ", " = ");
  private static final Pattern LISTED = Pattern.compile("(?<=[\\[,] ?)'[^']*',? ?");

  private Expressions() {}

  static boolean isExpression(Object value) {
    return value instanceof String text && text.startsWith("{%");
  }

  /** Each change with its description. */
  static Map<String, String> changes(String expression) {
    String text = expression.substring(2, expression.length() - 2).strip();
    Map<String, String> changes = new LinkedHashMap<>();
    for (int i = 0; i + 3 < text.length(); i++) {
      if (isQuoted(text, i)) {
        continue;
      }
      for (String comparison : COMPARISONS.keySet().stream().sorted().toList()) {
        if (text.startsWith(comparison, i)) {
          String other = COMPARISONS.get(comparison);
          add(changes, text, i, i + comparison.length(), other, comparison + "made" + other);
        }
      }
      for (String operator : new String[] {" and ", " or ", " & "}) {
        if (text.startsWith(operator, i)) {
          operands(changes, text, i, operator);
        }
      }
      if (text.startsWith(" ? ", i)) {
        branches(changes, text, i);
      }
    }
    for (MatchResult listed : LISTED.matcher(text).results().toList()) {
      String less = text.substring(0, listed.start()) + text.substring(listed.end());
      changes.put(
          "without " + listed.group().replaceAll(",? ?$", ""), wrap(less.replace(", ]", "]")));
    }
    return changes;
  }

  private static void operands(Map<String, String> changes, String text, int at, String operator) {
    int start = startOf(text, at, " and ", " or ", " & ", " ? ", " : ");
    int end = endOf(text, at + operator.length(), " and ", " or ", " & ", " ? ", " : ");
    if (operator.equals(" and ")) {
      add(changes, text, at, at + 5, " or ", "'and' made 'or'");
    } else if (operator.equals(" or ")) {
      add(changes, text, at, at + 4, " and ", "'or' made 'and'");
    }
    String left = text.substring(start, at);
    String right = text.substring(at + operator.length(), end);
    if (!left.startsWith("'")) {
      add(changes, text, start, end, right, "without " + left);
    }
    if (!right.startsWith("'")) {
      add(changes, text, start, end, left, "without " + right);
    }
  }

  private static void branches(Map<String, String> changes, String text, int at) {
    int start = startOf(text, at);
    int end = endOf(text, at);
    int colon = endOf(text, at + 3, " : ");
    add(changes, text, start, end, text.substring(at + 3, colon), "always the first branch");
    add(changes, text, start, end, text.substring(colon + 3, end), "always the second branch");
  }

  private static void add(
      Map<String, String> changes, String text, int from, int to, String by, String how) {
    String changed = wrap(text.substring(0, from) + by + text.substring(to));
    changes.putIfAbsent(changes.containsKey(how) ? how + " at " + from : how, changed);
  }

  static String wrap(String text) {
    return "{% " + text + " %}";
  }

  private static boolean isQuoted(String text, int at) {
    return text.substring(0, at).chars().filter(c -> c == '\'').count() % 2 == 1;
  }

  /** The start of what ends at a position, within its brackets and after the last operator. */
  private static int startOf(String text, int end, String... operators) {
    int depth = 0;
    for (int i = end - 1; i >= 0; i--) {
      if (isQuoted(text, i)) {
        continue;
      }
      char c = text.charAt(i);
      depth += ")]}".indexOf(c) >= 0 ? 1 : "([{".indexOf(c) >= 0 ? -1 : 0;
      if (depth < 0) {
        return i + 1;
      }
      for (String operator : operators) {
        if (depth == 0 && i + operator.length() <= end && text.startsWith(operator, i)) {
          return i + operator.length();
        }
      }
    }
    return 0;
  }

  private static int endOf(String text, int start, String... operators) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      if (isQuoted(text, i)) {
        continue;
      }
      char c = text.charAt(i);
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      if (depth < 0) {
        return i;
      }
      for (String operator : operators) {
        if (depth == 0 && text.startsWith(operator, i)) {
          return i;
        }
      }
    }
    return text.length();
  }
}
