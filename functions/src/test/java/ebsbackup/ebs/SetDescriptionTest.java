package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.volumeId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetDescription.Described;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetDescriptionTest {
  static final Optional<String> NIGHTLY = Optional.of("nightly");

  private static Member member(int number, String device, VolumeSettings settings, boolean root) {
    return new Member(
        volumeId(number),
        Optional.ofNullable(device),
        settings,
        root,
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static SetTags set(Member... members) {
    return new SetTags("daily", "daily/" + NIGHT, "i-0a1b2c3d4e5f60718", List.of(members));
  }

  static List<String> ids(SetTags set) {
    return set.members().stream().map(Member::volumeId).toList();
  }

  @Test
  void write_saysWhatTheTagsSay() {
    SetTags set =
        set(
            member(2, "/dev/sdf", gp3(100), false),
            member(1, "/dev/sda1", gp3(8), true),
            member(3, "/dev/sdg", gp3(200), false));

    assertThat(SetDescription.write(set, NIGHT, NIGHTLY))
        .matches(
            "nightly ebs-backup:1 daily 2026-03-01T03:00:00Z i-0a1b2c3d4e5f60718"
                + " /sda1:8:gp3:3000:125:d /sdf:100:gp3:3000:125: /sdg:200 [0-9a-f]{8}");
  }

  @Test
  void read_returnsTheSettingsOfEachVolume() {
    Optional<Integer> iops = Optional.of(500);
    SetTags set =
        set(
            member(1, "/dev/sdf", new VolumeSettings("io2", 9, iops, Optional.empty()), true),
            member(
                2,
                "/dev/sdg",
                new VolumeSettings("io2", 10, iops, Optional.empty(), true, false),
                false),
            member(
                3,
                "/dev/sdh",
                new VolumeSettings("gp2", 11, Optional.of(100), Optional.empty(), false, true),
                false),
            member(4, null, gp3(12), false));
    String text = SetDescription.write(set, NIGHT, NIGHTLY);

    assertThat(text)
        .contains(" /sdf:9:io2:500::d /sdg:10:io2:500::m /sdh:11:gp2:100::o -:12:gp3:3000:125: ");
    assertThat(SetDescription.read(text, ids(set)))
        .contains(new Described("daily", NIGHT, set.source(), ids(set), set.members()));
  }

  @Test
  void checksum_isTheCrc32OfTheTextAndTheVolumes() {
    // Computed by Python's zlib.crc32.
    assertThat(SetDescription.write(set(member(1, "/dev/sdf", gp3(9), true)), NIGHT, NIGHTLY))
        .isEqualTo(
            "nightly ebs-backup:1 daily 2026-03-01T03:00:00Z i-0a1b2c3d4e5f60718"
                + " /sdf:9:gp3:3000:125:d 4924c9b0");
  }

  @Test
  void write_cutsTheWords_notTheSet() {
    SetTags set = set(member(1, "/dev/sdf", gp3(9), true));

    String text = SetDescription.write(set, NIGHT, Optional.of("é".repeat(254) + "🙂"));

    assertThat(text).hasSize(SetDescription.LONGEST).startsWith("ééé");
    assertThat(SetDescription.read(text, ids(set))).isPresent();
  }

  @Test
  void write_cutsWordsWithoutASpaceAtTheirEnd() {
    SetTags set = set(member(1, "/dev/sdf", gp3(9), true));
    for (String words : new String[] {"x ".repeat(120), "xx" + " x".repeat(120)}) {
      assertThat(SetDescription.write(set, NIGHT, Optional.of(words))).doesNotContain("  ");
    }
  }

  /** A space before the words would otherwise take the place of their last character. */
  @Test
  void write_cutsWordsThatBeginWithSpaces_atTheirEnd() {
    SetTags set = set(member(1, "/dev/sdf", gp3(9), true));

    String text = SetDescription.write(set, NIGHT, Optional.of("  " + "x".repeat(254)));

    assertThat(text).hasSize(SetDescription.LONGEST).startsWith("xxx");
  }

  @Test
  void write_leavesOutIopsAndThroughputThatAVolumeDoesNotHave() {
    VolumeSettings magnetic = new VolumeSettings("standard", 9, Optional.empty(), Optional.empty());

    assertThat(SetDescription.write(set(member(1, "/dev/sdf", magnetic, true)), NIGHT, NIGHTLY))
        .contains(" /sdf:9:standard:::d ");
  }

  @Test
  void write_cutsNoCharacterInHalf() {
    SetTags set = set(member(1, "/dev/sdf", gp3(9), true));
    for (int before = 0; before < 200; before++) {
      String text =
          SetDescription.write(
              set, NIGHT, Optional.of("x".repeat(before) + "🙂" + "x".repeat(200)));

      assertThat(text).hasSizeLessThanOrEqualTo(SetDescription.LONGEST);
      assertThat(text.codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
      assertThat(SetDescription.read(text, ids(set))).isPresent();
    }
  }

  @Test
  void write_givesTheNumberOfVolumes_whereTheirSettingsDoNotFit() {
    SetTags set =
        set(
            IntStream.range(0, 128)
                .mapToObj(i -> member(i, "/dev/sd" + i, gp3(i + 1), false))
                .toArray(Member[]::new));

    String text = SetDescription.write(set, NIGHT, NIGHTLY);

    assertThat(text).contains("i-0a1b2c3d4e5f60718 128 ");
    Described read = SetDescription.read(text, ids(set)).orElseThrow();
    assertThat(read.members()).isEmpty();
    assertThat(read.volumeIds()).hasSize(128);
  }

  @Test
  void write_givesTheNumberOfVolumes_whereADeviceOrATypeIsNoWord() {
    VolumeSettings odd = new VolumeSettings("gp 3", 8, Optional.empty(), Optional.empty());
    List<Member> odds =
        Stream.concat(
                Stream.of("/dev/sd f", "a:b", "-", "/sdf").map(d -> member(1, d, gp3(8), false)),
                Stream.of(member(1, "/dev/sdf", odd, false)))
            .toList();
    for (Member member : odds) {
      assertThat(SetDescription.write(set(member), NIGHT, Optional.empty()))
          .as(member.toString())
          .contains("i-0a1b2c3d4e5f60718 1 ");
    }
  }

  @Test
  void write_fillsTheDescriptionToItsEnd() {
    List<Integer> lengths = new ArrayList<>();
    for (int length = 180; length < 190; length++) {
      SetTags set =
          new SetTags("p".repeat(length), "r", "i-1", List.of(member(1, "/dev/sdf", gp3(9), true)));
      String text = SetDescription.write(set, NIGHT, Optional.empty());

      if (text.contains(":gp3:")) {
        lengths.add(text.length());
      }
      assertThat(SetDescription.write(set, NIGHT, NIGHTLY).length()).isBetween(text.length(), 255);
    }

    assertThat(lengths).last().isEqualTo(255);
  }

  @Test
  void write_leavesNoSpaceInPlaceOfAnEmptyText() {
    SetTags set = set(member(1, "/dev/sdf", gp3(9), true));

    assertThat(SetDescription.write(set, NIGHT, Optional.of(" "))).startsWith("ebs-backup:1 daily");
  }

  @Test
  void read_returnsTheSettingsOfEveryVolume() {
    SetTags set =
        set(
            member(
                1,
                "/dev/sdf",
                new VolumeSettings("io2", 9, Optional.of(4000), Optional.empty(), true, false),
                true),
            member(
                2,
                null,
                new VolumeSettings("gp3", 8, Optional.empty(), Optional.of(125), false, true),
                false),
            member(3, "sdg", gp3(10), false));
    String text = SetDescription.write(set, NIGHT, NIGHTLY);

    assertThat(SetDescription.read(text, ids(set)).orElseThrow().members())
        .isEqualTo(set.members());
  }

  @Test
  void write_holdsEightDifferentVolumesOfAScheduledRun() {
    SetTags set =
        set(
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        member(
                            i,
                            "/dev/sd" + (char) ('f' + i),
                            new VolumeSettings(
                                "io2", 1_000 + i, Optional.of(10_000 + i), Optional.empty()),
                            false))
                .toArray(Member[]::new));

    String text = SetDescription.write(set, NIGHT, Optional.empty());

    assertThat(SetDescription.read(text, ids(set)).orElseThrow().members()).hasSize(8);
  }

  @Test
  void read_refusesWhatIsNotOurs() {
    for (String text :
        List.of(
            "",
            "nightly",
            "Created by CreateImage(i-1) for ami-1",
            "ebs-backup:1",
            "ebs-backup:1 ",
            "ebs-backup:1 00000000",
            "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 1 00000000")) {
      assertThat(SetDescription.read(text, List.of(volumeId(1)))).as(text).isEmpty();
    }
  }

  /** The checksum is no secret. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightly",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1",
        "ebs-backup:1 daily yesterday i-1 2",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 3",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 2 /sdf:9:gp3:3000:125:",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 /sdf:9:gp3:3000:125:",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 /sdf:9:gp3:3000:125: /sdg:9 /sdh:9",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 /sdf:9 /sdg:9:gp3:3000:125:",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 /sdf:9:gp3:3000:125: /sdg:nine",
        "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 /sdf:9:gp3:3000:125: /sdg:9:gp3"
      })
  void read_refusesADamagedText_whoseChecksumIsRight(String text) {
    List<String> volumes = List.of(volumeId(1), volumeId(2));

    assertThat(SetDescription.read(text + " " + checksum(text, volumes), volumes)).isEmpty();
    String whole = "ebs-backup:1 daily 2026-03-01T03:00:00Z i-1 /sdf:9:gp3:3000:125: /sdg:9";
    assertThat(SetDescription.read(whole + " " + checksum(whole, volumes), volumes)).isPresent();
  }

  private static String checksum(String text, List<String> volumes) {
    CRC32 crc = new CRC32();
    crc.update((text + " " + String.join(" ", volumes)).getBytes(UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  @Test
  void claimed_isThePartThatBeginsWithTheFormat() {
    assertThat(SetDescription.claimed("[Copied snap-1 from x] nightly ebs-backup:1 daily"))
        .contains("ebs-backup:1 daily");
    assertThat(SetDescription.claimed("ebs-backup:1 daily")).contains("ebs-backup:1 daily");
    assertThat(SetDescription.claimed("nightly")).isEmpty();
    assertThat(SetDescription.claimed("of ebs-backup:1 weekly ebs-backup:1 daily"))
        .as("the last of two, as when it is read")
        .contains("ebs-backup:1 daily");
  }

  /** As a copy in the console, or a snapshot that someone made to look like one of the set. */
  @Test
  void read_refusesTheDescriptionOnOtherVolumes() {
    SetTags set = set(member(1, "/dev/sdf", gp3(9), true), member(2, "/dev/sdg", gp3(9), true));
    String text = SetDescription.write(set, NIGHT, NIGHTLY);

    assertThat(SetDescription.read(text, List.of(volumeId(1), volumeId(2)))).isPresent();
    assertThat(SetDescription.read(text, List.of(volumeId(1)))).isEmpty();
    assertThat(SetDescription.read(text, List.of(volumeId(1), "vol-ffffffff"))).isEmpty();
    assertThat(SetDescription.read(text, List.of(volumeId(1), volumeId(2), volumeId(3)))).isEmpty();
    assertThat(SetDescription.read("[Copied snap-1 from x] " + text, ids(set))).isEmpty();
  }

  @Test
  void read_takesTheLastOfTwo() {
    SetTags set = set(member(1, "/dev/sdf", gp3(9), true));
    String text =
        SetDescription.write(set, NIGHT, Optional.of("ebs-backup:1 other 2020-01-01T00:00:00Z"));

    assertThat(SetDescription.read(text, ids(set)).orElseThrow().plan()).isEqualTo("daily");
  }
}
