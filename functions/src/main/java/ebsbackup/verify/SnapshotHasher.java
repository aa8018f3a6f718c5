package ebsbackup.verify;

import ebsbackup.aws.ManifestStore;
import ebsbackup.aws.SnapshotBlocks;
import ebsbackup.aws.SnapshotContents;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.TagBudget;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.failure.RefusedException;
import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestParts;
import ebsbackup.manifest.ManifestWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes manifests step by step: it counts the blocks to read, then stores part after part, then
 * writes the tag. Each step can be repeated, since the text of a part depends only on the snapshot.
 */
final class SnapshotHasher {
  /** Enough for 5,000,000 blocks, or 2.4 TiB: more than one run can read. */
  private static final int MAX_LISTINGS = 500;

  private final Wiring wiring;
  private final ManifestStore store;
  private final SnapshotBlocks blocks;
  private int requests;

  SnapshotHasher(Wiring wiring) {
    this.wiring = wiring;
    store = wiring.manifests();
    blocks = wiring.snapshotBlocks();
  }

  /** The number of requests that were made to the EBS direct APIs. */
  int requests() {
    return requests;
  }

  /**
   * Makes the next step.
   *
   * @param left the number of requests that the rest of the run may make
   * @param deadline of the run
   * @throws AwsCallException if a call fails
   * @throws UnreadableException if AWS's answers or the stored parts contradict themselves
   * @throws InvalidInputException if a stored part was changed
   */
  HashStep step(DueManifest due, int left, Instant deadline) {
    try {
      if (due.begun().isEmpty()) {
        return begin(due, left, deadline);
      }
      DueManifest.Begun begun = due.begun().get();
      Manifest.Disk disk = new Manifest.Disk(due.snapshotId(), begun.size());
      if (begun.next() == ManifestParts.of(disk)) {
        return finish(due, begun, disk);
      }
      // Failed attempts may have made more requests than expected.
      return left > 0
          ? readPartOrLook(due, begun, disk)
          : notMade(due, "maxManifestRequests is used up");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HashStep begin(DueManifest due, int left, Instant deadline) throws IOException {
    Optional<Snapshot> snapshot = snapshot(due.snapshotId());
    if (snapshot.isEmpty()) {
      return new HashStep.Gone();
    }
    if (!hasPlace(snapshot.get())) {
      return notMade(due, "the snapshot has no room for another tag");
    }
    Optional<String> note = due.base().isEmpty() ? Optional.empty() : unusable(due.base().get());
    RequestBudget budget =
        new RequestBudget(Math.min(left, MAX_LISTINGS), Instant.MAX, wiring.clock());
    try {
      return begin(due, snapshot.get(), note, budget, left, deadline);
    } finally {
      requests += budget.taken();
    }
  }

  private HashStep begin(
      DueManifest due,
      Snapshot snapshot,
      Optional<String> unusable,
      RequestBudget budget,
      int left,
      Instant deadline) {
    Optional<String> note = unusable;
    DueManifest chosen = note.isEmpty() ? due : due.withoutBase();
    int[] changed = {0};
    if (chosen.base().isPresent()) {
      SnapshotBlocks.Extent extent =
          blocks.changed(
              chosen.base().get(),
              due.snapshotId(),
              budget,
              block -> changed[0] += block.second().isPresent() ? 1 : 0);
      if (extent == SnapshotBlocks.Extent.UNRELATED) {
        note = Optional.of(chosen.base().get() + " belongs to another lineage");
        chosen = due.withoutBase();
      }
    }
    Optional<Long> toRead =
        chosen.base().isPresent()
            ? Optional.of((long) changed[0])
            : blocks.count(due.snapshotId(), budget);
    long size = (long) snapshot.volumeSize() << 30;
    int parts = ManifestParts.of(new Manifest.Disk(due.snapshotId(), size));
    if (budget.spent()) {
      return notMade(
          chosen, "listing its blocks takes more than %d requests".formatted(budget.taken()));
    }
    ManifestCost cost =
        new ManifestCost(toRead.orElseThrow(), parts + toRead.get() / SnapshotContents.PAGE);
    Optional<String> refusal =
        cost.refusal(left - budget.taken(), wiring.clock().instant(), deadline);
    if (refusal.isPresent()) {
      return notMade(chosen, refusal.get());
    }
    return new HashStep.Further(
        chosen.begun(0, size, 0, note.map(why -> "every block was read: " + why)));
  }

  private static HashStep notMade(DueManifest due, String reason) {
    return new HashStep.Ended(ManifestLine.notMade(due, reason));
  }

  /** Why the earlier manifest cannot be used. Empty if it is complete and matches its tag. */
  private Optional<String> unusable(String base) throws IOException {
    Optional<ManifestRoot> root = snapshot(base).flatMap(ManifestRoot::of);
    if (root.isEmpty()) {
      return Optional.of(base + " no longer has a manifest");
    }
    try {
      ManifestParts parts = new ManifestParts(base);
      Manifest.End end = copy(parts, parts.disk(store::get));
      return root.get().isOf(end.sha256(), end.blocks())
          ? Optional.empty()
          : Optional.of("the stored manifest of %s does not match its tag".formatted(base));
    } catch (UnreadableException | InvalidInputException | AccessDeniedException e) {
      // S3 denies access to a missing object if the caller has no permission to list the bucket.
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Reads a part. If a call is refused, checks whether the snapshot and its base still exist. */
  private HashStep readPartOrLook(DueManifest due, DueManifest.Begun begun, Manifest.Disk disk)
      throws IOException {
    try {
      return readPart(due, begun, disk);
    } catch (RefusedException e) {
      if (snapshot(due.snapshotId()).isEmpty()) {
        return new HashStep.Gone();
      }
      if (due.base().filter(base -> snapshot(base).isEmpty()).isPresent()) {
        return new HashStep.Further(
            DueManifest.of(due.volumeId(), due.snapshotId(), Optional.empty()));
      }
      throw e;
    }
  }

  private HashStep readPart(DueManifest due, DueManifest.Begun begun, Manifest.Disk disk)
      throws IOException {
    int part = begun.next();
    PartReader reader = new PartReader(wiring, disk, part);
    int read;
    try {
      read = due.base().isPresent() ? reader.readChanges(due.base().get()) : reader.readWhole();
    } finally {
      requests += reader.requests();
    }
    store.put(
        new ManifestParts(due.snapshotId()).key(part), ManifestParts.text(disk, reader.entries()));
    return new HashStep.Further(
        due.begun(part + 1, begun.size(), begun.blocksRead() + read, begun.note()));
  }

  /** Reads every part again, so the tag matches the stored manifest. */
  private HashStep finish(DueManifest due, DueManifest.Begun begun, Manifest.Disk disk)
      throws IOException {
    Manifest.End end = copy(new ManifestParts(due.snapshotId()), disk);
    Optional<Snapshot> snapshot = snapshot(due.snapshotId());
    if (snapshot.isEmpty()) {
      return new HashStep.Gone();
    }
    if (!hasPlace(snapshot.get())) {
      return notMade(due, "its parts are stored, but the snapshot has no room for another tag");
    }
    ManifestRoot root = new ManifestRoot(end.sha256(), end.blocks(), wiring.clock().instant());
    wiring.tagWriter().put(List.of(due.snapshotId()), Map.of(SetTags.MANIFEST, root.text()));
    return new HashStep.Ended(ManifestLine.made(due, begun, root));
  }

  private static boolean hasPlace(Snapshot snapshot) {
    return TagBudget.hasSparePlace(snapshot.tags().keySet(), SetTags.MANIFEST);
  }

  private Manifest.End copy(ManifestParts parts, Manifest.Disk disk) throws IOException {
    return parts.copy(disk, store::get, new ManifestWriter(Writer.nullWriter(), disk));
  }

  private Optional<Snapshot> snapshot(String snapshotId) {
    return wiring.snapshots().byIds(List.of(snapshotId)).stream().findFirst();
  }
}
