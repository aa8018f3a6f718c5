package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.json.Json;
import ebsbackup.json.Metric;
import ebsbackup.request.Plan;
import ebsbackup.watch.ProtectionReport.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a measurement says of a plan whose target is 26 hours. */
class ProtectionReportTest {
  private static final String A = "i-0000000000000000a";
  private static final String B = "i-0000000000000000b";
  private static final String ROOT = "vol-00000000000000001";
  private static final String OTHER = "vol-00000000000000002";
  private static final String LONE = "vol-00000000000000009";

  private final Histories histories = new Histories();
  private final List<KnownPlan.Source> selected = new ArrayList<>();

  private static Instant hour(int hour) {
    return Histories.BEGIN.plus(Duration.ofHours(hour));
  }

  private void select(String id, String... volumes) {
    selected.add(new KnownPlan.Source(id, List.of(volumes), List.of()));
  }

  private void good(String source, int hour, String volume) {
    histories.set(source, hour(hour), hour(hour).plusSeconds(600), "completed", volume);
  }

  private ProtectionReport at(Instant at, boolean scheduled) {
    return at(at, scheduled, "\"select\": {\"tags\": {\"Backup\": [\"daily\"]}}");
  }

  /** Of a copy plan, to which the test gives the name that its sets carry. */
  private ProtectionReport ofCopies(int hour) {
    return at(
        hour(hour),
        true,
        """
        "from": {"region": "eu-west-1", "plan": "nightly"}, "kmsKeyId": "alias/dr",
        "keep": {"last": 3}
        """);
  }

  private ProtectionReport at(Instant at, boolean scheduled, String fields) {
    Plan plan =
        new Json()
            .read("{\"plan\": \"daily\", %s, \"rpo\": \"PT26H\"}".formatted(fields), Plan.class);
    KnownPlan known = new KnownPlan(plan, selected);
    FleetStatus status = new FleetStatus(histories.fleet(at), List.of(known), Optional.empty(), at);
    return ProtectionReport.of(known, status, scheduled);
  }

  private ProtectionReport scheduled(int hour) {
    return at(hour(hour), true);
  }

  private static Map<String, Long> metrics(ProtectionReport report) {
    assertThat(report.metrics())
        .extracting(Metric::dimensions)
        .containsOnly(List.of(new Metric.Dimension("Plan", "daily")));
    return report.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
  }

  @Test
  void withinTheTarget_theMetricsSaySo() {
    histories.instance(A, "running", ROOT).instance(B, "stopped", OTHER);
    select(A, ROOT);
    select(B, OTHER);
    good(A, 3, ROOT);
    good(B, 4, OTHER);
    good(A, 27, ROOT);

    ProtectionReport report = scheduled(28);

    assertThat(report.status()).isEqualTo(Status.WITHIN_TARGET);
    assertThat(report.summary())
        .isEqualTo("0 of 2 sources of plan daily are over the target of PT26H");
    assertThat(report.notGood()).isEmpty();
    assertThat(metrics(report))
        .isEqualTo(
            Map.of(
                "Sources", 2L,
                "SourcesOverRpo", 0L,
                "Unprotected", 0L,
                "SetsGood", 3L,
                "SetsBad", 0L,
                "OldestGoodSetAge", 24L * 3600,
                "BackupSeconds", 600L));
    assertThat(report.metrics())
        .extracting(Metric::unit)
        .containsExactly("Count", "Count", "Count", "Count", "Count", "Seconds", "Seconds");
  }

  @ParameterizedTest
  @CsvSource({
    "29, WITHIN_TARGET", // 26 hours old: not over
    "30, OVER_TARGET",
    "31, STILL_OVER_TARGET",
    "53, STILL_OVER_TARGET",
    "54, OVER_TARGET",
    "55, STILL_OVER_TARGET",
    "77, STILL_OVER_TARGET",
    "78, OVER_TARGET"
  })
  void aSourceIsNamedInItsFirstHourOverTheTarget_andOnceADayAfterThat(int hour, Status status) {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    good(A, 3, ROOT);

    assertThat(scheduled(hour).status()).isEqualTo(status);
  }

