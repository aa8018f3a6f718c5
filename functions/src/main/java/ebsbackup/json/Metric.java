package ebsbackup.json;

import com.google.gson.annotations.SerializedName;
import java.util.List;

/**
 * The value of a metric, in the form that {@code PutMetricData} accepts.
 *
 * @param unit CloudWatch's name for the unit
 */
public record Metric(
    @SerializedName("MetricName") String name,
    @SerializedName("Dimensions") List<Dimension> dimensions,
    @SerializedName("Unit") String unit,
    @SerializedName("Value") long value) {

  private static final String COUNT = "Count";
  private static final String SECONDS = "Seconds";

  public Metric {
    dimensions = List.copyOf(dimensions);
  }

  /** A dimension of a metric. */
  public record Dimension(
      @SerializedName("Name") String name, @SerializedName("Value") String value) {}

  /** A metric with the unit {@code Count}. */
  public static Metric count(String name, String plan, long value) {
    return ofPlan(name, plan, COUNT, value);
  }

  /** A metric with the unit {@code Seconds}. */
  public static Metric seconds(String name, String plan, long value) {
    return ofPlan(name, plan, SECONDS, value);
  }

  private static Metric ofPlan(String name, String plan, String unit, long value) {
    return new Metric(name, List.of(new Dimension("Plan", plan)), unit, value);
  }
}
