package ebsbackup.cli;

import ebsbackup.cli.report.Elapsed;
import embeddedcloud.Cloud;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/**
 * Shows a running workflow: a line for each state entered, with the workflow's own time. On a
 * terminal, a step that polls keeps one line, such as {@code Check Snapshots ×4}, which also shows
 * the elapsed time and EC2's progress.
 */
public final class Progress {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Excludes choices and waits, which lie between the steps. */
  private static final Set<HistoryEventType> SHOWN =
      EnumSet.of(
          HistoryEventType.TASK_STATE_ENTERED,
          HistoryEventType.PASS_STATE_ENTERED,
          HistoryEventType.SUCCEED_STATE_ENTERED,
          HistoryEventType.FAIL_STATE_ENTERED);

  /** Moves the cursor to the previous line and clears it. */
  private static final String LINE_BEFORE = "\u001b[1A\u001b[2K";

  /** Turns off wrapping, so that a line longer than the terminal is cut and stays one line. */
  private static final String CUT = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  /** Without a terminal, a new line is written only after progress of this many percent. */
  private static final int WORTH_A_LINE = 10;

  /** The step on the last line, and its execution. */
  private record Line(String execution, String state) {}

  /** A measurement and when it was made. */
  private record Measured(Meter meter, Instant at) {}

  private final PrintWriter out;
  private final boolean terminal;
  private Optional<Line> last = Optional.empty();
  private String text = "";
  private Instant since = Instant.EPOCH;
  private int times;
  private Optional<Measured> first = Optional.empty();
  private int percentWritten;

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

  /** Does the same for a service that also prints other messages. */
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
      boolean again = terminal && times > 1;
      if (times == 1) {
        since = event.timestamp();
      }
      last = line;
      text = "  %s  %s%s".formatted(time, state, again ? " ×" + times : "");
      write(again, text);
    } else if (event.type() == HistoryEventType.TASK_FAILED) {
      last = Optional.empty();
      out.printf("  %s  ! %s%n", time, event.taskFailedEventDetails().error());
    }
  }

  /**
   * Shows how long the step on the last line has taken, and EC2's progress.
   *
   * @param now the current time on the workflow's clock
   */
  void look(Instant now, Optional<Meter> meter) {
    if (first.isEmpty()) {
      first = meter.map(measured -> new Measured(measured, now));
    }
    Optional<String> measured =
        meter.flatMap(m -> first.map(f -> m.text(f.meter(), Duration.between(f.at(), now))));
    if (terminal) {
      if (last.isPresent()) {
        String elapsed = Elapsed.words(Duration.between(since, now));
        String live = text + "  " + elapsed + measured.map(words -> "  " + words).orElse("");
        write(true, CUT + live + WRAP);
      }
    } else if (meter.filter(m -> m.percent() >= percentWritten + WORTH_A_LINE).isPresent()) {
      percentWritten = meter.orElseThrow().percent();
      write(false, "  %s  %s".formatted(TIME.format(now), measured.orElseThrow()));
    }
  }

  private void write(boolean over, String line) {
    out.printf("%s%s%n", over ? LINE_BEFORE : "", line);
    out.flush();
  }
}
