package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.SetDescriptionTest.NIGHTLY;
import static ebsbackup.ebs.SetDescriptionTest.ids;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetDescription.Described;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SetDescriptionPropertyTest {
  @Property
  void whatIsWritten_isRead(@ForAll("sets") SetTags set, @ForAll("words") Optional<String> words) {
    Instant time = NIGHT.plusMillis(set.members().size());

    String text = SetDescription.write(set, time, words);

    assertThat(text).hasSizeLessThanOrEqualTo(SetDescription.LONGEST);
    Described read = SetDescription.read(text, ids(set)).orElseThrow();
    assertThat(read.plan()).isEqualTo(set.plan());
    assertThat(read.time()).isEqualTo(time);
    assertThat(read.source()).isEqualTo(set.source());
    List<Member> members =
        set.members().stream().sorted(Comparator.comparing(Member::volumeId)).toList();
    assertThat(read.volumeIds()).isEqualTo(members.stream().map(Member::volumeId).toList());
    if (!read.members().isEmpty()) {
      assertThat(read.members()).isEqualTo(members);
    }
    if (set.members().size() <= 3) {
      assertThat(read.members()).isNotEmpty();
    }
  }

  /** One character that is replaced, put in or taken out. */
  @Property
  void whatWasEdited_isNotRead(
      @ForAll("sets") SetTags set,
      @ForAll @IntRange(min = 0, max = 254) int position,
      @ForAll("characters") char character,
      @ForAll @IntRange(min = 0, max = 2) int kind) {
    String text = SetDescription.write(set, NIGHT, NIGHTLY);
    int at = position % text.length();
    String edited =
        text.substring(0, at)
            + (kind == 2 ? "" : String.valueOf(character))
            + text.substring(kind == 1 ? at : at + 1);

    assertThat(SetDescription.read(edited, ids(set)).isPresent()).isEqualTo(edited.equals(text));
  }

  @Property
  void ofOtherVolumes_itIsNotRead(@ForAll("sets") SetTags set, @ForAll @IntRange(max = 9) int of) {
    String text = SetDescription.write(set, NIGHT, NIGHTLY);
    List<String> others = new ArrayList<>(ids(set));
    others.set(of % others.size(), "vol-fffffffffffffffff");

    assertThat(SetDescription.read(text, others)).isEmpty();
  }

  @Provide
  Arbitrary<Character> characters() {
    return Arbitraries.chars().range(' ', '~').with('é', '\u2028');
  }

  @Provide
  Arbitrary<Optional<String>> words() {
    return Arbitraries.strings().all().ofMaxLength(300).optional();
  }

  @Provide
  Arbitrary<SetTags> sets() {
    Arbitrary<String> plans =
        Arbitraries.strings()
            .withChars("abcXYZ019._-")
            .ofMinLength(1)
            .ofMaxLength(64)
            .filter(name -> name.matches("[A-Za-z0-9].*"));
    Arbitrary<VolumeSettings> settings =
        Combinators.combine(
                Arbitraries.of("gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"),
                Arbitraries.integers().between(1, 65_536),
                Arbitraries.integers().between(100, 256_000).optional(),
                Arbitraries.integers().between(125, 2_000).optional(),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false))
            .as(VolumeSettings::new);
    Arbitrary<Optional<String>> devices =
        Arbitraries.of("/dev/xvda", "/dev/sda1", "/dev/sdf", "xvdba", "/dev/xvdba").optional();
    Arbitrary<List<String>> volumes =
        Arbitraries.integers()
            .between(1, 1_000_000)
            .map(Samples::volumeId)
            .list()
            .ofMinSize(1)
            .ofMaxSize(12)
            .uniqueElements();
    return Combinators.combine(
            plans,
            volumes,
            settings.list().ofSize(12),
            devices.list().ofSize(12),
            Arbitraries.of(true, false).list().ofSize(12))
        .as(
            (plan, ids, of, at, delete) ->
                new SetTags(
                    plan,
                    plan + "/" + NIGHT,
                    "i-0a1b2c3d4e5f60718",
                    Stream.iterate(0, i -> i + 1)
                        .limit(ids.size())
                        .map(
                            i ->
                                new Member(
                                    ids.get(i),
                                    at.get(i),
                                    of.get(i),
                                    delete.get(i),
                                    Map.of(),
                                    Optional.empty(),
                                    Optional.empty()))
                        .toList()));
  }
}
