package ebsbackup.workflow;

import ebsbackup.ebs.Snapshot;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A snapshot of which a test says only what matters to it. */
public final class OrdinarySnapshot {
  private OrdinarySnapshot() {}

  /** Unencrypted, in the standard tier, of this account. */
  public static Snapshot of(
      String id,
      String volumeId,
      int size,
      Instant start,
      Optional<Instant> completed,
      String state,
      Map<String, String> tags) {
    return new Snapshot(
        id,
        volumeId,
        size,
        "",
        start,
        completed,
        state,
        Optional.empty(),
        "100%",
        false,
        Optional.empty(),
        Optional.empty(),
        "111122223333",
        Optional.empty(),
        "standard",
        Optional.empty(),
        Optional.empty(),
        tags);
  }
}
