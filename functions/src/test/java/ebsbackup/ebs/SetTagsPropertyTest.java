package ebsbackup.ebs;

import static ebsbackup.ebs.SetTagsTest.TEN_PLAN_TAGS;
import static ebsbackup.ebs.SetTagsTest.assertKeepsEc2sLimits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SetTagsPropertyTest {
  @Property
  void read_givesBackWhatWasWritten(@ForAll("sets") SetTags set) {
    Map<String, String> tags = set.toTags(TEN_PLAN_TAGS);

    assertThat(SetTags.read(tags)).contains(set);
    assertThat(tags).containsAllEntriesOf(TEN_PLAN_TAGS);
    assertKeepsEc2sLimits(tags);
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
