package ebsbackup.workflow;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.backup.Backup;
import embeddedcloud.cloudwatch.EmbeddedCloudWatch.Datum;
import embeddedcloud.json.Json;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.StateMachine;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** CloudWatch checks the body of a dashboard only when it is made, and its metrics never. */
class DashboardTest {
  private static final int COLUMNS = 24;
  private static final Pattern SEARCH =
      Pattern.compile(
          "SEARCH\\('\\{([^}]+)} MetricName=\"(\\w+)\"( FunctionName=\"([^\"]+)\")?', '(\\w+)', 3600\\)");
  private static final Pattern STREAM = Pattern.compile("@logStream like '(\\w+)'");

  private final DeployedStack stack;
  private final Map<?, ?> body;
  private final List<Map<?, ?>> widgets;

  DashboardTest() throws IOException {
    stack = new DeployedStack(Map.of("Rpo", "PT26H"));
    body =
        (Map<?, ?>)
            Json.parse(DeployedStack.at(stack.resource("Dashboard"), "DashboardBody").toString());
    widgets =
        ((List<?>) body.get("widgets"))
            .stream().<Map<?, ?>>map(widget -> (Map<?, ?>) widget).toList();
  }

  /**
   * The fields and ranges of <a
   * href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html">the
   * documented structure</a>, as far as the template uses them: a new one is looked up there first.
   */
  @Test
  void everyFieldIsOneThatCloudWatchDocuments_withAValueThatItTakes() {
    fields(body, Set.of("widgets"), Set.of());
    assertThat(widgets).hasSizeBetween(1, 500);
    for (Map<?, ?> widget : widgets) {
      fields(widget, Set.of("type", "x", "y", "width", "height", "properties"), Set.of());
      assertThat(number(widget, "x")).isBetween(0, COLUMNS - 1);
      assertThat(number(widget, "y")).isNotNegative();
      assertThat(number(widget, "width")).isBetween(1, COLUMNS);
      assertThat(number(widget, "height")).isBetween(1, 1000);
      Map<?, ?> properties = properties(widget);
      if (widget.get("type").equals("log")) {
        fields(properties, Set.of("title", "region", "view", "query"), Set.of());
        assertThat(properties.get("view")).isIn("table", "timeSeries", "bar", "pie");
        continue;
      }
      assertThat(widget.get("type")).isEqualTo("metric");
      fields(
          properties,
          Set.of("title", "region", "view", "metrics"),
          Set.of("yAxis", "stat", "period"));
      assertThat(properties.get("view"))
          .isIn("timeSeries", "singleValue", "gauge", "bar", "pie", "table");
      if (properties.get("yAxis") instanceof Map<?, ?> axis) {
        fields(axis, Set.of("left"), Set.of("right"));
        fields((Map<?, ?>) axis.get("left"), Set.of(), Set.of("min", "max", "label", "showUnits"));
      }
      if (properties.containsKey("period")) {
        assertThat(number(properties, "period") % 60).isZero();
      }
      List<?> metrics = (List<?>) properties.get("metrics");
      assertThat(metrics).hasSizeBetween(1, 500);
      metrics.forEach(metric -> metric((List<?>) metric));
    }
  }

  /** An expression alone, or a namespace, a name, dimensions in pairs, and how to show them. */
  private static void metric(List<?> metric) {
    if (metric.getFirst() instanceof Map<?, ?> expression) {
      fields(expression, Set.of("expression"), Set.of("id", "label", "period", "region"));
      assertThat(metric).hasSize(1);
      return;
    }
    Object last = metric.getLast();
    List<?> texts = last instanceof Map ? metric.subList(0, metric.size() - 1) : metric;
    assertThat(texts).hasOnlyElementsOfType(String.class).hasSizeBetween(2, 2 + 2 * 30);
    assertThat(texts.size() % 2).isZero();
    if (last instanceof Map<?, ?> options) {
      fields(options, Set.of(), Set.of("label", "stat", "period", "color", "id"));
    }
  }

  private static void fields(Map<?, ?> object, Set<String> required, Set<String> optional) {
    Set<Object> unknown = new HashSet<>(object.keySet());
    unknown.removeAll(required);
    unknown.removeAll(optional);
    assertThat(unknown).as("unknown in %s", object).isEmpty();
    assertThat(object.keySet().containsAll(required)).as("%s", object).isTrue();
  }

  private static Map<?, ?> properties(Map<?, ?> widget) {
    return (Map<?, ?>) widget.get("properties");
  }

  private List<Matcher> searches() {
    return widgets.stream()
        .filter(widget -> widget.get("type").equals("metric"))
        .flatMap(widget -> ((List<?>) properties(widget).get("metrics")).stream())
        .map(metric -> ((List<?>) metric).getFirst())
        .filter(Map.class::isInstance)
        .map(metric -> SEARCH.matcher(((Map<?, ?>) metric).get("expression").toString()))
        .toList();
  }