  private void verified(int hour, String verdict) {
    histories.snapshots.addAll(
        Histories.snapshots(
            A,
            hour(hour),
            hour(hour).plusSeconds(600),
            "completed",
            Map.of("ebs-backup:verified", verdict),
            ROOT));
  }

  /** Over since 30:30 and not since 29:00, when the set before it became too old. */
  @ParameterizedTest
  @CsvSource({
    "31, OVER_TARGET",
    "32, STILL_OVER_TARGET",
    "53, STILL_OVER_TARGET",
    "54, STILL_OVER_TARGET",
    "55, OVER_TARGET",
    "79, OVER_TARGET"
  })
  void aSourceWhoseNewestSetIsFoundToBeDamaged_isNamedInTheNextHour(int hour, Status status) {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    good(A, 3, ROOT);
    verified(27, "damaged 2026-03-02T06:30:00Z vol-1: GPT header");

    ProtectionReport report = scheduled(hour);

    assertThat(report.status()).isEqualTo(status);
    assertThat(report.summary()).endsWith("over the target since 2026-03-02T06:30:00Z");
  }

  /**
   * The suspicion speaks against the sets after it too, but not from a time before they existed.
   */
  @Test
  void aSourceWithASuspectSet_isOverTheTarget_sinceTheVerdict() {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    good(A, 3, ROOT);
    verified(27, "suspect 2026-03-02T08:30:00Z vol-1: noise");
    good(A, 31, ROOT);
    good(A, 40, ROOT);

    assertThat(scheduled(33).status()).isEqualTo(Status.OVER_TARGET);
    assertThat(scheduled(57).summary()).endsWith("over the target since 2026-03-02T08:30:00Z");
  }

  @Test
  void aVerdictOnASetThatWasTooOldBefore_changesNothing() {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    good(A, 3, ROOT);
    verified(10, "damaged 2026-03-02T20:30:00Z vol-1: GPT header");

    assertThat(scheduled(50).summary()).endsWith("over the target since " + hour(36));
    assertThat(scheduled(37).status()).isEqualTo(Status.OVER_TARGET);
    assertThat(scheduled(45).status()).isEqualTo(Status.STILL_OVER_TARGET);
  }

  @Test
  void aVerdictOnASetThatIsOlderThanTheNewestGoodOne_changesNothing() {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    verified(3, "damaged 2026-03-01T06:30:00Z vol-1: GPT header");
    good(A, 5, ROOT);

    assertThat(scheduled(32).summary()).endsWith("over the target since " + hour(31));
  }

  /** The measurement counts for its scheduled time, and reads the tags a little later. */
  @Test
  void aVerdictThatComesDuringAMeasurement_isNamedOnce() {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    good(A, 3, ROOT);
    verified(27, "damaged 2026-03-02T07:00:05Z vol-1: GPT header");

    assertThat(scheduled(31).status()).isEqualTo(Status.STILL_OVER_TARGET);
    assertThat(scheduled(32).status()).isEqualTo(Status.OVER_TARGET);
    assertThat(scheduled(33).status()).isEqualTo(Status.STILL_OVER_TARGET);
  }

  /** The order is always the same, so a message does not change from one day to the next. */
  @Test
  void sourcesThatWereLateAtTheSameTime_areInTheOrderOfTheirIds() {
    histories.instance(B, "running", OTHER).instance(A, "running", ROOT);
    select(B, OTHER);
    select(A, ROOT);

    assertThat(scheduled(27).notGood()).extracting(SetProblem::source).containsExactly(A, B);
  }

  @Test
  void everyMomentOfAnHour_belongsToExactlyOneMeasurement() {
    for (int second : List.of(-3600, -3599, -1, 0, 1, 1800, 3599, 3600)) {

      Instant start = hour(3).plusSeconds(second);
      ProtectionReportTest test = new ProtectionReportTest();
      test.histories.instance(A, "running", ROOT).set(A, start, start, "completed", ROOT);
      test.select(A, ROOT);

      assertThat(IntStream.rangeClosed(26, 50).mapToObj(test::scheduled))
          .as("%d s", second)
          .filteredOn(report -> report.status() == Status.OVER_TARGET)
          .hasSize(1);
    }
  }

