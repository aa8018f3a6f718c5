package ebsbackup.cli;

import embeddedcloud.Cloud;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** Shows a running workflow as it goes: a line for each state entered, in virtual time. */
public final class Progress {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Choices and waits come between the steps, and say nothing new. */
  private static final Set<HistoryEventType> SHOWN =
      EnumSet.of(
          HistoryEventType.TASK_STATE_ENTERED,
          HistoryEventType.PASS_STATE_ENTERED,
          HistoryEventType.SUCCEED_STATE_ENTERED,
          HistoryEventType.FAIL_STATE_ENTERED);

  private Progress() {}

  /** Writes a line for each step and each failure of every execution from now on. */
  public static void show(Cloud cloud, PrintWriter out) {
    cloud.stateMachines().onEvent((execution, event) -> show(event, out));
  }

  /** Writes a line for the event, if it is worth one. */
  static void show(HistoryEvent event, PrintWriter out) {
    if (SHOWN.contains(event.type())) {
      out.printf(
          "  %s  %s%n", TIME.format(event.timestamp()), event.stateEnteredEventDetails().name());
    } else if (event.type() == HistoryEventType.TASK_FAILED) {
      out.printf(
          "  %s  ! %s%n", TIME.format(event.timestamp()), event.taskFailedEventDetails().error());
    }
  }
}
