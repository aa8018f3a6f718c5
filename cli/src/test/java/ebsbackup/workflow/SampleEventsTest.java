package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.json.Json;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import ebsbackup.request.Exclusion;
import ebsbackup.request.Keep;
import ebsbackup.request.Plan;
import ebsbackup.request.Selection;
import ebsbackup.request.VerifyRequest;
import embeddedcloud.Cloud;
import embeddedcloud.states.Execution;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.template.EventRule;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Output;
import embeddedcloud.template.Schedule;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What the project shows people to type, and what its schedules send, is accepted. */
class SampleEventsTest {
  private static final String INSTANCE = "i-0a1b2c3d4e5f60718";

  static List<LambdaFunction> functions() throws IOException {
    return ProjectFiles.template(Map.of()).functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsSample_isAnswered(LambdaFunction function) throws IOException {
    String sample = ProjectFiles.event(ProjectFiles.sampleName(ProjectFiles.wordOf(function)));
    try (Cloud cloud = ProjectFiles.sampleCloud()) {
      // The execution that the sample of Notify is about.
      cloud.run("backup", Optional.of("4f1c"), "{}");

      TaskOutcome outcome = cloud.functions().invoke(function.arn(), sample);

      assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
    }
  }

  static List<String> workflowInputs() throws IOException {
    List<String> samples =
        functions().stream().map(ProjectFiles::wordOf).map(ProjectFiles::sampleName).toList();
    return ProjectFiles.events().stream().filter(name -> !samples.contains(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("workflowInputs")
  void workflowsSample_succeeds(String name) throws IOException {
    try (Cloud cloud = ProjectFiles.sampleCloud()) {
      Execution execution =
          cloud.run(name.split("-", 2)[0], Optional.empty(), ProjectFiles.event(name));

      assertThat(execution.error()).as(execution.cause().orElse("")).isEmpty();
      assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    }
  }

  static Stream<Map<String, String>> parameters() {
    return Stream.of(
        Map.of(),
        Map.of("KeepLast", "-1", "KeepWithinDays", "3650", "Deadline", "PT4320M"),
        Map.of("KeepLast", "0", "KeepDaily", "0", "KeepWeekly", "0", "KeepMonthly", "0"),
        Map.of("PlanName", "A-1", "TagKey", "a b:c/d=e+f@g", "TagValue", "x ".repeat(127) + "xx"),
        Map.of("ExcludeBootVolume", "true", "ExcludeTagKey", "k".repeat(128), "Deadline", "PT72H"),
        Map.of("PullFromRegion", "eu-west-1", "PullKeyArn", ProjectFiles.PULL_KEY),
        Map.of(
            "PullFromRegion",
            "eu-west-1",
            "PullFromAccount",
            "444455556666",
            "PullKeyArn",
            ProjectFiles.PULL_KEY,
            "PullLockDays",
            "30",
            "PullRpo",
            "PT31H"),
        Map.of("PruneMaxDeletions", "400", "PruneEstimate", "true"),
        Map.of("ManifestBucket", "proofs", "VerifyMaxManifestRequests", "1000000000"),
        Map.of("Rpo", "PT26H"),
        Map.of(
            "Rpo",
            "PT9600H",
            "PlanName",
            "A-1",
            "TagKey",
            "a b",
            "TagValue",
            "c",
            "ExcludeBootVolume",
            "true",
            "ExcludeTagKey",
            "d",
            "ExcludeTagValue",
            "e"),
        Map.of("PlanName", "p".repeat(40), "TagKey", "k".repeat(128), "ExcludeTagValue", "-"));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void schedulesInput_isThePlanThatTheParametersSay(Map<String, String> given) throws IOException {
    Template template = ProjectFiles.template(given);
    Map<String, String> value = template.parameterValues();
    assertThat(template.schedules()).isNotEmpty();
    for (Schedule schedule : template.schedules()) {
      String input =
          schedule
              .input()
              .orElseThrow()
              .replace("<aws.scheduler.scheduled-time>", "2026-03-01T03:00:00Z");

      if (schedule.logicalId().startsWith("Verify")) {
        VerifyRequest request = new Json().read(input, VerifyRequest.class);
        assertThat(request.plan())
            .isEqualTo(
                value.get(
                    schedule.logicalId().equals("VerifySchedule") ? "PlanName" : "PullPlanName"));
        assertThat(request.maxRequests()).hasToString(value.get("VerifyMaxRequests"));
        assertThat(request.manifest()).isEqualTo(!value.get("ManifestBucket").isEmpty());
        assertThat(request.maxManifestRequests())
            .hasToString(value.get("VerifyMaxManifestRequests"));
        continue;
      }
      if (schedule.logicalId().endsWith("PullSchedule")) {
        assertCopyPlan(new Json().read(input, CopyPlan.class), value);
        continue;
      }
      Plan plan = new Json().read(input, Plan.class);

      int most = Integer.parseInt(value.get("PruneMaxDeletions"));
      assertThat(plan.pruning().maxDeletions())
          .isEqualTo(most == 0 ? Optional.empty() : Optional.of(most));
      assertThat(plan.pruning().estimate()).hasToString(value.get("PruneEstimate"));
      if (schedule.logicalId().equals("PruneSchedule")) {
        assertThat(plan.name()).isEqualTo(value.get("PlanName"));
        assertThat(plan.keep()).isPresent();
        continue;
      }
      assertThat(plan.name()).isEqualTo(value.get("PlanName"));
      assertThat(plan.select())
          .isEqualTo(
              new Selection.ByTags(Map.of(value.get("TagKey"), List.of(value.get("TagValue")))));
      assertThat(plan.exclude())
          .isEqualTo(
              new Exclusion(
                  Boolean.parseBoolean(value.get("ExcludeBootVolume")),
                  Map.of(value.get("ExcludeTagKey"), List.of(value.get("ExcludeTagValue")))));
      assertThat(plan.scheduledTime()).contains(Instant.parse("2026-03-01T03:00:00Z"));
      assertThat(plan.rpo().map(Duration::toString).orElse("")).isEqualTo(value.get("Rpo"));
      if (schedule.logicalId().equals("WatchSchedule")) {
        assertThat(plan.keep()).isEmpty();
        continue;
      }
      Keep keep = plan.keep().orElseThrow();
      assertThat(keep.last()).hasToString(value.get("KeepLast"));
      assertThat(keep.count(CalendarPeriod.HOUR)).hasToString(value.get("KeepHourly"));
      assertThat(keep.count(CalendarPeriod.DAY)).hasToString(value.get("KeepDaily"));
      assertThat(keep.count(CalendarPeriod.WEEK)).hasToString(value.get("KeepWeekly"));
      assertThat(keep.count(CalendarPeriod.MONTH)).hasToString(value.get("KeepMonthly"));
      assertThat(keep.count(CalendarPeriod.YEAR)).hasToString(value.get("KeepYearly"));
      assertThat(keep.within().orElseThrow()).hasToString("P" + value.get("KeepWithinDays") + "D");
      assertThat(plan.deadline()).isEqualTo(Duration.parse(value.get("Deadline")));
    }
  }

  private static void assertCopyPlan(CopyPlan plan, Map<String, String> value) {
    assertThat(plan.name()).isEqualTo(value.get("PullPlanName"));
    assertThat(plan.from())
        .isEqualTo(
            new CopySource(
                Optional.of(value.get("PullFromAccount")).filter(id -> !id.isEmpty()),
                value.get("PullFromRegion"),
                value.get("PullFromPlan")));
    assertThat(plan.kmsKeyId()).isEqualTo(value.get("PullKeyArn"));
    assertThat(plan.keep().last()).hasToString(value.get("KeepLast"));
    assertThat(plan.keep().within().orElseThrow())
        .hasToString("P" + value.get("KeepWithinDays") + "D");
    assertThat(plan.lock().map(lock -> lock.time().toString()).orElse("P0D"))
        .isEqualTo("P" + value.get("PullLockDays") + "D");
    assertThat(plan.pruning().dryRun()).isFalse();
    assertThat(plan.rpo().map(Duration::toString).orElse("")).isEqualTo(value.get("PullRpo"));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void outputsCommands_startTheirWorkflows(Map<String, String> given) throws IOException {
    Pattern command =
        Pattern.compile("--state-machine-arn (\\S+) --input '([^']*)'", Pattern.DOTALL);
    List<String> started = new ArrayList<>();
    for (Output output : ProjectFiles.template(given).outputs()) {
      Matcher found = command.matcher(output.value().replaceAll("\\s+", " "));
      if (found.find()) {
        try (Cloud cloud = ProjectFiles.sampleCloud()) {
          Execution execution =
              cloud
                  .stateMachines()
                  .startExecution(
                      found.group(1),
                      Optional.empty(),
                      found.group(2).replace("INSTANCE_ID", INSTANCE));
          cloud.finish(execution);
          assertThat(execution.error().orElse("none"))
              .as(execution.cause().orElse(""))
              // The sets of the sample world are older than the default target.
              .isIn(
                  output.name().equals("StartWatch")
                      ? List.of("none", "OVER_TARGET")
                      : List.of("none", "NOTHING_SELECTED"));
          started.add(output.name());
        }
      }
    }
    assertThat(started).contains("StartBackup", "StartRestore");
  }

  @Test
  void notifysSample_isWhatTheRuleLetsThrough() throws IOException {
    Object event = embeddedcloud.json.Json.parse(ProjectFiles.event("notify"));
    List<EventRule> rules = ProjectFiles.template(Map.of()).rules();

    assertThat(rules).isNotEmpty();
    assertThat(rules).allMatch(rule -> rule.pattern().matches((Map<?, ?>) event));
  }
}
