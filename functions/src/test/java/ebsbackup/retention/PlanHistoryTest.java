package ebsbackup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.prune.Deletion;
import ebsbackup.prune.SetEstimate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a listing may be decided on, and what a deletion must still find. */
class PlanHistoryTest {
  private static final Instant NOW = Samples.NIGHT.plusSeconds(86_400);

  private final List<Snapshot> set =
      Samples.snapshots("r1", Samples.NIGHT, "completed", "completed");

  private static final SetRef SET = new SetRef("i", "r", NOW);

  @Test
  void of_groupsWhatIsReadable() {
    PlanHistory history = PlanHistory.of("daily", set, List.of());

    assertThat(history.sets()).singleElement().matches(SnapshotSet::good);
    assertThat(history.ignored()).isEmpty();
    assertThat(history.missingVolumes()).isEmpty();
  }

  @Test
  void of_leavesOutAnotherPlansSnapshots() {
    PlanHistory history = PlanHistory.of("weekly", set, List.of());

    assertThat(history.sets()).isEmpty();
    assertThat(history.ignored())
        .containsExactly(
            new Ignored(set.get(0), "it belongs to the plan daily"),
            new Ignored(set.get(1), "it belongs to the plan daily"));
  }

  @Test
  void of_leavesOutTheWholeSet_whenOneOfItLostATag() {
    List<Snapshot> damaged = List.of(set.get(0), tagged(set.get(1), "ebs-backup:run", null));

    PlanHistory history = PlanHistory.of("daily", damaged, List.of());

    assertThat(history.sets()).isEmpty();
    assertThat(history.ignored())
        .containsExactlyInAnyOrder(
            new Ignored(damaged.get(1), "its tags are damaged, or describe no set"),
            new Ignored(damaged.get(0), "another snapshot of its set has lost its tags"));
  }

  @Test
  void of_leavesOutTheWholeSet_whicheverOfTheDamagedSnapshotsIsOfIt() {
    Snapshot before = Samples.like(set.get(0), Samples.volumeId(0), NOW, "", Optional.empty());
    Snapshot after = Samples.like(set.get(1), Samples.volumeId(9), NOW, "", Optional.empty());
    List<Snapshot> listed =
        List.of(
            tagged(before, "ebs-backup:run", null),
            set.get(0),
            tagged(set.get(1), "ebs-backup:run", null),
            tagged(after, "ebs-backup:run", null));

    assertThat(PlanHistory.of("daily", listed, List.of()).sets()).isEmpty();
  }

  @Test
  void of_leavesOutTheWholeSet_whenItsTagsDisagree() {
    List<Snapshot> damaged = List.of(set.get(0), tagged(set.get(1), "ebs-backup:members", "3"));
    String line = set.get(1).tags().get("ebs-backup:volume");
    List<Snapshot> differing =
        List.of(set.get(0), tagged(set.get(1), "ebs-backup:volume", line.replace("gp3", "io2")));

    assertThat(PlanHistory.of("daily", damaged, List.of()).sets()).isEmpty();
    assertThat(PlanHistory.of("daily", differing, List.of()).sets()).isEmpty();
    assertThat(PlanHistory.of("daily", differing, List.of()).ignored())
        .extracting(Ignored::reason)
        .containsExactly("the tags of its set do not agree", "the tags of its set do not agree");
  }

  @Test
  void of_aMissingSnapshotThatExistsWithoutTags_isNotHalfDeleted() {
    List<Snapshot> listed = List.of(set.get(0));
    Snapshot bare = without(set.get(1));
    Snapshot later =
        Samples.snapshot(Samples.volumeId(1), Samples.NIGHT.plusSeconds(1), "completed", Map.of());

    assertThat(PlanHistory.of("daily", listed, List.of()).missingVolumes())
        .containsExactly(Samples.volumeId(1));
    assertThat(PlanHistory.of("daily", listed, List.of(bare)).sets()).isEmpty();
    assertThat(PlanHistory.of("daily", listed, List.of(later)).sets()).hasSize(1);
  }

  @Test
  void of_anyMissingSnapshotThatExistsWithoutTags_isSeen() {
    List<Snapshot> whole =
        Samples.snapshots("r1", Samples.NIGHT, "completed", "completed", "completed");
    List<Snapshot> left = List.of(whole.get(0));
    Snapshot foreign = Samples.snapshot(Samples.volumeId(9), Samples.NIGHT, "completed", Map.of());

    for (Snapshot lost : List.of(whole.get(1), whole.get(2))) {
      PlanHistory history = PlanHistory.of("daily", left, List.of(foreign, without(lost)));
      assertThat(history.sets()).isEmpty();
      assertThat(history.ignored())
          .extracting(Ignored::reason)
          .containsExactly("another snapshot of its set has lost its tags");
    }
    List<Snapshot> two = List.of(whole.get(0), whole.get(1));
    assertThat(PlanHistory.of("daily", two, List.of(without(whole.get(2)))).ignored()).hasSize(2);
  }

  @Test
  void missingVolumes_areAllThatAnySetHasLost() {
    List<Snapshot> listed =
        new ArrayList<>(Samples.snapshots("r1", Samples.NIGHT, "completed", "", ""));
    listed.addAll(Samples.snapshots("r2", Samples.NIGHT.plusSeconds(3600), "", "completed", ""));

    assertThat(PlanHistory.of("daily", listed, List.of()).missingVolumes())
        .containsExactlyInAnyOrder(Samples.volumeId(1), Samples.volumeId(2), Samples.volumeId(0));
  }

