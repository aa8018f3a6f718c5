package ebsbackup.request;

import ebsbackup.ebs.Ec2Limits;
import ebsbackup.failure.InvalidInputException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/** What to restore from. */
public sealed interface RestoreFrom {

  /** These snapshots of this account, created by any tool. Each is restored to one volume. */
  record SnapshotIds(List<String> snapshotIds) implements RestoreFrom {
    private static final int MOST = Ec2Limits.VOLUMES_OF_AN_INSTANCE;

    public SnapshotIds {
      if (snapshotIds.isEmpty() || snapshotIds.size() > MOST) {
        throw new InvalidInputException(
            "from.snapshotIds", snapshotIds.size() + " ids", "1 to " + MOST + " ids");
      }
      HashSet<String> seen = new HashSet<>();
      for (int i = 0; i < snapshotIds.size(); i++) {
        String field = "from.snapshotIds[%d]".formatted(i);
        ResourceIds.check(
            field, snapshotIds.get(i), ResourceIds.SNAPSHOT, "snap-0123456789abcdef0");
        if (!seen.add(snapshotIds.get(i))) {
          throw new InvalidInputException(field, snapshotIds.get(i), "each id once");
        }
      }
      snapshotIds = List.copyOf(snapshotIds);
    }
  }

  /** The source's set of the given run. */
  record OfRun(String run) implements RestoreFrom {
    public OfRun {
      if (run.isBlank() || run.length() > 256) {
        throw new InvalidInputException(
            "from.run", "\"" + run + "\"", "a run such as daily/2026-03-01T02:00:00Z");
      }
    }
  }

  /** The source's newest good set at or before the given time. */
  record Before(Instant time) implements RestoreFrom {}

  /** The source's newest good set. */
  record Latest() implements RestoreFrom {}
}
