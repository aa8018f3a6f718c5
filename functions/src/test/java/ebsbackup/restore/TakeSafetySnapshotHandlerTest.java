package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A second safety snapshot, or a refusal that is taken for one that passes. */
class TakeSafetySnapshotHandlerTest {
  private static final Instant BEFORE_DEADLINE = SamplePlans.DEADLINE.minusSeconds(1);
  private static final String TOO_SOON = "SnapshotCreationPerVolumeRateExceeded";

  private final CannedClients clients = new CannedClients(Map.of());

  @Test
  void snapshotsThatWereTaken_areNotTakenAgain_whileEc2DoesNotShowThem() {
    CheckedSafetySnapshots checked = check(BEFORE_DEADLINE, Optional.of(BEFORE_DEADLINE));

    assertThat(checked.finished()).isFalse();
    assertThat(clients.sent()).noneMatch(request -> request.contains("CreateSnapshot"));
  }

  @Test
  void snapshotsThatEc2Shows_areNotTakenAgain_afterALostResponse() {
    clients.reply(200, snapshotsOf("vol-old1", "vol-old2"));

    CheckedSafetySnapshots checked = check(BEFORE_DEADLINE, Optional.empty());

    assertThat(checked.finished()).isTrue();
    assertThat(checked.snapshots()).hasSize(2);
    assertThat(clients.sent()).noneMatch(request -> request.contains("CreateSnapshot"));
  }

  @Test
  void aRequestThatComesTooSoon_isRepeatedLater() {
    refuse(TOO_SOON);

    CheckedSafetySnapshots checked = check(BEFORE_DEADLINE, Optional.empty());

    assertThat(checked.finished()).isFalse();
    assertThat(checked.takenAt()).isEmpty();
    assertThat(checked.waitSeconds()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"InvalidParameterValue, -1", TOO_SOON + ", 0"})
  void aRefusalThatDoesNotPassBeforeTheDeadline_endsTheStep(String code, int afterDeadline) {
    refuse(code);

    assertThatThrownBy(
            () -> check(SamplePlans.DEADLINE.plusSeconds(afterDeadline), Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(code);
  }

  private CheckedSafetySnapshots check(Instant now, Optional<Instant> takenAt) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new TakeSafetySnapshotHandler(new Wiring(clients, clock, Map.of()))
        .handleRequest(new TakeSafetySnapshotHandler.Input(SamplePlans.swap(), 15, takenAt), null);
  }

  /** Refuses to take the snapshots, after two listings without one. */
  private void refuse(String code) {
    clients.reply(200, "<R/>").reply(200, "<R/>").refuse(400, code);
  }

  private static String snapshotsOf(String... volumeIds) {
    return Stream.of(volumeIds)
        .map(
            """
            <item><snapshotId>snap-of-%1$s</snapshotId><volumeId>%1$s</volumeId>
              <volumeSize>8</volumeSize><startTime>2026-03-03T09:00:00.000Z</startTime>
              <status>completed</status><ownerId>123456789012</ownerId></item>
            """
                ::formatted)
        .collect(Collectors.joining("", "<R><snapshotSet>", "</snapshotSet></R>"));
  }
}
