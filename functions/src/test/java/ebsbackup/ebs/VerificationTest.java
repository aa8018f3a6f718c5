package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
    "damaged, damaged alarming",
    "damaged 2026-03-01T03:00:00Z vol-1: x, damaged alarming",
    "' Damaged\tby whom', damaged alarming",
    "suspect 2026-03-01T03:00:00Z, suspect alarming",
    "sound, sound",
    "SOUND x, sound",
    "unknown, unknown",
    "damagedish, decided",
    "accepted by Ann, decided",
    "'', decided"
  })
  void itsFirstWord_saysWhatItIs(String text, String kinds) {
    Verification verdict = new Verification(text);

    assertThat(
            Stream.of(
                    verdict.damaged() ? "damaged" : "",
                    verdict.suspect() ? "suspect" : "",
                    verdict.alarming() ? "alarming" : "",
                    verdict.sound() ? "sound" : "",
                    verdict.isUnknown() ? "unknown" : "",
                    verdict.decided() ? "decided" : "")
                .filter(kind -> !kind.isEmpty()))
        .containsExactly(kinds.split(" "));
    assertThat(verdict.word()).isEqualTo(text.strip().split("\\s", -1)[0].toLowerCase(Locale.ROOT));
  }

  @Test
  void aSet_isDamagedOrSuspectIfOneOfItsSnapshotsIs_andNotVerifiedIfOneIsNot() {
    assertThat(verified(0, "sound", "suspect y", "damaged x").verification())
        .contains(new Verification("damaged x"));
    assertThat(verified(0, "sound", "suspect y").verification())
        .contains(new Verification("suspect y"));
    assertThat(verified(0, "-", "damaged x").verification())
        .contains(new Verification("damaged x"));
    assertThat(verified(0, "-", "suspect x").verification())
        .contains(new Verification("suspect x"));
    assertThat(verified(0, "sound", "-").verification()).isEmpty();
    assertThat(verified(0, "sound", "sound").verification()).contains(new Verification("sound"));
  }

  @Test
  void onlyAVerification_hasATime() {
    assertThat(Verification.of("suspect", NIGHT, "vol-1: x").at()).contains(NIGHT);
    assertThat(new Verification("accepted 2026-03-01T03:00:00Z").at()).isEmpty();
    assertThat(new Verification("sound").at()).isEmpty();
    assertThat(new Verification("sound yesterday").at()).isEmpty();
  }
}
