package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What each step of a restore is given, when it is called, and how the restore ends. */
class RestoreRouteTest {
  private static final String FAILED = "!! ebsbackup.failure.RefusedException\n";

  /** No step is tried again after this one. */
  private static final String DENIED = "!! ebsbackup.failure.AccessDeniedException\n";

  /** Up to the first step that can fail. */
  private static final String PLANNED =
      """
      0 PlanRestore {"request": <request>, <execution>} -> <plan>
      0 TryVolumes {"plan": <plan>} -> {"tried": 2}
      """;

  private static final String CREATED =
      PLANNED
          + """
          0 MarkResources {"plan": <plan>} -> {"marked": ["m1", "m2"], "mark": "mark"}
          0 CreateVolumes {"plan": <plan>, "attempt": 0} -> {"volumes": ["v1"], "createdAt": "t1", "plan": <made>}
          """;

  private static final String READY =
      CREATED
          + """
          0 CheckVolumes {"plan": <plan>, "volumes": ["v1"], "createdAt": "t1", "waitSeconds": 0, "times": {}} -> {"finished": false, "volumes": ["v2"], "waitSeconds": 5, "times": {"t": 1}}
          5 CheckVolumes {"plan": <plan>, "volumes": ["v2"], "createdAt": "t1", "waitSeconds": 5, "times": {"t": 1}} -> {"finished": true, "volumes": ["v3"], "waitSeconds": 6, "times": {"t": 2}}
          """;

  private static final String SAFE =
      READY
          + """
          0 TakeSafetySnapshot {"plan": <plan>, "waitSeconds": 6, "takenAt": null} -> {"finished": false, "snapshots": ["s1"], "takenAt": "t2", "waitSeconds": 7}
          7 TakeSafetySnapshot {"plan": <plan>, "waitSeconds": 7, "takenAt": "t2"} -> {"finished": true, "snapshots": ["s1", "s2"], "takenAt": "t3", "waitSeconds": 8}
          """;

  private static final String PLACING =
      SAFE
          + """
          0 PlaceVolumes {"plan": <plan>, "volumes": ["v3"], "since": null, "waitSeconds": 8, "refusals": 0} -> {"finished": false, "since": "p1", "waitSeconds": 9, "refusals": 2}
          9 PlaceVolumes {"plan": <plan>, "volumes": ["v3"], "since": "p1", "waitSeconds": 9, "refusals": 2}\
          """
          + " ";

  private static final String PLACED =
      PLACING
          + "-> {\"finished\": true, \"since\": \"p2\", \"waitSeconds\": 10, \"refusals\": 3}\n";

  private static final String EXAMINED =
      PLACED
          + """
          0 CheckHealth {"plan": <plan>, "since": null, "commandId": null} -> {"finished": false, "since": "h1", "commandId": "c1", "waitSeconds": 11}
          11 CheckHealth {"plan": <plan>, "since": "h1", "commandId": "c1"}\
          """
          + " ";

  /** The time of the undo starts with the undo. */
  private static final String PUTTING_BACK =
      """
      0 PutBackVolumes {"plan": <plan>, "volumes": ["v3"], "since": null, "waitSeconds": 0, "refusals": 0} -> {"finished": false, "since": "u1", "waitSeconds": 13, "refusals": 1}
      13 PutBackVolumes {"plan": <plan>, "volumes": ["v3"], "since": "u1", "waitSeconds": 13, "refusals": 1}\
      """
          + " ";

  private static final String PUT_BACK =
      PUTTING_BACK
          + "-> {\"finished\": true, \"since\": \"u2\", \"waitSeconds\": 14, \"refusals\": 2}\n";

  private static final String REMOVED =
      """
      60 RemoveVolumes {"plan": <plan>, "since": null, "waitSeconds": 0, "removed": []} -> {"finished": false, "since": "r1", "waitSeconds": 15, "removed": ["a"], "kept": ["k"]}
      15 RemoveVolumes {"plan": <plan>, "since": "r1", "waitSeconds": 15, "removed": ["a"]} -> {"finished": true, "since": "r2", "waitSeconds": 16, "removed": ["a", "b"], "kept": ["k", "l"]}
      """;

