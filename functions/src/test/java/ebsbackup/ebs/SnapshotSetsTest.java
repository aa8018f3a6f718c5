package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.copied;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.like;
import static ebsbackup.ebs.Samples.snapshots;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot that carries the tags of a set is not one of its snapshots for that alone. */
class SnapshotSetsTest {
  private static final Instant DAY = NIGHT.plus(Duration.ofHours(7));

  private final List<Snapshot> pair = snapshots("r", NIGHT, "completed", "completed");
  private final List<Snapshot> single = snapshots("r", NIGHT, "completed");

  @Test
  void aCopyBelongsToNoSet() {
    SnapshotSets found = with(pair, copied(pair.get(1), DAY));

    assertThat(found.sets()).singleElement().matches(SnapshotSet::good);
    assertThat(found.ignored())
        .singleElement()
        .extracting(Ignored::reason)
        .isEqualTo("its tags describe a set without vol-ffffffff");
  }

  @Test
  void aCopyAloneIsNotWhatIsLeftOfASet() {
    assertThat(SnapshotSets.of(List.of(copied(single.getFirst(), DAY))).sets()).isEmpty();
  }

  @Test
  void aCopyThatKeptItsVolumesId_isKnownByTransferTypeAndDescription() {
    Snapshot first = pair.getFirst();
    Snapshot timed = like(first, first.volumeId(), NIGHT, "", Optional.of("standard"));
    Snapshot told =
        like(first, first.volumeId(), NIGHT, "[Copied snap-1 from us-east-1] x", Optional.empty());

    assertThat(SnapshotSets.of(List.of(timed, told)).sets()).isEmpty();
    assertThat(SnapshotSets.of(List.of(timed, told)).ignored())
        .extracting(Ignored::reason)
        .containsExactly("CopySnapshot created it", "its description says that it is a copy");
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -1, 1, 60, 86_400})
  void aPartMadeAtAnotherTime_besideAWholeSet_isIgnored(long seconds) {
    Snapshot first = pair.getFirst();
    Instant time = NIGHT.plusSeconds(seconds);
    SnapshotSets found =
        with(pair, like(first, first.volumeId(), time, first.description(), Optional.empty()));

    assertThat(found.sets()).singleElement().matches(SnapshotSet::good);
    assertThat(found.ignored())
        .singleElement()
        .extracting(Ignored::reason)
        .isEqualTo(
            "it was created at %s, separately from the set of run r, whose tags it has"
                .formatted(time));
  }

  @Test
  void thePartsThatAreIgnored_areInTheOrderOfTheirIds() {
    List<Snapshot> all =
        new ArrayList<>(snapshots("r", NIGHT, "completed", "completed", "completed"));
    Snapshot a = SnapshotBuilder.like(all.get(1)).id("snap-a").startTime(DAY).build();
    Snapshot b = SnapshotBuilder.like(all.get(0)).id("snap-b").startTime(DAY).build();
    all.addAll(List.of(b, a));

    assertThat(SnapshotSets.of(all).ignored()).extracting(Ignored::snapshot).containsExactly(a, b);
  }

  @Test
  void ofSeveralParts_theOldestIsWhatIsLeftOfTheSet() {
    Snapshot first = pair.getFirst();
    Snapshot later = like(first, first.volumeId(), DAY, first.description(), Optional.empty());

    assertThat(SnapshotSets.of(List.of(later, first)).sets())
        .singleElement()
        .extracting(SnapshotSet::startTime)
        .isEqualTo(NIGHT);
  }

  @Test
  void twoSetsOfOneRun_madeByMistakeWithinMinutes_areBothSets() {
    assertThat(with(single, again("completed", Duration.ofMinutes(15))).sets())
        .extracting(SnapshotSet::startTime)
        .containsExactly(NIGHT, NIGHT.plus(Duration.ofMinutes(15)));
  }

  @Test
  void aSecondSetOfOneRun_madeLater_isIgnored() {
    assertThat(with(single, again("completed", Duration.ofSeconds(901))).sets()).hasSize(1);
  }

  @Test
  void aSecondSetOfOneRun_isASet_whereTheFirstFailed() {
    List<Snapshot> failed = snapshots("r", NIGHT, "error");

    assertThat(with(failed, again("completed", Duration.ofHours(12))).sets()).hasSize(2);
    assertThat(with(failed, again("completed", Duration.ofDays(3).plusSeconds(1))).sets())
        .hasSize(1);
  }

  /** A failed run that is delivered again; in the meantime a volume was detached, or attached. */
  @ParameterizedTest
  @CsvSource({"error completed, completed", "error, completed completed"})
  void aSecondSetOfOneRun_canHaveOtherVolumes(String first, String second) {
    List<Snapshot> all = new ArrayList<>(snapshots("r", NIGHT, first.split(" ", -1)));
    all.addAll(snapshots("r", DAY, second.split(" ", -1)));

    assertThat(SnapshotSets.of(all).sets())
        .extracting(SnapshotSet::good)
        .containsExactly(false, true);
  }

  /** A failed run that is delivered again while a swap has replaced the only volume. */
  @Test
  void aSecondSetOfOneRun_canHaveNoneOfTheVolumesOfTheFirst() {
    List<Snapshot> failed = snapshots("r", NIGHT, "error");
    Snapshot second = snapshots("r", DAY, "completed", "completed").getLast();
    Map<String, String> tags =
        new SetTags("daily", "r", Samples.INSTANCE_ID, List.of(ofSize(1, 8))).toTags(Map.of());

    assertThat(with(failed, SnapshotBuilder.like(second).tags(tags).build()).sets())
        .extracting(SnapshotSet::good)
        .containsExactly(false, true);
  }

  @Test
  void aSecondSetOfWhichOneSnapshotIsDescribedOtherwise_isIgnored() {
    List<Snapshot> first = snapshots("r", NIGHT, "completed", "completed");
    List<Snapshot> listed = new ArrayList<>(first);
    listed.add(
        like(
            first.get(0),
            first.get(0).volumeId(),
            NIGHT.plusSeconds(60),
            first.get(0).description(),
            Optional.empty()));
    listed.add(
        like(
            first.get(1),
            first.get(1).volumeId(),
            NIGHT.plusSeconds(60),
            "mine",
            Optional.empty()));

    assertThat(SnapshotSets.of(listed).sets()).hasSize(1);
  }

  @Test
  void aSecondSetThatIsDescribedOtherwise_isIgnored() {
    Snapshot first = single.getFirst();

    assertThat(
            with(
                    single,
                    like(first, first.volumeId(), NIGHT.plusSeconds(60), "mine", Optional.empty()))
                .sets())
        .hasSize(1);
  }

  @Test
  void whatIsNotOursBelongsToNoSet() {
    Snapshot other = Samples.snapshot(volumeId(1), NIGHT, "completed", Map.of("Name", "mine"));

    assertThat(SnapshotSets.of(List.of(other)).sets()).isEmpty();
    assertThat(SnapshotSets.of(List.of(other)).ignored()).hasSize(1);
  }

  @Test
  void aCopysTagsNameItsVolume_whereOnlyOneIsPossible() {
    assertThat(member(copied(single.getFirst(), DAY))).contains(volumeId(0));
    assertThat(member(copied(pair.getFirst(), DAY))).as("two volumes of one size").isEmpty();
    Map<String, String> tags =
        new SetTags("daily", "r", Samples.INSTANCE_ID, List.of(ofSize(0, 8), ofSize(1, 50)))
            .toTags(Map.of());
    assertThat(member(copied(Samples.snapshot(volumeId(0), NIGHT, "completed", tags), DAY)))
        .contains(volumeId(0));
  }

  @Test
  void aSecondSetUnderAnotherKey_isIgnored() {
    Snapshot second = again("completed", Duration.ofMinutes(1));

    assertThat(with(single, second).sets()).hasSize(2);
    assertThat(with(single, underKey(second, "arn:key", "")).sets()).hasSize(1);
    assertThat(with(single, underKey(second, "", "arn:data-key")).sets()).hasSize(1);
  }

  @Test
  void twoSnapshotsOfOneVolumeAtOneMoment_areInOneSet() {
    Snapshot first = single.getFirst();
    Snapshot twin = like(first, first.volumeId(), NIGHT, first.description(), Optional.empty());
    List<Snapshot> all =
        List.of(first, twin, snapshots("r", NIGHT.plusSeconds(60), "completed").getFirst());

    assertThat(SnapshotSets.of(all).sets())
        .extracting(set -> set.snapshots().size())
        .containsExactly(2, 1);
    Snapshot described = SnapshotBuilder.like(all.getLast()).description("mine").build();
    assertThat(SnapshotSets.of(List.of(first, twin, described)).sets()).hasSize(1);
  }

  @Test
  void twoSetsOfCopies_areBothSets_thoughEachDescriptionNamesItsOwnOriginal() {
    Snapshot first = SnapshotBuilder.like(copyOf("snap-a", NIGHT)).description("of a").build();
    Instant later = NIGHT.plusSeconds(60);
    Snapshot second = SnapshotBuilder.like(copyOf("snap-b", later)).description("of b").build();

    assertThat(SnapshotSets.of(List.of(first, second)).sets())
        .extracting(SnapshotSet::startTime)
        .containsExactly(NIGHT, later);
  }

  @Test
  void aSetOfAnotherOwner_staysApart() {
    Snapshot ours = pair.getFirst();
    Snapshot theirs = ofOwner(pair.getLast(), "999999999999");

    assertThat(SnapshotSets.of(List.of(ours, theirs)).sets())
        .singleElement()
        .extracting(SnapshotSet::snapshots)
        .isEqualTo(List.of(ours));
  }

  @Test
  void setsComeOldestFirst_ofAllRuns() {
    List<Snapshot> all = new ArrayList<>(snapshots("r3", DAY, "completed"));
    all.addAll(snapshots("r1", NIGHT, "completed"));
    all.addAll(snapshots("r2", NIGHT.plusSeconds(60), "completed"));

    assertThat(SnapshotSets.of(all).sets())
        .extracting(set -> set.ref().run())
        .containsExactly("r1", "r2", "r3");
    assertThat(SnapshotSets.of(all).sets().getFirst().ref())
        .isEqualTo(new SetRef(Samples.INSTANCE_ID, "r1", NIGHT))
        .hasToString(Samples.INSTANCE_ID + " 2026-03-01T03:00:00Z r1");
  }

  @Test
  void aThirdSetIsOfTheRunOnlyByMistake_whereTheSecondIsGood() {
    List<Snapshot> all = new ArrayList<>(snapshots("r", NIGHT, "error"));
    all.addAll(snapshots("r", NIGHT.plus(Duration.ofHours(1)), "completed"));
    all.addAll(snapshots("r", NIGHT.plus(Duration.ofHours(2)), "completed"));

    assertThat(SnapshotSets.of(all).sets())
        .extracting(SnapshotSet::startTime)
        .containsExactly(NIGHT, NIGHT.plus(Duration.ofHours(1)));
    assertThat(SnapshotSets.of(all).ignored()).hasSize(1);
  }

  private Snapshot copyOf(String original, Instant time) {
    Snapshot from = single.getFirst();
    CopyOf copy =
        new CopyOf(original, from.ownerId(), "eu-west-1", time, from.volumeId(), 1, "arn:key");
    Map<String, String> tags = new HashMap<>(from.tags());
    tags.put(SetTags.COPY, copy.text());
    return SnapshotBuilder.like(from)
        .id(original + "-copy")
        .startTime(time)
        .encrypted(true, "arn:key")
        .tags(tags)
        .build();
  }

  private static Snapshot ofOwner(Snapshot s, String owner) {
    return SnapshotBuilder.like(s).owner(owner).build();
  }

  private static Snapshot underKey(Snapshot s, String key, String dataKey) {
    return SnapshotBuilder.like(s).encrypted(!key.isEmpty(), key).dataKey(dataKey).build();
  }

  private static Member ofSize(int number, int size) {
    return new Member(volumeId(number), Optional.empty(), gp3(size), true, Map.of());
  }

  private static Optional<String> member(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Copy copy
        ? copy.member().map(Member::volumeId)
        : Optional.of("no copy");
  }

  private Snapshot again(String state, Duration later) {
    return snapshots("r", NIGHT.plus(later), state).getFirst();
  }

  private static SnapshotSets with(List<Snapshot> set, Snapshot more) {
    List<Snapshot> all = new ArrayList<>(List.of(more));
    all.addAll(set);
    return SnapshotSets.of(all);
  }
}
