package ebsbackup.workflow.watch;

import static ebsbackup.workflow.TestCloud.BEGINS;
import static ebsbackup.workflow.TestCloud.DAILY;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.cloudwatch.EmbeddedCloudWatch.Datum;
import embeddedcloud.ec2.Disk;
import embeddedcloud.sns.Message;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Hourly measurements of a plan whose target is 26 hours, for days. */
class WatchTest {
  private static final Duration TARGET = Duration.ofHours(26);

  /** Backups start when the test says so; the measurements have their schedule. */
  private final TestCloud cloud =
      new TestCloud(TestCloud.settings(), Map.of("Rpo", "PT26H", "ScheduleState", "DISABLED"));

  /** When each source begins to exist, and ends. */
  private final Map<String, Instant> created = new LinkedHashMap<>();

  private final Map<String, Instant> gone = new LinkedHashMap<>();

  /** Of each source, when its sets were started, by the time at which they were complete. */
  private final Map<String, TreeMap<Instant, Instant>> sets = new LinkedHashMap<>();

  private static Instant at(int day, int hour) {
    return BEGINS.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour));
  }

  private String launch() {
    String instance = cloud.launch();
    created.put(instance, cloud.now());
    return instance;
  }

  private static Instant nextHour(Instant time) {
    return hourOf(time.plus(Duration.ofHours(1)).minusNanos(1));
  }

  /** Measures each full hour until then. */
  private void until(Instant time) {
    cloud.cloud().runSchedules(nextHour(cloud.now()), time, occurrence -> false);
    cloud.cloud().clock().runUntil(time);
  }

  private void backUp() {
    Instant before = cloud.now();
    cloud.backup(DAILY);
    cloud.snapshots().stream()
        .filter(snapshot -> !snapshot.startTime().isBefore(before))
        .forEach(
            snapshot ->
                sets.computeIfAbsent(
                        TestCloud.tag(snapshot.tags(), "ebs-backup:source").orElseThrow(),
                        source -> new TreeMap<>())
                    .put(snapshot.completionTime(), snapshot.startTime()));
  }

  private List<Datum> metric(String name) {
    return cloud.cloud().cloudWatch().data().stream()
        .filter(datum -> datum.name().equals(name))
        .toList();
  }

  /** How many sources are over the target then, by what this test has done. */
  private long over(Instant time) {
    return created.entrySet().stream()
        .filter(source -> !source.getValue().isAfter(time))
        .filter(source -> gone.getOrDefault(source.getKey(), Instant.MAX).isAfter(time))
        .filter(
            source -> {
              Instant since =
                  Optional.ofNullable(sets.get(source.getKey()))
                      .map(points -> points.headMap(time, true).values())
                      .flatMap(points -> points.stream().max(Instant::compareTo))
                      .orElse(source.getValue());
              return since.plus(TARGET).isBefore(time);
            })
        .count();
  }

  @Test
  void daysWithoutABackup_areSeenHourByHour_andNamedOnceADay() {
    String shop = launch();
    cloud.ec2().stopInstances(r -> r.instanceIds(launch()));
    for (int day = 0; day < 10; day++) {
      until(at(day, 3).plusSeconds(600));
      if (day == 5) {
        String old = created.keySet().stream().skip(1).findFirst().orElseThrow();
        cloud.ec2().terminateInstances(r -> r.instanceIds(old));
        gone.put(old, cloud.now());
      }
      // No backup in the nights 3 to 5, and a new instance in the evening of the last.
      if (day < 3 || day > 5) {
        backUp();
      }
      until(at(day, 20));
      if (day == 5) {
        launch();
      }
    }
    until(at(10, 0));

    List<Datum> late = metric("SourcesOverRpo");
    assertThat(late).hasSize(10 * 24);
    assertThat(late)
        .allSatisfy(
            datum ->
                assertThat(datum.value())
                    .as(datum.time().toString())
                    .isEqualTo((double) over(hourOf(datum.time()))));
    assertThat(late.stream().mapToDouble(Datum::value).max()).hasValue(2);
    assertThat(metric("Sources")).last().extracting(Datum::value).isEqualTo(2.0);
    // Over since 05:10 of day 3: said at 06:00, and at 06:00 of the days after, until the backup.
    List<Message> messages = cloud.cloud().messages();
    assertThat(messages.stream().map(message -> hourOf(message.at())))
        .containsExactly(at(3, 6), at(4, 6), at(5, 6));
    assertThat(messages.getFirst().subject())
        .isEqualTo("EBS Backup: backup plan daily is over its target");
    assertThat(messages.getFirst().text())
        .contains("2 of 2 sources of plan daily are over the target of PT26H")
        .contains(shop + ": it is over the target since 2026-03-04T05:10:")
        .contains("last good set 2026-03-03T03:10:")
        .contains("ebs-backup-backup --input");
    assertThat(messages.getLast().text()).contains("1 of 1 source of plan daily is over");
    assertThat(alarms(late)).containsExactly(at(3, 7) + " to " + at(6, 4));
  }

  private static Instant hourOf(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS);
  }

  /** When two data points in a row are over 0, as the template's alarm wants it. */
  private static List<String> alarms(List<Datum> data) {
    List<String> spans = new ArrayList<>();
    Optional<Instant> since = Optional.empty();
    for (int i = 1; i < data.size(); i++) {
      boolean raised = data.get(i).value() > 0 && data.get(i - 1).value() > 0;
      if (raised && since.isEmpty()) {
        since = Optional.of(hourOf(data.get(i).time()));
      } else if (!raised && since.isPresent()) {
        spans.add(since.get() + " to " + hourOf(data.get(i).time()));
        since = Optional.empty();
      }
    }
    since.ifPresent(begin -> spans.add(begin + " and on"));
    return spans;
  }

  private Execution measure(String plan) {
    return cloud.cloud().run("watch", Optional.empty(), plan);
  }

  private static String scheduledAt(Instant time) {
    return TestCloud.daily("\"rpo\": \"PT26H\", \"scheduledTime\": \"%s\"".formatted(time));
  }

  @Test
  void aManualMeasurement_namesSourcesOverTheirTargetInItsCause() {
    launch();
    cloud.launch(Map.of(), List.of(new Disk("/dev/xvda", 8)));
    cloud.pass(Duration.ofDays(3));

    Execution execution = measure(TestCloud.daily("\"rpo\": \"PT26H\""));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("OVER_TARGET");
    assertThat(execution.cause().orElseThrow())
        .contains("1 of 1 source", "and has no good set", "1 other source is in no plan");
    assertThat(metric("Unprotected")).extracting(Datum::value).containsExactly(1.0);
    assertThat(metric("OldestGoodSetAge"))
        .singleElement()
        .extracting(Datum::unit)
        .isEqualTo("Seconds");
  }

  @Test
  void aScheduledTimeInTheFuture_isMeasuredAsOfNow() {
    launch();
    Instant later = cloud.now().plus(TARGET).plus(TARGET);

    Execution execution = measure(scheduledAt(later));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(metric("SourcesOverRpo")).extracting(Datum::value).containsExactly(0.0);
  }

  @Test
  void aMeasurementThatBeginsLate_isMeasuredAsOfItsScheduledTime() {
    launch();
    cloud.pass(TARGET.minusHours(1));
    Instant scheduled = cloud.now();
    cloud.pass(Duration.ofHours(2));

    Execution execution = measure(scheduledAt(scheduled));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(metric("SourcesOverRpo")).extracting(Datum::value).containsExactly(0.0);
  }

  @Test
  void aVolumeThatThePlanNames_isMeasured() {
    launch();
    String volume = cloud.volumes().getFirst().volumeId();
    cloud.pass(TARGET.plusHours(1));

    Execution execution =
        measure(
            TestCloud.plan(
                "volumes",
                "{\"volumeIds\": [\"%s\", \"vol-0123456789abcdef0\"]}".formatted(volume),
                "\"rpo\": \"PT26H\""));

    assertThat(execution.cause().orElseThrow())
        .contains("1 of 2 sources of plan volumes", volume + ": it is over the target");
    assertThat(metric("SourcesOverRpo")).extracting(Datum::value).containsExactly(1.0);
  }

  @Test
  void aMeasurementThatIsNotAllowed_publishesNothing() {
    launch();
    cloud.faults().on("DescribeSnapshots").always().refuse("UnauthorizedOperation");

    Execution execution = measure(TestCloud.daily("\"rpo\": \"PT26H\""));

    assertThat(execution.error()).contains("ebsbackup.failure.AccessDeniedException");
    assertThat(cloud.cloud().cloudWatch().data()).isEmpty();
    assertThat(cloud.cloud().messages())
        .singleElement()
        .extracting(Message::subject)
        .isEqualTo("EBS Backup: measurement of plan daily FAILED");
  }

  @Test
  void aPlanWithoutATarget_isRefused() {
    Execution execution = measure(DAILY);

    assertThat(execution.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(execution.cause().orElseThrow()).contains("rpo: expected how old");
  }
}
