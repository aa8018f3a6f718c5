package ebsbackup.ebs;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An EBS snapshot as EC2 shows it. Of a copy that the pull workflow made, volume and start time are
 * those of the original: they come from its tag.
 *
 * @param volumeSize in GiB
 * @param completionTime when the snapshot was complete; absent while it is pending
 * @param state {@code pending}, {@code completed}, {@code error}, {@code recoverable}, {@code
 *     recovering}, or something newer
 * @param progress such as {@code 42%}
 * @param storageTier {@code standard} or {@code archive}
 * @param outpostArn the Outpost that it is kept on; absent if it is kept in the Region
 * @param transferType how {@code CopySnapshot} made it; absent for all that are no copies
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
    // Not sorted: every decision looks up and compares the tags of a long history.
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** The same with other tags. */
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

  /** Of which snapshot it is a copy, if the pull workflow made it. */
  public Optional<CopyOf> copyOf() {
    return CopyOf.read(tags);
  }

  /** The only state in which a snapshot can be relied on: an unknown one is never success. */
  public boolean completed() {
    return state.equals("completed");
  }

  public boolean pending() {
    return state.equals("pending");
  }

  /** Archived snapshots take up to 72 hours to come back; no volume can be made of them. */
  public boolean archived() {
    return storageTier.equals("archive");
  }

  /** State and EC2's message, for a person. */
  public String condition() {
    return stateMessage.map(message -> state + " (" + message + ")").orElse(state);
  }
}
