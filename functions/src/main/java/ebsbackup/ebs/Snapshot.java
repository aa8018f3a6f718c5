package ebsbackup.ebs;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An EBS snapshot as EC2 describes it. The volume and start time of a copy that the pull workflow
 * made are those of the original: they come from its tag.
 *
 * @param volumeSize in GiB
 * @param completionTime when the snapshot was completed; absent while it is pending
 * @param state {@code pending}, {@code completed}, {@code error}, {@code recoverable}, {@code
 *     recovering}, or a newer one
 * @param progress for example {@code 42%}
 * @param storageTier {@code standard} or {@code archive}
 * @param outpostArn the Outpost that it is stored on; absent if it is stored in the Region
 * @param transferType how {@code CopySnapshot} made it; absent unless it is a copy
 */
public record Snapshot(
    String snapshotId,
    String volumeId,
    int volumeSize,
    String description,
    Instant startTime,
    Optional<Instant> completionTime,
    String state,
    Optional<String> stateMessage,
    String progress,
    boolean encrypted,
    Optional<String> kmsKeyId,
    Optional<String> dataEncryptionKeyId,
    String ownerId,
    Optional<String> ownerAlias,
    String storageTier,
    Optional<String> outpostArn,
    Optional<String> transferType,
    Map<String, String> tags) {

  public Snapshot {
    // Not sorted, because every decision looks up and compares the tags of a long history.
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** Returns a copy with other tags. */
  Snapshot withTags(Map<String, String> others) {
    return new Snapshot(
        snapshotId,
        volumeId,
        volumeSize,
        description,
        startTime,
        completionTime,
        state,
        stateMessage,
        progress,
        encrypted,
        kmsKeyId,
        dataEncryptionKeyId,
        ownerId,
        ownerAlias,
        storageTier,
        outpostArn,
        transferType,
        others);
  }

  /** The original that this is a copy of, if the pull workflow made it. */
  public Optional<CopyOf> copyOf() {
    return CopyOf.read(tags);
  }

  /** The only state in which a snapshot is reliable: an unknown state never counts as success. */
  public boolean completed() {
    return state.equals("completed");
  }

  public boolean pending() {
    return state.equals("pending");
  }

  /** Archived snapshots take up to 72 hours to restore; no volume can be created from them. */
  public boolean archived() {
    return storageTier.equals("archive");
  }

  /** The state and EC2's message. */
  public String condition() {
    return stateMessage.map(message -> state + " (" + message + ")").orElse(state);
  }
}
