package ebsbackup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A manifest that a run begins but cannot finish, or does not begin although it could. */
class ManifestCostTest {
  private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

  private final ManifestCost cost = new ManifestCost(1500, 3);

  @Test
  void itsRequestsMustBeLeft() {
    Instant deadline = NOW.plusSeconds(10);

    assertThat(cost.refusal(1503, NOW, deadline)).isEmpty();
    assertThat(cost.refusal(1502, NOW, deadline))
        .contains(
            "it needs to read 1500 blocks, but maxManifestRequests leaves only 1502 requests");
  }

  @Test
  void itsBlocksMustBeReadBeforeTheDeadline() {
    assertThat(cost.refusal(2000, NOW, NOW.plusSeconds(10))).isEmpty();
    assertThat(cost.refusal(2000, NOW, NOW.plusSeconds(9)))
        .contains(
            "it needs to read 1500 blocks, which takes about PT10S, "
                + "but the run ends at 2026-03-01T06:00:09Z");
  }
}
