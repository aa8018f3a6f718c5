package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

class ProgressTest {
  private static final String LINE_BEFORE = "\u001b[1A\u001b[2K";

  private final StringWriter written = new StringWriter();

  private Progress progress(boolean terminal) {
    return new Progress(new PrintWriter(written), terminal);
  }

  private static HistoryEvent entered(String state, int second) {
    return HistoryEvent.builder()
        .type(HistoryEventType.TASK_STATE_ENTERED)
        .timestamp(Instant.parse("2026-03-01T03:00:00Z").plusSeconds(second))
        .stateEnteredEventDetails(details -> details.name(state))
        .build();
  }

  private static HistoryEvent waiting() {
    return HistoryEvent.builder()
        .type(HistoryEventType.WAIT_STATE_ENTERED)
        .timestamp(Instant.EPOCH)
        .stateEnteredEventDetails(details -> details.name("Wait For Snapshots"))
        .build();
  }

  private static HistoryEvent failed() {
    return HistoryEvent.builder()
        .type(HistoryEventType.TASK_FAILED)
        .timestamp(Instant.parse("2026-03-01T03:00:05Z"))
        .taskFailedEventDetails(details -> details.error("Sandbox.Timedout"))
        .build();
  }

  @Test
  void onATerminal_aStepThatPollsKeepsOneLine() {
    Progress progress = progress(true);

    progress.show("run", entered("Create Snapshots", 0));
    for (int i = 1; i <= 3; i++) {
      progress.show("run", entered("Check Snapshots", i));
      progress.show("run", waiting());
    }
    progress.show("run", entered("Report Backup", 4));

    assertThat(written)
        .hasToString(
            """
              2026-03-01 03:00:00  Create Snapshots
              2026-03-01 03:00:01  Check Snapshots
            %1$s  2026-03-01 03:00:02  Check Snapshots ×2
            %1$s  2026-03-01 03:00:03  Check Snapshots ×3
              2026-03-01 03:00:04  Report Backup
            """
                .formatted(LINE_BEFORE));
  }

  @Test
  void aFailureAndAnotherExecutionBeginANewLine() {
    Progress progress = progress(true);

    progress.show("run", entered("Check Snapshots", 1));
    progress.show("run", failed());
    progress.show("run", entered("Check Snapshots", 6));
    progress.show("other", entered("Check Snapshots", 7));

    assertThat(written)
        .hasToString(
            """
              2026-03-01 03:00:01  Check Snapshots
              2026-03-01 03:00:05  ! Sandbox.Timedout
              2026-03-01 03:00:06  Check Snapshots
              2026-03-01 03:00:07  Check Snapshots
            """);
  }

  @Test
  void elsewhereEveryLineStays() {
    Progress progress = progress(false);

    progress.show("run", entered("Check Snapshots", 1));
    progress.show("run", entered("Check Snapshots", 2));

    assertThat(written)
        .hasToString(
            """
              2026-03-01 03:00:01  Check Snapshots
              2026-03-01 03:00:02  Check Snapshots
            """);
  }
}
