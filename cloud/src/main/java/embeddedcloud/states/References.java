package embeddedcloud.states;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The references in an expression: the variables that it reads but does not bind itself, and the
 * fields of {@code $states}. This class scans the text itself, since the library does not expose
 * its syntax tree.
 *
 * @param variables the names without the dollar sign
 * @param statesFields the names after {@code $states.}
 */
record References(Set<String> variables, Set<String> statesFields) {
  References {
    variables = Set.copyOf(variables);
    statesFields = Set.copyOf(statesFields);
  }

  static References of(String expression) {
    List<String> tokens = tokens(expression);
    Set<String> read = new LinkedHashSet<>();
    Set<String> bound = new LinkedHashSet<>();
    Set<String> fields = new LinkedHashSet<>();
    boolean parameters = false;
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      if (token.equals("function") || token.equals("λ")) {
        parameters = next.equals("(");
      } else if (token.equals(")")) {
        parameters = false;
      } else if (token.length() > 1 && token.charAt(0) == '$' && !token.equals("$$")) {
        String name = token.substring(1);
        String previous = i > 0 ? tokens.get(i - 1) : "";
        boolean binds =
            parameters || next.equals(":=") || previous.equals("@") || previous.equals("#");
        (binds ? bound : read).add(name);
        if (name.equals("states") && next.equals(".") && i + 2 < tokens.size()) {
          fields.add(tokens.get(i + 2).replaceFirst("^`", ""));
        }
      }
    }
    read.removeAll(bound);
    // An expression that binds $states would hide its references, so this is reported as a field.
    if (bound.contains("states")) {
      fields.add(":=");
    }
    return new References(read, fields);
  }

  /**
   * Names, variables and operators. Strings and regular expressions become {@code ''}; comments and
   * whitespace are dropped.
   */
  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = at + 1;
      if (Character.isWhitespace(c)) {
        at = end;
      } else if (text.startsWith("/*", at)) {
        int close = text.indexOf("*/", at + 2);
        at = close < 0 ? text.length() : close + 2;
      } else if (c == '"' || c == '\'') {
        at = closing(text, at, c);
        tokens.add("''");
      } else if (c == '`') {
        end = closing(text, at, c);
        // Keeps the opening backtick, since a quoted name is never a variable.
        tokens.add(text.substring(at, Math.max(at + 1, end - 1)));
        at = end;
      } else if (c == '/' && !endsOperand(tokens)) {
        at = closing(text, at, c);
        tokens.add("''");
      } else if (isNamePart(c) || c == '$') {
        while (end < text.length() && (isNamePart(text.charAt(end)) || text.charAt(end) == '$')) {
          end++;
        }
        tokens.add(text.substring(at, end));
        at = end;
      } else {
        end += text.startsWith(":=", at) ? 1 : 0;
        tokens.add(text.substring(at, end));
        at = end;
      }
    }
    return tokens;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** After an operand, a slash is a division. Anywhere else, it opens a regular expression. */
  private static boolean endsOperand(List<String> tokens) {
    if (tokens.isEmpty()) {
      return false;
    }
    String last = tokens.getLast();
    char c = last.charAt(last.length() - 1);
    return last.charAt(0) == '`'
        || isNamePart(c)
        || c == '$'
        || c == '\''
        || c == ')'
        || c == ']'
        || c == '}';
  }

  private static int closing(String text, int open, char quote) {
    int at = open + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }
}
