package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What each step of a pull is given, when it is called, and how the pull ends. */
class PullRouteTest {
  private static final String WITHOUT_SETS =
      """
      0 SelectSetsToPull * -> {"page": {"sets": []}, <selected>, "deadline": "d", "progress": {}}
      0 CreateCopies * -> {"sets": [], "waitSeconds": 0, "waiting": false, "progress": {}}
      0 CheckCopies * -> {"sets": [], "failed": [], "waitSeconds": 0, "progress": {}}
      0 ReportPull * \
      """;

  private static final String REPORTED =
      "-> {\"status\": \"SUCCEEDED\", \"summary\": \"good\", \"continues\": false}\n";

  private Script script = new Script("pull");

  @BeforeEach
  void words() {
    script
        .with("plan", "{\"plan\": \"copies\"}")
        .with("lock", "{\"plan\": \"copies\", \"lock\": {}}")
        .with(
            "first",
            """
            "stateMachineArn": "arn:aws:states:eu-central-1:123456789012:stateMachine:pull", \
            "executionArn": "arn:aws:states:eu-central-1:123456789012:execution:pull:run-1", \
            "startTime": "2026-03-01T00:00:00.000Z"\
            """)
        .with(
            "selected",
            "\"from\": {\"r\": 1}, \"kmsKeyArn\": \"k\", \"region\": \"eu\", <now>, \"dryRun\": false")
        .with("now", "\"turn\": {\"waitSeconds\": 0}, \"early\": false")
        .with("copy", "\"from\": {\"r\": 1}, \"kmsKeyArn\": \"k\", \"region\": \"eu\"");
  }

  /** Sets {@code [\"a\"]} of which nothing is left after the first check. */
  private static String shortRun(String plan) {
    return """
    0 SelectSetsToPull * -> {"page": {"sets": ["a"]}, <selected>, "deadline": "d", "progress": {"n": 1}}
    0 CreateCopies {"plan": <PLAN>, <copy>, "sets": ["a"], "progress": {"n": 1}} -> {"sets": ["a"], "waitSeconds": 60, "waiting": false, "progress": {"n": 2}}
    """
        .replace("<PLAN>", plan);
  }

