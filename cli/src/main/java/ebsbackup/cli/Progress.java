package ebsbackup.cli;

import embeddedcloud.Cloud;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/**
 * Shows a running workflow as it goes: a line for each state entered, in virtual time. On a
 * terminal, a step that polls keeps one line, such as {@code Check Snapshots ×4}.
 */
public final class Progress {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Without choices and waits, which lie between the steps. */
  private static final Set<HistoryEventType> SHOWN =
      EnumSet.of(
          HistoryEventType.TASK_STATE_ENTERED,
          HistoryEventType.PASS_STATE_ENTERED,
          HistoryEventType.SUCCEED_STATE_ENTERED,
          HistoryEventType.FAIL_STATE_ENTERED);

  /** Moves the cursor to the line before, and clears it. */
  private static final String LINE_BEFORE = "\u001b[1A\u001b[2K";

  /** The step on the last line, and its execution. */
  private record Line(String execution, String state) {}

  private final PrintWriter out;
  private final boolean terminal;
  private Optional<Line> last = Optional.empty();
  private int times;

  /**
   * @param terminal whether the writer understands the escape codes of a terminal, and nothing else
   *     writes to it while an execution runs
   */
  Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Writes a line for each step and each failure of every execution from now on. */
  public static void show(Cloud cloud, PrintWriter out) {
    Progress progress = new Progress(out, Ansi.AUTO.enabled());
    cloud.stateMachines().onEvent((execution, event) -> progress.show(execution.arn(), event));
  }

  /** The same for a service whose other messages come in between. */
  static void log(Cloud cloud, PrintWriter out) {
    Progress progress = new Progress(out, false);
    cloud.stateMachines().onEvent((execution, event) -> progress.show(execution.arn(), event));
  }

  /** Writes a line for the event, if it is worth one. */
  void show(String execution, HistoryEvent event) {
    String time = TIME.format(event.timestamp());
    if (SHOWN.contains(event.type())) {
      String state = event.stateEnteredEventDetails().name();
      Optional<Line> line = Optional.of(new Line(execution, state));
      times = line.equals(last) ? times + 1 : 1;
      last = line;
      boolean again = terminal && times > 1;
      out.printf(
          "%s  %s  %s%s%n", again ? LINE_BEFORE : "", time, state, again ? " ×" + times : "");
      out.flush();
    } else if (event.type() == HistoryEventType.TASK_FAILED) {
      last = Optional.empty();
      out.printf("  %s  ! %s%n", time, event.taskFailedEventDetails().error());
    }
  }
}
