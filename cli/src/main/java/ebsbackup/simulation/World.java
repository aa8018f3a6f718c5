package ebsbackup.simulation;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import embeddedcloud.Cloud;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** The state that the people, the faults and the promises of a simulation share. */
final class World {
  final Scenario scenario;
  final VirtualClock clock;
  final EmbeddedEc2 ec2;
  final Cloud cloud;
  final Truth truth;
  private final Map<String, Instant> touched = new HashMap<>();
  private final List<String> trace = new ArrayList<>();
  private Optional<Violation> violation = Optional.empty();
  private Optional<Execution> current = Optional.empty();

  World(Scenario scenario, VirtualClock clock, EmbeddedEc2 ec2, Cloud cloud, Truth truth) {
    this.scenario = scenario;
    this.clock = clock;
    this.ec2 = ec2;
    this.cloud = cloud;
    this.truth = truth;
  }

  void trace(String line) {
    trace.add(clock.instant() + "  " + line);
  }

  List<String> trace() {
    return List.copyOf(trace);
  }

  Optional<Violation> violation() {
    return violation;
  }

  /**
   * Records that a promise is broken. Only the first violation counts, because later ones may be
   * consequences.
   */
  @FormatMethod
  void broken(String promise, @FormatString String text, Object... arguments) {
    if (violation.isEmpty()) {
      violation = Optional.of(new Violation(promise, text.formatted(arguments), clock.instant()));
      trace("BROKEN: " + violation.get());
    }
  }

  @FormatMethod
  void check(boolean holds, String promise, @FormatString String text, Object... arguments) {
    if (!holds) {
      broken(promise, text, arguments);
    }
  }

  /** Records that a person has changed these resources. */
  void touch(String... ids) {
    for (String id : ids) {
      touched.put(id, clock.instant());
    }
  }

  /**
   * Whether a person has changed one of these resources since two minutes before {@code time}, so
   * that data read earlier may be outdated.
   */
  boolean touchedSince(Instant time, Collection<String> ids) {
    return ids.stream()
        .map(touched::get)
        .anyMatch(at -> at != null && !at.isBefore(time.minusSeconds(120)));
  }

  /** The execution whose step is running or ran last. */
  Optional<Execution> current() {
    return current;
  }

  void current(Execution execution) {
    current = Optional.of(execution);
  }

  Optional<String> runningFunction() {
    return runningFunction(cloud);
  }

  /** The logical id of the running function, without "Function". */
  static Optional<String> runningFunction(Cloud cloud) {
    return cloud
        .functions()
        .running()
        .map(
            name ->
                cloud.template().functions().stream()
                    .filter(f -> f.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .logicalId()
                    .replaceFirst("Function$", ""));
  }

  Optional<Instance> instance(String id) {
    return ec2.contents().instances().stream().filter(i -> i.instanceId().equals(id)).findFirst();
  }

  Optional<Volume> volume(String id) {
    return ec2.contents().volumes().stream().filter(v -> v.volumeId().equals(id)).findFirst();
  }

  Optional<Snapshot> snapshot(String id) {
    return ec2.contents().snapshots().stream().filter(s -> s.snapshotId().equals(id)).findFirst();
  }

  /** The instances that are not terminated or shutting down. */
  List<Instance> instances() {
    return ec2.contents().instances().stream()
        .filter(i -> !List.of("shutting-down", "terminated").contains(i.state().nameAsString()))
        .toList();
  }

  static Map<String, String> tags(List<Tag> tags) {
    return tags.stream()
        .collect(Collectors.toMap(Tag::key, Tag::value, (a, b) -> b, LinkedHashMap::new));
  }

  /** The tags that are neither AWS's nor the product's. */
  static Map<String, String> ownTags(List<Tag> tags) {
    Map<String, String> own = tags(tags);
    own.keySet().removeIf(key -> key.startsWith("ebs-backup:") || key.startsWith("aws:"));
    return own;
  }

  static String workflow(Execution execution) {
    return execution.machine().name().replaceFirst("^.*-", "");
  }

  static Map<?, ?> input(Execution execution) {
    return (Map<?, ?>) Json.parse(execution.input());
  }

  /**
   * The plan of a backup or a prune. For the deployed plan, returns the scenario's own plan,
   * because the template may pass a wrong one.
   */
  Map<String, Object> plan(Execution execution) {
    Map<String, Object> plan = new LinkedHashMap<>();
    input(execution).forEach((field, value) -> plan.put((String) field, value));
    if (scenario.schedule().name().equals(plan.get("plan"))) {
      boolean dryRun = Boolean.TRUE.equals(plan.get("dryRun"));
      plan.putAll(scenario.schedule().json());
      plan.put("select", Map.of("tags", scenario.schedule().select().tag()));
      plan.put("dryRun", dryRun || scenario.schedule().dryRun());
    }
    return plan;
  }

  /**
   * The report of the execution, if the state that reports was reached and its function succeeded.
   */
  static Optional<Map<?, ?>> report(Execution execution) {
    return lastReport(execution).filter(report -> report.containsKey("status"));
  }

  private static Optional<Map<?, ?>> lastReport(Execution execution) {
    return execution.history().reversed().stream()
        .map(HistoryEvent::stateExitedEventDetails)
        .filter(exited -> exited != null && exited.name().startsWith("Report"))
        .findFirst()
        .map(exited -> (Map<?, ?>) Json.parse(exited.output()));
  }

  static boolean entered(Execution execution, String state) {
    return timesEntered(execution, state) > 0;
  }

  static long timesEntered(Execution execution, String state) {
    return execution.history().stream()
        .map(HistoryEvent::stateEnteredEventDetails)
        .filter(details -> details != null && details.name().equals(state))
        .count();
  }

  /** The state that the execution entered last. */
  static String lastEntered(Execution execution) {
    return execution.history().reversed().stream()
        .map(HistoryEvent::stateEnteredEventDetails)
        .filter(details -> details != null)
        .findFirst()
        .orElseThrow()
        .name();
  }

  static boolean exited(Execution execution, String state) {
    return execution.history().stream()
        .map(HistoryEvent::stateExitedEventDetails)
        .anyMatch(details -> details != null && details.name().equals(state));
  }

  static long number(Map<?, ?> json, String field) {
    return ((Number) json.get(field)).longValue();
  }

  static List<Map<?, ?>> list(Map<?, ?> json, String field) {
    List<Map<?, ?>> items = new ArrayList<>();
    if (json.get(field) instanceof List<?> list) {
      list.forEach(item -> items.add((Map<?, ?>) item));
    }
    return items;
  }
}
