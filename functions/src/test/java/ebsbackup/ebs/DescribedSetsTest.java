package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescribedSetsTest {
  private static final String OWNER = "444455556666";

  /** As another account sees them: no tags. */
  private static List<Snapshot> shared(int volumes) {
    List<Member> members =
        IntStream.range(0, volumes)
            .mapToObj(
                i ->
                    new Member(
                        volumeId(i), Optional.of("/dev/sd" + i), Samples.gp3(8), true, Map.of()))
            .toList();
    String description =
        SetDescription.write(
            new SetTags("daily", "r", Samples.INSTANCE_ID, members), NIGHT, Optional.of("nightly"));
    return IntStream.range(0, volumes)
        .mapToObj(
            i ->
                SnapshotBuilder.like(Samples.snapshot(volumeId(i), NIGHT, "completed", Map.of()))
                    .description(description)
                    .owner(OWNER)
                    .build())
        .toList();
  }

  private static List<SnapshotSet> read(List<Snapshot> snapshots) {
    return DescribedSets.of(snapshots, OWNER);
  }

  @Test
  void aSetThatIsShared_isRead_asIfItsTagsWere() {
    SnapshotSet set = read(shared(3)).getFirst();

    assertThat(set.good()).isTrue();
    assertThat(set.tags().plan()).isEqualTo("daily");
    assertThat(set.tags().run()).isEqualTo("daily/" + NIGHT);
    assertThat(set.tags().source()).isEqualTo(Samples.INSTANCE_ID);
    assertThat(set.startTime()).isEqualTo(NIGHT);
    assertThat(set.tags().members()).extracting(Member::settings).containsOnly(Samples.gp3(8));
    assertThat(set.tags().members().getLast().device()).contains("/dev/sd2");
    assertThat(read(shared(1))).hasSize(1);
  }

  @Test
  void aSetWithoutOneOfItsSnapshots_isNone() {
    assertThat(read(shared(3).subList(0, 2))).isEmpty();
    assertThat(read(shared(1).subList(0, 0))).isEmpty();
  }

  @Test
  void aDescriptionOfAnotherAccount_isLeftOut() {
    List<Snapshot> forged =
        shared(2).stream().map(s -> SnapshotBuilder.like(s).owner("999999999999").build()).toList();

    assertThat(read(forged)).isEmpty();
  }

  @Test
  void aDescriptionThatWasChanged_orIsOnOtherVolumes_isNone() {
    assertThat(
            read(
                shared(2).stream()
                    .map(
                        s ->
                            SnapshotBuilder.like(s)
                                .description(s.description().replace("i-0", "i-1"))
                                .build())
                    .toList()))
        .isEmpty();
    assertThat(
            read(
                shared(2).stream()
                    .map(
                        s ->
                            SnapshotBuilder.like(s)
                                .volume("vol-9" + s.volumeId().charAt(20))
                                .build())
                    .toList()))
        .isEmpty();
  }

  @Test
  void twoSnapshotsOfOneVolume_areNoSet_andTwoMomentsAreTwoSets() {
    List<Snapshot> twice =
        List.of(
            shared(1).getFirst(),
            SnapshotBuilder.like(shared(1).getFirst()).id("snap-twin").build());
    List<Snapshot> later =
        List.of(
            shared(1).getFirst(),
            SnapshotBuilder.like(shared(1).getFirst()).startTime(NIGHT.plusSeconds(1)).build());

    assertThat(read(twice)).isEmpty();
    assertThat(read(later)).hasSize(2);
  }

  @Test
  void ofALargeSet_theSizesAreKnown() {
    List<SnapshotSet> sets = read(shared(40));

    assertThat(sets).singleElement().matches(SnapshotSet::good);
    assertThat(sets.getFirst().tags().members())
        .hasSize(40)
        .allSatisfy(
            member -> {
              assertThat(member.settings().size()).isEqualTo(8);
              assertThat(member.settings().type()).isEqualTo("gp3");
              assertThat(member.device()).isEmpty();
            });
  }

  @Test
  void whenTheTagsOfASnapshotAreReplaced_nothingElseChanges() {
    SnapshotBuilder builder =
        SnapshotBuilder.like(shared(1).getFirst())
            .encrypted(true, "key")
            .dataKey("data key")
            .outpost("outpost")
            .transferType(Optional.of("standard"));
    Map<String, String> tags = Map.of("a", "b");

    assertThat(builder.build().withTags(tags)).isEqualTo(builder.tags(tags).build());
  }

  @Test
  void aSharedSnapshot_isReadWithTheTagsOfItsSet_andWithNoOthers() {
    List<Snapshot> listed =
        shared(2).stream().map(s -> s.withTags(Map.of(SetTags.SOURCE, "i-forged"))).toList();

    List<Snapshot> read = SharedSnapshots.read(listed, OWNER);

    assertThat(SnapshotSets.of(read).sets())
        .singleElement()
        .satisfies(
            set -> {
              assertThat(set.good()).isTrue();
              assertThat(set.tags().source()).isEqualTo(Samples.INSTANCE_ID);
            });
    assertThat(SharedSnapshots.read(listed.subList(0, 1), OWNER))
        .singleElement()
        .satisfies(snapshot -> assertThat(snapshot.tags()).isEmpty());
    assertThat(SharedSnapshots.read(listed, "999999999999")).isEmpty();
  }
}
