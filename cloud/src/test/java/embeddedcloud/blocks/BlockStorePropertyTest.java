package embeddedcloud.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Any sequence of writes, snapshots, deletions, lazy restores and passing time gives the contents
 * and the storage that a model of plain byte arrays predicts.
 */
class BlockStorePropertyTest {
  private static final int BLOCK = 8;
  private static final int LOAD_RATE = 4;

  @Property(tries = 10_000)
  void behavesLikeByteArrays(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps)
      throws IOException {
    run(new MemoryBlockStorage(), seed, steps);
  }

  @Property(tries = 200)
  void behavesLikeByteArraysInAFile(@ForAll long seed) throws IOException {
    run(new FileBlockStorage(Path.of(System.getProperty("java.io.tmpdir")), BLOCK), seed, 60);
  }

  private static void run(BlockStorage storage, long seed, int steps) throws IOException {
    try (BlockStore store =
        new BlockStore(storage, new VirtualClock(Instant.EPOCH), BLOCK, LOAD_RATE)) {
      new Scenario(store, (VirtualClock) store.clock(), new Random(seed)).play(steps);
    }
  }

  /** A disk as bytes, and for each written block the identity of its last write. */
  private static final class ModelDisk {
    final byte[] bytes;
    final Map<Integer, Object> writes;

    ModelDisk(byte[] bytes, Map<Integer, Object> writes) {
      this.bytes = bytes;
      this.writes = writes;
    }

    ModelDisk copy(int size) {
      return new ModelDisk(Arrays.copyOf(bytes, size), new HashMap<>(writes));
    }
  }

  private static final class VolumePair {
    final BlockVolume real;
    final ModelDisk model;
    final TreeSet<Integer> unloaded = new TreeSet<>();
    final Instant restoredAt;
    int toLoad;
    long background;
    long fetches;

    VolumePair(BlockVolume real, ModelDisk model, Instant restoredAt) {
      this.real = real;
      this.model = model;
      this.restoredAt = restoredAt;
    }

    void load(Instant now) {
      long due = Duration.between(restoredAt, now).toMillis() * LOAD_RATE / 1000 / BLOCK;
      while (background < due && !unloaded.isEmpty()) {
        unloaded.pollFirst();
        background++;
      }
    }

    void fetch(int block) {
      if (unloaded.remove(block)) {
        fetches++;
      }
    }
  }

  private record SnapshotPair(BlockSnapshot real, ModelDisk model) {}

  private static final class Scenario {
    private final BlockStore store;
    private final VirtualClock clock;
    private final Random random;
    private final List<VolumePair> volumes = new ArrayList<>();
    private final List<SnapshotPair> snapshots = new ArrayList<>();

    Scenario(BlockStore store, VirtualClock clock, Random random) {
      this.store = store;
      this.clock = clock;
      this.random = random;
    }

    void play(int steps) throws IOException {
      create();
      for (int i = 0; i < steps; i++) {
        step();
        checkStorage();
      }
      for (VolumePair volume : volumes) {
        checkWhole(volume);
      }
      for (SnapshotPair snapshot : snapshots) {
        checkWhole(snapshot);
      }
      checkStorage();
      for (SnapshotPair snapshot : List.copyOf(snapshots)) {
        delete(snapshot);
      }
      volumes.forEach(volume -> volume.real.delete());
      assertThat(store.snapshotBytes()).isZero();
      assertThat(store.usedBytes()).isZero();
    }

    private void step() throws IOException {
      switch (random.nextInt(12)) {
        case 0 -> create();
        case 1, 2 -> snapshot();
        case 3 -> {
          if (!snapshots.isEmpty()) {
            delete(pick(snapshots));
          }
        }
        case 4 -> restore();
        case 5 -> clock.advance(Duration.ofMillis(random.nextInt(5_000)));
        case 6 -> {
          if (volumes.size() > 1) {
            VolumePair volume = pick(volumes);
            volumes.remove(volume);
            volume.real.delete();
          }
        }
        case 7, 8 -> read();
        default -> write();
      }
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }

    private void create() {
      int size = random.nextInt(100);
      volumes.add(
          new VolumePair(
              store.createVolume(size),
              new ModelDisk(new byte[size], new HashMap<>()),
              clock.instant()));
    }

    private void write() {
      VolumePair volume = pick(volumes);
      int size = volume.model.bytes.length;
      int offset = random.nextInt(size + 1);
      byte[] bytes = new byte[random.nextInt(size - offset + 1)];
      random.nextBytes(bytes);
      volume.real.write(offset, bytes);
      volume.load(clock.instant());
      System.arraycopy(bytes, 0, volume.model.bytes, offset, bytes.length);
      for (int block = offset / BLOCK;
          bytes.length > 0 && block <= (offset + bytes.length - 1) / BLOCK;
          block++) {
        boolean whole =
            offset <= block * BLOCK && offset + bytes.length >= Math.min(size, (block + 1) * BLOCK);
        if (!whole) {
          volume.fetch(block);
        }
        volume.unloaded.remove(block);
        volume.model.writes.put(block, new Object());
      }
    }

