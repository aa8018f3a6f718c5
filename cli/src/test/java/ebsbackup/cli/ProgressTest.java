package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.Cloud;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

class ProgressTest {
  /** The property by which picocli takes the output for a terminal. */
  private static final String ANSI = "picocli.ansi";

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

  /** A service prints other messages as well, which would be overwritten. */
  @Test
  void onATerminal_onlyAServiceKeepsEveryLine() {
    System.setProperty(ANSI, "true");
    try {
      assertThat(linesOfABackup(Progress::show)).anyMatch(line -> line.startsWith(LINE_BEFORE));
      assertThat(linesOfABackup(Progress::log)).noneMatch(line -> line.startsWith(LINE_BEFORE));
    } finally {
      System.clearProperty(ANSI);
    }
  }

  private static List<String> linesOfABackup(BiConsumer<Cloud, PrintWriter> show) {
    TestCloud cloud = new TestCloud();
    cloud.launch();
    StringWriter lines = new StringWriter();
    show.accept(cloud.cloud(), new PrintWriter(lines));
    assertThat(cloud.backup(TestCloud.DAILY).ended(Status.SUCCEEDED)).isTrue();
    return lines.toString().lines().toList();
  }

  private static Optional<Meter> snapshots(int done, double share) {
    return Optional.of(new Meter(done, 4, share, "snapshots"));
  }

  @Test
  void onATerminal_theLastLineShowsItsTimeAndHowFarEc2Is() {
    Progress progress = progress(true);

    progress.show("run", entered("Check Snapshots", 0));
    progress.look(Instant.parse("2026-03-01T03:00:02Z"), Optional.empty());
    progress.look(Instant.parse("2026-03-01T03:01:20Z"), snapshots(2, 0.5));
    progress.show("run", entered("Report Backup", 90));

    assertThat(written)
        .hasToString(
            """
              2026-03-01 03:00:00  Check Snapshots
            %1$s%2$s  2026-03-01 03:00:00  Check Snapshots  2 s%3$s
            %1$s%2$s  2026-03-01 03:00:00  Check Snapshots  1 min 20 s  \
            [##########----------] 2 of 4 snapshots, 50 %%%3$s
              2026-03-01 03:01:30  Report Backup
            """
                .formatted(LINE_BEFORE, "\u001b[?7l", "\u001b[?7h"));
  }

  @Test
  void elsewhere_aMeasurementIsALineAfterTenPercentMore() {
    Progress progress = progress(false);

    progress.look(Instant.parse("2026-03-01T03:00:00Z"), snapshots(0, 0.02));
    progress.look(Instant.parse("2026-03-01T03:01:00Z"), snapshots(1, 0.3));
    progress.look(Instant.parse("2026-03-01T03:01:05Z"), snapshots(1, 0.39));
    progress.look(Instant.parse("2026-03-01T03:02:00Z"), snapshots(2, 0.5));

    assertThat(written)
        .hasToString(
            """
              2026-03-01 03:01:00  [######--------------] 1 of 4 snapshots, 30 %, about 2 min 30 s left
              2026-03-01 03:02:00  [##########----------] 2 of 4 snapshots, 50 %, about 2 min 5 s left
            """);
  }
}
