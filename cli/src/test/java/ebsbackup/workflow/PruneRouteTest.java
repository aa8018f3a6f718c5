package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What each step of a prune is given, when it is called, and how the prune ends. */
class PruneRouteTest {
  private static final String REPORTED = "-> {\"status\": \"SUCCEEDED\", \"summary\": \"good\"}\n";

  private final Script script = new Script("prune");

  @BeforeEach
  void words() {
    script.with("plan", "{\"plan\": \"daily\", \"estimate\": true}");
  }

  @Test
  void pagesEstimatesAndPaces_eachGetWhatTheStepBeforeAnswered() {
    Execution execution =
        script.run(
            "<plan>",
            """
            0 PlanPrune {"plan": <plan>, <start>, "left": [], "cursor": null, "progress": {}, "estimateError": null} -> {"deletions": ["a", "b"], "preview": [], "cursor": "c1", "decidedAt": "t1", "deadline": "d1", "progress": {"n": 1}}
            0 EstimateFreedBytes {"plan": <plan>, "deletions": ["a", "b"], "preview": [], "progress": {"n": 1}} -> {"deletions": ["a+", "b+"], "progress": {"n": 2}}
            0 DeleteSnapshots {"plan": <plan>, "deletions": ["a+", "b+"], "decidedAt": "t1", "deadline": "d1", "progress": {"n": 2}} -> {"later": ["b+"], "decideAgain": false, "waitSeconds": 11, "progress": {"n": 3}}
            11 DeleteSnapshots {"plan": <plan>, "deletions": ["b+"], "decidedAt": "t1", "deadline": "d1", "progress": {"n": 3}} -> {"later": [], "decideAgain": false, "waitSeconds": 4, "progress": {"n": 4}}
            4 PlanPrune {"plan": <plan>, <start>, "left": [], "cursor": "c1", "progress": {"n": 4}, "estimateError": null} -> {"deletions": ["e"], "preview": ["v"], "cursor": "c2", "decidedAt": "t2", "deadline": "d2", "progress": {"n": 5}}
            0 EstimateFreedBytes {"plan": <plan>, "deletions": ["e"], "preview": ["v"], "progress": {"n": 5}} !! ebsbackup.failure.RefusedException
            0 DeleteSnapshots {"plan": <plan>, "deletions": ["e"], "decidedAt": "t2", "deadline": "d2", "progress": {"n": 5}} -> {"later": [], "decideAgain": false, "waitSeconds": 0, "progress": {"n": 6}}
            0 PlanPrune {"plan": <plan>, <start>, "left": [], "cursor": "c2", "progress": {"n": 6}, "estimateError": <error>} -> {"deletions": [], "preview": [], "decidedAt": "t3", "deadline": "d3", "progress": {"n": 7}}
            0 ReportPrune {"plan": <plan>, "progress": {"n": 7}, "stopReason": null, "error": null, "estimateError": null} -> {"status": "SUCCEEDED", "summary": "good"}
            """);

    assertSucceeded(execution);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCEEDED", "NOTHING_TO_DELETE", "DRY_RUN"})
  void aPruneThatDidWhatItDecided_succeeds(String status) {
    assertSucceeded(
        script.run(
            "<plan>", nothing() + "0 ReportPrune * " + REPORTED.replace("SUCCEEDED", status)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARTIAL", "FAILED", "REFUSED"})
  void everyOtherResult_failsUnderItsName(String status) {
    Execution execution =
        script.run(
            "<plan>", nothing() + "0 ReportPrune * " + REPORTED.replace("SUCCEEDED", status));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains(status);
    assertThat(execution.cause()).contains("good");
  }

  /** Even if a page is the last one, its rest is decided on before it is deleted. */
  @Test
  void whatIsLeftWhenItsDecisionIsTooOld_isDecidedOnAgain() {
    assertSucceeded(
        script.run(
            "{\"plan\": \"daily\"}",
            """
            0 PlanPrune * -> {"deletions": ["a", "b"], "preview": [], "decidedAt": "t1", "deadline": "d1", "progress": {}}
            0 DeleteSnapshots {"plan": {"plan": "daily"}, "deletions": ["a", "b"], "decidedAt": "t1", "deadline": "d1", "progress": {}} -> {"later": ["b"], "decideAgain": true, "waitSeconds": 7, "progress": {"n": 1}}
            7 PlanPrune {"plan": {"plan": "daily"}, <start>, "left": ["b"], "cursor": null, "progress": {"n": 1}, "estimateError": null} -> {"deletions": ["b2"], "preview": [], "decidedAt": "t2", "deadline": "d2", "progress": {"n": 2}}
            0 DeleteSnapshots {"plan": {"plan": "daily"}, "deletions": ["b2"], "decidedAt": "t2", "deadline": "d2", "progress": {"n": 2}} -> {"later": [], "decideAgain": false, "waitSeconds": 0, "progress": {"n": 3}}
            0 ReportPrune {"plan": {"plan": "daily"}, "progress": {"n": 3}, "stopReason": null, "error": null, "estimateError": null}\
            """
                + " "
                + REPORTED));
  }

  @Test
  void whatAPreviewShows_isEstimatedOnly() {
    assertSucceeded(
        script.run(
            "<plan>",
            """
            0 PlanPrune * -> {"deletions": [], "preview": ["v"], "decidedAt": "t", "deadline": "d", "progress": {}}
            0 EstimateFreedBytes {"plan": <plan>, "deletions": [], "preview": ["v"], "progress": {}} -> {"deletions": [], "progress": {"n": 1}}
            0 ReportPrune {"plan": <plan>, "progress": {"n": 1}, "stopReason": null, "error": null, "estimateError": null}\
            """
                + " "
                + REPORTED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"plan\": \"daily\"}", "{\"plan\": \"daily\", \"estimate\": false}"})
  void withoutTheRequest_nothingIsEstimated(String plan) {
    assertSucceeded(
        script.run(
            plan,
            """
            0 PlanPrune * -> {"deletions": ["a"], "preview": ["v"], "decidedAt": "t", "deadline": "d", "progress": {}}
            0 DeleteSnapshots * -> {"later": [], "decideAgain": false, "waitSeconds": 0, "progress": {}}
            0 ReportPrune *\
            """
                + " "
                + REPORTED));
  }

  @Test
  void anEstimateThatFailsOnTheLastPage_isReported() {
    script.run(
        "<plan>",
        """
        0 PlanPrune * -> {"deletions": [], "preview": ["v"], "decidedAt": "t", "deadline": "d", "progress": {}}
        0 EstimateFreedBytes * !! ebsbackup.failure.RefusedException
        0 ReportPrune {"plan": <plan>, "progress": {}, "stopReason": null, "error": null, "estimateError": <error>}\
        """
            + " "
            + REPORTED);
  }

  @Test
  void aPlanThatStops_deletesNothing() {
    script.run(
        "<plan>",
        """
        0 PlanPrune * -> {"deletions": ["a"], "preview": [], "cursor": "c1", "stopReason": "too many", "decidedAt": "t", "deadline": "d", "progress": {}}
        0 EstimateFreedBytes * -> {"deletions": ["a"], "progress": {}}
        0 ReportPrune {"plan": <plan>, "progress": {}, "stopReason": "too many", "error": null, "estimateError": null}\
        """
            + " "
            + REPORTED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeletionThatFails_endsThePrune_withoutTheNextPage_orAnotherDecision(boolean tooOld) {
    script.run(
        "<plan>",
        nothing().replace("[]", "[\"a\"]").replace("\"preview\"", "\"cursor\": \"c1\", \"preview\"")
            + """
            0 EstimateFreedBytes * -> {"deletions": ["a"], "progress": {}}
            0 DeleteSnapshots * -> {"later": ["a"], "decideAgain": %s, "waitSeconds": 0, "progress": {"failure": "denied"}}
            0 ReportPrune {"plan": <plan>, "progress": {"failure": "denied"}, "stopReason": null, "error": null, "estimateError": null}\
            """
                .formatted(tooOld)
            + " "
            + REPORTED);
  }

  @Test
  void aStepThatFails_isReported() {
    script.run(
        "<plan>",
        """
        0 PlanPrune * -> {"deletions": ["a"], "preview": [], "cursor": "c1", "decidedAt": "t", "deadline": "d", "progress": {"n": 1}}
        0 EstimateFreedBytes * -> {"deletions": ["a"], "progress": {"n": 2}}
        0 DeleteSnapshots * !! ebsbackup.failure.RefusedException
        0 ReportPrune {"plan": <plan>, "progress": {"n": 2}, "stopReason": null, "error": <error>, "estimateError": null}\
        """
            + " "
            + REPORTED);
  }

  @Test
  void aPlanThatCannotBeRead_isReported_andOneThatIsNotValidIsNamed() {
    script.run(
        "<plan>",
        """
        0 PlanPrune * !! ebsbackup.failure.RefusedException
        0 ReportPrune {"plan": <plan>, "progress": {}, "stopReason": null, "error": <error>, "estimateError": null}\
        """
            + " "
            + REPORTED);
    Execution refused =
        new Script("prune").run("{}", "0 PlanPrune * !! ebsbackup.failure.InvalidInputException");

    assertThat(refused.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(refused.cause()).contains("it failed");
  }

  private static String nothing() {
    return """
    0 PlanPrune * -> {"deletions": [], "preview": [], "decidedAt": "t", "deadline": "d", "progress": {}}
    """;
  }

  @Test
  void aReportWithoutAStatus_isMadeAgain() {
    assertSucceeded(
        script.run(
            "<plan>", nothing() + "0 ReportPrune * -> {}\n" + "? ReportPrune * " + REPORTED));
  }

  private static void assertSucceeded(Execution execution) {
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Json.parse(execution.output().orElseThrow()).toString()).contains("summary=good");
  }
}
