package ebsbackup.cli.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What the demo says is true, each statement checked as it is said. */
final class Statements {
  private final PrintWriter out;
  private final List<Statement> statements = new ArrayList<>();

  /** Nothing that could still be told would make sense. */
  static final class StoryEndsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record Statement(String text, boolean holds) {}

  Statements(PrintWriter out) {
    this.out = out;
  }

  /** Says something, and whether it is so. */
  void say(boolean holds, String text) {
    Statement statement = new Statement(text, holds);
    statements.add(statement);
    out.println(line(statement));
  }

  /**
   * Says something that all that follows is built on.
   *
   * @throws StoryEndsException if it is not so
   */
  void need(boolean holds, String text) {
    say(holds, text);
    if (!holds) {
      throw new StoryEndsException();
    }
  }

  boolean allHold() {
    return statements.stream().allMatch(Statement::holds);
  }

  /** The closing line, and once more those that do not hold. */
  void close() {
    List<Statement> wrong = statements.stream().filter(s -> !s.holds()).toList();
    wrong.forEach(statement -> out.println(line(statement)));
    out.printf("%d of %d statements hold%n", statements.size() - wrong.size(), statements.size());
  }

  private static String line(Statement statement) {
    return "  %s  %s".formatted(statement.holds() ? " ok " : "FAIL", statement.text());
  }
}
