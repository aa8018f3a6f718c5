package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.kms.KeyAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CopySnapshotResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TransferType;

/**
 * CopySnapshot: a snapshot of the account, or one that is shared with it, from any Region into this
 * one. The copy has its own id, start time and blocks, and only the tags and description of the
 * request. Keys are checked after the call. There is no client token, so two calls create two
 * copies.
 */
final class SnapshotCopies {
  /** The volume id of every copy. EC2 documents that it has no meaning. */
  static final String NO_VOLUME = "vol-ffffffff";

  /** The most copies in progress in one destination Region. */
  private static final int MAX_IN_PROGRESS = 20;

  private static final int MIN_MINUTES = 15;
  private static final int MAX_MINUTES = 2_880;

  /**
   * The bytes per second of one time-based copy. The quota for all such copies together is not
   * modeled.
   */
  private static final long TIME_BASED_RATE = 500L * 1024 * 1024;

  private static final String NO_KEY = "Given key ID is not accessible";

  private final Account account;
  private final Faults faults;
  private final SnapshotProgress progress;

  /** The ids of the copies in this Region, oldest first, by the volume that they originate from. */
  private final Map<String, List<String>> copiesOf = new HashMap<>();

  SnapshotCopies(Account account, Faults faults, SnapshotProgress progress) {
    this.account = account;
    this.faults = faults;
    this.progress = progress;
  }

  CopySnapshotResponse copy(CopySnapshotRequest request) {
    NotModeled.refuse("DestinationOutpostArn", request.destinationOutpostArn() != null);
    NotModeled.refuse("DestinationAvailabilityZone", request.destinationAvailabilityZone() != null);
    checkDestination(request);
    Account from = accountIn(request.sourceRegion());
    Snapshot source = source(from, request.sourceSnapshotId());
    checkDuration(request.completionDurationMinutes());
    Optional<String> key =
        account.encryption.keyFor(
            request.encrypted(), request.kmsKeyId(), Optional.of(source), Optional.empty());
    List<Tag> tags =
        TagRules.fromSpecifications(request.tagSpecifications(), ResourceType.SNAPSHOT);
    account.checkRoomFor(1);
    checkInProgress();
    Ec2Errors.ifDryRun(request.dryRun());
    Snapshot copy = begin(request, from, source, key, tags);
    return CopySnapshotResponse.builder()
        .snapshotId(copy.snapshotId())
        .tags(AlwaysSent.sent(copy.tags()))
        .build();
  }

  private void checkDestination(CopySnapshotRequest request) {
    String own = account.settings.region();
    if (request.destinationRegion() != null && !request.destinationRegion().equals(own)) {
      throw Ec2Errors.badValue(
          "DestinationRegion '%s' does not match the current region (%s)",
          request.destinationRegion(), own);
    }
  }

  /** The account in the source Region. */
  private Account accountIn(String region) {
    if (region == null) {
      throw Ec2Errors.missing("SourceRegion");
    }
    if (!Region.regions().contains(Region.of(region))) {
      throw Ec2Errors.badValue("Invalid source region '%s'", region);
    }
    return account.in(region);
  }

  private static Snapshot source(Account from, String id) {
    Snapshot source = from.snapshot(id);
    if (source.state() != SnapshotState.COMPLETED) {
      throw Ec2Errors.of("IncorrectState", "Snapshot '%s' is not 'completed'.", id);
    }
    if (source.storageTier() == StorageTier.ARCHIVE) {
      throw Ec2Errors.of("IncorrectState", "Snapshot '%s' is archived; restore it first.", id);
    }
    return source;
  }

  private static void checkDuration(Integer minutes) {
    if (minutes != null
        && (minutes < MIN_MINUTES || minutes > MAX_MINUTES || minutes % MIN_MINUTES != 0)) {
      throw Ec2Errors.badValue(
          "CompletionDurationMinutes of %d must be a multiple of %d between %d and %d",
          minutes, MIN_MINUTES, MIN_MINUTES, MAX_MINUTES);
    }
  }

  private void checkInProgress() {
    long inProgress =
        account
            .snapshots
            .having("status", SnapshotState.PENDING.toString())
            .filter(snapshot -> snapshot.transferType() != null)
            .count();
    if (inProgress >= MAX_IN_PROGRESS) {
      throw Ec2Errors.of(
          "ResourceLimitExceeded",
          "Too many snapshot copies in progress. The limit is %d for this destination region.",
          MAX_IN_PROGRESS);
    }
  }