  @Test
  void aPersonIsToldOfEverySource_theWorstFirst() {
    histories.instance(A, "running", ROOT).instance(B, "running", OTHER).volume(LONE);
    select(A, ROOT);
    select(B, OTHER);
    good(A, 2, ROOT);

    ProtectionReport report = at(hour(40), false);

    assertThat(report.status()).isEqualTo(Status.OVER_TARGET);
    assertThat(report.overTarget()).isEqualTo(2);
    assertThat(report.notGood())
        .containsExactly(
            new SetProblem(
                B,
                "\"name of %s\" is over the target since %s, and has no good set"
                    .formatted(B, hour(26)),
                List.of()),
            new SetProblem(
                A, "\"name of %s\" is over the target since %s".formatted(A, hour(28)), List.of()));
    assertThat(report.summary())
        .startsWith("2 of 2 sources of plan daily are over the target of PT26H; " + B + ": ")
        .endsWith("; 1 other source is in no plan");
    assertThat(report.unprotected()).containsExactly(LONE);
    assertThat(metrics(report))
        .containsEntry("SourcesOverRpo", 2L)
        .containsEntry("Unprotected", 1L)
        .containsEntry("OldestGoodSetAge", 40L * 3600);
  }

  @Test
  void aNewSource_hasAsLongAsTheTarget_forItsFirstSet() {
    histories.instance(A, "running", ROOT).instance(B, "running", OTHER);
    select(A, ROOT);
    select(B, OTHER);
    good(B, 20, OTHER);

    assertThat(scheduled(27).sources()).isEqualTo(2);
    assertThat(scheduled(27).overTarget()).isEqualTo(1);
    assertThat(scheduled(27).at()).isEqualTo(hour(27));
    assertThat(scheduled(26).status()).isEqualTo(Status.WITHIN_TARGET);
    assertThat(metrics(scheduled(19))).doesNotContainKey("BackupSeconds");
    assertThat(scheduled(27).status()).isEqualTo(Status.OVER_TARGET);
  }

  @Test
  void whatIsGoneOrLeftOutOrNotSelectedAnyMore_isNotOverTheTarget() {
    histories.instance(A, "terminated").instance(B, "running", OTHER).volume(LONE);
    good(A, 3, ROOT);
    good(B, 3, OTHER);
    selected.add(new KnownPlan.Source(LONE, List.of(), List.of(LONE)));

    ProtectionReport report = scheduled(60);

    assertThat(report.status()).isEqualTo(Status.WITHIN_TARGET);
    assertThat(metrics(report))
        .containsEntry("Sources", 0L)
        .containsEntry("Unprotected", 0L)
        .doesNotContainKey("OldestGoodSetAge");
  }

  @Test
  void aSetThatFailed_isBad_andOneThatIsPendingMayBecomeGood() {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    good(A, 3, ROOT);
    histories.set(A, hour(27), hour(27), "pending", ROOT);
    histories.set(A, hour(28), hour(28), "error", ROOT);
    List<Snapshot> halfFailed =
        Histories.snapshots(A, hour(26), hour(26), "pending", Map.of(), ROOT, OTHER);
    histories.snapshots.add(halfFailed.getFirst());
    histories.snapshots.add(SnapshotBuilder.like(halfFailed.getLast()).state("error").build());

    assertThat(metrics(scheduled(29))).containsEntry("SetsGood", 1L).containsEntry("SetsBad", 2L);
  }

  @Test
  void theSourcesOfACopyPlan_areThoseThatItHasCopiesOf() {
    histories.instance(LONE, "running").volume(OTHER);
    histories.copied(A, hour(3), "completed", ROOT);

    assertThat(ofCopies(29).status()).isEqualTo(Status.WITHIN_TARGET);
    ProtectionReport late = ofCopies(30);

    assertThat(late.status()).isEqualTo(Status.OVER_TARGET);
    assertThat(late.summary())
        .isEqualTo(
            "1 of 1 source of plan daily is over the target of PT26H; %s: it is over the target since %s"
                .formatted(A, hour(29)));
    assertThat(late.unprotected()).isEmpty();
    assertThat(metrics(late))
        .isEqualTo(
            Map.of(
                "Sources", 1L,
                "SourcesOverRpo", 1L,
                "SetsGood", 1L,
                "SetsBad", 0L,
                "OldestGoodSetAge", 27L * 3600,
                "BackupSeconds", 3600L));
  }

