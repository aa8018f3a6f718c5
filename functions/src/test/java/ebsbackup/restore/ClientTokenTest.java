package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientTokenTest {
  @Test
  void theTokenOfAVolume_isThatOfItsSnapshotAndAttempt() {
    RestorePlan plan = SamplePlans.swap();

    assertThat(plan.clientToken(plan.volumes().getLast(), 2))
        .isEqualTo(ClientToken.of(plan.executionArn(), "snap-2", "2"));
  }

  @Test
  void of_dependsOnTheExecutionAndOnEveryPart() {
    String token = ClientToken.of("arn:r", "snap-1", "0");

    assertThat(token).hasSize(64).isEqualTo(ClientToken.of("arn:r", "snap-1", "0"));
    assertThat(ClientToken.of("arn:r", "snap-1", "1")).isNotEqualTo(token);
    assertThat(ClientToken.of("arn:s", "snap-1", "0")).isNotEqualTo(token);
  }

  /** Otherwise a redrive with another release would create a second volume. */
  @Test
  void of_isTheSameInEveryRelease() {
    assertThat(ClientToken.of("arn:r", "snap-1", "0"))
        .isEqualTo("b3dab337671befe73b2a14905593be239b09b83e2f352affa6ac7782c7cbfd56");
  }
}
