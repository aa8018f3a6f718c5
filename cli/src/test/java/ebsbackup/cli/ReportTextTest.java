package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  private static final Map<String, Object> ROW =
      Map.of("source", "i-1", "reason", "no snapshot of vol-1", "volumes", List.of("vol-1"));

  private static String text(Map<String, Object> report) {
    return Cli.printed(out -> ReportText.print(out, report));
  }

  @Test
  void rowsThatAreNotShown_andThoseThatTheReportOmits_areCounted() {
    assertThat(text(Map.of("notGood", List.of(ROW)))).contains("i-1").doesNotContain("more");
    assertThat(text(Map.of("notGood", List.of(ROW), "notGoodOmitted", 5))).contains("and 5 more");
    assertThat(text(Map.of("notGood", Collections.nCopies(32, ROW), "notGoodOmitted", 5)))
        .contains("and 7 more");
    assertThat(text(Map.of("surplus", List.of("snap-1", "snap-2"), "surplusOmitted", 3)))
        .isEqualTo("Surplus   snap-1, snap-2 and 3 more\n");
    assertThat(text(Map.of("leftOut", List.of("vol-1"), "leftOutOmitted", 0)))
        .isEqualTo("Left out  vol-1\n");
  }

  /** A report may come from an older release, or be cut. */
  @Test
  void aSnapshotWithoutTags_isShownWithoutItsSource() {
    Map<String, Object> tag = Map.of("Key", "ebs-backup:source", "Value", "i-1");
    List<Map<String, Object>> snapshots =
        List.of(
            Map.of("SnapshotId", "snap-1", "Tags", List.of(tag)),
            Map.of("SnapshotId", "snap-2", "Tags", List.of(Map.of("Key", "Name", "Value", "a"))),
            Map.of("SnapshotId", "snap-3", "Tags", List.of(Map.of("Key", "ebs-backup:source"))),
            Map.of("SnapshotId", "snap-4", "Tags", List.of()),
            Map.of("VolumeId", "vol-1", "VolumeSize", 8, "State", "completed"));

    assertThat(text(Map.of("snapshots", snapshots)))
        .isEqualTo(
            """

            SNAPSHOT  OF     SOURCE  GIB  STATE
            snap-1    -      i-1     -    -
            snap-2    -      -       -    -
            snap-3    -      -       -    -
            snap-4    -      -       -    -
            -         vol-1  -       8    completed
            """);
  }

  @Test
  void everyPart_isPrinted() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", "PARTIAL");
    report.put("summary", "1 of 2 sets is good");
    report.put("run", "daily/1");
    report.put("counts", new TreeMap<>(Map.of("notGood", 1, "selected", 2, "sizeGiB", 8)));
    report.put("notGood", List.of(ROW, Map.of("source", "i-2", "reason", "it is gone")));
    report.put("surplus", List.of("snap-8", "snap-9"));
    report.put("leftOut", List.of("vol-8"));
    report.put("notCopied", List.of("snap-7"));
    report.put(
        "lostTags", List.of(Map.of("volumeId", "vol-1", "count", 2, "keys", List.of("a", "b"))));

    assertThat(text(report))
        .isEqualTo(
            """
            Result    PARTIAL
            Summary   1 of 2 sets is good
            Run       daily/1
            Counts    1 not good, 2 selected, 8 GiB

            NOT GOOD  REASON                VOLUMES
            i-1       no snapshot of vol-1  vol-1
            i-2       it is gone
            Surplus   snap-8, snap-9
            Left out  vol-8
            No copy   snap-7

            VOLUME  LOST TAGS  EXAMPLES
            vol-1   2          a, b
            """);
  }
}
