package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** What each step of a backup is given, when it is called, and how the backup ends. */
class BackupRouteTest {
  private static final String START =
      "0 StartRun * -> {\"turn\": \"START\", <run>, \"waitSeconds\": 0}\n";
  private static final String ERROR =
      "{\"Error\": \"ebsbackup.failure.RefusedException\", \"Cause\":"
          + " \"{\\\"errorMessage\\\":\\\"it failed\\\"}\"}";

  private final Script script = new Script("backup");

  @BeforeEach
  void words() {
    script
        .with("plan", "{\"plan\": \"daily\", \"keep\": {\"last\": 1}}")
        .with("run", "\"run\": \"daily/1\", \"next\": {\"pruneName\": \"prune-1\"}");
  }

  @Test
  void pagesPacesDeferralsAndChecks_eachGetWhatTheStepBeforeAnswered() {
    script.with(
        "plan",
        "{\"plan\": \"daily\", \"keep\": {\"last\": 1}, \"scheduledTime\":"
            + " \"2026-03-01T00:00:00Z\"}");

    Execution execution =
        script.run(
            "<plan>",
            """
            30 StartRun {"plan": <plan>, <execution>} -> {"turn": "WAIT", "run": "daily/0", "next": {"pruneName": "prune-0"}, "other": "earlier", "waitSeconds": 45}
            45 StartRun {"plan": <plan>, <execution>} -> {"turn": "START", "run": "daily/1", "next": {"pruneName": "prune-1"}, "waitSeconds": 46}
            0 SelectTargets {"plan": <plan>, "cursor": null, "progress": {}} -> {"targets": ["a", "b"], "cursor": "c1", "progress": {"n": 1}}
            0 CreateSnapshots {"plan": <plan>, "run": "daily/1", "targets": ["a", "b"], "progress": {"n": 1}} -> {"later": ["b"], "waitSeconds": 9, "progress": {"n": 2, "deferredFirst": false}}
            9 CreateSnapshots {"plan": <plan>, "run": "daily/1", "targets": ["b"], "progress": {"n": 2, "deferredFirst": false}} -> {"later": [], "waitSeconds": 3, "progress": {"n": 3, "deferred": ["d"], "deferSeconds": 77, "deferredFirst": false}}
            3 SelectTargets {"plan": <plan>, "cursor": "c1", "progress": {"n": 3, "deferred": ["d"], "deferSeconds": 77, "deferredFirst": false}} -> {"targets": ["e"], "progress": {"n": 4, "deferred": ["d"], "deferSeconds": 78}}
            0 CreateSnapshots {"plan": <plan>, "run": "daily/1", "targets": ["e"], "progress": {"n": 4, "deferred": ["d"], "deferSeconds": 78}} -> {"later": [], "waitSeconds": 0, "progress": {"n": 5, "deferred": ["d", "e"], "deferSeconds": 80}}
            80 CreateSnapshots {"plan": <plan>, "run": "daily/1", "targets": ["d", "e"], "progress": {"n": 5, "deferred": ["d", "e"], "deferSeconds": 80}} -> {"later": [], "waitSeconds": 0, "progress": {"n": 6, "createdAt": "2026-03-01T00:05:00Z"}}
            0 CheckSnapshots {"run": "daily/1", "waitSeconds": 0, "createdAt": "2026-03-01T00:05:00Z"} -> {"finished": false, "waitSeconds": 20}
            20 CheckSnapshots {"run": "daily/1", "waitSeconds": 20, "createdAt": "2026-03-01T00:05:00Z"} -> {"finished": false, "waitSeconds": 40}
            40 CheckSnapshots {"run": "daily/1", "waitSeconds": 40, "createdAt": "2026-03-01T00:05:00Z"} -> {"finished": true, "waitSeconds": 0}
            0 ReportBackup {"run": "daily/1", "turn": "START", "other": null, "progress": {"n": 6, "createdAt": "2026-03-01T00:05:00Z"}, "sharing": null, "error": null, "shareError": null} -> {"status": "SUCCEEDED", "summary": "good"}
            """);

    assertSucceeded(execution, "SUCCEEDED");
    assertThat(script.started("prune"))
        .singleElement()
        .satisfies(
            prune -> {
              assertThat(prune.arn()).endsWith(":prune-1");
              assertThat(Json.parse(prune.input())).isEqualTo(Json.parse(execution.input()));
            });
  }

