package ebsbackup.restore;

import static ebsbackup.restore.SamplePlans.attached;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineageTest {
  private final Volume plain = attached("vol-1", "/dev/sdf", Map.of());

  @Test
  void aVolumeStandsForItselfAndForThoseBeforeIt() {
    Volume heir = attached("vol-3", "/dev/sdf", Map.of(SetTags.LINEAGE, "vol-1 vol-2"));

    assertThat(Lineage.standsFor(heir, "vol-3")).isTrue();
    assertThat(Lineage.standsFor(heir, "vol-1")).isTrue();
    assertThat(Lineage.standsFor(heir, "vol-2")).isTrue();
    assertThat(Lineage.standsFor(heir, "vol-4")).isFalse();
    assertThat(Lineage.standsFor(plain, "vol-1")).isTrue();
    assertThat(Lineage.standsFor(plain, "vol-2")).isFalse();
  }

  @Test
  void theSourceComesFirst_thenTheReplacedVolume_thenThoseBeforeBoth() {
    Volume replaced = attached("vol-3", "/dev/sdf", Map.of(SetTags.LINEAGE, "vol-1 vol-2"));
    Volume source = attached("vol-1", "/dev/sdg", Map.of(SetTags.LINEAGE, "vol-0"));

    assertThat(Lineage.of("vol-1", Optional.empty(), Optional.empty())).containsExactly("vol-1");
    assertThat(Lineage.of("vol-1", Optional.of(source), Optional.of(replaced)))
        .containsExactly("vol-1", "vol-3", "vol-2", "vol-0");
  }

  @Test
  void elevenIdsFitIntoATag() {
    String many =
        IntStream.range(0, 20).mapToObj("vol-%017x"::formatted).collect(Collectors.joining(" "));
    Volume replaced = attached("vol-2", "/dev/sdf", Map.of(SetTags.LINEAGE, many));

    assertThat(Lineage.of("vol-1", Optional.empty(), Optional.of(replaced)))
        .hasSize(11)
        .startsWith("vol-1", "vol-2", "vol-00000000000000000");
  }
}
