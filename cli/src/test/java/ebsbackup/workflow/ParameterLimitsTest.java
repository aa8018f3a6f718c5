package ebsbackup.workflow;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import ebsbackup.request.VerifyRequest;
import embeddedcloud.template.Parameter;
import embeddedcloud.template.Schedule;
import embeddedcloud.template.Template;
import embeddedcloud.template.TemplateException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A deployment refuses the values of parameters that the plan would refuse every night. */
class ParameterLimitsTest {

  /** Each would end a JSON string, or be replaced by EventBridge Scheduler. */
  @ParameterizedTest
  @ValueSource(strings = {"\"", "\\", "<", ">", "\n"})
  void textInTheInputOfASchedule_cannotBreakOutOfItsString(String character) {
    Map<String, String> texts =
        Map.ofEntries(
            entry("PlanName", "daily"),
            entry("TagKey", "Backup"),
            entry("TagValue", "daily"),
            entry("ExcludeTagKey", "Backup"),
            entry("ExcludeTagValue", "never"),
            entry("KeepTimeZone", "Europe/Vienna"),
            entry("Deadline", "PT12H"),
            entry("Rpo", "PT26H"),
            entry("PullRpo", "PT26H"),
            entry("PullFromRegion", "eu-west-1"),
            entry("PullFromAccount", "111122223333"),
            entry("PullFromPlan", "daily"),
            entry("PullPlanName", "copies"),
            entry("PullKeyArn", "arn:aws:kms:eu-central-1:123456789012:key/copies"));
    texts.forEach(
        (parameter, text) -> {
          assertRefused(parameter, text + character);
          assertRefused(parameter, character + text);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "KeepLast, -1, 1000",
    "KeepHourly, -1, 1000",
    "KeepDaily, -1, 1000",
    "KeepWeekly, -1, 1000",
    "KeepMonthly, -1, 1000",
    "KeepYearly, -1, 1000",
    "KeepWithinDays, 1, 3650",
    "FlexibleWindowMinutes, 0, 1440",
    "ShareDays, 1, 3650",
    "PullLockDays, 0, 3650",
    "HoursWithoutSuccess, 1, 168",
    "VerifyMaxRequests, 10000, 1000000",
    "VerifyMaxManifestRequests, 10000, 1000000000"
  })
  void aNumberWithinItsLimits_makesInputThatTheFunctionsTake(String parameter, int least, int most)
      throws IOException {
    for (int value : new int[] {least, most}) {
      for (Schedule schedule : deploy(parameter, Integer.toString(value))) {
        assertThat(planOf(schedule)).isEqualTo("daily");
      }
    }
    assertRefused(parameter, Integer.toString(least - 1));
    assertRefused(parameter, Integer.toString(most + 1));
  }

  @Test
  void theMaximumOfDeletions_hasNoUpperLimit() throws IOException {
    for (Schedule schedule : deploy("PruneMaxDeletions", "100000")) {
      assertThat(planOf(schedule)).isEqualTo("daily");
    }
    assertRefused("PruneMaxDeletions", "-1");
  }

  @ParameterizedTest
  @CsvSource({
    "PlanName, a b",
    "PlanName, -a",
    "PlanName, a:b",
    "PlanName, 12345678901234567890123456789012345678901",
    "Rpo, 26",
    "Rpo, P1D",
    "Rpo, PT0H",
    "PullRpo, P1D",
    "PullRpo, PT0H",
    "PullRpo, PT9601H",
    "Rpo, PT9601H",
    "Rpo, PT10000H",
    "PullFromPlan, a b",
    "PullPlanName, a_b",
    "ScheduleTimeZone, Europe Vienna",
    "KeepTimeZone, Vienna",
    "AlarmEmail, ann",
    "AlarmEmail, a@b c",
    "HealthCheckDocument, a b",
    "HealthCheckDocument, ab",
    "ManifestBucket, Proofs",
    "PullManifestBucket, Proofs",
    "PullManifestBucket, proofs/manifests",
    "ManifestBucket, proofs/manifests",
    "ReportBucket, Reports",
    "ReportBucket, ab",
    "ReportBucket, reports/daily",
  })
  void otherValues_areRefused(String parameter, String value) {
    assertRefused(parameter, value);
  }

  /** By the kind of a parameter, so that the next one of the kind has its limits too. */
  @Test
  void wordsAndExpressions_areOneOfTheirKind() throws IOException {
    for (Parameter parameter : parameters()) {
      notOfTheKindOf(parameter.defaultValue().orElseThrow())
          .forEach(value -> assertRefused(parameter.name(), value));
    }
  }

  @Test
  void onlyAParameterThatIsEmptyByDefault_mayBeEmpty() throws IOException {
    for (Parameter parameter : parameters()) {
      if (!parameter.defaultValue().orElseThrow().isEmpty()) {
        assertRefused(parameter.name(), "");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PlanName, 40",
    "PullPlanName, 40",
    "PullFromPlan, 64",
    "TagKey, 128",
    "TagValue, 256",
    "ExcludeTagKey, 128",
    "ExcludeTagValue, 256",
    "ManifestBucket, 63",
    "HealthCheckDocument, 128"
  })
  void theLongestText_isTaken_andALongerOneIsNot(String parameter, int length) {
    assertThatCode(() -> deploy(parameter, "a".repeat(length))).doesNotThrowAnyException();
    assertRefused(parameter, "a".repeat(length + 1));
  }

  private static List<String> notOfTheKindOf(String value) {
    if (value.startsWith("cron(")) {
      return List.of("every night", "cron()", "cron(0 3 * * ? *", "cron(\"0 3\")");
    }
    return switch (value) {
      case "true", "false" -> List.of("yes", "TRUE");
      case "ENABLED", "DISABLED" -> List.of("ON", "enabled");
      default -> List.of();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "Rpo, PT1H",
    "PullRpo, PT9600H",
    "Rpo, PT999H",
    "Rpo, PT8999H",
    "Rpo, PT9600H",
    "TagValue, aws:x",
    "KeepTimeZone, Europe/Vienna",
    "PullFromPlan, Daily_1.x-of-a-name-that-is-longer-than-that-of-a-plan-of-copies",
    "ExcludeTagValue, ebs-backup:x",
    "HealthCheckDocument, My_Document.1",
    "HealthCheckDocument, none",
    "HealthCheckDocument, any",
    "AlarmEmail, a@b.example",
    "PlanName, 2-Of-A-name-as-long-as-a-plan-s-may-ever",
    "PlanName, a",
    "PullPlanName, 2-Of-A-name-as-long-as-a-plan-s-may-ever",
    "TagKey, 'Aa 09_.:/=+@-'",
    "TagValue, 'Aa 09_.:/=+@-'",
    "ExcludeTagKey, 'Aa 09_.:/=+@-'",
    "ExcludeTagValue, 'Aa 09_.:/=+@-'",
    "ScheduleTimeZone, Etc/GMT+5",
    "ScheduleTimeZone, America/Port-au-Prince",
    "ScheduleTimeZone, Antarctica/DumontDUrville",
    "KeepTimeZone, Etc/GMT+5",
    "KeepTimeZone, America/Argentina/Buenos_Aires",
    "KeepTimeZone, America/Port-au-Prince",
    "KeepTimeZone, UTC",
    "Deadline, PT9H",
    "Deadline, PT69H",
    "Deadline, PT72H",
    "Deadline, PT1M",
    "Deadline, PT999M",
    "Deadline, PT3999M",
    "Deadline, PT4299M",
    "Deadline, PT4319M",
    "Deadline, PT4320M",
    "PullFromRegion, ap-northeast-1",
    "PullFromRegion, us-gov-west-1",
    "PullFromRegion, us-isob-east-1",
    "PullFromRegion, eusc-de-east-1",
    "PullFromAccount, 012345678901",
    "PullKeyArn, arn:aws-us-gov:kms:us-gov-west-1:012345678901:key/mrk-0a9",
    "ShareAccounts, '012345678901,111122223333'",
    "RestoreFromAccounts, '012345678901,111122223333'",
    "AlarmEmail, o'neil+ops@mail.example",
  })
  void unusualValues_areTaken(String parameter, String value) {
    assertThatCode(() -> deploy(parameter, value)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ManifestBucket", "PullManifestBucket", "ReportBucket"})
  void everyNameOfABucket_isTaken_andNoOther(String parameter) throws IOException {
    for (String name : List.of("0a9", "my.reports-2", "a" + "-".repeat(61) + "z")) {
      assertThat(deploy(parameter, name)).isNotEmpty();
    }
    for (String name : List.of("a-", "-aa", ".aa", "aa.", "my_reports", "a".repeat(64))) {
      assertRefused(parameter, name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ScheduleExpression",
        "PruneScheduleExpression",
        "VerifyScheduleExpression",
        "PullScheduleExpression"
      })
  void everyExpressionOfAScheduler_isTaken(String parameter) throws IOException {
    for (String text :
        List.of(
            "rate(12 hours)",
            "at(2026-03-01T03:00:00)",
            "cron(0/5 1,2-4 ? JAN-MAR MON#1 2026)",
            "cron(0 3 L * ? *)")) {
      assertThat(deploy(parameter, text)).isNotEmpty();
    }
  }

  /** The values of {@code retentionInDays} in the API reference of CloudWatch Logs. */
  @Test
  void logs_areKeptForAnyTimeThatCloudWatchTakes() throws IOException {
    Set<Integer> known =
        Set.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
            2922, 3288, 3653);
    assertThat(
            parameters().stream()
                .filter(parameter -> parameter.name().equals("LogRetentionDays"))
                .flatMap(parameter -> parameter.allowedValues().stream()))
        .containsExactlyInAnyOrderElementsOf(known.stream().map(String::valueOf).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"11112222333", "1111222233334", "111122223333,x", "*", "all"})
  void otherThanAccountIds_areRefused(String accounts) {
    assertRefused("ShareAccounts", accounts);
    assertRefused("RestoreFromAccounts", accounts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws:x", "ebs-backup:plan"})
  void reservedTagKeys_areRefused(String key) {
    assertRefused("TagKey", key);
    assertRefused("ExcludeTagKey", key);
  }

  private static List<Parameter> parameters() throws IOException {
    return Template.parameters(ProjectFiles.ROOT.resolve("template.yaml"));
  }

  private static String planOf(Schedule schedule) {
    String input =
        schedule
            .input()
            .orElseThrow()
            .replace("<aws.scheduler.scheduled-time>", "2026-03-01T03:00:00Z");
    return schedule.logicalId().equals("VerifySchedule")
        ? new Json().read(input, VerifyRequest.class).plan()
        : new Json().read(input, Plan.class).name();
  }

  private static Iterable<Schedule> deploy(String parameter, String value) throws IOException {
    return ProjectFiles.template(Map.of(parameter, value)).schedules();
  }

  private static void assertRefused(String parameter, String value) {
    assertThatThrownBy(() -> deploy(parameter, value))
        .as("%s=%s", parameter, value)
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("Parameters." + parameter + ":");
  }
}
