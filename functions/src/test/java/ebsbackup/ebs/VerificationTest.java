package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class VerificationTest {
  /** A good set of one volume for each verdict; {@code -} stands for none. */
  public static SnapshotSet verified(int day, String... verdicts) {
    String[] states = Stream.of(verdicts).map(v -> "completed").toArray(String[]::new);
    SnapshotSet set = Samples.set("r" + day, NIGHT.plus(Duration.ofDays(day)), states);
    List<Snapshot> tagged =
        java.util.stream.IntStream.range(0, verdicts.length)
            .mapToObj(
                i -> {
                  Snapshot snapshot = set.snapshots().get(i);
                  Map<String, String> tags = new HashMap<>(snapshot.tags());
                  if (!verdicts[i].equals("-")) {
                    tags.put(SetTags.VERIFIED, verdicts[i]);
                  }
                  return SnapshotBuilder.like(snapshot).tags(tags).build();
                })
            .toList();
    return new SnapshotSet(set.tags(), set.startTime(), tagged);
  }

  @Test
  void aVerdict_isATagThatEveryServiceTakes() {
    assertThat(Verification.of("sound", NIGHT.plusMillis(7), "").text())
        .isEqualTo("sound " + NIGHT);
    assertThat(Verification.of("damaged", NIGHT, "vol-1: \"GPT\" at byte 512: found <1>, ü").text())
        .isEqualTo("damaged " + NIGHT + " vol-1: GPT at byte 512: found 1");
    assertThat(Verification.of("damaged", NIGHT, "x".repeat(300)).text()).hasSize(256);
    // The space that the cut would leave at the end is gone.
    assertThat(Verification.of("damaged", NIGHT, "x".repeat(226) + " yy").text())
        .hasSize(255)
        .endsWith("x");
  }

  @ParameterizedTest
  @CsvSource({
    "damaged, true",
    "damaged 2026-03-01T03:00:00Z vol-1: x, true",
    "' Damaged\tby whom', true",
    "sound, false",
    "unknown, false",
    "damagedish, false",
    "accepted by Ann, false",
    "'', false"
  })
  void onlyItsFirstWord_saysThatItIsDamaged(String text, boolean damaged) {
    assertThat(new Verification(text).damaged()).isEqualTo(damaged);
    assertThat(verified(0, text).damaged()).isEqualTo(damaged);
  }

  @Test
  void aSet_isDamagedIfOneOfItsSnapshotsIs_andNotVerifiedIfOneIsNot() {
    assertThat(verified(0, "sound", "damaged x").verification())
        .contains(new Verification("damaged x"));
    assertThat(verified(0, "-", "damaged x").damaged()).isTrue();
    assertThat(verified(0, "sound", "-").verification()).isEmpty();
    assertThat(verified(0, "sound", "sound").verification()).contains(new Verification("sound"));
    assertThat(verified(0, "sound", "-").damaged()).isFalse();
  }

  @Test
  void theNewestSetOfWhichAnythingIsKnown_decides() {
    SnapshotSet damaged = verified(1, "damaged x");

    assertThat(Verification.undecidedDamage(List.of())).isEmpty();
    assertThat(Verification.undecidedDamage(List.of(verified(0, "sound"), damaged)))
        .contains(damaged);
    assertThat(Verification.undecidedDamage(List.of(damaged, verified(2, "unknown"))))
        .contains(damaged);
    assertThat(Verification.undecidedDamage(List.of(damaged, verified(2, "-")))).contains(damaged);
    assertThat(Verification.undecidedDamage(List.of(damaged, verified(2, "sound")))).isEmpty();
    assertThat(Verification.undecidedDamage(List.of(damaged, verified(2, "accepted")))).isEmpty();
  }

  @Test
  void theNewestSoundSet_isGood() {
    SnapshotSet sound = verified(1, "sound");
    Snapshot lost = SnapshotBuilder.like(verified(2, "sound").snapshots().getFirst()).build();
    SnapshotSet failed =
        new SnapshotSet(
            verified(2, "sound").tags(),
            lost.startTime(),
            List.of(SnapshotBuilder.like(lost).state("error").build()));

    assertThat(
            Verification.newestSound(
                List.of(verified(0, "sound"), failed, sound, verified(3, "accepted"))))
        .contains(sound);
  }
}
