package ebsbackup.prune;

import ebsbackup.aws.SnapshotDeleter;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.AwsCallException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Deletes the snapshots of a page, and reads each of them again within seconds before. */
final class PageDeleter {
  private final SnapshotReader snapshots;
  private final SnapshotDeleter deletions;
  private final Clock clock;

  PageDeleter(Wiring wiring) {
    snapshots = wiring.snapshots();
    deletions = wiring.snapshotDeleter();
    clock = wiring.clock();
  }

  /** Deletes as much of the page as one attempt may. */
  DeletionPage.End delete(DeletionPage page, Instant deadline) {
    while (page.hasNext(clock.instant())) {
      try {
        Instant now = clock.instant();
        List<String> ids = page.toRead(now);
        if (!ids.isEmpty()) {
          page.read(ids, snapshots.byIds(ids), now);
        }
        page.next().ifPresent(id -> page.deleted(id, deletions.delete(id)));
      } catch (AwsCallException e) {
        page.failed(e);
      }
    }
    return page.end(clock.instant(), deadline, deletions.inRecycleBin(page.deleted()));
  }
}
