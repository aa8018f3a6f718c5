package ebsbackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.blocks.UnreadableException;
import ebsbackup.failure.InvalidInputException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Disks of two parts of 8 GiB. */
class ComparedPartsTest {
  private static final long SIZE = 16L << 30;

  private final Map<String, byte[]> objects = new HashMap<>();

  private static Manifest.Entry block(int index, char content) {
    return new Manifest.Entry(index, String.valueOf(content).repeat(64));
  }

  /** Stores a manifest whose blocks are all in their parts. */
  private ComparedParts.Stored stored(String name, long size, Manifest.Entry... blocks)
      throws IOException {
    ManifestParts parts = new ManifestParts(name);
    Manifest.Disk disk = new Manifest.Disk(name, size);
    for (int i = 0; i < ManifestParts.of(disk); i++) {
      int part = i;
      objects.put(
          parts.key(part),
          ManifestParts.text(
              disk,
              List.of(blocks).stream()
                  .filter(block -> block.index() / ManifestParts.BLOCKS == part)
                  .toList()));
    }
    return new ComparedParts.Stored(parts, key -> Optional.ofNullable(objects.get(key)));
  }

  @Test
  void theSameBlocks_haveOneEnd_thatOfTheWholeManifest() throws IOException {
    Manifest.Entry[] blocks = {block(0, 'a'), block(20_000, 'b')};
    ComparedParts.Stored one = stored("snap-1", SIZE, blocks);
    Manifest.Disk disk = new Manifest.Disk("snap-1", SIZE);

    ComparedParts found = ComparedParts.of(one, stored("snap-2", SIZE, blocks));

    assertThat(found.difference()).isEqualTo(new Difference(0, List.of()));
    assertThat(found.one())
        .isEqualTo(found.other())
        .isEqualTo(
            new ManifestParts("snap-1")
                .copy(disk, one.objects(), new ManifestWriter(java.io.Writer.nullWriter(), disk)));
  }

  @Test
  void everyBlockThatDiffers_isNamed_alsoAcrossParts() throws IOException {
    ComparedParts found =
        ComparedParts.of(
            stored("snap-1", SIZE, block(3, 'a'), block(7, 'a'), block(16_383, 'a')),
            stored(
                "snap-2", SIZE, block(3, 'b'), block(5, 'a'), block(7, 'a'), block(16_384, 'a')));

    assertThat(found.difference())
        .isEqualTo(
            new Difference(
                4,
                List.of(
                    new Difference.Range(3, 3),
                    new Difference.Range(5, 5),
                    new Difference.Range(16_383, 16_384))));
    assertThat(found.one()).isNotEqualTo(found.other());
  }

  @Test
  void aLargerDisk_differsOnlyWhereItHoldsSomethingBehindTheEnd() throws IOException {
    ComparedParts.Stored small = stored("snap-1", SIZE / 2, block(3, 'a'));

    assertThat(ComparedParts.of(small, stored("snap-2", SIZE, block(3, 'a'))).difference().blocks())
        .isZero();
    assertThat(
            ComparedParts.of(stored("snap-2", SIZE, block(3, 'a'), block(20_000, 'b')), small)
                .difference()
                .ranges())
        .containsExactly(new Difference.Range(20_000, 20_000));
    assertThat(
            ComparedParts.of(small, stored("snap-2", SIZE, block(3, 'a'), block(20_000, 'b')))
                .difference()
                .ranges())
        .containsExactly(new Difference.Range(20_000, 20_000));
  }

  @Test
  void aPartThatIsMissingOrChanged_isRefused() throws IOException {
    ComparedParts.Stored one = stored("snap-1", SIZE, block(3, 'a'));
    ComparedParts.Stored other = stored("snap-2", SIZE, block(3, 'a'));
    objects.remove("manifests/snap-2/00001");

    assertThatThrownBy(() -> ComparedParts.of(one, other))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("manifests/snap-2/00001 is missing");
    objects.put("manifests/snap-2/00001", new byte[] {'x', '\n'});
    assertThatThrownBy(() -> ComparedParts.of(one, other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("manifests/snap-2/00001, line 1");
  }
}
