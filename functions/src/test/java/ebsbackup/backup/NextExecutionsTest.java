package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.backup.NextExecutions.Verification;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import ebsbackup.request.VerifyRequest;
import org.junit.jupiter.api.Test;

class NextExecutionsTest {
  private static NextExecutions of(String verify, String executionName) {
    String plan =
        "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"i-0123456789abcdef0\"]}%s}"
            .formatted(verify);
    return NextExecutions.of(new Json().read(plan, Plan.class), executionName);
  }

  @Test
  void aVerificationFollows_ifThePlanSaysSo() {
    assertThat(of("", "tonight").verification()).isEmpty();
    assertThat(of(", \"verify\": {}", "tonight").verification())
        .contains(
            new Verification(
                "tonight-verify", new VerifyRequest("daily", 20_000, false, 2_000_000, false)));
    assertThat(
            of(", \"verify\": {\"manifest\": true, \"maxManifestRequests\": 10000}", "tonight")
                .verification())
        .map(Verification::input)
        .contains(new VerifyRequest("daily", 20_000, true, 10_000, false));
    assertThat(of(", \"verify\": {\"maxRequests\": 10000}", "tonight").verification())
        .map(Verification::input)
        .contains(new VerifyRequest("daily", 10_000, false, 2_000_000, false));
  }

  @Test
  void aNumberOfRequestsThatIsWrong_isNamedWithItsPlaceInThePlan() {
    assertThatThrownBy(() -> of(", \"verify\": {\"maxRequests\": 9999}", "tonight"))
        .hasMessageContainingAll("verify.maxRequests", "9999");
    assertThatThrownBy(() -> of(", \"verify\": {\"maxManifestRequests\": 9999}", "tonight"))
        .hasMessageContainingAll("verify.maxManifestRequests", "9999");
  }

  @Test
  void names_areAsLongAsStepFunctionsAllows() {
    NextExecutions ofLong = of(", \"verify\": {}", "n".repeat(80));

    assertThat(of("", "tonight").pruneName()).isEqualTo("tonight-prune");
    assertThat(ofLong.pruneName()).hasSize(80).endsWith("nnn-prune");
    assertThat(ofLong.verification().orElseThrow().name()).hasSize(80).endsWith("nnn-verify");
  }
}
