package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.restore.SamplePlans.attached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacingTest {
  @Test
  void withoutAnAssignment_itIsRefused() {
    // An undo would detach the new volumes, and attach none of the old ones.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Placing(Optional.empty(), true, false, false, List.of()))
        .withMessageContaining("placing.assignments");
  }

  @Test
  void aVolumeWithPlaceForBothMarks_keepsItsTags() {
    Placing placing = swap().makingRoom(Map.of("vol-1", tagged("vol-1", 48)));

    assertThat(placing.setAside()).isEmpty();
    assertThat(placing.tagWarnings()).isEmpty();
    assertThat(placing.replacedWithPlace()).containsExactly("vol-1");
    assertThat(placing.replaced()).containsExactly("vol-1");
    assertThat(placing.replacesVolumes()).isTrue();
  }

  @Test
  void aVolumeWithPlaceForOneMark_givesOneTagUpForATime() {
    Placing placing = swap().makingRoom(Map.of("vol-1", tagged("vol-1", 49)));

    assertThat(placing.setAside().getFirst().aside())
        .contains(new Placing.SetAside("key-48", "value", false));
    assertThat(placing.replacedWithPlace()).containsExactly("vol-1");
    assertThat(placing.tagWarnings())
        .containsExactly(
            "vol-1 has no room for the tags of the restore: its tag key-48=value is removed and"
                + " restored at the end");
  }

  @Test
  void aFullVolume_doesNotGetTheTagThatItWasReplaced() {
    Placing placing = swap().makingRoom(Map.of("vol-1", tagged("vol-1", 50)));

    assertThat(placing.setAside().getFirst().aside())
        .contains(new Placing.SetAside("key-49", "value", true));
    assertThat(placing.replacedWithPlace()).isEmpty();
    assertThat(placing.tagWarnings())
        .singleElement()
        .asString()
        .endsWith("; it does not get the tag ebs-backup:replaced");
  }

  /** Those of the product say what the volume is, and those of AWS cannot be removed. */
  @Test
  void onlyATagOfTheUser_isGivenUp() {
    Map<String, String> tags = new HashMap<>();
    for (int i = 10; i < 57; i++) {
      tags.put("kubernetes.io/" + i, "value");
    }
    tags.put("ebs-backup:restore", "r");
    tags.put("ebs-backup:lineage", "vol-0");
    tags.put("aws:cloudformation:stack-name", "shop");
    Placing placing = swap().makingRoom(Map.of("vol-1", attached("vol-1", "/dev/sdf", tags)));

    assertThat(placing.setAside().getFirst().aside())
        .contains(new Placing.SetAside("kubernetes.io/56", "value", false));
  }

  /** It carries the mark of a restore that was stopped, whose place the mark of this one takes. */
  @Test
  void aFullVolumeThatIsMarkedAlready_doesNotGetTheTagThatItWasReplaced() {
    Map<String, String> tags = new HashMap<>(tagged("vol-1", 49).tags());
    tags.put("ebs-backup:restoring", "earlier until 2026-01-01T00:00:00Z");
    Placing placing = swap().makingRoom(Map.of("vol-1", attached("vol-1", "/dev/sdf", tags)));

    assertThat(placing.setAside().getFirst().aside())
        .contains(new Placing.SetAside("key-48", "value", true));
  }

  @Test
  void aTagIsPutBack_unlessTheVolumeHasItAgainOrIsGone() {
    Placing placing = swap().makingRoom(Map.of("vol-1", tagged("vol-1", 49)));

    assertThat(placing.tagsToPutBack(List.of(tagged("vol-1", 48), tagged("vol-2", 1))))
        .containsExactly(Map.entry("vol-1", new Placing.SetAside("key-48", "value", false)));
    assertThat(placing.tagsToPutBack(List.of(tagged("vol-1", 49)))).isEmpty();
    assertThat(placing.tagsToPutBack(List.of())).isEmpty();
  }

  @Test
  void eachVolumeWithoutPlace_givesATagUp_andGetsItBack() {
    Placing placing =
        SamplePlans.swap()
            .placing()
            .orElseThrow()
            .makingRoom(
                Map.of("vol-old1", tagged("vol-old1", 49), "vol-old2", tagged("vol-old2", 50)));
    Placing.SetAside first = new Placing.SetAside("key-48", "value", false);
    Placing.SetAside second = new Placing.SetAside("key-49", "value", true);

    assertThat(placing.setAsideIds()).containsExactly("vol-old1", "vol-old2");
    assertThat(placing.tagWarnings())
        .satisfiesExactly(
            warning -> assertThat(warning).startsWith("vol-old1 has no room"),
            warning -> assertThat(warning).startsWith("vol-old2 has no room"));
    assertThat(placing.tagsToPutBack(List.of(tagged("vol-old1", 48), tagged("vol-old2", 49))))
        .containsExactly(Map.entry("vol-old1", first), Map.entry("vol-old2", second));
  }

  @Test
  void everyReplacedVolumeWithPlace_getsTheTagThatItWasReplaced() {
    assertThat(SamplePlans.swap().placing().orElseThrow().replacedWithPlace())
        .containsExactly("vol-old1", "vol-old2");
  }

  @Test
  void forward_placesTheNewVolumes_andBackTheOldOnes() {
    RestorePlan plan = SamplePlans.swap();
    Placing placing = plan.placing().orElseThrow();

    assertThat(placing.forward(INSTANCE_ID, SamplePlans.made()))
        .isEqualTo(
            new Goal(
                INSTANCE_ID,
                Optional.of("/dev/xvda"),
                List.of(
                    new Goal.Place("vol-new1", "/dev/xvda", true),
                    new Goal.Place("vol-new2", "/dev/sdf", false)),
                List.of("vol-old1", "vol-old2"),
                true,
                false,
                true,
                true));
    Goal ofStopped =
        new Placing(placing.rootDevice(), false, false, placing.rootByTask(), placing.assignments())
            .forward(INSTANCE_ID, SamplePlans.made());
    assertThat(ofStopped.whole()).as("all or none, also of a stopped instance").isTrue();
    assertThat(ofStopped.running()).isFalse();
    assertThat(placing.back(INSTANCE_ID, SamplePlans.made()))
        .isEqualTo(
            new Goal(
                INSTANCE_ID,
                Optional.of("/dev/xvda"),
                List.of(
                    new Goal.Place("vol-old1", "/dev/xvda", true),
                    new Goal.Place("vol-old2", "/dev/sdf", false)),
                List.of("vol-new1", "vol-new2"),
                true,
                false,
                true,
                false));
    assertThat(ReplacedVolume.of(plan))
        .containsExactly(
            new ReplacedVolume("vol-old1", "/dev/xvda"),
            new ReplacedVolume("vol-old2", "/dev/sdf"));
  }

  private static Placing swap() {
    return new Placing(
        Optional.empty(),
        true,
        false,
        false,
        List.of(
            new DeviceAssignment(
                "snap-1", "/dev/sdf", false, Optional.of(new Placing.Replaced("vol-1", false))),
            new DeviceAssignment("snap-2", "/dev/sdg", false, Optional.empty())));
  }

  private static Volume tagged(String volumeId, int tags) {
    return attached(
        volumeId,
        "/dev/sdf",
        IntStream.range(0, tags)
            .boxed()
            .collect(Collectors.toMap("key-%02d"::formatted, i -> "value")));
  }
}
