package ebsbackup.backup;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.snapshots;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExistingSetsTest {
  private static final Instant LATER = NIGHT.plusSeconds(300);

  @Test
  void aSetInAnyState_isNotCreatedAgain_unlessItFailed() {
    assertThat(existing(snapshots("r", NIGHT, "pending", "completed")))
        .containsExactly(INSTANCE_ID);
    assertThat(existing(snapshots("r", NIGHT, "error", "completed"))).isEmpty();
    assertThat(existing(List.of())).isEmpty();
  }

  @Test
  void aSetThatLacksAMember_isCreatedAgain_whenAllOfItMustBeVisible() {
    List<Snapshot> part = snapshots("r", NIGHT, "completed", "");

    assertThat(ExistingSets.sources(part, NIGHT.plusSeconds(59))).containsExactly(INSTANCE_ID);
    assertThat(ExistingSets.sources(part, NIGHT.plusSeconds(60))).isEmpty();
  }

  @Test
  void aFailedSetBesideAGoodOne_doesNotCount() {
    List<Snapshot> both =
        Stream.concat(
                snapshots("r", NIGHT, "error").stream(),
                snapshots("r", NIGHT.plusSeconds(30), "completed").stream())
            .toList();

    assertThat(existing(both)).containsExactly(INSTANCE_ID);
  }

  private static Iterable<String> existing(List<Snapshot> snapshots) {
    return ExistingSets.sources(snapshots, LATER);
  }
}
