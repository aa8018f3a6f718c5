package ebsbackup.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import ebsbackup.backup.BackupProgress;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Exclusion;
import ebsbackup.request.ExecutionEvent;
import ebsbackup.request.Gone;
import ebsbackup.request.Initialization;
import ebsbackup.request.Keep;
import ebsbackup.request.Plan;
import ebsbackup.request.Pruning;
import ebsbackup.request.RestoreFrom;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import ebsbackup.request.Selection;
import ebsbackup.request.Span;
import ebsbackup.request.VolumeOverride;
import ebsbackup.restore.RestorePlan;
import ebsbackup.targets.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
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
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private final Json json = new Json();

  @Test
  void aPlanIsRead() {
    Plan plan =
        json.read(
            """
            {"plan":"daily","select":{"tags":{"Backup":["daily","all"]}},
             "exclude":{"bootVolume":true,"volumeTags":{"Backup":["never"]}},
             "description":"nightly","tags":{"cost-center":"42"},
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
    assertThat(plan.tags()).containsOnly(Map.entry("cost-center", "42"));
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

    assertThat(request)
        .isEqualTo(
            new RestoreRequest(
                "i-0123456789abcdef0",
                "i-0123456789abcdef0",
                new RestoreFrom.Before(Instant.parse("2026-03-01T03:00:00Z")),
                Optional.empty(),
                RestoreMode.CREATE,
                List.of(),
                Map.of(),
                Map.of(),
                VolumeOverride.NOTHING,
                true,
                Optional.empty(),
                Optional.empty(),
                false,
                new Initialization(Initialization.Way.DEFAULT, Optional.empty(), false),
                Duration.ofHours(1),
                false));
  }

  @Test
  void aPlanHasDefaults() {
    Plan plan =
        json.read(
            "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}}}", Plan.class);

    assertThat(plan.exclude()).isEqualTo(new Exclusion(false, Map.of()));
    assertThat(plan.deadline()).isEqualTo(Duration.ofHours(12));
    assertThat(plan.pruning())
        .isEqualTo(
            new Pruning(
                ZoneId.of("UTC"),
                Optional.empty(),
                Duration.ofDays(2),
                Optional.empty(),
                false,
                false));
  }

  /** With {@code goneAfter} alone, a plan never deletes the last set of a source. */
  @Test
  void theLastSetOfAGoneSource_isKept_unlessThePlanSaysOtherwise() {
    String plan =
        "{\"plan\":\"a\",\"select\":{\"tags\":{\"a\":[\"b\"]}},\"keep\":{\"daily\":7,\"goneAfter\":\"P30D\"%s}}";
    Span after = Span.parse("goneAfter", "P30D");

    assertThat(json.read(plan.formatted(""), Plan.class).keep().orElseThrow().gone())
        .contains(new Gone(after, false));
    String too = ",\"goneLastSetToo\":true";
    assertThat(json.read(plan.formatted(too), Plan.class).keep().orElseThrow().gone())
        .contains(new Gone(after, true));
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
    for (String input : List.of("{\"selected\":1}", "{\"selected\":1,\"problems\":null}")) {
      assertThat(json.read(input, BackupProgress.class).problems()).isEmpty();
    }
    assertThat(json.read("{\"id\":\"i-1\",\"rootDevice\":null}", Target.class).rootDevice())
        .isEmpty();
  }

  @Test
  void aMalformedTime_isRefusedLikeOtherInput() {
    record At(Instant time) {}

    assertThat(json.readIfValid("{\"time\": \"2026-03-01T03:00:00Z\"}", At.class))
        .contains(new At(Instant.parse("2026-03-01T03:00:00Z")));
    assertThat(json.readIfValid("{\"time\": \"yesterday\"}", At.class)).isEmpty();
    assertThatThrownBy(() -> json.read("{\"time\": \"yesterday\"}", At.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "input: expected a JSON document, but was a time that cannot be read: \"yesterday\"");
  }

  @Test
  void whatIsNoJsonIsNamed() {
    assertThatThrownBy(() -> json.read("{", Plan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("input: expected a JSON document, but was ");
    assertThatThrownBy(() -> json.read("", Plan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("input: expected a JSON document, but was empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"plan": "a"} | select: expected an object, but was missing
          {"plan": "a", "select": {"tags": {"a": ["b"]}}, "share": {"for": "P7D"}} | share.accounts: expected a list of account ids, but was missing
          {"plan": "a", "select": {"tags": {"a": ["b"]}}, "share": {"accounts": ["111122223333"]}} | share.for: expected an ISO-8601 span such as P7D, but was missing
          """)
  void aFieldThatAPlanNeeds_isNamed(String plan, String message) {
    assertThatThrownBy(() -> json.read(plan, Plan.class)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"instanceId": "i-0123456789abcdef0"} | from: expected an object, but was missing
          {"instanceId": "i-0123456789abcdef0", "from": {"latest": true, "owner": "111122223333"}} | source: expected the instance or volume of the account in from.owner, but was missing
          """)
  void aFieldThatARestoreNeeds_isNamed(String request, String message) {
    assertThatThrownBy(() -> json.read(request, RestoreRequest.class)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1e999999999", "2147483648", "-2147483649", "1.5"})
  void aNumberOutsideOfTheRangeOfAnInteger_isRefused(String number) {
    String plan =
        "{\"plan\": \"a\", \"select\": {\"tags\": {\"a\": [\"b\"]}}, \"keep\": {\"last\": N}}"
            .replace("N", number);

    assertThatThrownBy(() -> json.read(plan, Plan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("keep.last: expected a whole number, but was " + number);
  }

  @Test
  void aWordThatIsNoChoice_isNamedByItsPath() {
    String request =
        """
        {"instanceId": "i-0123456789abcdef0", "from": {"latest": true}, "mode": "create",
         "initialization": {"rate": 200}, "waitFor": "soon"}
        """;

    assertThatThrownBy(() -> json.read(request, RestoreRequest.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("waitFor: expected one of ");
  }

  /** Users and their scripts know these names from EC2. */
  @Test
  void aSnapshotIsWrittenWithTheFieldNamesOfEc2() {
    Snapshot snapshot =
        new Snapshot(
            "snap-1",
            "vol-2",
            8,
            "nightly",
            Instant.parse("2026-03-01T03:00:00Z"),
            Optional.of(Instant.parse("2026-03-01T03:05:00Z")),
            "error",
            Optional.of("no access to the key"),
            "42%",
            true,
            Optional.of("key-3"),
            Optional.of("data-key-4"),
            "111122223333",
            Optional.of("self"),
            "standard",
            Optional.of("outpost-5"),
            Optional.of("standard-copy"),
            Map.of("Name", "shop", "Backup", "daily"));

    assertThat(json.write(snapshot))
        .isEqualTo(
            """
            {"SnapshotId":"snap-1","VolumeId":"vol-2","VolumeSize":8,"Description":"nightly",\
            "StartTime":"2026-03-01T03:00:00Z","State":"error",\
            "StateMessage":"no access to the key","Progress":"42%","Encrypted":true,\
            "KmsKeyId":"key-3","DataEncryptionKeyId":"data-key-4","OwnerId":"111122223333",\
            "OwnerAlias":"self","Tags":[{"Key":"Backup","Value":"daily"},\
            {"Key":"Name","Value":"shop"}]}\
            """);
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

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null"})
  void theSerializer_refusesAnEmptyEvent(String text) {
    LambdaSerializer serializer = new LambdaSerializer();

    assertThatThrownBy(() -> serializer.fromJson(text, Target.class))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () -> serializer.fromJson(new ByteArrayInputStream(text.getBytes(UTF_8)), Target.class))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void theSerializer_readsAndWritesWhatTheRuntimePasses() {
    LambdaSerializer serializer = new LambdaSerializer();
    Target target = new Target("i-ä", Optional.of("/dev/xvda"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    serializer.toJson(target, out, Target.class);

    Target fromBytes =
        serializer.fromJson(new ByteArrayInputStream(out.toByteArray()), Target.class);
    Target fromText = serializer.fromJson(out.toString(UTF_8), Target.class);
    assertThat(fromBytes).isEqualTo(target);
    assertThat(fromText).isEqualTo(target);
  }

  @Test
  void aLargeDocument_isWrittenPieceByPiece() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonStream out = new JsonStream(text)) {
      out.beginObject()
          .name("a")
          .beginArray()
          .value("x")
          .value(1)
          .value(true)
          .any(List.of("y"))
          .endArray()
          .name("b")
          .beginObject()
          .endObject()
          .name("c")
          .value("z")
          .endObject();
    }

    assertThat(text).hasToString("{\"a\":[\"x\",1,true,[\"y\"]],\"b\":{},\"c\":\"z\"}");
  }

  @Test
  void theErrorOfATask_isReadWithTheMessageOfItsException() {
    assertThat(new TaskError("E", "{\"errorMessage\": \"no volume\"}").text(json))
        .isEqualTo("E: no volume");
    assertThat(new TaskError("E", "plain").text(json)).isEqualTo("E: plain");
    assertThat(new TaskError("States.Timeout", null).text(json)).isEqualTo("States.Timeout");
  }

  @Test
  void aFieldIsLeftOut_onlyOfAnObjectThatHasIt() {
    assertThat(json.without("a", "{\"a\":1,\"b\":2}")).contains("{\"b\":2}");
    for (String document : List.of("{\"b\":2}", "[]", "\"a\"", "")) {
      assertThat(json.without("a", document)).as(document).isEmpty();
    }
  }

  private record Absent(
      Optional<Instant> time, Optional<Target> target, Optional<Integer> number, String word) {}

  @Test
  void anAbsentValueOfAnyType_isWrittenAndRead() {
    Absent absent = new Absent(Optional.empty(), Optional.empty(), Optional.empty(), "w");
    Absent present =
        new Absent(
            Optional.of(Instant.EPOCH),
            Optional.of(new Target("i-1", Optional.empty())),
            Optional.of(1),
            "w");

    assertThat(
            json.read(
                "{\"time\":null,\"target\":null,\"number\":null,\"word\":\"w\"}", Absent.class))
        .isEqualTo(absent);
    for (Absent each : List.of(absent, present)) {
      assertThat(json.read(json.write(each), Absent.class)).isEqualTo(each);
    }
    assertThat(json.write(Duration.ofHours(1))).isEqualTo("\"PT1H\"");
    assertThat(json.write(RestoreMode.SWAP)).isEqualTo("\"swap\"");
    assertThat(json.read("\"swap\"", RestoreMode.class)).isEqualTo(RestoreMode.SWAP);
  }
}