  private static final String UNMARKED =
      "0 UnmarkResources {\"plan\": <plan>, \"marked\": [\"m1\", \"m2\"], \"succeeded\": false} ->"
          + " {\"unmarked\": 2}\n";

  private static final String REFUSED = "{\"error\": <error>}";

  private final Script script = new Script("restore");

  @BeforeEach
  void words() {
    swap(script, "");
  }

  private static void swap(Script script, String instead) {
    withPlan(
        script,
        """
            {"volumes": ["planned"], "restoreId": "r-1", "instanceId": "i-1", "mode": "swap", \
            "availabilityZone": "z", "warnings": ["w"], "checkHealth": true, "dryRun": false, \
            "takeSafetySnapshot": true, "keepOnFailure": false, \
            "placing": {"running": true, \
            "assignments": [{"device": "d1", "replaces": {"volumeId": "o1"}}, {"device": "d2"}]}}\
            """
            .replaceAll(
                "(\"(" + instead.replaceAll(":.*", "") + ")\": )\\w+",
                "$1" + instead.replaceAll(".*:", "")));
    script.with("request", "{\"instanceId\": \"i-1\"}").with("denied", error("AccessDenied"));
  }

  /** "Create Volumes" returns the plan for the later steps. */
  private static void withPlan(Script script, String plan) {
    script.with("plan", plan).with("made", plan.replace("planned", "made"));
  }

  private static Execution run(Script script, String lines) {
    int made = lines.indexOf("<made>");
    return script.run(
        "<request>",
        made < 0
            ? lines
            : lines.substring(0, made) + lines.substring(made).replace("<plan>", "<made>"));
  }

  private static String error(String name) {
    return "{\"Error\": \"ebsbackup.failure."
        + name
        + "Exception\", \"Cause\": \"{\\\"errorMessage\\\":\\\"it failed\\\"}\"}";
  }

  /** The report of a restore; failures are JSON by the step that they are of. */
  private static String report(String status, Map<String, String> failures, String done) {
    StringBuilder all = new StringBuilder();
    for (String step : new String[] {"restore", "undo", "explanation", "removal", "unmarking"}) {
      all.append(all.isEmpty() ? "" : ", ")
          .append("\"%s\": %s".formatted(step, failures.getOrDefault(step, "null")));
    }
    return ("0 ReportRestore {\"plan\": <plan>, \"status\": \"%s\","
            + " \"progress\": {\"failures\": {%s}, %s}}"
            + " -> {\"status\": \"%s\", \"summary\": \"in short\"}\n")
        .formatted(status, all, done, status);
  }

  private static String done(String volumes, String times, String safety) {
    return done(volumes, times, safety, "[]", "[]", "[]");
  }

  private static String done(
      String volumes, String times, String safety, String commands, String removed, String kept) {
    return ("\"volumes\": %s, \"times\": %s, \"safetySnapshots\": %s, \"commands\": %s,"
            + " \"removed\": %s, \"kept\": %s")
        .formatted(volumes, times, safety, commands, removed, kept);
  }

  private static final String SWAPPED = done("[\"v3\"]", "{\"t\": 2}", "[\"s1\", \"s2\"]");

  private static final String SWAPPED_AND_REMOVED =
      done("[\"v3\"]", "{\"t\": 2}", "[\"s1\", \"s2\"]", "[]", "[\"a\", \"b\"]", "[\"k\", \"l\"]");

