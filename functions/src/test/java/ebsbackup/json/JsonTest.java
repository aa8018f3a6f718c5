package ebsbackup.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import ebsbackup.backup.BackupProgress;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Exclusion;
import ebsbackup.request.ExecutionEvent;
import ebsbackup.request.Gone;
import ebsbackup.request.Keep;
import ebsbackup.request.Plan;
import ebsbackup.request.Pruning;
import ebsbackup.request.RestoreFrom;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import ebsbackup.request.Selection;
import ebsbackup.request.Span;
import ebsbackup.restore.RestorePlan;
import ebsbackup.targets.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  private final Json json = new Json();

  @Test
  void aPlanIsRead() {
    Plan plan =
        json.read(
            """
            {"plan":"daily","select":{"tags":{"Backup":["daily","all"]}},
             "exclude":{"bootVolume":true,"volumeTags":{"Backup":["never"]}},
             "description":"nightly","tags":{"cost-centre":"42"},
             "keep":{"last":3,"daily":7,"yearly":-1,"within":"P1Y2DT3H","withinWeekly":"P2M",
                     "goneAfter":"P1Y","goneLastSetToo":true},
             "timeZone":"Europe/Vienna","maxDeletions":120,"grace":"P3D","dryRun":true,"estimate":true,
             "deadline":"PT6H","rpo":"PT26H","scheduledTime":"2026-03-01T03:00:00Z"}
            """,
            Plan.class);

    assertThat(plan.select())
        .isEqualTo(new Selection.ByTags(Map.of("Backup", List.of("daily", "all"))));
    assertThat(plan.exclude()).isEqualTo(new Exclusion(true, Map.of("Backup", List.of("never"))));
    assertThat(plan.description()).contains("nightly");
    assertThat(plan.tags()).containsOnly(Map.entry("cost-centre", "42"));
    Keep keep = plan.keep().orElseThrow();
    assertThat(keep.last()).isEqualTo(3);
    assertThat(keep.count(CalendarPeriod.DAY)).isEqualTo(7);
    assertThat(keep.count(CalendarPeriod.YEAR)).isEqualTo(-1);
    assertThat(keep.within().map(Span::toString)).contains("P1Y2DT3H");
    assertThat(keep.withinSlots().get(CalendarPeriod.WEEK)).hasToString("P2M");
    assertThat(keep.gone()).contains(new Gone(Span.parse("goneAfter", "P1Y"), true));
    assertThat(plan.pruning())
        .isEqualTo(
            new Pruning(
                ZoneId.of("Europe/Vienna"),
                Optional.of(120),
                Duration.ofDays(3),
                Optional.empty(),
                true,
                true));
    assertThat(plan.runId("any", Instant.EPOCH)).isEqualTo("daily/2026-03-01T03:00:00Z");
    assertThat(plan.deadline()).isEqualTo(Duration.ofHours(6));
    assertThat(plan.rpo()).contains(Duration.ofHours(26));
  }

  @Test
  void aRestoreRequestHasDefaults() {
    RestoreRequest request =
        json.read(
            """
            {"instanceId":"i-0123456789abcdef0","from":{"before":"2026-03-01T03:00:00Z"}}
            """,
            RestoreRequest.class);

    assertThat(request.mode()).isEqualTo(RestoreMode.CREATE);
    assertThat(request.from())
        .isEqualTo(new RestoreFrom.Before(Instant.parse("2026-03-01T03:00:00Z")));
  }

  @Test
  void anInputWithoutItsDocumentIsRefused() {
    RawJson none = null;

    assertThatThrownBy(() -> json.read(none, Plan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a JSON document");
  }

  @Test
  void whatOurStepsHandEachOtherIsReadTolerantly() {
    assertThat(json.read("{\"id\":\"i-1\",\"fromANewerRelease\":1}", Target.class))
        .isEqualTo(new Target("i-1", Optional.empty()));
    assertThat(json.write(new Target("i-1", Optional.empty()))).isEqualTo("{\"id\":\"i-1\"}");
  }

  @Test
  void aRestorePlanReadBackIsTheSame_alsoWhereSomethingIsAbsent() {
    RestorePlan plan =
        json.read(
            """
            {"restoreId":"by-hand","executionArn":"arn:1","instanceId":"i-0123456789abcdef0",
             "availabilityZone":"eu-central-1b","startedAt":"2026-03-01T03:00:00Z",
             "deadline":"2026-03-01T04:00:00Z",
             "volumes":[{"snapshotId":"snap-1","sourceVolumeId":"vol-1",
                         "settings":{"type":"st1","size":125},"deleteOnTermination":false,
                         "tags":{}}]}
            """,
            RestorePlan.class);

    assertThat(plan.point()).isEmpty();
    assertThat(plan.volumes().getFirst().device()).isEmpty();
    assertThat(plan.volumes().getFirst().settings().iops()).isEmpty();
    assertThat(json.read(json.write(plan), RestorePlan.class)).isEqualTo(plan);
  }

  @Test
  void whatIsAbsentIsEmpty_neverNull() {
    assertThat(json.read("{\"selected\":1}", BackupProgress.class).problems()).isEmpty();
    assertThat(json.read("{\"id\":\"i-1\",\"rootDevice\":null}", Target.class).rootDevice())
        .isEmpty();
  }

  @Test
  void whatIsNoJsonIsNamed() {
    assertThatThrownBy(() -> json.read("{", Plan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a JSON document");
    assertThatThrownBy(() -> json.read("", Plan.class)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void theEventOfAnExecutionIsRead() {
    ExecutionEvent event =
        json.read(
            """
            {"version":"0","source":"aws.states","region":"eu-central-1",
             "detail":{"status":"FAILED","executionArn":"arn:1","new":[1]}}
            """,
            ExecutionEvent.class);

    assertThat(event).isEqualTo(new ExecutionEvent("eu-central-1", "arn:1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                                           | region: expected a Region, but was null
          {"region": 1, "detail": {}}                   | region: expected a Region, but was 1
          {"region": "r"}                               | detail.executionArn: expected the ARN of an execution, but was null
          {"region": "r", "detail": "d"}                | detail.executionArn: expected the ARN of an execution, but was null
          {"region": "r", "detail": {"executionArn":{}}}| detail.executionArn: expected the ARN of an execution, but was {}
          """)
  void anEventWithoutAnExecutionIsRefused(String event, String message) {
    assertThatThrownBy(() -> json.read(event, ExecutionEvent.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void lambdasRuntimeFindsTheSerializer() {
    assertThat(ServiceLoader.load(CustomPojoSerializer.class))
        .singleElement()
        .isInstanceOf(LambdaSerializer.class);
  }
}
