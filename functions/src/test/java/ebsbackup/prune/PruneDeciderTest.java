package ebsbackup.prune;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.snapshots;
import static ebsbackup.ebs.Samples.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Holds;
import ebsbackup.retention.PlanHistory;
import ebsbackup.retention.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PruneDeciderTest {
  private static final Instant NOW = NIGHT.plus(Duration.ofDays(30));
  private static final GoneSources NONE_GONE = new GoneSources(Set.of(), Optional.empty());
  private static final Optional<Duration> IN_STEP = Optional.of(Duration.ZERO);

  @Test
  void whatNoRuleKeepsIsDeleted_unlessItIsHeld() {
    List<Snapshot> listed = history(3);
    Holds holds = new Holds(Map.of(listed.getFirst().snapshotId(), List.of("AMI ami-1")));

    Decided decided =
        decider("\"keep\":{\"last\":1}", listed).decide(NONE_GONE, IN_STEP, () -> holds);

    assertThat(verdicts(decided))
        .containsExactlyInAnyOrder(Verdict.KEEP, Verdict.DELETE, Verdict.HELD);
    assertThat(decided.aheadBy()).isEqualTo(IN_STEP);
    assertThat(decided.note()).isEmpty();
    assertThat(decided.lines()).hasSize(3).anyMatch(line -> line.contains("held: AMI ami-1"));
  }

  @Test
  void holdsAreAskedFor_onlyIfSomethingWouldBeDeleted() {
    Decided decided =
        decider("\"keep\":{\"last\":3}", history(3))
            .decide(
                NONE_GONE,
                IN_STEP,
                () -> {
                  throw new AssertionError("no hold matters");
                });

    assertThat(verdicts(decided)).containsOnly(Verdict.KEEP);
    List<Snapshot> held =
        history(3).stream()
            .map(s -> SnapshotBuilder.like(s).tags(with(s, "ebs-backup:hold", "Ann")).build())
            .toList();
    Decided byTags =
        decider("\"keep\":{\"last\":1}", held)
            .decide(
                NONE_GONE,
                IN_STEP,
                () -> {
                  throw new AssertionError("the tags hold all");
                });
    assertThat(verdicts(byTags))
        .containsExactlyInAnyOrder(Verdict.KEEP, Verdict.HELD, Verdict.HELD);
  }

  private static Map<String, String> with(Snapshot snapshot, String key, String value) {
    Map<String, String> tags = new HashMap<>(snapshot.tags());
    tags.put(key, value);
    return tags;
  }

  @Test
  void aPlanWithoutRulesIsRefused() {
    assertThatThrownBy(() -> PruneDecider.policy(plan("\"deadline\":\"PT6H\"")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("keep: expected the rules to prune by, but was missing");
  }

  @Test
  void sourcesAreLookedUp_onlyIfTheirExistenceMatters() {
    assertThat(decider("\"keep\":{\"last\":1}", history(2)).sourcesToLookUp()).isEmpty();
    assertThat(decider("\"keep\":{\"last\":1,\"goneAfter\":\"P1D\"}", history(2)).sourcesToLookUp())
        .containsExactly(INSTANCE_ID);
  }

  @Test
  void whyTheRuleForGoneSourcesWasNotAppliedIsNoted() {
    GoneSources unknown = GoneSources.unknown("denied");

    assertThat(unknown.sources()).isEmpty();
    assertThat(
            decider("\"keep\":{\"last\":9}", history(1))
                .decide(unknown, IN_STEP, () -> Holds.NONE)
                .note())
        .contains("keep.goneAfter was not applied: denied");
  }

  @Test
  void aSourceIsGone_ifEC2DoesNotKnowIt_orIsRemovingIt() {
    Volume kept = volume(1, "/dev/sdf", Map.of());
    Volume another = volume(2, "/dev/sdg", Map.of());
    Set<String> sources =
        Set.of(
            "i-1",
            "i-2",
            "i-3",
            "i-4",
            kept.volumeId(),
            another.volumeId(),
            "vol-2",
            "vol-3",
            "db-1");

    GoneSources gone =
        GoneSources.of(
            sources,
            List.of(
                instance("i-1", "stopped"),
                instance("i-2", "terminated"),
                instance("i-4", "running")),
            List.of(kept, in("vol-2", "deleting"), another));

    assertThat(gone.sources()).containsExactlyInAnyOrder("i-2", "i-3", "vol-2", "vol-3");
    assertThat(GoneSources.instances(sources))
        .containsExactlyInAnyOrder("i-1", "i-2", "i-3", "i-4");
    assertThat(GoneSources.volumes(sources))
        .containsExactlyInAnyOrder(kept.volumeId(), another.volumeId(), "vol-2", "vol-3");
  }

  @Test
  void aPageHasDeletions_orInADryRunThatEstimatesAPreview() {
    Decided decided =
        decider("\"keep\":{\"last\":1}", history(3)).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);

    assertThat(page(decided, "")).extracting(p -> p.deletions().size()).isEqualTo(2);
    assertThat(page(decided, "").preview()).isEmpty();
    assertThat(page(decided, ",\"dryRun\":true").deletions()).isEmpty();
    assertThat(page(decided, ",\"dryRun\":true").preview()).isEmpty();
    PrunePage preview = page(decided, ",\"dryRun\":true,\"estimate\":true");
    assertThat(preview.deletions()).isEmpty();
    assertThat(preview.preview()).hasSize(2);
    PrunePage rest =
        PrunePage.of(
            plan("\"keep\":{\"last\":1}"),
            decided,
            List.of(),
            Optional.of(preview.preview().getFirst().cursor()),
            0);
    assertThat(rest.deletions()).containsExactly(preview.preview().getLast());
    assertThat(rest.cursor()).isEmpty();
  }

  /** If someone deletes that set meanwhile, the one that the prune would delete is the last. */
  @Test
  void eachDeletionNamesTheNewestGoodSetThatStays() {
    List<Snapshot> listed = history(4);
    listed.addAll(snapshots("daily/4", NIGHT.plusSeconds(240), "error"));
    Decided two =
        decider("\"keep\":{\"last\":2}", listed).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);

    assertThat(two.page(Optional.empty(), 1_000, 1_000).deletions())
        .hasSize(2)
        .extracting(Deletion::kept)
        .containsOnly(List.of(listed.get(3).snapshotId()));
    assertThat(verdicts(two)).contains(Verdict.KEEP);
  }

  @Test
  void theLastSetOfASourceThatIsGone_waitsForNoOther() {
    Decided decided =
        decider("\"keep\":{\"last\":1,\"goneAfter\":\"P1D\",\"goneLastSetToo\":true}", history(2))
            .decide(
                new GoneSources(Set.of(INSTANCE_ID), Optional.empty()), IN_STEP, () -> Holds.NONE);

    assertThat(decided.page(Optional.empty(), 1_000, 1_000).deletions())
        .hasSize(2)
        .extracting(Deletion::kept)
        .containsOnly(List.of());
  }

  /** A prune may be stopped and redriven days later, when other sets may be deleted. */
  @Test
  void whatIsLeftOfAPage_isDecidedOnAgain() {
    List<Snapshot> listed = history(5);
    List<Deletion> page =
        decider("\"keep\":{\"last\":1}", listed)
            .decide(NONE_GONE, IN_STEP, () -> Holds.NONE)
            .page(Optional.empty(), 1_000, 1_000)
            .deletions();
    Deletion begun = page.get(1).withLeft(List.of("snap-left"), true).withEstimate(1L << 19);
    // Since then, the first set was deleted, the third one put on hold, and a new one was created.
    listed.set(
        2,
        SnapshotBuilder.like(listed.get(2))
            .tags(with(listed.get(2), "ebs-backup:hold", "Ann"))
            .build());
    listed.addAll(snapshots("daily/5", NIGHT.plusSeconds(300), "completed"));
    listed.removeFirst();
    Decided now =
        decider("\"keep\":{\"last\":2}", listed).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);

    PrunePage again =
        PrunePage.of(
            plan("\"keep\":{\"last\":2}"),
            now,
            List.of(page.get(0), begun, page.get(2), page.get(3)),
            Optional.of("the end of the page"),
            0);

    assertThat(again)
        .isEqualTo(
            new PrunePage(
                List.of(
                    page.get(0),
                    new Deletion(
                        begun.set(),
                        List.of("snap-left"),
                        "no rule keeps it",
                        true,
                        Optional.of(1L << 19),
                        List.of(listed.getLast().snapshotId()),
                        Optional.empty()),
                    new Deletion(
                        page.get(3).set(),
                        page.get(3).snapshotIds(),
                        "no rule keeps it",
                        false,
                        Optional.empty(),
                        List.of(listed.getLast().snapshotId()),
                        Optional.empty())),
                List.of(),
                Optional.of("the end of the page"),
                Optional.empty()));
  }

  /** Of sets with many volumes a thousand snapshots; where each is estimated, three hundred. */
  @Test
  void aPageHasAThousandSnapshots_andThreeHundredWithAnEstimate() {
    String[] states = Collections.nCopies(100, "completed").toArray(String[]::new);
    List<Snapshot> listed = new ArrayList<>(snapshots("kept", NIGHT.plusSeconds(660), "completed"));
    for (int i = 0; i < 11; i++) {
      listed.addAll(snapshots("daily/" + i, NIGHT.plusSeconds(60L * i), states));
    }
    Decided decided =
        decider("\"keep\":{\"last\":1}", listed).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);

    PrunePage page = page(decided, "");

    assertThat(page.deletions()).hasSize(10);
    assertThat(page.cursor()).contains(page.deletions().getLast().cursor());
    assertThat(page(decided, ",\"estimate\":true").deletions()).hasSize(3);
  }

  @Test
  void aPageIsFilledToItsLastByte_andHasASetThatIsLargerThanAPage() {
    Decided decided =
        decider("\"keep\":{\"last\":1}", history(4)).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);
    List<Deletion> all = decided.page(Optional.empty(), 1_000, 1_000).deletions();
    int bytesOfTwo = all.get(0).jsonBytes() + all.get(1).jsonBytes();

    assertThat(decided.page(Optional.empty(), 1_000, 1_000, bytesOfTwo).deletions()).hasSize(2);
    assertThat(decided.page(Optional.empty(), 1_000, 1_000, bytesOfTwo - 1).deletions()).hasSize(1);
    assertThat(decided.page(Optional.empty(), 1_000, 1_000, 1).deletions()).hasSize(1);
  }

  @Test
  void aPageOfSmallSets_staysWithinItsShareOfAPayload() {
    Decided decided =
        decider("\"keep\":{\"last\":1}", history(1_000))
            .decide(NONE_GONE, IN_STEP, () -> Holds.NONE);

    PrunePage page = page(decided, ",\"maxDeletions\":1000");

    List<Deletion> estimated =
        page.deletions().stream().map(deletion -> deletion.withEstimate(1L << 40)).toList();
    assertThat(new Json().write(estimated).length()).isBetween(120_000, 165_000);
    assertThat(page.cursor()).contains(page.deletions().getLast().cursor());
  }

  @Test
  void aSafetyLimitStopsTheRunBeforeItsFirstDeletion() {
    Decided decided =
        decider("\"keep\":{\"last\":1}", history(4)).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);

    PrunePage stopped = page(decided, ",\"maxDeletions\":2");

    assertThat(stopped)
        .isEqualTo(
            new PrunePage(
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(
                    "3 of 4 sets would be deleted, and one run may delete 2 (maxDeletions). If this"
                        + " is intended, start the prune manually with \"maxDeletions\": 3")));
    assertThat(page(decided, ",\"maxDeletions\":3").deletions()).hasSize(3);
  }

  /** The message names a number. A run with this number must not stop half-way. */
  @Test
  void aRunThatHasBegun_deletesAsManySetsAsItMay_ifMoreBecomeDeletable() {
    Decided decided =
        decider("\"keep\":{\"last\":1}", history(4)).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);
    List<Deletion> all = decided.page(Optional.empty(), 1_000, 1_000).deletions();
    Plan plan = plan("\"keep\":{\"last\":1},\"maxDeletions\":6");
    Optional<String> cursor = Optional.of(all.getFirst().cursor());

    assertThat(PrunePage.of(plan, decided, List.of(), cursor, 5))
        .isEqualTo(
            new PrunePage(List.of(all.get(1)), List.of(), Optional.empty(), Optional.empty()));
    assertThat(PrunePage.of(plan, decided, List.of(), cursor, 4).deletions())
        .isEqualTo(all.subList(1, 3));
    assertThat(PrunePage.of(plan, decided, List.of(), cursor, 6).deletions()).isEmpty();
    // Without the field, a fifth of the sets, those deleted by now included.
    Plan usual = plan("\"keep\":{\"last\":1}");
    assertThat(PrunePage.of(usual, decided, List.of(), cursor, 49).deletions()).hasSize(1);
    assertThat(PrunePage.of(usual, decided, List.of(), cursor, 50).deletions()).isEmpty();
    Decided many =
        decider("\"keep\":{\"last\":1}", history(260)).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);
    assertThat(PrunePage.of(usual, many, List.of(), Optional.empty(), 60).deletions()).hasSize(4);
  }

  @Test
  void aRunThatHasBegun_isNotStoppedByTheNumberOfSets_butEndsAtIt() {
    Decided decided =
        decider("\"keep\":{\"last\":1}", history(4)).decide(NONE_GONE, IN_STEP, () -> Holds.NONE);
    List<Deletion> all = decided.page(Optional.empty(), 1_000, 1_000).deletions();
    Plan plan = plan("\"keep\":{\"last\":1},\"maxDeletions\":2");

    assertThat(PrunePage.of(plan, decided, List.of(), Optional.empty(), 1))
        .isEqualTo(
            new PrunePage(List.of(all.getFirst()), List.of(), Optional.empty(), Optional.empty()));
  }

  @Test
  void clocksThatDiffer_stopDeletions_andNothingElse() {
    Decided deletes =
        decider("\"keep\":{\"last\":1}", history(2))
            .decide(NONE_GONE, Optional.empty(), () -> Holds.NONE);
    Decided keeps =
        decider("\"keep\":{\"last\":9}", history(2))
            .decide(NONE_GONE, Optional.empty(), () -> Holds.NONE);

    assertThat(page(deletes, "").stopReason()).isPresent();
    assertThat(page(keeps, "").stopReason()).isEmpty();
  }

  private static PrunePage page(Decided decided, String fields) {
    return PrunePage.of(
        plan("\"keep\":{\"last\":1}" + fields), decided, List.of(), Optional.empty(), 0);
  }

  private static PruneDecider decider(String fields, List<Snapshot> listed) {
    return new PruneDecider(
        PruneDecider.policy(plan(fields)), PlanHistory.of("daily", listed, List.of()), NOW);
  }

  private static Plan plan(String fields) {
    return new Json()
        .read(
            "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}},%s}"
                .formatted(fields),
            Plan.class);
  }

  private static List<Snapshot> history(int sets) {
    List<Snapshot> all = new ArrayList<>();
    for (int i = 0; i < sets; i++) {
      all.addAll(snapshots("daily/" + i, NIGHT.plusSeconds(60L * i), "completed"));
    }
    return all;
  }

  private static List<Verdict> verdicts(Decided decided) {
    return decided.decisions().stream().map(Decision::verdict).toList();
  }

  private static Instance instance(String id, String state) {
    return new Instance(
        id, state, "eu-central-1b", Optional.empty(), Instance.Kind.ORDINARY, Map.of());
  }

  private static Volume in(String id, String state) {
    Volume volume = volume(1, "/dev/sdf", Map.of());
    return new Volume(
        id,
        volume.settings(),
        volume.availabilityZone(),
        state,
        Optional.empty(),
        volume.snapshotId(),
        volume.encryption(),
        volume.attachments(),
        volume.tags());
  }
}