  /** All copies deleted, or none made yet: no tag says since when, and silence would be wrong. */
  @Test
  void aCopyPlanWithoutAnyCopy_isOverItsTarget_andNamedAtMidnight() {
    histories.instance(A, "running", ROOT);
    good(A, 3, ROOT);
    histories.snapshots.clear();

    assertThat(ofCopies(24).status()).isEqualTo(Status.STILL_OVER_TARGET);
    ProtectionReport report = ofCopies(25);

    assertThat(report.status()).isEqualTo(Status.OVER_TARGET);
    assertThat(report.summary()).endsWith("daily: there is no copy of any source here");
    assertThat(metrics(report)).containsEntry("Sources", 0L).containsEntry("SourcesOverRpo", 1L);
  }

  @ParameterizedTest
  @CsvSource({"0, daily/2026-03-01.html", "1,", "23,", "24, daily/2026-03-02.html", "25,"})
  void aPageIsDue_inTheFirstHourOfADay(int hour, String page) {
    for (int second : List.of(0, 1, 3599)) {
      assertThat(at(hour(hour).plusSeconds(second), true).page())
          .isEqualTo(Optional.ofNullable(page));
    }
    assertThat(at(hour(hour), false).page())
        .contains("daily/2026-03-0%dT%02d-00-00Z.html".formatted(1 + hour / 24, hour % 24));
  }

  @Test
  void theSetsOfOtherPlans_protectToo_butAreNotCounted() {
    histories.instance(A, "running", ROOT);
    select(A, ROOT);
    histories.snapshots.addAll(
        Histories.snapshots(
            A,
            hour(27),
            hour(27),
            "completed",
            Map.of("ebs-backup:plan", "weekly", "ebs-backup:run", "weekly/1"),
            ROOT));

    ProtectionReport report = scheduled(29);

    assertThat(report.status()).isEqualTo(Status.WITHIN_TARGET);
    assertThat(metrics(report)).containsEntry("SetsGood", 0L).containsEntry("SetsBad", 0L);
  }

  @Test
  void aRunTakesAsLongAsItsSlowestSet_fromTheFirstStart() {
    histories.instance(A, "running", ROOT).instance(B, "running", OTHER);
    select(A, ROOT);
    Map<String, String> run = Map.of("ebs-backup:run", "daily/night");
    histories.snapshots.addAll(Histories.snapshots(A, hour(27), hour(30), "completed", run, ROOT));
    histories.snapshots.addAll(
        Histories.snapshots(B, hour(27).plusSeconds(60), hour(29), "completed", run, OTHER));

    assertThat(metrics(scheduled(31))).containsEntry("BackupSeconds", 3L * 3600);
  }

  @Test
  void ofManySources_theReportNamesWhatFits_andCountsTheRest() {
    for (int i = 0; i < 300; i++) {
      String id = "i-%017d".formatted(i);
      String volume = "vol-%017d".formatted(i);
      histories.instance(id, "running", volume).volume("vol-1%016d".formatted(i));
      select(id, volume);
    }

    ProtectionReport report = scheduled(30);

    assertThat(report.overTarget()).isEqualTo(300);
    assertThat(report.notGood()).hasSize(100);
    assertThat(report.notGoodOmitted()).isEqualTo(200);
    assertThat(report.unprotected()).hasSize(100);
    assertThat(report.unprotectedOmitted()).isEqualTo(200);
    assertThat(report.summary())
        .contains("and 297 more", "300 other sources are in no plan")
        .contains("i-%017d".formatted(2))
        .doesNotContain("i-%017d".formatted(3));
    assertThat(new Json().write(report).length()).isLessThan(60_000);
  }

  @Test
  void aMetric_isWrittenAsPutMetricDataTakesIt() {
    assertThat(new Json().write(Metric.count("SetsGood", "daily", 3)))
        .isEqualTo(
            """
            {"MetricName":"SetsGood","Dimensions":[{"Name":"Plan","Value":"daily"}],\
            "Unit":"Count","Value":3}\
            """);
  }
}