  @Test
  void everyWidgetHasATitle_andItsOwnPlace() {
    Set<String> taken = new HashSet<>();
    for (Map<?, ?> widget : widgets) {
      assertThat(properties(widget).get("title").toString()).isNotBlank();
      assertThat(properties(widget).get("region")).isEqualTo("eu-central-1");
      assertThat(properties(widget).get("view"))
          .isEqualTo(widget.get("type").equals("log") ? "table" : "timeSeries");
      int x = number(widget, "x");
      int y = number(widget, "y");
      assertThat(x + number(widget, "width")).isLessThanOrEqualTo(COLUMNS);
      for (int column = x; column < x + number(widget, "width"); column++) {
        for (int row = y; row < y + number(widget, "height"); row++) {
          assertThat(taken.add(column + " " + row)).as("%s", widget).isTrue();
        }
      }
    }
    assertThat(taken).hasSize(COLUMNS * 24);
  }

  private static int number(Map<?, ?> widget, String field) {
    return Math.toIntExact((Long) widget.get(field));
  }

  @Test
  void everyGraphOfAPlan_beginsAtNothing_andThoseOfExecutionsCountThem() {
    for (Map<?, ?> widget : widgets) {
      Map<?, ?> properties = properties(widget);
      if (properties.toString().contains("{EbsBackup,Plan}")) {
        assertThat(DeployedStack.at(properties, "yAxis", "left", "min")).isEqualTo(0L);
      }
      if (properties.toString().contains("AWS/States")) {
        assertThat(properties.get("stat")).isEqualTo("Sum");
        assertThat(properties.get("period")).isEqualTo(3600L);
      }
    }
  }

  /** The metrics of all plans, so that one dashboard is enough for all stacks of a Region. */
  @Test
  void everyMetricThatIsSearchedFor_isPublished() {
    TestCloud cloud = new TestCloud();
    cloud.launch();
    Backup unused = cloud.backup(TestCloud.DAILY);
    cloud.cloud().run("watch", Optional.empty(), TestCloud.daily("\"rpo\": \"PT26H\""));
    Set<String> published =
        cloud.cloud().cloudWatch().data().stream()
            .map(
                datum ->
                    datum.namespace()
                        + ","
                        + String.join(",", datum.dimensions().keySet())
                        + " "
                        + datum.name())
            .collect(Collectors.toSet());
    published.remove("EbsBackup,Plan Sources");

    assertThat(searches()).hasSize(7).allMatch(Matcher::matches);
    assertThat(searches())
        .filteredOn(Matcher::matches)
        .allSatisfy(
            search ->
                assertThat(search.group(5)).isEqualTo(search.group(4) == null ? "Maximum" : "Sum"));
    assertThat(
            searches().stream()
                .filter(Matcher::matches)
                .filter(search -> search.group(4) == null)
                .map(search -> search.group(1) + " " + search.group(2)))
        .containsExactlyInAnyOrderElementsOf(published);
    assertThat(
            searches().stream()
                .filter(Matcher::matches)
                .filter(search -> search.group(4) != null)
                .map(search -> search.group(1) + " " + search.group(2) + " " + search.group(4)))
        .containsExactly("AWS/Lambda,FunctionName Errors ebs-backup");
    assertThat(cloud.cloud().cloudWatch().data())
        .extracting(Datum::dimensions)
        .containsOnly(Map.of("Plan", "daily"));
  }

  @Test
  void everyWorkflowHasItsExecutions() {
    Set<String> expected =
        stack.template().stateMachines().stream()
            .map(StateMachine::arn)
            .flatMap(
                arn -> List.of("ExecutionsSucceeded " + arn, "ExecutionsFailed " + arn).stream())
            .collect(Collectors.toSet());

    assertThat(
            widgets.stream()
                .filter(widget -> widget.get("type").equals("metric"))
                .flatMap(widget -> ((List<?>) properties(widget).get("metrics")).stream())
                .map(metric -> (List<?>) metric)
                .filter(metric -> metric.size() > 1)
                .map(
                    metric -> {
                      assertThat(metric.getFirst()).isEqualTo("AWS/States");
                      assertThat(metric.get(2)).isEqualTo("StateMachineArn");
                      String label = ((Map<?, ?>) metric.get(4)).get("label").toString();
                      assertThat(metric.get(3).toString()).endsWith("-" + label.toLowerCase(ROOT));
                      return metric.get(1) + " " + metric.get(3);
                    }))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void logsAreThoseOfFunctionsThatExist() {
    Set<String> functions =
        stack.template().functions().stream()
            .map(LambdaFunction::logicalId)
            .collect(Collectors.toSet());
    assertThat(stack.resource("Dashboard").properties().get("DashboardName"))
        .isEqualTo("ebs-backup");
    List<String> queries =
        widgets.stream()
            .filter(widget -> widget.get("type").equals("log"))
            .map(widget -> properties(widget).get("query").toString())
            .toList();

    assertThat(queries)
        .hasSize(2)
        .allSatisfy(
            query -> {
              Matcher stream = STREAM.matcher(query);
              assertThat(query).startsWith("SOURCE '/aws/lambda/ebs-backup' | fields ");
              assertThat(stream.find()).isTrue();
              assertThat(functions).contains(stream.group(1));
              assertThat(query)
                  .contains("| fields @timestamp, @message |")
                  .endsWith("| sort @timestamp desc | limit 50");
            });
  }
}
