package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What each step of a verification is given, when it is called, and how the verification ends. */
class VerifyRouteTest {
  private static final String REPORTED = "-> {\"status\": \"SUCCEEDED\", \"summary\": \"good\"}\n";
  private static final String NOTHING = "0 SelectSets * -> {\"sets\": [], \"deadline\": \"d\"}\n";

  private final Script script = new Script("verify");

  @BeforeEach
  void words() {
    script.with("request", "{\"plan\": \"daily\"}");
  }

  @Test
  void pagesAndWaits_eachStepGetsWhatTheStepBeforeAnswered() {
    assertSucceeded(
        script.run(
            "<request>",
            """
            0 SelectSets {"request": <request>, <start>, "cursor": null, "progress": {}} -> {"sets": ["a", "b"], "cursor": "c1", "deadline": "d1"}
            0 VerifySnapshots {"request": <request>, "sets": ["a", "b"], "deadline": "d1", "progress": {}} -> {"later": ["b"], "waitSeconds": 60, "progress": {"n": 1}}
            60 VerifySnapshots {"request": <request>, "sets": ["b"], "deadline": "d1", "progress": {"n": 1}} -> {"later": [], "waitSeconds": 0, "progress": {"n": 2}}
            0 SelectSets {"request": <request>, <start>, "cursor": "c1", "progress": {"n": 2}} -> {"sets": ["e"], "deadline": "d2"}
            0 VerifySnapshots {"request": <request>, "sets": ["e"], "deadline": "d2", "progress": {"n": 2}} -> {"later": [], "waitSeconds": 0, "progress": {"n": 3}}
            0 ReportVerification {"request": <request>, "progress": {"n": 3}, "manifests": {}, "error": null}\
            """
                + " "
                + REPORTED));
  }

  @Test
  void manifestsFollow_pageByPage_ifTheyAreRequested() {
    script.with("request", "{\"plan\": \"daily\", \"manifest\": true}");
    assertSucceeded(
        script.run(
            "<request>",
            """
            0 SelectSets * -> {"sets": [], "deadline": "d1"}
            0 SelectManifests {"request": <request>, "deadline": "d1", "cursor": null} -> {"due": ["a", "b"], "cursor": "c1", "deadline": "d2"}
            0 HashBlocks {"request": <request>, "due": ["a", "b"], "deadline": "d2", "manifests": {}} -> {"later": ["b"], "waitSeconds": 60, "manifests": {"n": 1}}
            60 HashBlocks {"request": <request>, "due": ["b"], "deadline": "d2", "manifests": {"n": 1}} -> {"later": [], "waitSeconds": 0, "manifests": {"n": 2}}
            0 SelectManifests {"request": <request>, "deadline": "d2", "cursor": "c1"} -> {"due": [], "cursor": "c2", "deadline": "d3"}
            0 SelectManifests {"request": <request>, "deadline": "d3", "cursor": "c2"} -> {"due": ["e"], "deadline": "d4"}
            0 HashBlocks {"request": <request>, "due": ["e"], "deadline": "d4", "manifests": {"n": 2}} -> {"later": [], "waitSeconds": 0, "manifests": {"n": 3}}
            0 ReportVerification {"request": <request>, "progress": {}, "manifests": {"n": 3}, "error": null}\
            """
                + " "
                + REPORTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        0 SelectManifests * !! ebsbackup.failure.RefusedException
        """,
        """
        0 SelectManifests * -> {"due": ["a"], "deadline": "d1"}
        0 HashBlocks * !! ebsbackup.failure.RefusedException
        """
      })
  void aStepForManifestsThatFails_isReported(String steps) {
    script.with("request", "{\"plan\": \"daily\", \"manifest\": true}");
    script.run(
        "<request>",
        NOTHING
            + steps
            + """
            0 ReportVerification {"request": <request>, "progress": {}, "manifests": {}, "error": <error>}\
            """
            + " "
            + REPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCEEDED", "NOTHING_TO_VERIFY", "DRY_RUN"})
  void whatFindsNothingWrong_succeeds(String status) {
    assertSucceeded(
        script.run(
            "<request>",
            NOTHING + "0 ReportVerification * " + REPORTED.replace("SUCCEEDED", status)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DAMAGED", "SUSPECT", "KEY_UNUSABLE", "PARTIAL", "FAILED"})
  void everyOtherResult_failsUnderItsName(String status) {
    Execution execution =
        script.run(
            "<request>",
            NOTHING + "0 ReportVerification * " + REPORTED.replace("SUCCEEDED", status));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains(status);
    assertThat(execution.cause()).contains("good");
  }

  @Test
  void aStepThatFails_isReported() {
    script.run(
        "<request>",
        """
        0 SelectSets * -> {"sets": ["a"], "cursor": "c1", "deadline": "d"}
        0 VerifySnapshots * !! ebsbackup.failure.RefusedException
        0 ReportVerification {"request": <request>, "progress": {}, "manifests": {}, "error": <error>}\
        """
            + " "
            + REPORTED);
  }

  @Test
  void setsThatCannotBeListed_areReported_andARequestThatIsNotValidIsNamed() {
    script.run(
        "<request>",
        """
        0 SelectSets * !! ebsbackup.failure.RefusedException
        0 ReportVerification {"request": <request>, "progress": {}, "manifests": {}, "error": <error>}\
        """
            + " "
            + REPORTED);
    Execution refused =
        new Script("verify").run("{}", "0 SelectSets * !! ebsbackup.failure.InvalidInputException");

    assertThat(refused.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(refused.cause()).contains("it failed");
  }

  @Test
  void aReportWithoutAStatus_isMadeAgain() {
    assertSucceeded(
        script.run(
            "<request>",
            NOTHING + "0 ReportVerification * -> {}\n" + "? ReportVerification * " + REPORTED));
  }

  private static void assertSucceeded(Execution execution) {
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(Json.parse(execution.output().orElseThrow()).toString()).contains("summary=good");
  }
}
