package ebsbackup.json;

import com.google.gson.annotations.SerializedName;
import java.util.List;

/**
 * A metric's value, in the form in which {@code PutMetricData} takes it.
 *
 * @param unit CloudWatch's name of it
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

  /** What a metric is about. */
  public record Dimension(
      @SerializedName("Name") String name, @SerializedName("Value") String value) {}

  /** A number of things. */
  public static Metric count(String name, String plan, long value) {
    return ofPlan(name, plan, COUNT, value);
  }

  /** A duration. */
  public static Metric seconds(String name, String plan, long value) {
    return ofPlan(name, plan, SECONDS, value);
  }

  private static Metric ofPlan(String name, String plan, String unit, long value) {
    return new Metric(name, List.of(new Dimension("Plan", plan)), unit, value);
  }
}
