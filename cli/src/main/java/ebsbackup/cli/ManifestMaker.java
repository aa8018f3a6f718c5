package ebsbackup.cli;

import ebsbackup.blocks.BlockSource;
import ebsbackup.ebs.ChangedBlock;
import ebsbackup.manifest.DiskReader;
import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestReader;
import ebsbackup.manifest.ManifestWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Makes the manifest of a disk, from all its blocks or from the manifest of an earlier snapshot.
 */
final class ManifestMaker {
  private static final int BATCH = 1_000;

  private final DiskReader disk;
  private final ManifestWriter manifest;
  private final LongConsumer progress;

  /**
   * @param progress receives how many blocks from the start of the disk are done
   */
  ManifestMaker(DiskReader disk, ManifestWriter manifest, LongConsumer progress) {
    this.disk = disk;
    this.manifest = manifest;
    this.progress = progress;
  }

  /** Reads every block that was ever written. */
  void readAll() throws IOException {
    for (Optional<List<BlockSource.Listed>> page = disk.next();
        page.isPresent();
        page = disk.next()) {
      for (Manifest.Entry entry : disk.read(page.get())) {
        add(entry);
      }
    }
  }

  /**
   * Reads the blocks that have changed, and takes the others from an earlier manifest.
   *
   * @param changed the changed blocks, in ascending order
   */
  void readChanged(ManifestReader earlier, List<ChangedBlock> changed) throws IOException {
    for (int from = 0; from < changed.size(); from += BATCH) {
      List<ChangedBlock> batch = changed.subList(from, Math.min(from + BATCH, changed.size()));
      Map<Integer, Manifest.Entry> read = new HashMap<>();
      disk.read(batch.stream().flatMap(block -> listed(block).stream()).toList())
          .forEach(entry -> read.put(entry.index(), entry));
      for (ChangedBlock block : batch) {
        while (earlier.peek().filter(entry -> entry.index() < block.index()).isPresent()) {
          add(earlier.take());
        }
        if (earlier.peek().filter(entry -> entry.index() == block.index()).isPresent()) {
          Manifest.Entry unused = earlier.take();
        }
        if (read.containsKey(block.index())) {
          add(read.get(block.index()));
        }
      }
    }
    while (earlier.peek().isPresent()) {
      add(earlier.take());
    }
  }

  /** Empty if the later snapshot does not have the block. */
  private static Optional<BlockSource.Listed> listed(ChangedBlock block) {
    return block.second().map(token -> new BlockSource.Listed(block.index(), token));
  }

  private void add(Manifest.Entry entry) throws IOException {
    manifest.add(entry);
    progress.accept(entry.index() + 1L);
  }
}
