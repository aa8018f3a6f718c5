package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.CopyRequest;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.TagBudget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CopyOrderTest {
  private static Map<String, String> tags(SnapshotSet set, int member, String planFields) {
    return new CopyOrder(set, set.snapshots().get(member), 2)
        .request(Copies.plan(planFields + "\"keep\": {\"last\": 1}"), "eu-west-1", Copies.KEY)
        .tags();
  }

  private static SnapshotSet with(String tag, String first, String second) {
    SnapshotSet set = Copies.set(0);
    return new SnapshotSet(
        set.tags(),
        set.startTime(),
        List.of(
            Copies.with(set.snapshots().get(0), tag, first),
            Copies.with(set.snapshots().get(1), tag, second)));
  }

  @Test
  void aCopyCarriesItsSet_underTheNameOfTheCopyPlan_andOfWhatItIsOne() {
    SnapshotSet set = Copies.set(0);
    Map<String, String> tags = tags(set, 1, "\"tags\": {\"a\": \"b\"}, ");

    SetTags read = SetTags.read(tags).orElseThrow();
    assertThat(read.plan()).isEqualTo("copies");
    assertThat(read.run()).isEqualTo(set.tags().run());
    assertThat(read.members()).isEqualTo(set.tags().members());
    assertThat(CopyOf.read(tags))
        .contains(
            new CopyOf(
                set.snapshots().get(1).snapshotId(),
                "123456789012",
                "eu-central-1",
                set.startTime(),
                Samples.volumeId(1),
                2,
                Copies.KEY));
    assertThat(tags).containsEntry("a", "b");
  }

  @Test
  void tagsThatAllSnapshotsOfTheSetHave_areCarriedOver() {
    assertThat(tags(with("Team", "shop", "shop"), 0, "")).containsEntry("Team", "shop");
    assertThat(tags(with("Team", "shop", "other"), 0, "")).doesNotContainKey("Team");
    assertThat(tags(with(SetTags.KEEP_UNTIL, "2027-01-01", "2027-01-01"), 0, ""))
        .containsEntry(SetTags.KEEP_UNTIL, "2027-01-01");
    for (String tag :
        List.of(SetTags.HOLD, SetTags.RESTORING, SetTags.VERIFIED, SetTags.SHARE_WITH)) {
      assertThat(tags(with(tag, "x", "x"), 0, "")).doesNotContainKey(tag);
    }
    assertThat(tags(with("Team", "shop", "shop"), 0, "\"tags\": {\"Team\": \"mine\"}, "))
        .containsEntry("Team", "mine");
  }

  @Test
  void theTagsOfTheLargestSet_leavePlacesForLater() {
    List<Member> members =
        IntStream.range(0, 128)
            .mapToObj(
                i ->
                    new Member(
                        Samples.volumeId(i),
                        Optional.of("/dev/sd" + i),
                        Samples.gp3(8),
                        false,
                        Map.of("k" + i, "v".repeat(100))))
            .toList();
    SetTags large = new SetTags("daily", "daily/r", Samples.INSTANCE_ID, members);
    Map<String, String> own = new HashMap<>();
    IntStream.range(0, 10).forEach(i -> own.put("own" + i, "x"));
    Map<String, String> all = large.toTags(own);
    SnapshotSet set =
        new SnapshotSet(
            large,
            Samples.NIGHT,
            List.of(Samples.snapshot(Samples.volumeId(0), Samples.NIGHT, "completed", all)));
    StringBuilder more = new StringBuilder("\"tags\": {");
    IntStream.range(0, 10)
        .forEach(i -> more.append(i == 0 ? "" : ",").append("\"plan%d\": \"x\"".formatted(i)));

    Map<String, String> tags = tags(set, 0, more + "}, ");

    assertThat(tags).containsKeys("plan0", "plan9", SetTags.COPY).hasSizeLessThanOrEqualTo(50);
    assertThat(TagBudget.freeOnSnapshot(tags.keySet())).isNotNegative();
    assertThat(SetTags.read(tags).orElseThrow().members()).hasSize(128);
  }

  /** The copies have a tag less than their originals, and no volume has tags of its own. */
  @Test
  void theUsersTagsThatTheSetHasInCommon_fillEveryPlaceThatIsFree() {
    SnapshotSet set = Copies.set(0);
    Map<String, String> all = new HashMap<>(set.snapshots().getFirst().tags());
    IntStream.range(0, 50).forEach(i -> all.put("own" + i, "x"));
    SnapshotSet tagged =
        new SnapshotSet(
            set.tags(),
            set.startTime(),
            set.snapshots().stream().map(s -> SnapshotBuilder.like(s).tags(all).build()).toList());

    Map<String, String> copied = tags(tagged, 0, "");
    assertThat(TagBudget.freeOnSnapshot(copied.keySet())).isZero();
    List<String> byKey = all.keySet().stream().filter(TagBudget::isOwn).sorted().toList();
    List<String> kept = byKey.stream().filter(copied::containsKey).toList();
    assertThat(kept).as("the first by their keys").isEqualTo(byKey.subList(0, kept.size()));
  }

  @Test
  void theCallSaysWhereFromAndWhereTo_andHowFast() {
    SnapshotSet set = Copies.set(0);
    CopyRequest request =
        new CopyOrder(set, set.snapshots().getFirst(), 1)
            .request(
                Copies.plan("\"completeWithin\": \"PT50M\", \"keep\": {\"last\": 1}"),
                "eu-west-1",
                Copies.KEY);

    assertThat(request.snapshotId()).isEqualTo(set.snapshots().getFirst().snapshotId());
    assertThat(request.sourceRegion()).isEqualTo("eu-central-1");
    assertThat(request.region()).isEqualTo("eu-west-1");
    assertThat(request.kmsKeyArn()).isEqualTo(Copies.KEY);
    assertThat(request.minutes()).contains(45);
    assertThat(request.description())
        .isEqualTo(
            "%s of %s at %s, copied from %s in eu-central-1"
                .formatted(
                    Samples.volumeId(0),
                    Samples.INSTANCE_ID,
                    set.startTime(),
                    set.snapshots().getFirst().snapshotId()));
  }
}