  private Snapshot begin(
      CopySnapshotRequest request,
      Account from,
      Snapshot source,
      Optional<String> key,
      List<Tag> tags) {
    String id = account.ids.next("snap");
    String volume =
        account.places.volumeOfCopy.getOrDefault(source.snapshotId(), source.volumeId());
    boolean timeBased = request.completionDurationMinutes() != null;
    Snapshot.Builder building =
        Snapshot.builder()
            .snapshotId(id)
            .volumeId(NO_VOLUME)
            .volumeSize(source.volumeSize())
            .description(Optional.ofNullable(request.description()).orElse(""))
            .startTime(account.now())
            .state(SnapshotState.PENDING)
            .progress("0%")
            .ownerId(account.settings.accountId())
            .storageTier(StorageTier.STANDARD)
            .transferType(timeBased ? TransferType.TIME_BASED : TransferType.STANDARD)
            .completionDurationMinutes(request.completionDurationMinutes())
            .encrypted(key.isPresent());
    key.ifPresent(arn -> building.kmsKeyId(arn).dataEncryptionKeyId(dataKey(volume, arn)));
    if (!tags.isEmpty()) {
      building.tags(tags);
    }
    Snapshot copy = building.build();
    Optional<String> failure =
        faults.takeSnapshotFailure(source.snapshotId()).or(() -> keyProblem(from, source, key));
    Optional<BlockSnapshot> base = base(from, source, volume, copy);
    Duration time = account.settings.timings().snapshotBase();
    if (failure.isEmpty()) {
      BlockSnapshot blocks =
          account.blocks.copy(from.blocksOf(source.snapshotId()).orElseThrow(), base);
      account.putBlocks(id, blocks);
      add(volume, id);
      long rate = timeBased ? TIME_BASED_RATE : account.settings.timings().snapshotRate();
      time = time.plusMillis(blocks.addedBytes() * 1000 / rate);
    }
    account.snapshots.add(copy, account.visible());
    Duration lasts = faults.pending(NO_VOLUME, time);
    progress.begin(copy, lasts, failure);
    account.after(
        lasts,
        () ->
            account.events.copied(
                id,
                request.sourceRegion(),
                source.snapshotId(),
                copy.startTime(),
                failure,
                base.isPresent()));
    return copy;
  }

  private void add(String volume, String copy) {
    account.places.volumeOfCopy.put(copy, volume);
    copiesOf.computeIfAbsent(volume, v -> new ArrayList<>()).add(copy);
  }

  /** Adds what {@link #copies} returned. */
  void add(Map<String, List<String>> copies) {
    copies.forEach((volume, ids) -> ids.forEach(id -> add(volume, id)));
  }

  /** The copies so far, oldest first, by the volume that they originate from. */
  Map<String, List<String>> copies() {
    return copiesOf;
  }

  private String dataKey(String volume, String keyArn) {
    return copiesOf.getOrDefault(volume, List.of()).stream()
        .flatMap(id -> account.snapshots.findNew(id).stream())
        .filter(copy -> keyArn.equals(copy.kmsKeyId()))
        .map(Snapshot::dataEncryptionKeyId)
        .findFirst()
        .orElseGet(account.ids::uuid);
  }

  private Optional<String> keyProblem(Account from, Snapshot source, Optional<String> key) {
    boolean opens = source.kmsKeyId() == null || from.kms.usable(source.kmsKeyId());
    if (!opens || key.filter(arn -> !account.kms.usable(arn)).isPresent()) {
      return Optional.of(NO_KEY);
    }
    // This applies even if the copy is encrypted with another key.
    boolean described = account.kms.accessTo(account.kms.ebsKey()) == KeyAccess.FULL;
    return key.isPresent() && !described
        ? Optional.of(NO_KEY + ". You must have DescribeKey permissions on the default CMK.")
        : Optional.empty();
  }

  /**
   * The snapshot that the copy is incremental to; empty if it is a full copy. Within one account
   * and Region and with the same key, it is the source itself. Otherwise it is the latest copy of
   * the same volume, if that still exists in the standard tier and every copy of the volume in this
   * Region has the same key.
   */
  private Optional<BlockSnapshot> base(
      Account from, Snapshot source, String volume, Snapshot copy) {
    if (from == account
        && account.owns(source)
        && Objects.equals(source.kmsKeyId(), copy.kmsKeyId())) {
      return account.blocksOf(source.snapshotId());
    }
    List<String> before = copiesOf.getOrDefault(volume, List.of());
    boolean oneKey =
        before.stream()
            .flatMap(id -> account.snapshots.findNew(id).stream())
            .allMatch(other -> Objects.equals(other.kmsKeyId(), copy.kmsKeyId()));
    return before.isEmpty() || !oneKey
        ? Optional.empty()
        : account
            .snapshots
            .findNew(before.getLast())
            .filter(last -> last.storageTier() == StorageTier.STANDARD)
            .flatMap(last -> account.blocksOf(last.snapshotId()));
  }
}
