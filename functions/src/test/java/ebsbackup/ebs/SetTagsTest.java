package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SetTagsTest {
  private static final Map<String, String> TEN_PLAN_TAGS = new HashMap<>();

  static {
    IntStream.range(0, 10).forEach(i -> TEN_PLAN_TAGS.put("plan-tag-" + i, "value"));
  }

  @Property
  void read_givesBackWhatWasWritten(@ForAll("sets") SetTags set) {
    Map<String, String> tags = set.toTags(TEN_PLAN_TAGS);

    assertThat(SetTags.read(tags)).contains(set);
    assertThat(tags).hasSizeLessThanOrEqualTo(50).containsAllEntriesOf(TEN_PLAN_TAGS);
    tags.forEach(
        (key, value) -> {
          assertThat(key).hasSizeLessThanOrEqualTo(128);
          assertThat(value).hasSizeLessThanOrEqualTo(256);
        });
  }

  @Test
  void toTags_describes128VolumesOfTheLongestKindBesideTenPlanTags() {
    List<Member> members =
        IntStream.range(0, 128)
            .mapToObj(
                i ->
                    new Member(
                        "vol-%017x".formatted(i),
                        Optional.of("/dev/sd" + (char) ('a' + i / 26) + (char) ('a' + i % 26)),
                        new VolumeSettings("gp3", 65536, Optional.of(80000), Optional.of(2000)),
                        true,
                        Map.of("Name", "volume " + i)))
            .toList();

    Map<String, String> tags =
        new SetTags("p".repeat(64), "r".repeat(150), "i-0123456789abcdef0", members)
            .toTags(TEN_PLAN_TAGS);

    assertThat(tags).hasSize(50);
    assertThat(SetTags.read(tags).orElseThrow().members())
        .extracting(Member::volumeId)
        .hasSize(128)
        .doesNotHaveDuplicates();
  }

  @Test
  void toTags_rememberTheNameFirstAndNeverReservedTags() {
    Map<String, String> volumeTags = new HashMap<>();
    volumeTags.put("aws:cloudformation:stack-name", "x");
    volumeTags.put("ebs-backup:plan", "forged");
    volumeTags.put("Name", "db & data = 100%");
    volumeTags.put("A-long-one", "y".repeat(250));
    volumeTags.put("team", "blue");

    Member read =
        SetTags.read(setOf(volumeTags).toTags(Map.of())).orElseThrow().members().getFirst();

    assertThat(read.tags())
        .containsExactlyInAnyOrderEntriesOf(Map.of("Name", "db & data = 100%", "team", "blue"));
  }

  @Test
  void read_isEmptyForSnapshotsOfOthers() {
    assertThat(SetTags.read(Map.of("Name", "by hand"))).isEmpty();
  }

  @Test
  void read_isEmptyWhenATagIsDamaged() {
    Map<String, String> tags = new HashMap<>(setOf(Map.of()).toTags(Map.of()));

    tags.put("ebs-backup:members", "2");
    assertThat(SetTags.read(tags)).isEmpty();

    tags.put("ebs-backup:members", "1");
    tags.put("ebs-backup:volume", "vol-1 /dev/sdf gp3 many - - keep");
    assertThat(SetTags.read(tags)).isEmpty();
  }

  private static SetTags setOf(Map<String, String> volumeTags) {
    Member member =
        new Member(
            "vol-0123456789abcdef0",
            Optional.of("/dev/sdf"),
            new VolumeSettings("gp2", 8, Optional.of(100), Optional.empty()),
            false,
            volumeTags);
    return new SetTags("daily", "daily/1", "i-0123456789abcdef0", List.of(member));
  }

  @Provide
  Arbitrary<SetTags> sets() {
    Arbitrary<Optional<Integer>> numbers = Arbitraries.integers().between(1, 99_999).optional();
    Arbitrary<VolumeSettings> settings =
        Combinators.combine(
                Arbitraries.of("gp2", "gp3", "io1", "io2", "st1", "standard"),
                Arbitraries.integers().between(1, 65_536),
                numbers,
                numbers)
            .as(VolumeSettings::new);
    Arbitrary<Map<String, String>> tags =
        Arbitraries.maps(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5),
                Arbitraries.strings().ofMaxLength(6).excludeChars('\0').ascii())
            .ofMaxSize(3);
    Arbitrary<Member> members =
        Combinators.combine(
                Arbitraries.integers().between(0, Integer.MAX_VALUE).map("vol-%017x"::formatted),
                Arbitraries.of("/dev/sda1", "/dev/xvda", "/dev/sdba").optional(),
                settings,
                Arbitraries.of(true, false),
                tags)
            .as(Member::new);
    // Up to 26 volumes, every one has room for its own tags beside ten of the plan's.
    return members
        .list()
        .ofMinSize(1)
        .ofMaxSize(26)
        .uniqueElements(Member::volumeId)
        .map(
            list ->
                new SetTags("daily", "daily/2026-03-01T03:00:00Z", "i-0123456789abcdef0", list));
  }
}