  @Test
  void aRunWithoutVolumes_isCheckedWithoutTheTimeOfACreate() {
    script.run(
        "<plan>",
        START
            + """
            0 SelectTargets * -> {"targets": [], "progress": {}}
            0 CreateSnapshots * -> {"later": [], "waitSeconds": 0, "progress": {}}
            0 CheckSnapshots {"run": "daily/1", "waitSeconds": 0, "createdAt": null} -> {"finished": true, "waitSeconds": 0}
            0 ReportBackup * -> {"status": "SUCCEEDED"}
            """);
  }

  @ParameterizedTest
  @CsvSource({"ALREADY_DONE, 0", "SUCCEEDED, 1"})
  void onlyASuccess_startsThePrune(String status, int prunes) {
    assertSucceeded(ending("<plan>", status), status);
    assertThat(script.started("prune")).hasSize(prunes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCEEDED", "NOT_SHARED"})
  void aPlanWithoutVerifyAndKeep_startsNothingElse_andTheResultStays(String status) {
    Execution execution = ending("{\"plan\": \"daily\"}", status);

    if (status.equals("SUCCEEDED")) {
      assertSucceeded(execution, status);
    } else {
      assertFailed(execution, status);
    }
    assertThat(script.started("prune")).isEmpty();
    assertThat(script.started("verify")).isEmpty();
    assertThat(execution.history())
        .map(HistoryEvent::stateEnteredEventDetails)
        .noneMatch(entered -> entered != null && entered.name().startsWith("Start V"));
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED, true, 1",
    "ALREADY_DONE, true, 0",
    "NOT_SHARED, false, 1",
    "PARTIAL, false, 0",
    "FAILED, false, 0"
  })
  void onlyAGoodBackup_startsTheVerificationOfThePlan(
      String status, boolean succeeds, int verifications) {
    verification();

    Execution execution = ending("<plan>", status);

    if (succeeds) {
      assertSucceeded(execution, status);
    } else {
      assertFailed(execution, status);
    }
    assertThat(script.started("verify"))
        .hasSize(verifications)
        .allSatisfy(
            verification -> {
              assertThat(verification.arn()).endsWith(":verify-1");
              assertThat(Json.parse(verification.input()))
                  .isEqualTo(Json.parse("{\"plan\": \"daily\", \"maxRequests\": 5000}"));
            });
    assertThat(script.started("prune")).hasSize(verifications);
  }

  @Test
  void aVerificationThatCannotBeStarted_leavesTheBackupGood_andItsPruneStarts() {
    verification();
    script.exists("verify", "verify-1");

    assertSucceeded(ending("<plan>", "SUCCEEDED"), "SUCCEEDED");
    assertThat(script.started("prune")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPlanThatKeepsEverything_isVerifiedAndNotPruned(boolean exists) {
    verification();
    if (exists) {
      script.exists("verify", "verify-1");
    }

    assertSucceeded(ending("{\"plan\": \"daily\"}", "SUCCEEDED"), "SUCCEEDED");
    assertThat(script.started("verify")).hasSize(1);
    assertThat(script.started("prune")).isEmpty();
  }

  private void verification() {
    script.with(
        "run",
        """
        "run": "daily/1", "next": {"pruneName": "prune-1", "verification": \
        {"name": "verify-1", "input": {"plan": "daily", "maxRequests": 5000}}}""");
  }

  @Test
  void aPruneThatCannotBeStarted_leavesTheBackupGood() {
    script.exists("prune", "prune-1");
    assertSucceeded(ending("<plan>", "SUCCEEDED"), "SUCCEEDED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARTIAL", "FAILED", "NOTHING_SELECTED", "STILL_PENDING"})
  void everyOtherResult_failsUnderItsName_andPrunesNothing(String status) {
    Execution execution = ending("<plan>", status);

    assertFailed(execution, status);
    assertThat(script.started("prune")).isEmpty();
  }

  @Test
  void aPlanThatShares_waitsForItsSnapshotsFirst() {
    script.with("plan", "{\"plan\": \"daily\", \"share\": {}}");

    script.run(
        "<plan>",
        START
            + """
            0 SelectTargets * -> {"targets": [], "progress": {}}
            0 CreateSnapshots * -> {"later": [], "waitSeconds": 0, "progress": {}}
            0 CheckSnapshots * -> {"finished": false, "waitSeconds": 20}
            20 CheckSnapshots * -> {"finished": true, "waitSeconds": 0}
            0 ShareSnapshots * -> {"work": [], "waitSeconds": 0, "progress": {"n": 1}}
            0 ReportBackup * -> {"status": "SUCCEEDED", "summary": "good"}
            """);
  }

  @Test
  void aPlanThatShares_doesSoAPageAtATime() {
    script.with("plan", "{\"plan\": \"daily\", \"share\": {}}");

    Execution execution =
        script.run(
            "<plan>",
            untilFinished()
                + """
                0 ShareSnapshots {"plan": <plan>, "run": "daily/1", "work": [], "cursor": null, "progress": null} -> {"work": ["w1", "w2"], "cursor": "c1", "waitSeconds": 8, "progress": {"n": 1}}
                8 ShareSnapshots {"plan": <plan>, "run": "daily/1", "work": ["w1", "w2"], "cursor": "c1", "progress": {"n": 1}} -> {"work": [], "cursor": "c2", "waitSeconds": 9, "progress": {"n": 2}}
                9 ShareSnapshots {"plan": <plan>, "run": "daily/1", "work": [], "cursor": "c2", "progress": {"n": 2}} -> {"work": ["w3"], "waitSeconds": 10, "progress": {"n": 3}}
                10 ShareSnapshots {"plan": <plan>, "run": "daily/1", "work": ["w3"], "cursor": null, "progress": {"n": 3}} -> {"work": [], "waitSeconds": 11, "progress": {"n": 4}}
                0 ReportBackup {"run": "daily/1", "turn": "START", "other": null, "progress": {}, "sharing": {"n": 4}, "error": null, "shareError": null} -> {"status": "SUCCEEDED", "summary": "good"}
                """);

    assertSucceeded(execution, "SUCCEEDED");
  }

  @Test
  void sharingThatFails_isReported_andTheGoodBackupIsStillPruned() {
    script
        .with("plan", "{\"plan\": \"daily\", \"share\": {}, \"keep\": {\"last\": 1}}")
        .with("error", ERROR);

    Execution execution =
        script.run(
            "<plan>",
            untilFinished()
                + """
                0 ShareSnapshots * -> {"work": ["w1"], "waitSeconds": 8, "progress": {"n": 1}}
                8 ShareSnapshots * !! ebsbackup.failure.RefusedException
                0 ReportBackup {"run": "daily/1", "turn": "START", "other": null, "progress": {}, "sharing": {"n": 1}, "error": null, "shareError": <error>} -> {"status": "NOT_SHARED", "summary": "why"}
                """);

    assertFailed(execution, "NOT_SHARED");
    assertThat(script.started("prune")).hasSize(1);
  }

  /** The prune that exists changes nothing about the result. */
  @Test
  void aBackupThatIsNotShared_failsAlsoIfItsPruneCannotBeStarted() {
    script.exists("prune", "prune-1");

    assertFailed(ending("<plan>", "NOT_SHARED"), "NOT_SHARED");
  }

  /** Another execution handles the occurrence. */
  @Test
  void aRunThatMayNotStart_reportsWhoDoes() {
    Execution execution =
        script.run(
            "<plan>",
            """
            0 StartRun * -> {"turn": "SKIP", <run>, "other": "the other", "waitSeconds": 0}
            0 ReportBackup {"run": "daily/1", "turn": "SKIP", "other": "the other", "progress": {}, "sharing": null, "error": null, "shareError": null} -> {"status": "ALREADY_DONE", "summary": "good"}
            """);

    assertSucceeded(execution, "ALREADY_DONE");
  }

  @Test
  void aStepThatFails_isReportedWhenItsSnapshotsHaveAppeared() {
    String select = "0 SelectTargets * %s\n";
    String create = "0 CreateSnapshots * %s\n";
    String failed = "!! ebsbackup.failure.RefusedException";
    String selected = select.formatted("-> {\"targets\": [\"a\"], \"progress\": {\"n\": 1}}");
    String created =
        create.formatted("-> {\"later\": [], \"waitSeconds\": 0, \"progress\": {\"n\": 2}}");

    assertReported(select.formatted(failed), "{}");
    assertReported(selected + create.formatted(failed), "{\"n\": 1}");
    assertReported(selected + created + "0 CheckSnapshots * %s\n".formatted(failed), "{\"n\": 2}");
  }

  private static void assertReported(String steps, String progress) {
    BackupRouteTest fresh = new BackupRouteTest();
    fresh.words();
    Execution execution =
        fresh.script.run(
            "<plan>",
            START
                + steps
                + "60 ReportBackup "
                + ("{\"run\": \"daily/1\", \"turn\": \"START\", \"other\": null, \"progress\": %s,"
                        + " \"sharing\": null, \"error\": %s, \"shareError\": null}")
                    .formatted(progress, ERROR)
                + " -> {\"status\": \"FAILED\", \"summary\": \"why\"}");
    assertFailed(execution, "FAILED");
  }

  /** The list of those that wait for a second try stays small enough for a payload. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deferredTargets_comeAfterTheOthers_unlessTheProgressPutsThemFirst(boolean first) {
    script.with(
        "progress",
        "{\"deferred\": [\"d\"], \"deferSeconds\": 5, \"deferredFirst\": " + first + "}");

    String select =
        first
            ? "5 CreateSnapshots"
            : "0 SelectTargets * -> {\"targets\": [\"b\"], \"progress\": {}}\n0 CreateSnapshots";
    script.run(
        "<plan>",
        START
            + """
            0 SelectTargets * -> {"targets": ["a"], "cursor": "c1", "progress": {}}
            0 CreateSnapshots * -> {"later": [], "waitSeconds": 0, "progress": <progress>}
            """
            + select
            + """
             * -> {"later": [], "waitSeconds": 0, "progress": {"deferred": ["d"], "deferSeconds": 1, "deferredFirst": false}}
            """
            + (first
                ? """
                0 SelectTargets {"plan": <plan>, "cursor": "c1", "progress": {"deferred": ["d"], "deferSeconds": 1, "deferredFirst": false}} -> {"targets": [], "progress": {}}
                0 CreateSnapshots * -> {"later": [], "waitSeconds": 0, "progress": {}}
                """
                : """
                1 CreateSnapshots * -> {"later": [], "waitSeconds": 0, "progress": {}}
                """)
            + """
            0 CheckSnapshots * -> {"finished": true, "waitSeconds": 0}
            0 ReportBackup * -> {"status": "SUCCEEDED"}
            """);
  }

  private static String untilFinished() {
    return START
        + """
        0 SelectTargets * -> {"targets": ["a"], "progress": {}}
        0 CreateSnapshots * -> {"later": [], "waitSeconds": 0, "progress": {}}
        0 CheckSnapshots * -> {"finished": true, "waitSeconds": 0}
        """;
  }

  private Execution ending(String plan, String status) {
    return script.run(
        plan,
        untilFinished()
            + """
            0 ReportBackup * -> {"status": "STATUS", "summary": "good"}
            """
                .replace("STATUS", status));
  }

  private static void assertSucceeded(Execution execution, String status) {
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Json.parse(execution.output().orElseThrow()))
        .isEqualTo(Json.parse("{\"status\": \"" + status + "\", \"summary\": \"good\"}"));
  }

  private static void assertFailed(Execution execution, String error) {
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains(error);
    assertThat(execution.cause().orElseThrow()).isIn("good", "why");
  }
}
