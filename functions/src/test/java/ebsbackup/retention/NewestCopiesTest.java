package ebsbackup.retention;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is different about sets that were pulled from another Region or account. */
class NewestCopiesTest {
  private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1";

  /** A set of copies of these volumes, taken that many days after the first. */
  private static SnapshotSet set(int day, int... volumes) {
    Instant time = NIGHT.plus(Duration.ofDays(day));
    List<Member> members =
        IntStream.of(volumes)
            .mapToObj(
                v -> new Member(volumeId(v), Optional.empty(), Samples.gp3(8), false, Map.of()))
            .toList();
    SetTags tags = new SetTags("copies", "daily/" + time, INSTANCE_ID, members);
    return new SnapshotSet(
        tags, time, IntStream.of(volumes).mapToObj(v -> copy(tags, time, v, "completed")).toList());
  }

  private static Snapshot copy(SetTags set, Instant time, int volume, String state) {
    Map<String, String> tags = new HashMap<>(set.toTags(Map.of()));
    tags.put(
        SetTags.COPY,
        new CopyOf("snap-" + volume, "123456789012", "eu-central-1", time, volumeId(volume), 1, KEY)
            .text());
    return SnapshotBuilder.like(Samples.snapshot(volumeId(volume), time, state, tags))
        .encrypted(true, KEY)
        .build();
  }

  private static List<String> decide(Instant now, String keep, SnapshotSet... sets) {
    Plan plan =
        new Json()
            .read(
                """
                {"plan": "copies", "select": {"tags": {"a": ["b"]}}, "keep": {%s}}
                """
                    .formatted(keep),
                Plan.class);
    RetentionPolicy policy =
        new RetentionPolicy(plan.keep().orElseThrow(), ZoneId.of("UTC"), Duration.ofDays(2));
    assertThat(policy.sourcesToLookUp(List.of(sets), now)).isEmpty();
    return policy.decide(List.of(sets), Holds.NONE, Set.of(INSTANCE_ID), now).stream()
        .map(decision -> decision.verdict() + " " + decision.reason())
        .toList();
  }

  private static final Instant LATER = NIGHT.plus(Duration.ofDays(30));

  @Test
  void anOldCopy_isDeleted_ifThereIsANewerOneOfEachVolume() {
    assertThat(decide(LATER, "\"last\": 1", set(0, 1, 2), set(1, 1, 2)).getLast())
        .isEqualTo("DELETE no rule keeps it");
  }

  @Test
  void theNewestCopyOfAVolume_isHeld_alsoIfNewerSetsAreWithoutTheVolume() {
    assertThat(decide(LATER, "\"last\": 1", set(0, 1, 2), set(1, 1)).getLast())
        .isEqualTo(
            "HELD held: the newest copy of %s, without which the next would be a full one (%s)"
                .formatted(volumeId(2), set(0, 1, 2).snapshots().getLast().snapshotId()));
    assertThat(decide(LATER, "\"last\": 1", set(0, 1), set(1, 1, 2), set(2, 1)).getLast())
        .isEqualTo("DELETE no rule keeps it");
  }

  @Test
  void aSourceThatIsNotHere_isNotGone() {
    assertThat(
            decide(
                LATER, "\"last\": 5, \"goneAfter\": \"P1D\", \"goneLastSetToo\": true", set(0, 1)))
        .singleElement()
        .asString()
        .startsWith("KEEP");
  }

  @Test
  void aSetThatWasPulledInPart_waitsForItsGrace_andIsNotFinished() {
    SnapshotSet whole = set(0, 1, 2);
    SnapshotSet part =
        new SnapshotSet(whole.tags(), whole.startTime(), whole.snapshots().subList(0, 1));
    Instant made = part.snapshots().getFirst().completionTime().orElseThrow();

    assertThat(part.madeAt()).isEqualTo(made);
    assertThat(decide(made.plus(Duration.ofHours(47)), "\"last\": 1", part, set(1, 1, 2)).getLast())
        .startsWith("KEEP not good");
    assertThat(decide(made.plus(Duration.ofHours(49)), "\"last\": 1", part, set(1, 1, 2)).getLast())
        .startsWith("DELETE not good");
  }

  @Test
  void aCopyInProgress_orOneThatFailed_isNotTheNewest() {
    SnapshotSet whole = set(1, 1);
    SnapshotSet failed =
        new SnapshotSet(
            whole.tags(),
            whole.startTime(),
            List.of(copy(whole.tags(), whole.startTime(), 1, "error")));

    assertThat(decide(LATER, "\"last\": 1", set(0, 1), failed).getFirst()).startsWith("KEEP");
    assertThat(NewestCopies.of(List.of(set(0, 1), failed)).byVolume())
        .isEqualTo(Map.of(volumeId(1), NIGHT));
    assertThat(NewestCopies.of(List.of(Samples.set("r", NIGHT, "completed"))).byVolume()).isEmpty();
  }
}
