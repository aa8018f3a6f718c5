package ebsbackup.cli.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The statements of the demo, each checked as it is printed. */
final class Statements {
  private final PrintWriter out;
  private final List<Statement> statements = new ArrayList<>();

  /** Thrown when the rest of the story would make no sense. */
  static final class StoryEndsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record Statement(String text, boolean holds) {}

  Statements(PrintWriter out) {
    this.out = out;
  }

  /** Prints a statement and whether it holds. */
  void say(boolean holds, String text) {
    Statement statement = new Statement(text, holds);
    statements.add(statement);
    out.println(line(statement));
  }

  /**
   * Prints a statement that the rest of the story depends on.
   *
   * @throws StoryEndsException if the statement does not hold
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

  /** Prints the statements that do not hold again, and the closing line. */
  void close() {
    List<Statement> wrong = statements.stream().filter(s -> !s.holds()).toList();
    wrong.forEach(statement -> out.println(line(statement)));
    out.printf("%d of %d statements hold%n", statements.size() - wrong.size(), statements.size());
  }

  private static String line(Statement statement) {
    return "  %s  %s".formatted(statement.holds() ? " ok " : "FAIL", statement.text());
  }
}
