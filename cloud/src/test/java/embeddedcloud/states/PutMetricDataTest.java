package embeddedcloud.states;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.cloudwatch.EmbeddedCloudWatch.Datum;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** A Task that publishes metrics without a function. */
class PutMetricDataTest {
  private final Workflow workflow = new Workflow();

  private Execution put(String arguments) {
    return workflow.run(
        """
        {"QueryLanguage": "JSONata", "StartAt": "Put", "States": {"Put": {
          "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:cloudwatch:putMetricData",
          "Arguments": %s, "End": true}}}
        """
            .formatted(arguments),
        "{}");
  }

  @Test
  void itPublishesEachValue_andTheHistoryNamesTheIntegration() {
    Execution execution =
        put(
            """
            {"Namespace": "Shop", "MetricData": [
              {"MetricName": "Orders", "Unit": "Count", "Value": 3,
               "Dimensions": [{"Name": "Plan", "Value": "daily"}]},
              {"MetricName": "Age", "Unit": "Seconds", "Value": 1.5, "Dimensions": []}]}
            """);

    assertThat(execution.output()).contains("{}");
    assertThat(workflow.cloudWatch.data())
        .containsExactly(
            new Datum(Workflow.START, "Shop", "Orders", Map.of("Plan", "daily"), "Count", 3),
            new Datum(Workflow.START, "Shop", "Age", Map.of(), "Seconds", 1.5));
    assertThat(execution.history())
        .filteredOn(event -> event.type() == HistoryEventType.TASK_SCHEDULED)
        .extracting(HistoryEvent::taskScheduledEventDetails)
        .allSatisfy(
            details -> {
              assertThat(details.resourceType()).isEqualTo("aws-sdk:cloudwatch");
              assertThat(details.resource()).isEqualTo("putMetricData");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Namespace\": \"Shop\", \"MetricData\": []}",
        "{\"Namespace\": \"Shop\", \"MetricData\": {}}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [7]}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"MetricName\": \"A\", \"Unit\": \"Count\", \"Value\": 1, \"Dimensions\": [], \"Color\": 1}]}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"MetricName\": \"A\", \"Unit\": \"Count\", \"Value\": 1, \"Dimensions\": [{\"Name\": \"a\", \"Value\": \"b\", \"Color\": \"c\"}]}]}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"MetricName\": \"A\", \"Unit\": \"Count\", \"Value\": 1, \"Dimensions\": [{\"Name\": \"a\", \"Value\": \"b\"}, {\"Name\": \"a\", \"Value\": \"c\"}]}]}",
        "{\"Namespace\": \"AWS/EBS\", \"MetricData\": [{\"MetricName\": \"A\", \"Unit\": \"Count\", \"Value\": 1, \"Dimensions\": []}]}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"Unit\": \"Count\", \"Value\": 1, \"Dimensions\": []}]}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"MetricName\": \"A\", \"Unit\": \"Parsecs\", \"Value\": 1, \"Dimensions\": []}]}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"MetricName\": \"A\", \"Unit\": \"Count\", \"Value\": \"1\", \"Dimensions\": []}]}",
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"MetricName\": \"A\", \"Unit\": \"Count\", \"Value\": 1, \"Dimensions\": [{\"Name\": \"\", \"Value\": \"x\"}]}]}"
      })
  void whatCloudWatchRefuses_isPublishedNotEvenInPart(String arguments) {
    Execution execution = put(arguments);

    assertThat(execution.error()).contains("CloudWatch.InvalidParameterValueException");
    assertThat(workflow.cloudWatch.data()).isEmpty();
  }

  @Test
  void itHasCloudWatchsLimits() {
    assertThat(metrics(1_000, 30, 255)).isInstanceOf(TaskOutcome.Succeeded.class);
    assertThat(workflow.cloudWatch.data()).hasSize(1_000);

    assertThat(metrics(1_001, 1, 1)).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(metrics(1, 31, 1)).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(metrics(1, 1, 256)).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(workflow.cloudWatch.data()).hasSize(1_000);
  }

  private TaskOutcome metrics(int count, int dimensions, int length) {
    List<Map<String, String>> named =
        IntStream.range(0, dimensions)
            .mapToObj(i -> Map.of("Name", "d" + i, "Value", "v"))
            .toList();
    Map<String, Object> metric =
        Map.of("MetricName", "m".repeat(length), "Unit", "Count", "Value", 1, "Dimensions", named);
    return workflow.cloudWatch.putMetricData(
        Map.of("Namespace", "Shop", "MetricData", Collections.nCopies(count, metric)));
  }

  @Test
  void theNextRequestsAreThrottled_asOftenAsAskedFor() {
    workflow.cloudWatch.throttle(2);
    TaskOutcome throttled =
        new TaskOutcome.Failed(
            Duration.ofMillis(50),
            "CloudWatch.CloudWatchException",
            "Rate exceeded (Service: CloudWatch, Status Code: 400)");

    assertThat(metrics(1, 0, 1)).isEqualTo(throttled);
    assertThat(metrics(1, 0, 1)).isEqualTo(throttled);
    assertThat(metrics(1, 0, 1)).isInstanceOf(TaskOutcome.Succeeded.class);
    assertThat(metrics(0, 0, 1))
        .isEqualTo(
            new TaskOutcome.Failed(
                Duration.ofMillis(50),
                "CloudWatch.InvalidParameterValueException",
                "The value for parameter MetricData is not valid (Service: CloudWatch, Status Code:"
                    + " 400)"));
  }

  @Test
  void overALongSpan_onlyTheNewestValueOfEachMetricIsKept() {
    workflow.cloudWatch.keepNewest();
    for (int value = 1; value <= 3; value++) {
      for (String plan : new String[] {"daily", "weekly"}) {
        workflow.cloudWatch.putMetricData(
            Map.of(
                "Namespace",
                "Shop",
                "MetricData",
                List.of(
                    Map.of(
                        "MetricName",
                        "Orders",
                        "Unit",
                        "Count",
                        "Value",
                        value,
                        "Dimensions",
                        List.of(Map.of("Name", "Plan", "Value", plan))))));
      }
    }

    assertThat(workflow.cloudWatch.data()).extracting(Datum::value).containsExactly(3.0, 3.0);
  }
}
