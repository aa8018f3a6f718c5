package ebsbackup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.VolumeChange;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TripwireTest {
  /** Seven nights, of which one changed 100 blocks. */
  private static final Usual WEEK = new Usual(7, 100, 0);

  private static VolumeChange change(long changed, int sampled, int noise) {
    return new VolumeChange(changed, 20_000, "snap-00000000", sampled, noise);
  }

  private static boolean trips(long changed, int sampled, int noise, Usual usual) {
    return Tripwire.tripped(change(changed, sampled, noise), usual).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    // Without a week of history, 60 percent of the sample.
    "1000, 30, 18, 6, 100, true",
    "1000, 30, 17, 6, 100, false",
    "1000, 30, 18, 0, 0, true",
    // With it 35 percent, and 20 if four times as much changed as ever.
    "399, 20, 7, 7, 100, true",
    "399, 20, 6, 7, 100, false",
    "400, 20, 6, 7, 100, true",
    "400, 20, 4, 7, 100, true",
    "400, 21, 4, 7, 100, false",
    "400, 20, 4, 6, 100, false",
    "1000, 20, 4, 30, 0, true",
    // At least four sampled blocks, and 32 MiB.
    "1000, 4, 4, 7, 100, true",
    "1000, 3, 3, 7, 100, false",
    "1000, 4, 3, 7, 100, false",
    "64, 12, 12, 7, 100, true",
    "63, 12, 12, 7, 100, false",
    "128, 8, 4, 7, 100, true",
    "127, 8, 4, 7, 100, false",
    // Nothing sampled, or no noise, does not raise an alarm for any number of changed blocks.
    "20000, 8, 0, 7, 100, false",
    "20000, 0, 0, 7, 100, false"
  })
  void muchNoise_tripsTheWire_andANumberOfBlocksAloneNever(
      long changed, int sampled, int noise, int nights, long mostChanged, boolean trips) {
    assertThat(trips(changed, sampled, noise, new Usual(nights, mostChanged, 0))).isEqualTo(trips);
  }

  @Test
  void whatIsUsualForTheVolume_raisesTheThreshold() {
    assertThat(trips(399, 20, 11, new Usual(7, 100, 20))).isTrue();
    assertThat(trips(399, 20, 10, new Usual(7, 100, 20))).isFalse();
    assertThat(trips(399, 20, 20, new Usual(7, 100, 66))).isFalse();
  }

  @Test
  void theEvidence_isTheSampleAndTheNumberOfBlocksBesideWhatIsUsual() {
    assertThat(Tripwire.tripped(change(1_000, 14, 12), WEEK))
        .contains(
            "12 of 14 sampled blocks became noise, which reaches the threshold of 20 percent; 1000 of 20000 blocks"
                + " changed, 5.0 percent, usually at most 100");
    assertThat(Tripwire.words(change(10, 8, 0), new Usual(6, 100, 0)))
        .isEqualTo("10 of 20000 blocks changed, 0.1 percent, the usual number is not known yet");
  }

  @Test
  void anOrdinaryNight_needsEightSamples_andAnObviousAttackTwelve() {
    assertThat(Tripwire.enough(7, 0)).isFalse();
    assertThat(Tripwire.enough(8, 0)).isTrue();
    assertThat(Tripwire.enough(8, 1)).isFalse();
    assertThat(Tripwire.enough(31, 11)).isFalse();
    assertThat(Tripwire.enough(12, 12)).isTrue();
  }

  @Test
  void whatIsUsual_isTheMostOfTheNights_andTheSecondLargestShareOfNoise() {
    assertThat(Usual.of(List.of())).isEqualTo(new Usual(0, 0, 0));
    assertThat(
            Usual.of(
                List.of(
                    change(10, 8, 1), change(300, 32, 1), change(20, 7, 7), change(90, 12, 12))))
        .isEqualTo(new Usual(4, 300, 13));
    assertThat(Usual.of(List.of(change(90, 12, 12)))).isEqualTo(new Usual(1, 90, 0));
    assertThat(Usual.of(Collections.nCopies(9, change(9, 8, 2)))).isEqualTo(new Usual(9, 9, 25));
  }
}