  @Test
  void pagesAndWaits_eachStepGetsWhatTheStepBeforeAnswered() {
    Execution execution =
        script.run(
            "<plan>",
            """
                0 SelectSetsToPull {"plan": <plan>, <first>, "cursor": null, "sets": [], "deadline": null, "waitSeconds": 0, "progress": {}} -> {"page": {"sets": ["a", "b"], "cursor": "c1"}, <selected>, "deadline": "d1", "progress": {"n": 1}}
                0 CreateCopies {"plan": <plan>, <copy>, "sets": ["a", "b"], "progress": {"n": 1}} -> {"sets": ["a", "b2"], "waitSeconds": 60, "waiting": true, "progress": {"n": 2}}
                0 CheckCopies {"plan": <plan>, "sets": ["a", "b2"], "deadline": "d1", "waitSeconds": 0, "leastSeconds": 60, "waiting": true, "cursor": "c1", "progress": {"n": 2}} -> {"sets": ["b"], "failed": ["snap-1"], "waitSeconds": 70, "progress": {"n": 3}}
                0 RemoveFailedCopies {"plan": <plan>, "failed": ["snap-1"]} -> {"removed": 1}
                70 CreateCopies {"plan": <plan>, <copy>, "sets": ["b"], "progress": {"n": 3}} -> {"sets": ["b"], "waitSeconds": 0, "waiting": false, "progress": {"n": 4}}
                0 CheckCopies {"plan": <plan>, "sets": ["b"], "deadline": "d1", "waitSeconds": 70, "leastSeconds": 0, "waiting": false, "cursor": "c1", "progress": {"n": 4}} -> {"sets": ["b3"], "failed": [], "waitSeconds": 5, "progress": {"n": 5}}
                5 SelectSetsToPull {"plan": <plan>, <first>, "cursor": "c1", "sets": ["b3"], "deadline": "d1", "waitSeconds": 5, "progress": {"n": 5}} -> {"page": {"sets": []}, <selected>, "deadline": "d2", "progress": {"n": 6}}
                0 CreateCopies {"plan": <plan>, <copy>, "sets": [], "progress": {"n": 6}} -> {"sets": [], "waitSeconds": 0, "waiting": false, "progress": {"n": 7}}
                0 CheckCopies {"plan": <plan>, "sets": [], "deadline": "d2", "waitSeconds": 0, "leastSeconds": 0, "waiting": false, "cursor": null, "progress": {"n": 7}} -> {"sets": [], "failed": [], "waitSeconds": 0, "progress": {"n": 8}}
                0 ReportPull {"plan": <plan>, "progress": {"n": 8}, "other": null, "error": null}\
                """
                + " "
                + REPORTED);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Json.parse(execution.output().orElseThrow()).toString()).contains("summary=good");
    assertThat(script.started("prune"))
        .singleElement()
        .satisfies(
            prune -> {
              assertThat(prune.arn()).endsWith(":run-1");
              assertThat(Json.parse(prune.input())).isEqualTo(Json.parse(execution.input()));
            });
  }

  @Test
  void aPlanWithALock_locksWhileTheCopiesAreInProgress() {
    script.run(
        "<lock>",
        shortRun("<lock>")
            + """
            0 LockCopies {"plan": <lock>, "progress": {"n": 2}} -> {"progress": {"n": 3}}
            0 CheckCopies {"plan": <lock>, "sets": ["a"], "deadline": "d", "waitSeconds": 0, "leastSeconds": 60, "waiting": false, "cursor": null, "progress": {"n": 3}} -> {"sets": [], "failed": [], "waitSeconds": 60, "progress": {"n": 4}}
            60 ReportPull * \
            """
            + REPORTED);
  }

  @ParameterizedTest
  @CsvSource({"true, null", "false, \"arn:other\""})
  void aDryRun_andAnExecutionBesideAnother_copyNothing(String dryRun, String other) {
    Execution execution =
        script.run(
            "<plan>",
            """
            0 SelectSetsToPull * -> {"page": {"sets": ["a"], "cursor": "c"}, "from": {}, "kmsKeyArn": "k", "region": "eu", "dryRun": DRY, "turn": {"waitSeconds": 60, "other": OTHER}, "early": false, "progress": {"n": 1}}
            0 ReportPull {"plan": <plan>, "progress": {"n": 1}, "other": OTHER, "error": null} -> {"status": "STATUS", "summary": "x", "continues": false}
            """
                .replace("DRY", dryRun)
                .replace("OTHER", other)
                .replace("STATUS", other.equals("null") ? "DRY_RUN" : "ALREADY_RUNNING"));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(script.started("prune")).isEmpty();
  }

  @Test
  void anExecutionThatIsNotItsTurn_asksAgainAfterTheWait_withItsLastWait() {
    String asked =
        "SelectSetsToPull {\"plan\": <plan>, <first>, \"cursor\": null, \"sets\": [], \"deadline\": null, \"waitSeconds\": %d, \"progress\": {}} -> ";
    String wait =
        "{\"page\": {\"sets\": []}, \"from\": {}, \"kmsKeyArn\": \"k\", \"region\": \"eu\", \"dryRun\": false, \"turn\": {\"waitSeconds\": %d}, \"early\": false, \"progress\": {}}\n";
    Execution execution =
        script.run(
            "<plan>",
            "0 "
                + asked.formatted(0)
                + wait.formatted(60)
                + "60 "
                + asked.formatted(60)
                + wait.formatted(90)
                + WITHOUT_SETS.replaceFirst("0", "90")
                + REPORTED);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCEEDED", "NOTHING_TO_PULL"})
  void anEarlyPull_leavesThePruneToTheScheduledOne(String status) {
    script.with("now", "\"turn\": {\"waitSeconds\": 0}, \"early\": true");

    Execution execution =
        script.run("<plan>", WITHOUT_SETS + REPORTED.replace("SUCCEEDED", status));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(script.started("prune")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARTIAL", "FAILED"})
  void everyOtherResult_failsUnderItsName_andStartsNoPrune(String status) {
    Execution execution =
        script.run("<plan>", WITHOUT_SETS + REPORTED.replace("SUCCEEDED", status));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains(status);
    assertThat(execution.cause()).contains("good");
    assertThat(script.started("prune")).isEmpty();
  }

  /** A backlog of days would otherwise rest from the end of a run to the next schedule. */
  @ParameterizedTest
  @ValueSource(strings = {"PARTIAL", "SUCCEEDED"})
  void aRunWhoseTimeIsUsedUp_startsTheNext(String status) {
    String continues = REPORTED.replace("SUCCEEDED", status).replace("false", "true");

    Execution execution = script.run("<plan>", WITHOUT_SETS + continues);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Json.parse(execution.output().orElseThrow()).toString()).contains("summary=good");
    assertThat(script.started("prune")).isEmpty();
    assertThat(script.started("next"))
        .singleElement()
        .satisfies(
            next -> assertThat(Json.parse(next.input())).isEqualTo(Json.parse(execution.input())));
  }

  @Test
  void aRunWhoseTimeIsUsedUp_failsIfItCannotStartTheNext() {
    script = new Script("pull", "next");
    words();

    Execution execution =
        script.run(
            "<plan>",
            WITHOUT_SETS + REPORTED.replace("SUCCEEDED", "PARTIAL").replace("false", "true"));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("PARTIAL");
    assertThat(execution.cause()).contains("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCEEDED", "NOTHING_TO_PULL"})
  void aScheduledPull_startsThePrune(String status) {
    Execution execution =
        script.run("<plan>", WITHOUT_SETS + REPORTED.replace("SUCCEEDED", status));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(script.started("prune")).hasSize(1);
  }

  @Test
  void aPruneThatExists_changesNothing() {
    script.exists("prune", "run-1");

    Execution execution =
        script.run("<plan>", WITHOUT_SETS + REPORTED.replace("SUCCEEDED", "NOTHING_TO_PULL"));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Json.parse(execution.output().orElseThrow()).toString()).contains("summary=good");
    assertThat(script.started("prune")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SelectSetsToPull",
        "CreateCopies",
        "LockCopies",
        "CheckCopies",
        "RemoveFailedCopies"
      })
  void aStepThatFails_isReported_whenWhatWasBegunIsVisible(String failing) {
    List<String> lines =
        List.of(
            "0 SelectSetsToPull * -> {\"page\": {\"sets\": [\"a\"]}, <selected>, \"deadline\": \"d\", \"progress\": {\"n\": 1}}",
            "0 CreateCopies * -> {\"sets\": [\"a\"], \"waitSeconds\": 0, \"waiting\": false, \"progress\": {\"n\": 2}}",
            "0 LockCopies * -> {\"progress\": {\"n\": 3}}",
            "0 CheckCopies * -> {\"sets\": [\"a\"], \"failed\": [\"x\"], \"waitSeconds\": 0, \"progress\": {\"n\": 4}}",
            "0 RemoveFailedCopies * -> {}");
    StringBuilder text = new StringBuilder();
    int done = 0;
    while (!lines.get(done).startsWith("0 " + failing)) {
      text.append(lines.get(done++)).append('\n');
    }
    text.append("0 ").append(failing).append(" * !! ebsbackup.failure.RefusedException\n");

    script.run(
        "<lock>",
        text
            + "%d ReportPull {\"plan\": <lock>, \"progress\": %s, \"other\": null, \"error\": <error>} "
                .formatted(done == 0 ? 0 : 60, done == 0 ? "{}" : "{\"n\": %d}".formatted(done))
            + REPORTED);
  }

  @Test
  void aReportWithoutAStatus_isMadeAgain() {
    Execution execution = script.run("<plan>", WITHOUT_SETS + "-> {}\n? ReportPull * " + REPORTED);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @Test
  void aPlanThatIsNotValid_isNamed() {
    Execution refused =
        new Script("pull")
            .run("{}", "0 SelectSetsToPull * !! ebsbackup.failure.InvalidInputException");

    assertThat(refused.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(refused.cause()).contains("it failed");
  }
}