  private void assertSucceeds(String lines) {
    Execution execution = run(script, lines);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.output().orElseThrow()).contains("in short");
  }

  private void assertFails(String status, String lines) {
    Execution execution = run(script, lines);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains(status);
    assertThat(execution.cause()).contains("in short");
  }

  @Test
  void aSwap_succeeds() {
    assertSucceeds(
        EXAMINED
            + "-> {\"finished\": true, \"since\": \"h2\", \"waitSeconds\": 12}\n"
            + UNMARKED.replace("false", "true")
            + report("SUCCEEDED", Map.of(), SWAPPED));
  }

  @Test
  void aSwapWithoutHealthCheck_endsWhenTheVolumesAreInPlace() {
    swap(script, "checkHealth:false");

    assertSucceeds(
        PLACED + UNMARKED.replace("false", "true") + report("SUCCEEDED", Map.of(), SWAPPED));
  }

  @Test
  void withoutSafetySnapshots_volumesArePlacedAtOnce() {
    swap(script, "takeSafetySnapshot|checkHealth:false");

    assertSucceeds(
        READY
            + "0 PlaceVolumes {\"plan\": <plan>, \"volumes\": [\"v3\"], \"since\": null,"
            + " \"waitSeconds\": 6, \"refusals\": 0} -> {\"finished\": true, \"since\": \"p\","
            + " \"waitSeconds\": 1, \"refusals\": 0}\n"
            + UNMARKED.replace("false", "true")
            + report("SUCCEEDED", Map.of(), done("[\"v3\"]", "{\"t\": 2}", "[]")));
  }

  @Test
  void withoutPlaces_theVolumesAreAllThereIs() {
    withPlan(
        script,
        "{\"volumes\": [\"planned\"], \"dryRun\": false, \"takeSafetySnapshot\": false,"
            + " \"checkHealth\": false, \"keepOnFailure\": false}");

    assertSucceeds(
        READY
            + UNMARKED.replace("false", "true")
            + report("SUCCEEDED", Map.of(), done("[\"v3\"]", "{\"t\": 2}", "[]")));
  }

  @Test
  void aDryRun_writesNothing() {
    swap(script, "dryRun:true");

    assertSucceeds(PLANNED + report("PLANNED", Map.of(), done("[]", "{}", "[]")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PlanRestore", "TryVolumes"})
  void aStepBeforeTheFirstWrite_failsUnderItsName(String step) {
    String lines = step.equals("PlanRestore") ? "" : PLANNED.lines().findFirst().orElseThrow();

    Execution execution = run(script, lines + "\n0 " + step + " * " + FAILED);

    assertThat(execution.error()).contains("ebsbackup.failure.RefusedException");
  }

  /** What was marked is not known: the step finds it by the plan. */
  @Test
  void marksThatFail_areTakenOff_andNothingIsRemoved() {
    assertFails(
        "FAILED",
        PLANNED
            + "0 MarkResources {\"plan\": <plan>} "
            + FAILED
            + UNMARKED.replace("[\"m1\", \"m2\"]", "null")
            + report("FAILED", Map.of("restore", REFUSED), done("[]", "{}", "[]")));
  }

  /** Lambda lost the answer. */
  @Test
  void marksThatNoAnswerNames_areFoundByThePlan() {
    assertFails(
        "FAILED",
        CREATED
                .replace("\"marked\": [\"m1\", \"m2\"], \"mark\"", "\"mark\"")
                .replaceAll("-> \\{\"volumes.*\n", FAILED)
            + REMOVED
            + UNMARKED.replace("[\"m1\", \"m2\"]", "null")
            + report(
                "FAILED",
                Map.of("restore", REFUSED),
                done("[]", "{}", "[]", "[]", "[\"a\", \"b\"]", "[\"k\", \"l\"]")));
  }

  @Test
  void volumesThatCannotBeCreated_areRemoved() {
    assertFails(
        "FAILED",
        CREATED.replaceAll("-> \\{\"volumes.*\n", FAILED)
            + REMOVED
            + UNMARKED
            + report(
                "FAILED",
                Map.of("restore", REFUSED),
                done("[]", "{}", "[]", "[]", "[\"a\", \"b\"]", "[\"k\", \"l\"]")));
  }

  @Test
  void volumesThatCannotBeChecked_areRemoved() {
    String first = CREATED + READY.substring(CREATED.length()).lines().findFirst().orElseThrow();
    assertFails(
        "FAILED",
        first
            + "\n5 CheckVolumes * "
            + FAILED
            + REMOVED
            + UNMARKED
            + report(
                "FAILED",
                Map.of("restore", REFUSED),
                done("[\"v2\"]", "{\"t\": 1}", "[]", "[]", "[\"a\", \"b\"]", "[\"k\", \"l\"]")));
  }

  @Test
  void volumesThatAreNotGood_areRemoved() {
    assertFails(
        "FAILED",
        CREATED
            + "0 CheckVolumes * -> {\"finished\": true, \"problem\": \"error\", \"volumes\":"
            + " [\"v3\"], \"waitSeconds\": 6, \"times\": {}}\n"
            + REMOVED
            + UNMARKED
            + report(
                "FAILED",
                Map.of("restore", "{\"problem\": \"error\"}"),
                done("[\"v3\"]", "{}", "[]", "[]", "[\"a\", \"b\"]", "[\"k\", \"l\"]")));
  }

  @Test
  void volumesThatCannotBeCreated_stayIfRequested() {
    swap(script, "keepOnFailure:true");
    assertFails(
        "FAILED",
        CREATED.replaceAll("-> \\{\"volumes.*\n", FAILED)
            + UNMARKED
            + report("FAILED", Map.of("restore", REFUSED), done("[]", "{}", "[]")));
  }

  @Test
  void volumesToKeep_stayAfterAFailure() {
    swap(script, "keepOnFailure:true");

    assertFails(
        "FAILED",
        CREATED
            + "0 CheckVolumes * -> {\"finished\": true, \"problem\": \"error\", \"volumes\":"
            + " [\"v3\"], \"waitSeconds\": 6, \"times\": {}}\n"
            + UNMARKED
            + report(
                "FAILED",
                Map.of("restore", "{\"problem\": \"error\"}"),
                done("[\"v3\"]", "{}", "[]")));
  }

  @Test
  void aSafetySnapshotThatFails_replacesNothing() {
    String first = READY + SAFE.substring(READY.length()).lines().findFirst().orElseThrow();
    assertFails(
        "FAILED",
        first
            + "\n7 TakeSafetySnapshot * "
            + FAILED
            + REMOVED
            + UNMARKED
            + report(
                "FAILED",
                Map.of("restore", REFUSED),
                SWAPPED_AND_REMOVED.replace("\"s1\", \"s2\"", "\"s1\"")));
  }

  @Test
  void aSafetySnapshotThatIsNotGood_replacesNothing() {
    assertFails(
        "FAILED",
        READY
            + "0 TakeSafetySnapshot * -> {\"finished\": true, \"problem\": \"error\","
            + " \"snapshots\": [\"s1\", \"s2\"], \"takenAt\": \"t\", \"waitSeconds\": 6}\n"
            + REMOVED
            + UNMARKED
            + report("FAILED", Map.of("restore", "{\"problem\": \"error\"}"), SWAPPED_AND_REMOVED));
  }

  @Test
  void aPlaceThatFails_isUndone_withATimeOfItsOwn() {
    assertFails("UNDONE", PLACING + FAILED + undone(REFUSED));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPlaceThatIsNotReached_isUndone_withATimeOfItsOwn(boolean finished) {
    assertFails(
        "UNDONE",
        PLACING
            + "-> {\"finished\": "
            + finished
            + ", \"problem\": \"late\", \"since\": \"p2\", \"waitSeconds\":"
            + " 10, \"refusals\": 3}\n"
            + undone("{\"problem\": \"late\"}"));
  }

  @Test
  void aHealthCheckThatFails_isUndone_withATimeOfItsOwn() {
    assertFails("UNDONE", EXAMINED + FAILED + undone(REFUSED));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInstanceThatFailsItsStatusChecks_isUndone_withATimeOfItsOwn(boolean finished) {
    assertFails(
        "UNDONE",
        EXAMINED
            + "-> {\"finished\": "
            + finished
            + ", \"problem\": \"ill\", \"since\": \"h2\", \"commandId\":"
            + " \"c1\", \"waitSeconds\": 12}\n"
            + undone("{\"problem\": \"ill\"}"));
  }

  private static String undone(String failure) {
    return PUT_BACK
        + REMOVED
        + UNMARKED
        + report("UNDONE", Map.of("restore", failure), SWAPPED_AND_REMOVED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUndoThatCannotFinish_isExplained(boolean finished) {
    assertFails(
        "MANUAL_ACTION",
        PLACING
            + FAILED
            + PUTTING_BACK
            + "-> {\"finished\": "
            + finished
            + ", \"problem\": \"stuck\", \"since\": \"u2\", \"waitSeconds\":"
            + " 14, \"refusals\": 2}\n"
            + "0 ExplainManualAction {\"plan\": <plan>, \"volumes\": [\"v3\"], \"marked\": [\"m1\","
            + " \"m2\"]} -> {\"commands\": [\"c\"], \"count\": 1, \"obstacle\": \"o\"}\n"
            + report(
                "MANUAL_ACTION",
                Map.of(
                    "restore", REFUSED,
                    "undo", "{\"problem\": \"stuck\"}",
                    "explanation", "{\"problem\": \"o\"}"),
                SWAPPED.replace("\"commands\": []", "\"commands\": [\"c\"]")));
  }

  @Test
  void anUndoThatFails_isExplained_orReportedWithoutExplanation() {
    assertFails(
        "MANUAL_ACTION",
        PLACING
            + FAILED
            + PUTTING_BACK
            + DENIED
            + "0 ExplainManualAction * "
            + FAILED
            + report(
                "MANUAL_ACTION",
                Map.of(
                    "restore", REFUSED,
                    "undo", "{\"error\": <denied>}",
                    "explanation", REFUSED),
                SWAPPED));
  }

  @Test
  void anExplanationWithoutObstacle_isNotAFailure() {
    assertFails(
        "MANUAL_ACTION",
        PLACING
            + FAILED
            + PUTTING_BACK
            + DENIED
            + "0 ExplainManualAction * -> {\"commands\": [], \"count\": 0}\n"
            + report(
                "MANUAL_ACTION",
                Map.of("restore", REFUSED, "undo", "{\"error\": <denied>}"),
                SWAPPED));
  }

  @Test
  void aRemovalThatFails_isReported_andTheMarksAreTakenOff() {
    String first = REMOVED.lines().findFirst().orElseThrow();
    assertFails(
        "UNDONE",
        PLACING
            + FAILED
            + PUT_BACK
            + first
            + "\n15 RemoveVolumes * "
            + DENIED
            + UNMARKED
            + report(
                "UNDONE",
                Map.of("restore", REFUSED, "removal", "{\"error\": <denied>}"),
                SWAPPED_AND_REMOVED
                    .replace("\"a\", \"b\"", "\"a\"")
                    .replace("\"k\", \"l\"", "\"k\"")));
  }

  @Test
  void aRemovalWithNothingToWaitFor_isFinished() {
    assertFails(
        "UNDONE",
        PLACING
            + FAILED
            + PUT_BACK
            + "60 RemoveVolumes * -> {\"since\": \"r\", \"waitSeconds\": 1, \"removed\": [],"
            + " \"kept\": []}\n"
            + UNMARKED
            + report("UNDONE", Map.of("restore", REFUSED), SWAPPED));
  }

  @Test
  void marksThatStay_areReported_asAProblemOrAnError() {
    String placed = PLACED.replaceAll("$", "");
    swap(script, "checkHealth:false");
    assertSucceeds(
        placed
            + UNMARKED.replace("false", "true").replace("2}", "2, \"problem\": \"a tag\"}")
            + report("SUCCEEDED", Map.of("unmarking", "{\"problem\": \"a tag\"}"), SWAPPED));

    RestoreRouteTest other = new RestoreRouteTest();
    swap(other.script, "checkHealth:false");
    other.assertSucceeds(
        placed
            + UNMARKED.replace("false", "true").replace("-> {\"unmarked\": 2}\n", DENIED)
            + report("SUCCEEDED", Map.of("unmarking", "{\"error\": <denied>}"), SWAPPED));
  }

  @Test
  void aReportThatCannotBeWritten_isReplacedByABriefOne() {
    swap(script, "checkHealth:false");

    Execution execution =
        run(script, PLACED + UNMARKED.replace("false", "true") + "0 ReportRestore * " + FAILED);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(brief(execution))
        .isEqualTo(
            Json.parse(
                """
                {"status": "SUCCEEDED", "restoreId": "r-1", "instanceId": "i-1", "mode": "swap", "availabilityZone": "z",
                 "volumes": ["v3"], "places": [{"device": "d1", "replaces": {"volumeId": "o1"}}, {"device": "d2"}],
                 "safetySnapshots": ["s1", "s2"], "replaced": [{"volumeId": "o1", "device": "d1"}],
                 "commands": [], "removed": [], "kept": [], "plan": null, "warnings": ["w"]}
                """));
  }

  @Test
  void aBriefReport_namesEveryFailure() {
    Execution execution =
        run(
            script,
            PLACING
                + FAILED
                + PUTTING_BACK
                + DENIED
                + "0 ExplainManualAction * -> {\"commands\": [\"c\"], \"count\": 1, \"obstacle\": \"o\"}\n"
                + "0 ReportRestore * "
                + FAILED);

    assertThat(execution.error()).contains("MANUAL_ACTION");
    assertThat(execution.cause().orElseThrow())
        .containsSubsequence(
            "\"ebs-backup:restoring\":[\"m1\",\"m2\"]",
            "\"places\":[{\"device\":\"d1\",\"replaces\":{\"volumeId\":\"o1\"}},{\"device\":\"d2\"}]",
            "\"wasRunning\":true",
            "\"restore\":",
            "Refused",
            "\"undo\":",
            "AccessDenied",
            "\"explanation\":",
            "\"o\"",
            "\"removal\":",
            "\"unmarking\":",
            "\"report\":",
            "Refused");
  }

  @Test
  void aBriefReport_namesWhatKeepsTheMark() {
    String unmarked = PLACED + UNMARKED.replace("false", "true");
    String nothingToPutBack = "\"places\":[],\"wasRunning\":null";
    String removed = "\"ebs-backup:restoring\":[]," + nothingToPutBack;
    String left = "\"ebs-backup:restoring\":[\"m1\",\"m2\"]," + nothingToPutBack;

    assertThat(summary(unmarked)).contains(removed).doesNotContain(left);
    assertThat(summary(unmarked.replace("-> {\"unmarked\": 2}\n", DENIED)))
        .contains(left)
        .doesNotContain(removed);
  }

  private static String summary(String steps) {
    Script script = new Script("restore");
    swap(script, "checkHealth:false");
    Execution execution = run(script, steps + "0 ReportRestore * " + FAILED);
    Map<?, ?> report = (Map<?, ?>) Json.parse(execution.output().orElseThrow());
    return report.get("summary").toString();
  }

  @Test
  void theBriefReportOfADryRun_hasItsPlan_andReplacesNothing() {
    swap(script, "dryRun:true");

    Execution execution = run(script, PLANNED + "0 ReportRestore * " + FAILED);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    Map<?, ?> report = (Map<?, ?>) brief(execution);
    assertThat((Map<?, ?>) report.get("plan")).isNotEmpty();
    assertThat(report.get("places")).isEqualTo(Json.parse("[]"));
    assertThat(report.get("replaced")).isEqualTo(Json.parse("[]"));
  }

  /** The output without its summary, which is the errors as JSON. */
  private static Object brief(Execution execution) {
    Map<?, ?> report = (Map<?, ?>) Json.parse(execution.output().orElseThrow());
    assertThat(report.remove("summary").toString()).contains("\"report\":", "Refused");
    return report;
  }
}
