package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.RequestBudget;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A partition of 100 bytes, 50 bytes behind the beginning of a disk. */
class RegionTest {
  private final SparseImage disk = SparseImage.empty(1000).write(50, new byte[] {1, 2, 3});
  private final BlockReader reader =
      new BlockReader(
          disk, new RequestBudget(9, Instant.MAX, SparseImage.CLOCK), SparseImage.CLOCK);
  private final Region region = new Region(reader, 50, 100);

  @Test
  void bytesAreReadFromItsBeginningOn_andKnowTheirPlaceOnTheDisk() {
    Bytes bytes = region.read(1, 2).orElseThrow();

    assertThat(bytes.array()).containsExactly(2, 3);
    assertThat(bytes.offset(1)).isEqualTo(52);
    assertThat(region.read(0, 100)).isPresent();
    assertThat(region.read(99, 1)).isPresent();
    assertThat(region.read(100, 0)).isPresent();
    assertThat(Region.of(reader).read(50, 950)).isPresent();
  }

  @Test
  void nothingIsReadOutsideOfIt() {
    assertThat(region.read(-1, 1)).isEmpty();
    assertThat(region.read(0, -1)).isEmpty();
    assertThat(region.read(0, 101)).isEmpty();
    assertThat(region.read(99, 2)).isEmpty();
    assertThat(region.read(Long.MAX_VALUE, 1)).isEmpty();
  }

  @Test
  void unitsInsideOfIt_areRead_andNoNumberOverflows() {
    assertThat(region.read(1, 2, 1).orElseThrow().array()).containsExactly(3);
    assertThat(region.read(3, 30, 10)).isPresent();
    assertThat(region.read(3, 30, 11)).isEmpty();
    assertThat(region.read(4, 30, 0)).isEmpty();
    assertThat(region.holds(3, 30)).isTrue();
    assertThat(region.holds(4, 25)).isTrue();
    for (List<Long> impossible :
        List.of(
            List.of(4L, 30L),
            List.of(-1L, 30L),
            List.of(1L, 0L),
            List.of(1L, -30L),
            List.of(Long.MAX_VALUE, 2L))) {
      assertThat(region.holds(impossible.get(0), impossible.get(1))).isFalse();
    }
  }
}
