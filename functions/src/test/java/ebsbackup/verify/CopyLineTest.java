package ebsbackup.verify;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.ManifestRoot;
import ebsbackup.json.Json;
import ebsbackup.manifest.ComparedParts;
import ebsbackup.manifest.Difference;
import ebsbackup.manifest.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verdict on a copy, and what the reports say of it. */
class CopyLineTest {
  private static final String SHA = "a".repeat(64);
  private static final ManifestRoot TAG = new ManifestRoot(SHA, 5, NIGHT);
  private static final Manifest.End END = new Manifest.End(5, SHA);
  private static final Difference NONE = new Difference(0, List.of());
  private static final DueManifest DUE = DueManifest.comparison("vol-1", "snap-2", "snap-1");

  private static CopyLine line(Manifest.End copy, Manifest.End original, Difference difference) {
    return CopyLine.of(DUE, "snap-1", TAG, new ComparedParts(copy, original, difference));
  }

  private static CopyLine differing(long blocks, Difference.Range... ranges) {
    return line(END, new Manifest.End(5, "b".repeat(64)), new Difference(blocks, List.of(ranges)));
  }

  @Test
  void theSameNumberOfTheSameBlocks_isEqual() {
    assertThat(line(END, END, NONE))
        .isEqualTo(new CopyLine("vol-1", "snap-2", "snap-1", "equal", ""));
    assertThat(line(END, new Manifest.End(6, SHA), NONE).different()).isTrue();
  }

  @Test
  void whatDiffers_isNamed_andTheFirstThreeRangesOfIt() {
    Difference.Range one = new Difference.Range(104, 104);
    Difference.Range two = new Difference.Range(210, 212);

    assertThat(differing(1, one).note()).isEqualTo("1 block of 512 KiB: 104");
    assertThat(differing(2, new Difference.Range(7, 8)).note())
        .isEqualTo("2 blocks of 512 KiB: 7-8");
    assertThat(differing(5, one, two, one).note())
        .isEqualTo("5 blocks of 512 KiB: 104 210-212 104");
    assertThat(differing(8, one, two, one, two).note()).endsWith("104 and 1 more range");
    assertThat(differing(9, one, two, one, two, one).note()).endsWith(" and 2 more ranges");
    assertThat(differing(1, one).evidence())
        .isEqualTo("vol-1 differs from snap-1 in 1 block of 512 KiB: 104");
  }

  @Test
  void aStoredManifestThatIsNotThatOfTheTag_provesNothing() {
    for (Manifest.End stored :
        List.of(new Manifest.End(4, SHA), new Manifest.End(5, "b".repeat(64)))) {
      CopyLine line = line(stored, stored, NONE);

      assertThat(line.verdict()).isEqualTo("unknown");
      assertThat(line.note()).startsWith("the stored manifest of the copy does not match its tag");
    }
  }

  @Test
  void aLongNote_isShortened() {
    assertThat(CopyLine.unknown(DUE, "snap-1", "x".repeat(5_000)).note()).hasSize(701);
    assertThat(differing(1).plusNote("y".repeat(5_000)).note()).hasSize(701);
  }

  @Test
  void whatElseThereIsToSay_followsTheNote() {
    assertThat(CopyLine.unknown(DUE, "snap-1", "gone").plusNote("more"))
        .isEqualTo(new CopyLine("vol-1", "snap-2", "snap-1", "unknown", "gone; more"));
    assertThat(line(END, END, NONE).plusNote("a").note()).isEqualTo("a");
    assertThat(line(END, END, NONE).plusNote("a").plusNote("b").note()).isEqualTo("a; b");
  }

  @Test
  void onlyWhatDiffersOrIsUnknown_isNamedInTheSummary() {
    ComparedCopies equal = ComparedCopies.NONE.plus(line(END, END, NONE).plusNote("not tagged"));

    assertThat(equal.words())
        .containsExactly(
            "copies compared with their originals: 1 equal, 0 different; 0 could not be compared");
    assertThat(equal.plus(differing(1)).words())
        .containsExactly(
            "snap-2 differs from its original snap-1 in 1 block of 512 KiB: ",
            "copies compared with their originals: 1 equal, 1 different; 0 could not be compared");
    assertThat(equal.plus(CopyLine.unknown(DUE, "snap-1", "no manifest")).words())
        .containsExactly(
            "copies compared with their originals: 1 equal, 0 different; 1 could not be compared",
            "snap-2: no manifest");
  }

  @Test
  void ofManyCopies_thoseThatDifferAreListedFirst_andTheOthersAreCounted() {
    CopyLine unknown = CopyLine.unknown(DUE, "snap-1", "x".repeat(700));
    ComparedCopies copies = ComparedCopies.NONE;
    for (int i = 0; i < 40; i++) {
      copies = copies.plus(unknown).plus(line(END, END, NONE));
    }
    for (int i = 0; i < 4; i++) {
      copies = copies.plus(differing(1));
    }

    assertThat(copies.unknown()).isEqualTo(40);
    assertThat(copies.equal()).isEqualTo(40);
    assertThat(copies.different()).isEqualTo(4);
    assertThat(copies.lines().size() + copies.linesOmitted()).isEqualTo(84);
    assertThat(copies.lines().subList(0, 5))
        .extracting(CopyLine::verdict)
        .containsExactly("different", "different", "different", "different", "unknown");
    assertThat(new Json().write(copies).length()).isBetween(10_000, 20_000);
    assertThat(String.join(";", copies.words()).split("differs from its original", -1)).hasSize(4);
    assertThat(copies.words()).filteredOn(word -> word.contains("xxx")).hasSize(1);
  }
}