    private void read() {
      VolumePair volume = pick(volumes);
      int size = volume.model.bytes.length;
      int offset = random.nextInt(size + 1);
      int length = random.nextInt(size - offset + 1);
      volume.load(clock.instant());
      for (int block = offset / BLOCK; length > 0 && block <= (offset + length - 1) / BLOCK; ) {
        volume.fetch(block++);
      }
      assertThat(volume.real.read(offset, length))
          .isEqualTo(Arrays.copyOfRange(volume.model.bytes, offset, offset + length));
      assertThat(volume.real.fetches()).isEqualTo(volume.fetches);
      assertThat(volume.real.blocksToLoad()).isEqualTo(volume.toLoad);
      assertThat(volume.real.loadedBlocks()).isEqualTo(volume.toLoad - volume.unloaded.size());
      assertThat(volume.real.loading()).isEqualTo(!volume.unloaded.isEmpty());
    }

    private void snapshot() {
      VolumePair volume = pick(volumes);
      Set<Object> before = stored();
      ModelDisk model = volume.model.copy(volume.model.bytes.length);
      SnapshotPair snapshot = new SnapshotPair(volume.real.snapshot(), model);
      snapshots.add(snapshot);

      Set<Object> added = new HashSet<>(model.writes.values());
      added.removeAll(before);
      assertThat(snapshot.real.addedBytes()).isEqualTo((long) added.size() * BLOCK);
      assertThat(snapshot.real.fullBytes()).isEqualTo((long) model.writes.size() * BLOCK);
    }

    private void restore() {
      if (snapshots.isEmpty()) {
        return;
      }
      SnapshotPair from = pick(snapshots);
      int size = from.model.bytes.length + random.nextInt(20);
      VolumePair volume =
          new VolumePair(store.restore(from.real, size), from.model.copy(size), clock.instant());
      volume.unloaded.addAll(from.model.writes.keySet());
      volume.toLoad = volume.unloaded.size();
      volumes.add(volume);
    }

    private void delete(SnapshotPair snapshot) {
      Set<Object> before = stored();
      snapshots.remove(snapshot);
      Set<Object> after = stored();
      long unique = snapshot.real.uniqueBytes();

      long freed = snapshot.real.delete();

      assertThat(freed).isEqualTo((long) (before.size() - after.size()) * BLOCK);
      assertThat(freed).isEqualTo(unique);
    }

    /** Every write that some snapshot still holds. */
    private Set<Object> stored() {
      Set<Object> stored = new HashSet<>();
      snapshots.forEach(snapshot -> stored.addAll(snapshot.model.writes.values()));
      return stored;
    }

    private void checkStorage() {
      Set<Object> used = stored();
      assertThat(store.snapshotBytes()).isEqualTo((long) used.size() * BLOCK);
      volumes.forEach(volume -> used.addAll(volume.model.writes.values()));
      assertThat(store.usedBytes()).isEqualTo((long) used.size() * BLOCK);
    }

    private void checkWhole(VolumePair volume) throws IOException {
      int size = volume.model.bytes.length;
      ByteArrayOutputStream exported = new ByteArrayOutputStream();
      volume.real.exportWrittenTo(exported);
      assertThat(Arrays.copyOf(exported.toByteArray(), size)).isEqualTo(volume.model.bytes);
      assertThat(volume.real.fetches()).isEqualTo(volume.fetches);
      assertThat(volume.real.read(0, size)).isEqualTo(volume.model.bytes);
      assertThat(volume.real.loading()).isFalse();
    }

    private void checkWhole(SnapshotPair snapshot) throws IOException {
      byte[] image = snapshot.real.read(0, snapshot.model.bytes.length);
      assertThat(image).isEqualTo(snapshot.model.bytes);
      int offset = random.nextInt(snapshot.model.bytes.length + 1);
      int length = random.nextInt(snapshot.model.bytes.length - offset + 1);
      assertThat(snapshot.real.read(offset, length))
          .isEqualTo(Arrays.copyOfRange(snapshot.model.bytes, offset, offset + length));
      SnapshotPair other = pick(snapshots);
      assertThat(snapshot.real.changedIndexes(other.real))
          .isEqualTo(changed(other.model, snapshot.model));
      checkImport(snapshot, image);
    }

    /** An image taken in next to the original shares all of its blocks. */
    private void checkImport(SnapshotPair snapshot, byte[] image) throws IOException {
      long before = store.snapshotBytes();
      BlockSnapshot imported =
          store.importSnapshot(
              image.length, new ByteArrayInputStream(image), Optional.of(snapshot.real));
      assertThat(store.snapshotBytes()).isEqualTo(before);
      assertThat(imported.sha256()).isEqualTo(snapshot.real.sha256());
      assertThat(imported.delete()).isZero();
    }

    private static int[] changed(ModelDisk before, ModelDisk after) {
      return IntStream.range(0, (after.bytes.length + before.bytes.length) / BLOCK + 1)
          .filter(block -> !Objects.equals(before.writes.get(block), after.writes.get(block)))
          .toArray();
    }
  }
}
