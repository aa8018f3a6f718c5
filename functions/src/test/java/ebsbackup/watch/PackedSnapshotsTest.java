package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packed snapshots unpack to the same snapshots, in whichever field two of a source differ. */
class PackedSnapshotsTest {
  private final Random random = new Random(5);

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private Optional<String> maybe(String... of) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(one(of));
  }

  private Instant time() {
    return Histories.BEGIN.plusSeconds(random.nextInt(5)).plusNanos(random.nextInt(3));
  }

  private Snapshot snapshot(int number) {
    Map<String, String> tags = new LinkedHashMap<>();
    maybe("i-1", "i-2", "vol-1").ifPresent(source -> tags.put(SetTags.SOURCE, source));
    maybe("r1", "r2", "").ifPresent(run -> tags.put(SetTags.RUN, run));
    maybe("sound 1", "sound 2", "ok", "").ifPresent(v -> tags.put(SetTags.VERIFIED, v));
    maybe("daily", "weekly").ifPresent(plan -> tags.put(SetTags.PLAN, plan));
    maybe("k", "ü").ifPresent(key -> tags.put(key, one("", "a", "b")));
    return new Snapshot(
        "snap-" + number,
        one("vol-1", "vol-2"),
        1 + random.nextInt(2),
        one("", "night 1", "night 2", "nacht ü", "night\u0001", "x".repeat(255)),
        time(),
        random.nextBoolean() ? Optional.empty() : Optional.of(time()),
        one("pending", "completed", "error"),
        maybe("why", "because"),
        one("", "100%"),
        random.nextBoolean(),
        maybe("key", "other"),
        maybe("data"),
        one("111122223333", "444455556666"),
        maybe("amazon"),
        one("standard", "archive"),
        maybe("outpost"),
        maybe("standard"),
        tags);
  }

  @Test
  void everySnapshotIsReadAgain_withTheOthersOfItsSource_inTheirOrder() {
    for (int round = 0; round < 200; round++) {
      Map<String, List<Snapshot>> expected = new LinkedHashMap<>();
      PackedSnapshots packed = new PackedSnapshots();
      for (int i = random.nextInt(40); i > 0; i--) {
        Snapshot snapshot = snapshot(i);
        packed.add(snapshot);
        expected
            .computeIfAbsent(
                Optional.ofNullable(snapshot.tags().get(SetTags.SOURCE))
                    .orElse(snapshot.volumeId()),
                source -> new ArrayList<>())
            .add(snapshot);
      }

      assertThat(packed.bySource()).containsExactlyElementsOf(expected.values());
      assertThat(packed.bySource().parallel().toList())
          .containsExactlyElementsOf(expected.values());
    }
  }
}