  @Test
  void of_aCopyIsIgnored_andMakesNoSetIncomplete() {
    Snapshot copy = Samples.copied(set.get(1), NOW);

    PlanHistory history = PlanHistory.of("daily", List.of(set.get(0), set.get(1), copy), List.of());

    assertThat(history.sets()).singleElement().matches(SnapshotSet::good);
    assertThat(history.ignored()).extracting(Ignored::snapshot).containsExactly(copy);
    assertThat(PlanHistory.of("daily", List.of(copy), List.of()).sets()).isEmpty();
  }

  @Test
  void objection_toACopy() {
    Snapshot copy = Samples.copied(set.get(0), set.get(0).startTime());

    assertThat(objection(deletion(), copy)).isPresent();
  }

  @Test
  void objection_toASnapshotThatHasChangedSinceTheDecision() {
    Deletion deletion = deletion();

    assertThat(objection(deletion, set.get(0))).isEmpty();
    assertThat(deletion.objection("weekly", set.get(0), NOW)).isPresent();
    for (String key : List.of("ebs-backup:plan", "ebs-backup:run", "ebs-backup:source")) {
      assertThat(objection(deletion, tagged(set.get(0), key, "other")))
          .contains(set.get(0).snapshotId() + " has changed since the decision");
      assertThat(objection(deletion, tagged(set.get(0), key, null))).isPresent();
    }
    assertThat(
            objection(
                deletion,
                Samples.snapshot(Samples.volumeId(0), NOW, "completed", set.get(0).tags())))
        .isPresent();
  }

  @Test
  void objection_toWhatIsPendingOrHeld() {
    Snapshot pending =
        Samples.snapshot(Samples.volumeId(0), Samples.NIGHT, "pending", set.get(0).tags());

    assertThat(objection(deletion(), pending)).contains(pending.snapshotId() + " is pending");
    assertThat(objection(deletion(), tagged(set.get(0), "ebs-backup:hold", "Ann")))
        .contains(set.get(0).snapshotId() + " is held: on hold by Ann, with no end");
    assertThat(
            objection(
                deletion(),
                tagged(set.get(0), "ebs-backup:hold", "Ann until 2026-03-01T00:00:00Z")))
        .isEmpty();
  }

  @Test
  void deletions_goFromTheOldestToTheNewest() {
    Deletion old = of(Instant.parse("2026-03-01T00:00:00Z"), "i-2", "r");
    Deletion next = of(Instant.parse("2026-03-01T00:00:00.001Z"), "i-1", "r");
    Deletion last = of(Instant.parse("2026-03-01T00:00:00.001Z"), "i-1", "s");
    List<Deletion> all = new ArrayList<>(List.of(last, next, old));

    all.sort(Deletion.ORDER);

    assertThat(all).containsExactly(old, next, last);
    assertThat(old.cursor()).isEqualTo("0001772323200000 i-2 r".replaceFirst("^", "000"));
  }

  @Test
  void deletion_cutsAReasonThatIsTooLong() {
    assertThat(
            new Deletion(
                    SET,
                    List.of(),
                    "x".repeat(200),
                    false,
                    Optional.empty(),
                    List.of(),
                    Optional.empty())
                .reason())
        .hasSize(200);
    assertThat(
            new Deletion(
                    SET,
                    List.of(),
                    "x".repeat(201),
                    false,
                    Optional.empty(),
                    List.of(),
                    Optional.empty())
                .reason())
        .isEqualTo("x".repeat(200) + "…");
  }

  @Test
  void withLeft_keepsAllButTheSnapshots() {
    Deletion left = deletion().withLeft(List.of("snap-1"), true);

    assertThat(deletion().begun()).isFalse();
    assertThat(left.begun()).isTrue();
    assertThat(left.snapshotIds()).containsExactly("snap-1");
    assertThat(left.reason()).isEqualTo("because");
  }

  @Test
  void anEstimateGoesWithTheDeletion_alsoWhenSomeOfItIsLeft() {
    Deletion deletion =
        new Deletion(
            SET, List.of("a", "b"), "", false, Optional.empty(), List.of(), Optional.empty());

    assertThat(deletion.estimate()).isEqualTo(new SetEstimate(SET, Optional.empty()));
    Deletion estimated = deletion.withEstimate(7);
    assertThat(estimated.withLeft(List.of("b"), true).estimate())
        .isEqualTo(new SetEstimate(SET, Optional.of(7L)));
    assertThat(estimated.snapshotIds()).containsExactly("a", "b");
  }

  private static Deletion of(Instant time, String source, String run) {
    return new Deletion(
        new SetRef(source, run, time),
        List.of(),
        "",
        false,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private Deletion deletion() {
    return Deletion.of(
        new Decision(
            PlanHistory.of("daily", set, List.of()).sets().getFirst(),
            Verdict.DELETE,
            List.of("because")),
        Optional.empty());
  }

  private static Optional<String> objection(Deletion deletion, Snapshot snapshot) {
    return deletion.objection("daily", snapshot, NOW);
  }

  private static Snapshot without(Snapshot s) {
    return Samples.snapshot(s.volumeId(), s.startTime(), s.state(), Map.of());
  }

  private static Snapshot tagged(Snapshot s, String key, String value) {
    Map<String, String> tags = new HashMap<>(s.tags());
    if (value == null) {
      tags.remove(key);
    } else {
      tags.put(key, value);
    }
    return Samples.snapshot(s.volumeId(), s.startTime(), s.state(), tags);
  }
}
