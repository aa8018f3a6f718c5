package ebsbackup.ebs;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A snapshot that differs from another in a few fields. */
public final class SnapshotBuilder {
  private final Snapshot from;
  private String snapshotId;
  private String volumeId;
  private String description;
  private Instant startTime;
  private String state;
  private Optional<String> stateMessage;
  private int volumeSize;
  private boolean encrypted;
  private Optional<String> kmsKeyId;
  private Optional<String> dataEncryptionKeyId;
  private String ownerId;
  private String storageTier;
  private Optional<String> outpostArn;
  private Optional<String> transferType;
  private Map<String, String> tags;

  private SnapshotBuilder(Snapshot from) {
    this.from = from;
    snapshotId = from.snapshotId();
    volumeId = from.volumeId();
    volumeSize = from.volumeSize();
    description = from.description();
    startTime = from.startTime();
    state = from.state();
    stateMessage = from.stateMessage();
    encrypted = from.encrypted();
    kmsKeyId = from.kmsKeyId();
    dataEncryptionKeyId = from.dataEncryptionKeyId();
    ownerId = from.ownerId();
    storageTier = from.storageTier();
    outpostArn = from.outpostArn();
    transferType = from.transferType();
    tags = from.tags();
  }

  public static SnapshotBuilder like(Snapshot snapshot) {
    return new SnapshotBuilder(snapshot);
  }

  public SnapshotBuilder id(String value) {
    snapshotId = value;
    return this;
  }

  public SnapshotBuilder volume(String value) {
    volumeId = value;
    return this;
  }

  public SnapshotBuilder size(int gibibytes) {
    volumeSize = gibibytes;
    return this;
  }

  public SnapshotBuilder description(String value) {
    description = value;
    return this;
  }

  public SnapshotBuilder startTime(Instant value) {
    startTime = value;
    return this;
  }

  public SnapshotBuilder state(String value) {
    state = value;
    return this;
  }

  public SnapshotBuilder stateMessage(String value) {
    stateMessage = Optional.of(value);
    return this;
  }

  /** Encrypted or not, and under which key; an empty text means no key. */
  public SnapshotBuilder encrypted(boolean value, String key) {
    encrypted = value;
    kmsKeyId = Optional.of(key).filter(id -> !id.isEmpty());
    return this;
  }

  /** Its data key; an empty text is none. */
  public SnapshotBuilder dataKey(String value) {
    dataEncryptionKeyId = Optional.of(value).filter(id -> !id.isEmpty());
    return this;
  }

  public SnapshotBuilder owner(String value) {
    ownerId = value;
    return this;
  }

  public SnapshotBuilder tier(String value) {
    storageTier = value;
    return this;
  }

  public SnapshotBuilder outpost(String arn) {
    outpostArn = Optional.of(arn);
    return this;
  }

  public SnapshotBuilder transferType(Optional<String> value) {
    transferType = value;
    return this;
  }

  public SnapshotBuilder tags(Map<String, String> value) {
    tags = value;
    return this;
  }

  public Snapshot build() {
    return new Snapshot(
        snapshotId,
        volumeId,
        volumeSize,
        description,
        startTime,
        from.completionTime(),
        state,
        stateMessage,
        from.progress(),
        encrypted,
        kmsKeyId,
        dataEncryptionKeyId,
        ownerId,
        from.ownerAlias(),
        storageTier,
        outpostArn,
        transferType,
        tags);
  }
}
