package ebsbackup.watch;

import ebsbackup.ebs.SetProblem;
import ebsbackup.json.Metric;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How well a plan protects its sources at one point in time.
 *
 * @param summary a few sentences for the user
 * @param target how old the newest good set of a source may be
 * @param sources the number of sources that the plan selects and does not exclude; for a copy plan,
 *     those that it has copies of
 * @param overTarget the number of these sources that are over the target
 * @param notGood the sources that are over the target, worst first, as far as they fit; {@code
 *     notGoodOmitted} more are left out
 * @param unprotected instances and volumes that no plan selects or has sets of, as far as they fit;
 *     {@code unprotectedOmitted} more are left out
 * @param metrics the metrics to publish to CloudWatch
 * @param page the name of the page that is due, for example {@code daily/2026-11-27.html}
 */
public record ProtectionReport(
    Status status,
    String summary,
    String plan,
    Instant at,
    Duration target,
    int sources,
    int overTarget,
    List<SetProblem> notGood,
    int notGoodOmitted,
    List<String> unprotected,
    int unprotectedOmitted,
    List<Metric> metrics,
    Optional<String> page) {

  /**
   * The result of a measurement. The second status makes the execution fail, so a message is sent.
   */
  public enum Status {
    WITHIN_TARGET,
    /** A source went over the target in the last hour, or whole days before that. */
    OVER_TARGET,
    /**
     * Sources are over the target, but it is not the hour of the day in which a message names them.
     * There may not have been a message yet, because no measurement is stored: a source whose
     * newest good set was deleted looks as if it had been over the target all along. The alarm only
     * counts the sources, so it does not depend on this.
     */
    STILL_OVER_TARGET
  }

  /**
   * A measurement is due every hour, and a source that stays over the target is named once a day.
   */
  private static final long HOURS_BETWEEN_MESSAGES = 24;

  private static final Duration BETWEEN_MEASUREMENTS = Duration.ofHours(1);

  private static final PayloadBudget NOT_GOOD = new PayloadBudget(100, 40_000);
  private static final PayloadBudget UNPROTECTED = new PayloadBudget(100, 4_000);
  private static final int MAX_NAMED = 3;

  public ProtectionReport {
    notGood = List.copyOf(notGood);
    unprotected = List.copyOf(unprotected);
    metrics = List.copyOf(metrics);
  }

  /** A source that is over the target. */
  private record Late(String source, Instant since, String reason) {
    static Late of(SourceStatus source, Instant since) {
      return new Late(
          source.source(),
          since,
          source.name().map(name -> "\"" + name + "\" is").orElse("it is")
              + " over the target since "
              + since
              + (source.newest().isPresent() ? "" : ", and has no good set"));
    }

    /** A copy plan without any copy: it is not known since when, so it is named at midnight. */
    static Late plan(String plan) {
      return new Late(plan, Instant.EPOCH, "there is no copy of any source here");
    }

    /**
     * Whether this measurement has to name it, which is the case for one measurement per day. A
     * verdict that was written after the scheduled time belongs to the next measurement.
     */
    boolean due(Instant at) {
      Duration over = Duration.between(since, at).minusNanos(1);
      return !over.isNegative() && over.toHours() % HOURS_BETWEEN_MESSAGES == 0;
    }

    SetProblem problem() {
      return new SetProblem(source, reason, List.of());
    }
  }

  /**
   * Judges the sources of a plan.
   *
   * @param known the plan, which has a target, and what it selects
   * @param status the account at that time
   * @param scheduled whether this is one of the hourly measurements; any other measurement names
   *     every source that is over the target
   */
  static ProtectionReport of(KnownPlan known, FleetStatus status, boolean scheduled) {
    FleetReport fleet = status.report();
    String plan = known.plan().name();
    Duration target = known.plan().rpo().orElseThrow();
    Set<String> selected =
        known.sources().stream()
            .filter(source -> !source.volumes().isEmpty())
            .map(KnownPlan.Source::id)
            .collect(Collectors.toSet());
    List<SourceStatus> sources =
        fleet.sources().stream()
            .filter(
                source ->
                    known.copies() ? copied(source, plan) : selected.contains(source.source()))
            .toList();
    List<Late> late =
        known.copies() && sources.isEmpty()
            ? List.of(Late.plan(plan))
            : sources.stream()
                .flatMap(
                    source ->
                        status.overSince(source, target).stream()
                            .map(since -> Late.of(source, since)))
                .sorted(Comparator.comparing(Late::since).thenComparing(Late::source))
                .toList();
    // A copy plan selects no sources, so it says nothing about those without a plan.
    List<String> unprotected =
        fleet.sources().stream()
            .filter(source -> source.protection() == Protection.UNPROTECTED && !known.copies())
            .map(SourceStatus::source)
            .toList();
    List<SetProblem> problems = late.stream().map(Late::problem).toList();
    List<SetProblem> fitting = NOT_GOOD.fitting(problems, SetProblem::jsonBytes);
    List<String> named = UNPROTECTED.fitting(unprotected, PayloadBudget::jsonBytes);
    boolean tell = late.stream().anyMatch(each -> !scheduled || each.due(fleet.at()));
    return new ProtectionReport(
        late.isEmpty()
            ? Status.WITHIN_TARGET
            : tell ? Status.OVER_TARGET : Status.STILL_OVER_TARGET,
        summary(plan, target, sources.size(), problems, unprotected.size()),
        plan,
        fleet.at(),
        target,
        sources.size(),
        late.size(),
        fitting,
        problems.size() - fitting.size(),
        named,
        unprotected.size() - named.size(),
        metrics(known, fleet.at(), sources, late.size(), unprotected.size(), status.sets(plan)),
        page(plan, fleet.at(), scheduled));
  }

  /** One page a day, for the first measurement of the day in UTC, and one for each manual run. */
  private static Optional<String> page(String plan, Instant at, boolean scheduled) {
    String day = plan + "/" + at.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    if (!scheduled) {
      // Not every file system allows colons in file names.
      return Optional.of(
          day
              + at.truncatedTo(ChronoUnit.SECONDS).toString().substring(10).replace(':', '-')
              + ".html");
    }
    boolean first = at.minus(BETWEEN_MEASUREMENTS).isBefore(at.truncatedTo(ChronoUnit.DAYS));
    return first ? Optional.of(day + ".html") : Optional.empty();
  }

  /** Whether the copy plan has sets of the source and the source does not count as gone. */
  private static boolean copied(SourceStatus source, String plan) {
    return source.plans().contains(plan) && source.protection() != Protection.GONE;
  }

  private static String summary(
      String plan, Duration target, int sources, List<SetProblem> late, int unprotected) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "%d of %s of plan %s %s over the target of %s"
            .formatted(
                late.size(),
                Quantity.of(sources, "source"),
                plan,
                late.size() == 1 ? "is" : "are",
                target));
    late.stream()
        .limit(MAX_NAMED)
        .map(problem -> problem.source() + ": " + problem.reason())
        .forEach(parts::add);
    if (late.size() > MAX_NAMED) {
      parts.add("and %d more".formatted(late.size() - MAX_NAMED));
    }
    if (unprotected > 0) {
      parts.add(Quantity.are(unprotected, "other source") + " in no plan");
    }
    return String.join("; ", parts);
  }

  private static List<Metric> metrics(
      KnownPlan known,
      Instant at,
      List<SourceStatus> sources,
      int late,
      int unprotected,
      PlanSets sets) {
    String plan = known.plan().name();
    Optional<Duration> oldest =
        sources.stream()
            .flatMap(source -> source.exposedSince().stream())
            .map(since -> Duration.between(since, at))
            .max(Comparator.naturalOrder());
    List<Metric> metrics = new ArrayList<>();
    metrics.add(Metric.count("Sources", plan, sources.size()));
    metrics.add(Metric.count("SourcesOverRpo", plan, late));
    if (!known.copies()) {
      metrics.add(Metric.count("Unprotected", plan, unprotected));
    }
    metrics.add(Metric.count("SetsGood", plan, sets.good()));
    metrics.add(Metric.count("SetsBad", plan, sets.bad()));
    oldest.ifPresent(age -> metrics.add(Metric.seconds("OldestGoodSetAge", plan, age.toSeconds())));
    sets.lastRun()
        .ifPresent(took -> metrics.add(Metric.seconds("BackupSeconds", plan, took.toSeconds())));
    return metrics;
  }
}
