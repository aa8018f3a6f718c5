package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A restore of many volumes says the same thing once. */
class SimilarWarningsTest {

  @Test
  void whatDiffersInItsSubjectOnly_isOneWarning() {
    assertThat(
            SimilarWarnings.merged(
                List.of(
                    "the volume of snap-0a had 1000 MiB/s; with 3000 IOPS it gets 750",
                    "snap-0a is not encrypted",
                    "the volume of snap-0b had 1000 MiB/s; with 3000 IOPS it gets 750",
                    "the volume of snap-0c had 500 MiB/s; with 3000 IOPS it gets 250",
                    "snap-0b is not encrypted")))
        .containsExactly(
            "the volume of snap-0a had 1000 MiB/s; with 3000 IOPS it gets 750; the same applies to snap-0b",
            "snap-0a is not encrypted; the same applies to snap-0b",
            "the volume of snap-0c had 500 MiB/s; with 3000 IOPS it gets 250");
  }

  @Test
  void manySubjects_areCounted() {
    assertThat(
            SimilarWarnings.merged(
                IntStream.range(10, 50).mapToObj("the tag of vol-%d is lost"::formatted).toList()))
        .containsExactly(
            "the tag of vol-10 is lost; the same applies to vol-11, vol-12, vol-13 and 36 more");
  }

  @Test
  void whatDiffersInMore_staysAsItIs() {
    List<String> warnings =
        List.of(
            "snap-0a goes to /dev/sdf of i-01",
            "snap-0b goes to /dev/sdg of i-01",
            "snap-0a replaces vol-0a",
            "snap-0b replaces vol-0b",
            "i-01 is a Spot Instance");

    assertThat(SimilarWarnings.merged(warnings)).isEqualTo(warnings);
  }

  @Test
  void aRepeatedWarning_isSaidOnce() {
    assertThat(SimilarWarnings.merged(List.of("snap-0a is old", "snap-0a is old", "odd", "odd")))
        .containsExactly("snap-0a is old", "odd");
  }
}
