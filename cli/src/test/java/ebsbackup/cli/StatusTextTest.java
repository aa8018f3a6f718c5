package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.retention.Verdict;
import ebsbackup.status.PrunePreview;
import ebsbackup.status.StatusReport;
import ebsbackup.status.WhatIf;
import ebsbackup.watch.FleetReport;
import ebsbackup.watch.Protection;
import ebsbackup.watch.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

/** Reports with everything that a report can hold, and with nothing. */
class StatusTextTest {
  private static final Instant AT = Instant.parse("2026-03-05T12:00:00Z");
  private static final Instant SET = Instant.parse("2026-03-02T03:00:00.240Z");

  private static String text(StatusReport report) {
    return Cli.printed(out -> new StatusText(report, Ansi.OFF).print(out));
  }

  private static SourceStatus late() {
    return new SourceStatus(
        "i-1",
        Optional.of("web"),
        "running",
        Protection.LATE,
        List.of("daily", "weekly"),
        Optional.of(new SourceStatus.Newest("daily/1", SET, SET)),
        Optional.of(Duration.ofHours(81)),
        Optional.of(SET),
        Optional.of(Duration.ofHours(26)),
        Optional.of(Duration.ofMinutes(1565)),
        Optional.of(0.5),
        7,
        1,
        108,
        Optional.empty(),
        List.of(),
        List.of("vol-1", "vol-2"),
        List.of("vol-3"));
  }

  private static SourceStatus unprotected() {
    return new SourceStatus(
        "vol-9",
        Optional.empty(),
        "available",
        Protection.UNPROTECTED,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        5,
        Optional.empty(),
        List.of(),
        List.of("vol-9"),
        List.of());
  }

  private static PrunePreview.Line line(String source, Verdict verdict) {
    return new PrunePreview.Line(source, "daily/1", SET, verdict, "no rule keeps it", 1L << 30);
  }

  private static StatusReport report(
      List<FleetReport.BadSet> notGood, List<PrunePreview> prunes, Optional<WhatIf> whatIf) {
    Map<Protection, Integer> counts = new EnumMap<>(Protection.class);
    counts.put(Protection.LATE, 1);
    counts.put(Protection.UNPROTECTED, 1);
    return new StatusReport(
        new FleetReport(
            AT,
            SET,
            counts,
            List.of(late(), unprotected()),
            notGood,
            List.of(new FleetReport.Stray("snap-9", "vol-1", SET, "it has no run")),
            new FleetReport.Others(2, 3, List.of("snap-8")),
            List.of("first", "second")),
        prunes,
        whatIf);
  }

  @Test
  void aReport_isPrintedWithEverythingThatItHolds() {
    PrunePreview prune =
        new PrunePreview(
            "daily",
            9,
            List.of(
                line("i-1", Verdict.DELETE),
                line("i-1", Verdict.DELETE),
                line("i-2", Verdict.HELD)),
            Optional.of("2 of 9"));
    WhatIf whatIf =
        new WhatIf(
            "daily",
            List.of(line("i-1", Verdict.DELETE)),
            List.of(line("i-3", Verdict.DELETE), line("i-4", Verdict.DELETE)),
            true,
            new WhatIf.Freed(1, Optional.of(3L << 20), 1L << 30),
            new WhatIf.Freed(2, Optional.empty(), 2L << 30),
            Optional.of("too many"));

    assertThat(
            text(
                report(
                    List.of(new FleetReport.BadSet("i-1", "daily/2", SET, "vol-2 is missing")),
                    List.of(prune),
                    Optional.of(whatIf))))
        .isEqualTo(
            """
            Status at 2026-03-05T12:00:00Z

            SOURCE  NAME  STATE      PROTECTION   PLANS         NEWEST GOOD SET       AGE      TARGET  LONGEST GAP  POINTS  GIB
            i-1     web   running    over target  daily,weekly  2026-03-02T03:00:00Z  3 d 9 h  26 h    26 h 5 min   7       108
            vol-9   -     available  unprotected  -             -                     -        -       -            0       5

            Sources: 1 over target, 1 unprotected

            Volumes in no good set:
              i-1: vol-1 vol-2
              vol-9: vol-9

            Volumes that plans leave out:
              i-1: vol-3

            Sets that are not good:
              i-1 2026-03-02T03:00:00Z: vol-2 is missing

            Snapshots of plans that belong to no set:
              snap-9: it has no run

            Other snapshots: 2 of restores, 3 that this product did not create, 1 of them without a volume or image in this account

            A prune of daily would delete 2 of 9 sets and hold back 1
              It would stop: 2 of 9

            With the other rules for daily:
              lost:    1 set that the current rules keep
              gained:  2 sets that the current rules delete
              a prune frees at most 2048.0 MiB, the sizes of the volumes, usually far less (2 sets)
              under the current rules, it frees 3.0 MiB, measured on a copy of the world (1 set)
              It would stop: too many

            Sets lost:
              i-1 2026-03-02T03:00:00Z: no rule keeps it

            Sets gained:
              i-3 2026-03-02T03:00:00Z
              i-4 2026-03-02T03:00:00Z

            Note: first
            Note: second
            """);
  }

  @Test
  void anEmptyAccount_isAHeadingAndItsNotes() {
    StatusReport empty =
        new StatusReport(
            new FleetReport(
                AT,
                SET,
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                new FleetReport.Others(0, 0, List.of()),
                List.of("only")),
            List.of(),
            Optional.empty());

    assertThat(text(empty))
        .isEqualTo(
            """
            Status at 2026-03-05T12:00:00Z

            SOURCE  NAME  STATE  PROTECTION  PLANS  NEWEST GOOD SET  AGE  TARGET  LONGEST GAP  POINTS  GIB

            Sources: none

            Note: only
            """);
  }

  @Test
  void aLongList_isCutAfterTwentyLines() {
    FleetReport.BadSet bad = new FleetReport.BadSet("i-1", "daily/2", SET, "it failed");

    assertThat(text(report(Collections.nCopies(20, bad), List.of(), Optional.empty())))
        .contains("it failed\n\nSnapshots of plans")
        .doesNotContain("more, which");
    assertThat(text(report(Collections.nCopies(23, bad), List.of(), Optional.empty())))
        .contains("it failed\n  and 3 more, which --json and --html show\n\nSnapshots of plans");
  }

  @Test
  void rulesThatAreNotKnown_areAskedFor() {
    WhatIf.Freed nothing = new WhatIf.Freed(0, Optional.empty(), 0);
    WhatIf whatIf =
        new WhatIf("daily", List.of(), List.of(), false, nothing, nothing, Optional.empty());

    assertThat(text(report(List.of(), List.of(), Optional.of(whatIf))))
        .contains(
            """
              a prune frees at most 0.0 MiB, the sizes of the volumes, usually far less (0 sets)
              the current rules are not known: specify them with --plan

            Note: first
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 min",
    "PT59M59S, 59 min",
    "PT60M, 1 h",
    "PT61M, 1 h 1 min",
    "PT47H59M, 47 h 59 min",
    "PT48H, 2 d",
    "PT48H59M, 2 d",
    "PT49H, 2 d 1 h",
    "P30DT23H, 30 d 23 h"
  })
  void aDuration_isShownInItsTwoLargestUnits(Duration duration, String words) {
    assertThat(StatusText.words(duration)).isEqualTo(words);
  }
}
