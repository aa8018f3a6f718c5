package embeddedcloud.cloudwatch;

import embeddedcloud.states.TaskOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of CloudWatch that publishes metrics. It keeps the published values in order, accepts
 * the members of {@code PutMetricData} that a workflow needs, and refuses what CloudWatch refuses.
 */
public final class EmbeddedCloudWatch {
  /** The most metrics in one PutMetricData request. */
  private static final int MAX_METRICS = 1_000;

  private static final int MAX_DIMENSIONS = 30;

  private static final Duration TAKES = Duration.ofMillis(50);

  /** As the API spells them, without the units for data rates. */
  private static final Set<String> UNITS =
      Set.of("Seconds", "Milliseconds", "Bytes", "Gigabytes", "Percent", "Count", "None");

  private final Clock clock;
  private final List<Datum> data = new ArrayList<>();
  private int throttled;
  private boolean newestOnly;

  public EmbeddedCloudWatch(Clock clock) {
    this.clock = clock;
  }

  /** One value of a metric. */
  public record Datum(
      Instant time,
      String namespace,
      String name,
      Map<String, String> dimensions,
      String unit,
      double value) {
    private boolean replaces(Datum other) {
      return namespace.equals(other.namespace)
          && name.equals(other.name)
          && dimensions.equals(other.dimensions);
    }
  }

  /**
   * Keeps only the newest value of each metric from now on, because a long time span publishes
   * many.
   */
  public void keepNewest() {
    newestOnly = true;
  }

  /** The values published so far that were kept. */
  public List<Datum> data() {
    return List.copyOf(data);
  }

  /** Throttles this many of the next requests. */
  public void throttle(int requests) {
    throttled = requests;
  }

  /** Publishes either all the metrics or none. */
  public TaskOutcome putMetricData(Map<?, ?> arguments) {
    if (throttled > 0) {
      throttled--;
      return new TaskOutcome.Failed(
          TAKES,
          "CloudWatch.CloudWatchException",
          "Rate exceeded (Service: CloudWatch, Status Code: 400)");
    }
    List<Datum> read = new ArrayList<>();
    try {
      String namespace = text(arguments, "Namespace");
      check(!namespace.startsWith("AWS/"), "Namespace");
      List<?> metrics = list(arguments, "MetricData");
      check(!metrics.isEmpty() && metrics.size() <= MAX_METRICS, "MetricData");
      for (Object metric : metrics) {
        read.add(datum(namespace, object(metric, "MetricData")));
      }
    } catch (IllegalArgumentException e) {
      return new TaskOutcome.Failed(
          TAKES,
          "CloudWatch.InvalidParameterValueException",
          "The value for parameter %s is not valid (Service: CloudWatch, Status Code: 400)"
              .formatted(e.getMessage()));
    }
    if (newestOnly) {
      read.forEach(datum -> data.removeIf(datum::replaces));
    }
    data.addAll(read);
    return new TaskOutcome.Succeeded(TAKES, "{}", "");
  }

  private Datum datum(String namespace, Map<?, ?> metric) {
    check(
        Set.of("MetricName", "Dimensions", "Unit", "Value").containsAll(metric.keySet()),
        "MetricData");
    Map<String, String> dimensions = new LinkedHashMap<>();
    for (Object each : list(metric, "Dimensions")) {
      Map<?, ?> dimension = object(each, "Dimensions");
      check(dimension.size() == 2, "Dimensions");
      check(
          dimensions.put(text(dimension, "Name"), text(dimension, "Value")) == null, "Dimensions");
    }
    check(dimensions.size() <= MAX_DIMENSIONS, "Dimensions");
    String unit = text(metric, "Unit");
    check(UNITS.contains(unit), "Unit");
    check(metric.get("Value") instanceof Number, "Value");
    return new Datum(
        clock.instant(),
        namespace,
        text(metric, "MetricName"),
        dimensions,
        unit,
        ((Number) metric.get("Value")).doubleValue());
  }

  private static String text(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text && !text.isEmpty() && text.length() <= 255) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }

  private static List<?> list(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(name);
  }

  private static Map<?, ?> object(Object value, String name) {
    if (value instanceof Map<?, ?> fields) {
      return fields;
    }
    throw new IllegalArgumentException(name);
  }

  private static void check(boolean holds, String name) {
    if (!holds) {
      throw new IllegalArgumentException(name);
    }
  }
}
