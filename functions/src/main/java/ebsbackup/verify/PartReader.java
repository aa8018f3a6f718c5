package ebsbackup.verify;

import ebsbackup.aws.ManifestStore;
import ebsbackup.aws.SnapshotBlocks;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.manifest.DiskReader;
import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestParts;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the blocks of one part of a snapshot and computes their entries. Every method that reads
 * throws {@link AwsCallException} if a call fails, and {@link UnreadableException} if the answers
 * contradict themselves.
 */
final class PartReader {
  private final Wiring wiring;
  private final Manifest.Disk disk;
  private final int part;
  private final SortedMap<Integer, Manifest.Entry> entries = new TreeMap<>();
  private int requests;

  /**
   * A reader of a part of a snapshot.
   *
   * @param disk named after the snapshot
   * @param part the number of the part
   */
  PartReader(Wiring wiring, Manifest.Disk disk, int part) {
    this.wiring = wiring;
    this.disk = disk;
    this.part = part;
  }

  /** The number of requests that were made to the EBS direct APIs, also by a method that failed. */
  int requests() {
    return requests;
  }

  /** The entries of the part, in ascending order. */
  Collection<Manifest.Entry> entries() {
    return entries.values();
  }

  /** Reads every block of the part, and returns their number. */
  int readWhole() {
    DiskReader reader = reader();
    try (reader) {
      for (var page = reader.next(); page.isPresent(); page = reader.next()) {
        add(reader.read(page.get()));
      }
    } finally {
      requests += reader.requests();
    }
    return entries.size();
  }

  /**
   * Takes the entries of an earlier manifest, reads the blocks that have changed since then, and
   * returns their number.
   *
   * @param base the snapshot that has the earlier manifest
   * @throws InvalidInputException if a stored part was changed
   */
  int readChanges(String base) throws IOException {
    ManifestStore store = wiring.manifests();
    ManifestParts earlier = new ManifestParts(base);
    Manifest.Disk earlierDisk = earlier.disk(store::get);
    // The volume may have been enlarged since then.
    if (part < ManifestParts.of(earlierDisk)) {
      add(earlier.read(part, earlierDisk, store::get));
    }
    List<BlockSource.Listed> changed = listChanges(base);
    if (!changed.isEmpty()) {
      DiskReader reader = reader();
      try (reader) {
        add(reader.read(changed));
      } finally {
        requests += reader.requests();
      }
    }
    return changed.size();
  }

  /** Lists the blocks to read, and removes the entries of those that have changed. */
  private List<BlockSource.Listed> listChanges(String base) {
    SnapshotBlocks blocks = wiring.snapshotBlocks();
    List<BlockSource.Listed> changed = new ArrayList<>();
    RequestBudget budget = new RequestBudget(Integer.MAX_VALUE, Instant.MAX, wiring.clock());
    try {
      blocks.changedIn(
          base,
          disk.name(),
          ManifestParts.first(part),
          ManifestParts.first(part + 1),
          budget,
          block -> {
            entries.remove(block.index());
            block
                .second()
                .ifPresent(token -> changed.add(new BlockSource.Listed(block.index(), token)));
          });
    } finally {
      requests += budget.taken();
    }
    return changed;
  }

  private void add(Collection<Manifest.Entry> more) {
    more.forEach(entry -> entries.put(entry.index(), entry));
  }

  private DiskReader reader() {
    return new DiskReader(
        wiring.snapshotContents(disk.name()),
        wiring.readsAtOnce(),
        ManifestParts.first(part),
        ManifestParts.first(part + 1));
  }
}
