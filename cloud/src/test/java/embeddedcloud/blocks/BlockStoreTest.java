package embeddedcloud.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStoreTest {
  private static final long MIB = 1024 * 1024;
  private static final long TIB = MIB * 1024 * 1024;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final BlockStore store = BlockStore.inMemory(clock, MIB);

  @Test
  void tenThousandEmptyVolumesOfOneTebibyteStoreNothing() {
    List<BlockVolume> volumes = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      volumes.add(store.createVolume(TIB));
      volumes.get(i).snapshot();
    }

    assertThat(store.usedBytes()).isZero();
    assertThat(volumes.getLast().read(TIB - 3, 3)).containsExactly(0, 0, 0);
  }

  @Test
  void aSecondSnapshotStoresOnlyWhatChanged() {
    BlockVolume volume = store.createVolume(8 * MIB);
    volume.write(0, filled(4 * MIB, 'a'));
    BlockSnapshot first = volume.snapshot();
    volume.write(MIB, filled(3, 'b'));
    BlockSnapshot second = volume.snapshot();

    assertThat(first.addedBytes()).isEqualTo(4 * MIB);
    assertThat(second.fullBytes()).isEqualTo(4 * MIB);
    assertThat(second.addedBytes()).isEqualTo(MIB / 2);
    assertThat(second.changedIndexes(first)).containsExactly(2);
    assertThat(first.uniqueBytes()).isEqualTo(MIB / 2);
    assertThat(store.snapshotBytes()).isEqualTo(4 * MIB + MIB / 2);
  }

  @Test
  void deletingASnapshotFreesItsOwnBlocksAndHarmsNoOther() {
    BlockVolume volume = full(4 * MIB);
    BlockSnapshot first = volume.snapshot();
    volume.write(0, filled(MIB, 'b'));
    BlockSnapshot second = volume.snapshot();
    String content = volume.sha256();

    assertThat(first.delete()).isEqualTo(MIB);

    assertThat(second.sha256()).isEqualTo(content);
    assertThatThrownBy(first::delete).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRestoredVolumeIsReadableAtOnceAndLoadsAsTimePasses() {
    BlockVolume original = full(8 * MIB);
    BlockVolume restored = store.restore(original.snapshot(), 8 * MIB);

    assertThat(restored.loadedBlocks()).isZero();
    assertThat(restored.timeToLoad()).contains(Duration.ofSeconds(8));
    assertThat(restored.read(7 * MIB, 1)).containsExactly('a');
    assertThat(restored.fetches()).isEqualTo(1);
    assertThat(restored.sha256(0)).isNotEmpty();
    assertThat(restored.loadedBlocks()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(3));
    assertThat(restored.loadedBlocks()).isEqualTo(1 + 6);
    clock.advance(Duration.ofSeconds(5));
    assertThat(restored.loading()).isFalse();
    assertThat(restored.fetches()).isEqualTo(1);
  }

  @Test
  void aVolumeStillLoadingOutlivesItsSnapshot() {
    BlockVolume original = full(4 * MIB);
    String content = original.sha256();
    BlockSnapshot snapshot = original.snapshot();
    BlockVolume restored = store.restore(snapshot, 4 * MIB);
    original.delete();

    assertThat(snapshot.delete()).isEqualTo(4 * MIB);

    assertThat(store.snapshotBytes()).isZero();
    assertThat(restored.sha256()).isEqualTo(content);
  }

  @Test
  void anOverwrittenBlockIsNotFetched() {
    BlockVolume original = full(MIB);
    BlockVolume restored = store.restore(original.snapshot(), MIB);

    restored.write(0, filled(MIB / 2, 'b'));

    assertThat(restored.fetches()).isZero();
    assertThat(restored.loadedBlocks()).isEqualTo(1);
  }

  @Test
  void load_skipsZeroBlocksAndRefusesAnImageThatIsTooLong() throws IOException {
    BlockVolume volume = store.createVolume(2 * MIB);
    byte[] image = new byte[(int) (2 * MIB)];
    image[(int) MIB] = 1;
    volume.load(new ByteArrayInputStream(image));

    assertThat(volume.writtenBlocks()).isEqualTo(1);
    assertThat(volume.read(MIB, 2)).containsExactly(1, 0);
    assertThatThrownBy(() -> volume.load(new ByteArrayInputStream(new byte[(int) (3 * MIB)])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than the volume of 2097152 bytes");
  }

  @Test
  void importSnapshot_sharesWhatTheLineageAlreadyHas() throws IOException {
    byte[] image = filled(2 * MIB, 'a');
    BlockSnapshot first =
        store.importSnapshot(4 * MIB, new ByteArrayInputStream(image), Optional.empty());
    image[0] = 'b';
    BlockSnapshot second =
        store.importSnapshot(4 * MIB, new ByteArrayInputStream(image), Optional.of(first));

    assertThat(second.addedBytes()).isEqualTo(MIB / 2);
    assertThat(second.fullBytes()).isEqualTo(2 * MIB);
    assertThat(store.usedBytes()).isEqualTo(2 * MIB + MIB / 2);
  }

  @Test
  void exportWrittenTo_writesUpToTheLastWrittenBlock() throws IOException {
    BlockVolume volume = store.createVolume(TIB);
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    volume.exportWrittenTo(streamed);
    assertThat(streamed.size()).isZero();
    volume.write(3 * MIB, filled(2, 'a'));
    BlockSnapshot snapshot = volume.snapshot();

    volume.exportWrittenTo(streamed);

    byte[] image = streamed.toByteArray();
    assertThat(image).hasSize((int) (3 * MIB) + BlockStore.BLOCK_SIZE);
    assertThat(Arrays.copyOfRange(image, (int) (3 * MIB) - 1, (int) (3 * MIB) + 3))
        .containsExactly(0, 'a', 'a', 0);
    streamed.reset();
    snapshot.exportWrittenTo(streamed);
    assertThat(streamed.toByteArray()).isEqualTo(image);
    assertThat(snapshot.read(3 * MIB - 1, 4)).containsExactly(0, 'a', 'a', 0);
  }

  @Test
  void exportWrittenTo_writesMoreThanAnIntegerCanCount() throws IOException {
    BlockVolume volume = store.createVolume(TIB);
    long at = 1L << 31;
    volume.write(at, filled(1, 'a'));
    long[] written = {0};

    volume.exportWrittenTo(
        new OutputStream() {
          @Override
          public void write(int one) {
            written[0]++;
          }

          @Override
          public void write(byte[] bytes, int from, int count) {
            written[0] += count;
          }
        });

    assertThat(written[0]).isEqualTo(at + BlockStore.BLOCK_SIZE);
  }

  @Test
  void sha256_isThatOfTheWholeDisk() {
    BlockVolume volume = store.createVolume(3);
    volume.write(0, "abc".getBytes(StandardCharsets.US_ASCII));

    assertThat(volume.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        .isEqualTo(volume.snapshot().sha256(3))
        .isNotEqualTo(volume.sha256(2));
  }

  @Test
  void aBlockThatTheFileDoesNotHave_isNotReadAsZeros(@TempDir Path folder) throws IOException {
    try (FileBlockStorage storage = new FileBlockStorage(folder, 16)) {
      storage.add(filled(16, 'a'));

      assertThatThrownBy(() -> storage.read(1, new byte[16]))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("Cannot read block slot 1");
    }
  }

  @Test
  void timeToLoad_isZeroWhenLoaded_andEmptyIfNothingLoadsInTheBackground() {
    BlockVolume original = full(MIB);
    BlockSnapshot snapshot = original.snapshot();

    assertThat(store.restoreLoaded(snapshot, MIB).timeToLoad()).contains(Duration.ZERO);
    assertThat(store.restore(snapshot, MIB, 0).timeToLoad()).isEmpty();
  }

  @Test
  void aVolumeThatWasCreatedLoaded_hasNothingToLoad() {
    BlockVolume original = full(MIB);

    BlockVolume ready = store.restoreLoaded(original.snapshot(), MIB);

    assertThat(ready.read(0, 1)).containsExactly('a');
    assertThat(ready.fetches()).isZero();
    assertThat(ready.blocksToLoad()).isZero();
  }

  @Test
  void aDeletedSnapshot_cannotBeUsed() {
    BlockSnapshot snapshot = store.createVolume(MIB).snapshot();
    snapshot.delete();

    List<ThrowingCallable> uses =
        List.of(
            () -> snapshot.read(0, 1),
            snapshot::sha256,
            () -> snapshot.sha256(1),
            () -> snapshot.exportWrittenTo(new ByteArrayOutputStream()),
            () -> store.restore(snapshot, MIB),
            snapshot::blockIndexes);
    assertThat(uses)
        .allSatisfy(use -> assertThatThrownBy(use).hasMessage("The snapshot has been deleted"));
    assertThat(snapshot.uniqueBytes()).isZero();
  }

  @Test
  void aCopy_sharesEqualBlocksWithItsBase_andOutlivesTheOriginal() {
    BlockVolume volume = full(2 * MIB);
    BlockSnapshot first = volume.snapshot();
    BlockSnapshot base = store.copy(first, Optional.empty());
    volume.write(0, filled(MIB, 'b'));
    BlockSnapshot second = volume.snapshot();
    BlockSnapshot copy = store.copy(second, Optional.of(base));

    assertThat(base.addedBytes()).isEqualTo(2 * MIB);
    assertThat(copy.addedBytes()).isEqualTo(MIB);
    String content = volume.sha256();
    volume.delete();
    first.delete();
    second.delete();
    assertThat(copy.sha256()).isEqualTo(content);
    base.delete();
    assertThat(copy.delete()).isEqualTo(2 * MIB);
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void refusesWhatLiesOutsideTheVolume() {
    BlockVolume volume = store.createVolume(MIB);

    List<ThrowingCallable> outside =
        List.of(
            () -> volume.write(MIB - 1, new byte[2]),
            () -> volume.write(-1, new byte[2]),
            () -> volume.read(-1, 2),
            () -> volume.read(MIB - 1, 2),
            () -> volume.snapshot().read(-1, 2),
            () -> volume.snapshot().read(MIB - 1, 2),
            () -> volume.snapshot().sha256(MIB + 1));
    assertThat(outside)
        .allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(IndexOutOfBoundsException.class));
    assertThatThrownBy(() -> store.restore(volume.snapshot(), MIB - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void invalidSizes_areRefusedWithTheirNumbers() {
    BlockVolume volume = full(MIB);
    BlockSnapshot snapshot = volume.snapshot();

    refused("A volume cannot have -1 bytes", () -> store.createVolume(-1));
    long tooMany = (long) Integer.MAX_VALUE * BlockStore.BLOCK_SIZE;
    refused("A volume cannot have " + tooMany + " bytes", () -> store.createVolume(tooMany));
    assertThat(store.createVolume(tooMany - 1).writtenBlocks()).isZero();
    assertThat(store.createVolume(0).sha256()).isEqualTo(snapshot.sha256(0));
    refused("A volume of 1048576 bytes cannot shrink to 1048575", () -> volume.grow(MIB - 1));
    volume.grow(MIB);
    refused(
        "A volume of 1048575 bytes is smaller than its snapshot of 1048576",
        () -> store.restore(snapshot, MIB - 1));
    for (int[] sizes : new int[][] {{0, 0}, {-1, 0}, {1, -1}}) {
      refused(
          "Block size %d must be positive, load rate %d not negative".formatted(sizes[0], sizes[1]),
          () -> new BlockStore(new MemoryBlockStorage(), clock, sizes[0], sizes[1]));
    }
    assertThatThrownBy(() -> volume.read(MIB - 1, 2))
        .hasMessage("Bytes 1048575 to 1048577 are outside the volume of 1048576 bytes");
    assertThatThrownBy(() -> snapshot.read(MIB - 1, 2))
        .hasMessage("Bytes 1048575 to 1048577 are outside the disk of 1048576 bytes");
    assertThatThrownBy(() -> snapshot.sha256(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void refused(String message, ThrowingCallable use) {
    assertThatThrownBy(use).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void anImageThatEndsWithinABlock_leavesTheRestAsItWas() throws IOException {
    BlockVolume volume = full(MIB + 3);

    volume.load(new ByteArrayInputStream(filled(MIB / 2 + 2, 'b')));

    assertThat(volume.read(MIB / 2 - 1, 5)).isEqualTo("bbbaa".getBytes(StandardCharsets.US_ASCII));
    assertThat(volume.read(MIB, 3)).isEqualTo("aaa".getBytes(StandardCharsets.US_ASCII));
    volume.load(new ByteArrayInputStream(filled(MIB + 3, 'c')));
    assertThat(volume.read(MIB, 3)).isEqualTo("ccc".getBytes(StandardCharsets.US_ASCII));
    refused(
        "The image is longer than the volume of 1048579 bytes",
        () -> volume.load(new ByteArrayInputStream(filled(MIB + 4, 'd'))));
  }

  @Test
  void anImageOverARestoredVolume_replacesWhatIsNotLoadedYet() throws IOException {
    BlockVolume original = full(MIB);
    BlockVolume restored = store.restore(original.snapshot(), MIB);

    restored.load(new ByteArrayInputStream(filled(MIB / 2, 'b')));

    assertThat(restored.fetches()).isZero();
    assertThat(restored.loadedBlocks()).isEqualTo(1);
    assertThat(restored.read(MIB / 2 - 1, 2)).containsExactly('b', 'a');
    assertThat(original.read(0, 1)).containsExactly('a');
  }

  /** The last block of a volume can be shorter than the others. */
  @Test
  void theWholeLastBlock_isReplacedWithoutAFetch() {
    BlockVolume original = full(MIB + 3);
    BlockVolume restored = store.restore(original.snapshot(), MIB + 3);

    restored.write(MIB, filled(3, 'b'));
    assertThat(restored.fetches()).isZero();
    restored.write(1, filled(1, 'b'));
    assertThat(restored.fetches()).isEqualTo(1);
    assertThat(restored.read(0, 3)).containsExactly('a', 'b', 'a');
    assertThat(restored.loadedBlocks()).isEqualTo(2);
  }

  @Test
  void aChecksum_fetchesWhatItReads_andNoMore() {
    BlockVolume original = full(4 * MIB);
    BlockVolume restored = store.restore(original.snapshot(), 4 * MIB);

    assertThat(restored.sha256(MIB + 1)).isEqualTo(original.sha256(MIB + 1));
    assertThat(restored.fetches()).isEqualTo(3);
    clock.advance(Duration.ofSeconds(1));
    assertThat(restored.sha256(3 * MIB)).isEqualTo(original.sha256(3 * MIB));
    assertThat(restored.fetches()).as("two more have loaded in the background").isEqualTo(4);
    assertThat(restored.loadedBlocks()).isEqualTo(6);
  }

  @Test
  void theTimeToLoad_isForWhatIsLeft() {
    BlockVolume original = full(4 * MIB);
    BlockVolume restored = store.restore(original.snapshot(), 4 * MIB);

    clock.advance(Duration.ofMillis(1_500));
    assertThat(restored.timeToLoad()).contains(Duration.ofMillis(2_500));
    restored.write(3 * MIB, filled(MIB, 'b'));
    assertThat(restored.timeToLoad()).contains(Duration.ofMillis(1_500));
  }

  @Test
  void aDeletedVolume_holdsNothing() {
    BlockVolume original = full(MIB);
    BlockSnapshot snapshot = original.snapshot();
    BlockVolume restored = store.restore(snapshot, MIB);

    restored.delete();
    assertThat(restored.writtenBlocks()).isZero();
    assertThat(restored.loading()).isFalse();
    assertThat(snapshot.sha256()).isEqualTo(original.sha256());
    original.delete();
    assertThat(store.usedBytes()).isEqualTo(MIB);
    snapshot.delete();
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void anImageOfAVolumeThatHasShrunk_sharesNothing() throws IOException {
    byte[] image = filled(MIB, 'a');
    BlockSnapshot larger =
        store.importSnapshot(2 * MIB, new ByteArrayInputStream(image), Optional.empty());

    BlockVolume smaller =
        store.importVolume(MIB, new ByteArrayInputStream(image), Optional.of(larger));

    assertThat(smaller.read(MIB - 1, 1)).containsExactly('a');
    assertThat(store.usedBytes()).isEqualTo(2 * MIB);
    assertThatThrownBy(() -> smaller.read(MIB, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theSizeOfASnapshot_isThatOfItsVolumeAtThatMoment() {
    BlockVolume volume = store.createVolume(MIB);
    BlockSnapshot before = volume.snapshot();
    volume.grow(2 * MIB);

    assertThat(before.size()).isEqualTo(MIB);
    assertThat(volume.snapshot().size()).isEqualTo(2 * MIB);
    before.delete();
    assertThat(before.size()).isEqualTo(MIB);
  }

  private BlockVolume full(long size) {
    BlockVolume volume = store.createVolume(size);
    volume.write(0, filled(size, 'a'));
    return volume;
  }

  private static byte[] filled(long length, char with) {
    byte[] bytes = new byte[(int) length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}
