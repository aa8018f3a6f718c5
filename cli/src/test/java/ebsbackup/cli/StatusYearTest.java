package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import ebsbackup.watch.Fleet;
import ebsbackup.watch.FleetReader;
import ebsbackup.watch.FleetStatus;
import ebsbackup.watch.KnownPlan;
import ebsbackup.watch.Protection;
import ebsbackup.watch.SourceStatus;
import ebsbackup.workflow.DeployedStack;
import ebsbackup.workflow.PackagedFunctions;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.Cloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.cloudwatch.EmbeddedCloudWatch.Datum;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.template.Resource;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A year of the deployed schedules with faults at known times. What a status says of any moment of
 * it, and the hours in which the alarms are raised, are those of a replay of what EC2 shows, which
 * uses nothing of the product.
 */
class StatusYearTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration TARGET = Duration.ofHours(26);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WINDOW = Duration.ofDays(30);
  private static final int DAYS = 365;

  /** In Vienna, 02:30 does not exist in one night of March, and comes twice in one of October. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "Rpo", "PT26H",
          "ScheduleExpression", "cron(30 2 * * ? *)",
          "ScheduleTimeZone", "Europe/Vienna",
          "PruneDryRun", "false");

  private final VirtualClock clock = new VirtualClock(BEGIN);
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(TestCloud.settings(), clock, BlockStore.inMemory(clock, 1024 * 1024));
  private final Random random = new Random(11);

  /** When each machine began to exist, and ended. */
  private final Map<String, Instant> created = new LinkedHashMap<>();

  private final Map<String, Instant> gone = new HashMap<>();

  /** Every set that there has ever been. */
  private final TreeSet<Made> all =
      new TreeSet<>(Comparator.comparing(Made::start).thenComparing(Made::source));

  /** Sources over the target by the hour, as published. */
  private final Map<Instant, Double> published = new TreeMap<>();

  /** The hours in which a backup succeeded. */
  private final TreeSet<Instant> successes = new TreeSet<>();

  private String plan = "daily";
  private Optional<Cloud> deployed = Optional.empty();

  /** A set as EC2 shows it. */
  private record Made(String source, Instant start, Instant completed) {}

  private static Instant day(int day) {
    return BEGIN.plus(Duration.ofDays(day));
  }

  private static Instant hourOf(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS);
  }

  private String launch() {
    String id =
        ec2.launch(
                new Launch(
                    "eu-central-1b",
                    List.of(
                        new Disk("/dev/xvda", 8).deletedOnTermination(),
                        new Disk("/dev/sdf", 10).deletedOnTermination()),
                    Map.of("Backup", "daily")))
            .instanceId();
    created.put(id, clock.instant());
    return id;
  }

  private void terminate(String id) {
    ec2.terminateInstances(request -> request.instanceIds(id));
    gone.put(id, clock.instant());
  }

  /** What EC2 shows: the sets of both volumes that are complete. */
  private List<Made> shown() {
    Map<String, List<Snapshot>> sets =
        ec2.contents().snapshots().stream()
            .collect(
                Collectors.groupingBy(s -> source(s) + " " + s.startTime(), Collectors.toList()));
    return sets.values().stream()
        .filter(set -> set.size() == 2)
        .filter(set -> set.stream().allMatch(s -> s.stateAsString().equals("completed")))
        .map(
            set ->
                new Made(
                    source(set.getFirst()),
                    set.getFirst().startTime(),
                    set.stream()
                        .map(Snapshot::completionTime)
                        .max(Comparator.naturalOrder())
                        .orElseThrow()))
        .toList();
  }

  private static String source(Snapshot snapshot) {
    return TestCloud.tag(snapshot.tags(), "ebs-backup:source").orElseThrow();
  }

  /** Deploys the stack with these parameters too, from now until that day. */
  private void deploy(Map<String, String> parameters, int until) {
    Map<String, String> values = new HashMap<>(PARAMETERS);
    values.putAll(parameters);
    collect();
    plan = values.getOrDefault("PlanName", "daily");
    Cloud cloud = PackagedFunctions.deploy(values, clock, ec2);
    cloud
        .stateMachines()
        .forgetHistories(
            execution -> {
              if (execution.machine().name().endsWith("-backup")
                  && execution.status() == ExecutionStatus.SUCCEEDED) {
                successes.add(hourOf(clock.instant()));
              }
            });
    cloud.startSchedules(clock.instant().plusSeconds(1), day(until));
    deployed = Optional.of(cloud);
  }

  /** Looks at EC2 each evening, so that nothing is pruned unseen. */
  private void until(Instant time) {
    while (clock.instant().isBefore(time)) {
      Instant evening = clock.instant().plus(Duration.ofHours(12));
      clock.runUntil(evening.isBefore(time) ? evening : time);
      all.addAll(shown());
    }
  }

  private void collect() {
    deployed.ifPresent(
        cloud ->
            cloud.cloudWatch().data().stream()
                .filter(datum -> datum.name().equals("SourcesOverRpo"))
                .peek(datum -> assertThat(datum.dimensions()).isEqualTo(Map.of("Plan", plan)))
                .forEach(this::add));
  }

  private void add(Datum datum) {
    assertThat(published.put(hourOf(datum.time()), datum.value())).isNull();
  }

  @Test
  @Tag("sweep")
  void aYear_isReportedAsItWas_andTheAlarmsAreRaisedWhenTheyShouldBe() throws IOException {
    String web = launch();
    String batch = launch();
    deploy(Map.of(), 60);
    until(day(20));
    ec2.stopInstances(request -> request.instanceIds(batch));
    check();
    until(day(28).plusSeconds(3_605));
    check();
    until(day(60));
    // Someone disables the schedule for four nights.
    deploy(Map.of("ScheduleState", "DISABLED"), 64);
    until(day(63).plusSeconds(12_345));
    check();
    until(day(64));
    deploy(Map.of(), 200);
    until(day(90).plus(Duration.ofHours(13)).plusSeconds(20));
    launch();
    check();
    until(day(120));
    // No snapshot can be made for two nights.
    ec2.faults().on("CreateSnapshots").always().refuse("InternalError");
    until(day(122));
    check();
    ec2.faults().clear();
    until(day(130).plus(Duration.ofHours(20)));
    String shortLived = launch();
    until(day(150).plus(Duration.ofHours(9)).plusSeconds(1_800));
    check();
    // EC2 does not answer for eight hours by day.
    ec2.faults().on("DescribeSnapshots").always().timeOut();
    until(day(150).plus(Duration.ofHours(17)).plusSeconds(1_800));
    ec2.faults().clear();
    until(day(170).plus(Duration.ofHours(15)));
    terminate(shortLived);
    until(day(200));
    check();
    deploy(Map.of("PlanName", "nightly"), DAYS);
    until(day(201));
    check();
    until(day(238).plus(Duration.ofHours(1)).plusSeconds(1_805));
    check();
    until(day(250).plus(Duration.ofHours(5)));
    terminate(batch);
    until(day(DAYS));
    collect();
    check();

    List<Instant> nights =
        all.stream()
            .filter(made -> made.source().equals(web))
            .map(made -> made.start().truncatedTo(ChronoUnit.DAYS))
            .toList();
    assertThat(
            Stream.iterate(0, day -> day < DAYS, day -> day + 1)
                .filter(day -> !nights.contains(day(day))))
        // The 28th has no 02:30 in Vienna.
        .containsExactly(28, 60, 61, 62, 63, 120, 121);
    assertThat(nights).doesNotHaveDuplicates();
    everyMeasurementIsThatOfTheReplay();
    theAlarmsAreRaised();
  }

  private static Optional<Made> newest(Stream<Made> sets, String source, Instant at) {
    return sets.filter(made -> made.source().equals(source))
        .filter(made -> !made.completed().isAfter(at))
        .max(Comparator.comparing(Made::start));
  }

  /** A status of now and of moments before, which sees the sets that exist now. */
  private void check() {
    Instant now = clock.instant();
    List<Made> exist = shown();
    FleetReader reader = new FleetReader(new Wiring(new OnlyEc2(ec2), clock, Map.of()));
    Fleet fleet = reader.read();
    KnownPlan known =
        reader.known(
            new Json()
                .read(
                    TestCloud.plan(
                        plan, "{\"tags\": {\"Backup\": [\"daily\"]}}", "\"rpo\": \"PT26H\""),
                    Plan.class),
            fleet);
    List<Instant> moments =
        Stream.concat(
                Stream.of(now),
                random
                    .longs(20, 1, Duration.between(BEGIN, now).toSeconds())
                    .mapToObj(now::minusSeconds))
            .toList();
    for (Instant at : moments) {
      Map<String, SourceStatus> reported =
          new FleetStatus(fleet, List.of(known), Optional.empty(), at)
              .report().sources().stream()
                  .collect(Collectors.toMap(SourceStatus::source, source -> source));
      for (String source : created.keySet()) {
        same(reported.get(source), source, exist, at);
      }
    }
  }

  private void same(SourceStatus status, String source, List<Made> exist, Instant at) {
    List<Made> good =
        exist.stream()
            .filter(made -> made.source().equals(source) && !made.completed().isAfter(at))
            .toList();
    Optional<Duration> age =
        newest(good.stream(), source, at).map(made -> Duration.between(made.start(), at));
    boolean exists = !gone.containsKey(source);
    if (status == null) {
      assertThat(exists || !good.isEmpty()).as("%s at %s", source, at).isFalse();
      return;
    }
    assertThat(status.age()).as("%s at %s", source, at).isEqualTo(age);
    assertThat(status.restorePoints()).as("%s at %s", source, at).isEqualTo(good.size());
    assertThat(status.longestGap()).as("%s at %s", source, at).isEqualTo(gap(good, source, at));
    assertThat(status.protection())
        .as("%s at %s", source, at)
        .isEqualTo(
            !exists
                ? Protection.GONE
                : age.isEmpty()
                    ? Protection.NEVER
                    : age.get().compareTo(TARGET) > 0 ? Protection.LATE : Protection.PROTECTED);
  }

  /** The age grows until a newer set is complete, so it is the largest just before one is. */
  private static Optional<Duration> gap(List<Made> good, String source, Instant at) {
    Instant from = at.minus(WINDOW);
    return Stream.concat(good.stream().map(Made::completed), Stream.of(at))
        .filter(end -> end.isAfter(from))
        .flatMap(
            end ->
                newest(
                    good.stream().filter(made -> end.equals(at) || made.completed().isBefore(end)),
                    source,
                    end)
                    .map(made -> Duration.between(made.start(), end))
                    .stream())
        .max(Comparator.naturalOrder());
  }

  /** How many sources were over the target at that moment. */
  private long over(Instant at) {
    return created.keySet().stream()
        .filter(source -> !created.get(source).isAfter(at))
        .filter(source -> gone.getOrDefault(source, Instant.MAX).isAfter(at))
        .filter(
            source ->
                newest(all.stream(), source, at)
                    .map(Made::start)
                    .orElse(created.get(source))
                    .plus(TARGET)
                    .isBefore(at))
        .count();
  }

  private static List<Instant> hours() {
    return Stream.iterate(BEGIN.plus(HOUR), hour -> hour.isBefore(day(DAYS)), h -> h.plus(HOUR))
        .toList();
  }

  private static boolean unmeasured(Instant hour) {
    return hour.isAfter(day(150).plus(Duration.ofHours(9)))
        && hour.isBefore(day(150).plus(Duration.ofHours(18)));
  }

  private void everyMeasurementIsThatOfTheReplay() {
    for (Instant hour : hours()) {
      assertThat(Optional.ofNullable(published.get(hour)))
          .as(hour.toString())
          .isEqualTo(unmeasured(hour) ? Optional.empty() : Optional.of((double) over(hour)));
    }
  }

  /** The alarms are evaluated as the template has them, on periods of an hour. */
  private void theAlarmsAreRaised() throws IOException {
    DeployedStack stack = new DeployedStack(PARAMETERS);
    Resource late = stack.resource("SourcesOverRpoAlarm");
    Resource none = stack.resource("NoSuccessfulBackupAlarm");

    assertThat(raised(late, hour -> breaches(late, published.get(hour))))
        .isEqualTo(
            windows(
                hour ->
                    Stream.of(hour, hour.minus(HOUR))
                        .allMatch(h -> h.isAfter(BEGIN) && (unmeasured(h) || over(h) > 0))))
        .hasSize(4);
    Duration patience = Duration.ofHours(38);
    assertThat(
            raised(none, hour -> breaches(none, successes.contains(hour) ? 1.0 : null)).stream()
                // Until the first night there is no success either.
                .filter(window -> !window.from().isBefore(day(2))))
        .isEqualTo(
            windows(
                hour ->
                    hour.isAfter(day(2))
                        && all.stream()
                            .map(made -> hourOf(made.completed()))
                            .noneMatch(
                                success ->
                                    success.isAfter(hour.minus(patience))
                                        && !success.isAfter(hour))))
        .hasSize(3);
  }

  /** Whether a value, or none, counts towards the alarm. */
  private static boolean breaches(Resource alarm, Double value) {
    assertThat(DeployedStack.at(alarm, "Period")).isEqualTo(3600L);
    assertThat(DeployedStack.at(alarm, "TreatMissingData")).isEqualTo("breaching");
    double threshold = Double.parseDouble(DeployedStack.at(alarm, "Threshold").toString());
    return value == null
        || (DeployedStack.at(alarm, "ComparisonOperator").equals("LessThanThreshold")
            ? value < threshold
            : value > threshold);
  }

  /** From the first hour of ALARM until the first of OK. */
  private record Window(Instant from, Instant until) {}

  private static List<Window> raised(Resource alarm, Predicate<Instant> breaches) {
    int periods = Integer.parseInt(DeployedStack.at(alarm, "EvaluationPeriods").toString());
    assertThat(DeployedStack.at(alarm, "DatapointsToAlarm").toString())
        .isEqualTo(Integer.toString(periods));
    return windows(
        hour ->
            Stream.iterate(hour, h -> h.minus(HOUR))
                .limit(periods)
                .allMatch(h -> h.isAfter(BEGIN) && breaches.test(h)));
  }

  private static List<Window> windows(Predicate<Instant> raised) {
    List<Window> windows = new ArrayList<>();
    Optional<Instant> since = Optional.empty();
    for (Instant hour : hours()) {
      if (raised.test(hour) && since.isEmpty()) {
        since = Optional.of(hour);
      } else if (!raised.test(hour) && since.isPresent()) {
        windows.add(new Window(since.get(), hour));
        since = Optional.empty();
      }
    }
    assertThat(since).isEmpty();
    return windows;
  }
}
