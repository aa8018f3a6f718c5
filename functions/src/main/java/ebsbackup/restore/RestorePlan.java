package ebsbackup.restore;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.request.HealthCheck;
import ebsbackup.request.Initialization;
import ebsbackup.request.RestoreMode;
import ebsbackup.swap.Goal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that a restore is going to do, decided before the first write and not changed after
 * it.
 *
 * <p>A restored volume carries {@link #RESTORE}, and {@link SetTags#LINEAGE} after a swap; a
 * replaced one gets {@link #REPLACED}; while the restore runs, both kinds of resources that it
 * needs carry {@link SetTags#RESTORING}. These are the tags that need places on volumes.
 *
 * @param restoreId names the restore in the tag {@code ebs-backup:restore}
 * @param outpostArn the Outpost that the instance is on, and so the new volumes
 * @param point which set was chosen; absent when the request names snapshots
 * @param owner the account that shares the snapshots with ours; absent: our own
 * @param placing where the volumes go; absent in the mode {@code create}
 * @param takeSafetySnapshot whether a snapshot of the volumes to replace is taken first
 * @param checkHealth whether the instance is looked at once the volumes are in their places
 * @param estimate of the loading
 * @param checks what was found to be in order
 * @param warnings what the restore will do that a person may not expect, a sentence each
 */
public record RestorePlan(
    String restoreId,
    String executionArn,
    String instanceId,
    String availabilityZone,
    Optional<String> outpostArn,
    Instant startedAt,
    Instant deadline,
    Optional<Point> point,
    Optional<String> owner,
    List<PlannedVolume> volumes,
    RestoreMode mode,
    boolean dryRun,
    boolean keepOnFailure,
    Initialization initialization,
    Initialization.Estimate estimate,
    Optional<Placing> placing,
    boolean takeSafetySnapshot,
    boolean checkHealth,
    Optional<HealthCheck> healthCheck,
    List<Check> checks,
    List<String> warnings) {

  /** The tag on every volume that a restore makes, and on its safety snapshots. */
  public static final String RESTORE = SetTags.PREFIX + "restore";

  /** The tag that says which restore a snapshot was taken before. */
  public static final String SAFETY = SetTags.PREFIX + "safety";

  /** The tag on a volume that a restore has replaced: {@code <execution> at <instant>}. */
  public static final String REPLACED = SetTags.PREFIX + "replaced";

  /** From the deadline until a mark lapses: moving, checking, undoing, with time to spare. */
  private static final Duration AFTER_DEADLINE = Duration.ofHours(4);

  private static final Set<String> USABLE = Set.of("creating", "available", "in-use");

  public RestorePlan {
    volumes = List.copyOf(volumes);
    checks = List.copyOf(checks);
    warnings = List.copyOf(warnings);
  }

  /** Something that was looked at before the first write, and what was found. */
  public record Check(String check, String found) {}

  /**
   * The chosen set.
   *
   * @param age at the start of the restore
   * @param passedOver newer sets that are not good, the newest first; {@code passedOverOmitted}
   *     more
   */
  public record Point(
      String plan,
      String run,
      Instant startTime,
      String age,
      List<RestorePoint.PassedOver> passedOver,
      int passedOverOmitted) {

    static Point of(RestorePoint point, Instant now) {
      return new Point(
          point.set().tags().plan(),
          point.set().tags().run(),
          point.set().startTime(),
          Duration.ofSeconds(point.set().startTime().until(now, ChronoUnit.SECONDS)).toString(),
          point.passedOver(),
          point.passedOverOmitted());
    }
  }

  /** Whether a volume with this restore's tag can be one that it made: anyone may set a tag. */
  boolean mayHaveMade(Volume volume) {
    return volume.availabilityZone().equals(availabilityZone)
        && volumes.stream()
            .map(PlannedVolume::snapshotId)
            .anyMatch(id -> volume.snapshotId().filter(id::equals).isPresent());
  }

  /** The volumes that an earlier attempt made and that can be used, by snapshot. */
  Map<String, Volume> usable(Collection<Volume> tagged) {
    Map<String, Volume> usable = new LinkedHashMap<>();
    tagged.stream()
        .filter(volume -> USABLE.contains(volume.state()) && mayHaveMade(volume))
        .forEach(volume -> volume.snapshotId().ifPresent(id -> usable.put(id, volume)));
    return usable;
  }

  /**
   * The token by which EC2 recognizes a repeated {@code CreateVolume}. It holds the attempt, since
   * a token whose volume was made and then failed is of no use for hours.
   */
  String clientToken(PlannedVolume volume, int attempt) {
    return ClientToken.of(executionArn, volume.snapshotId(), Integer.toString(attempt));
  }

  /**
   * The token by which EC2 recognizes a repeated {@code CreateReplaceRootVolumeTask}.
   *
   * @param direction there, or back
   */
  String rootTaskToken(String volumeId, String direction) {
    return ClientToken.of(executionArn, volumeId, direction);
  }

  /** The value of {@link SetTags#RESTORING}: until then prune leaves the snapshots alone. */
  String mark() {
    return restoreId + " until " + deadline.plus(AFTER_DEADLINE).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Everything that may carry the mark of this restore; another account's snapshots do not. */
  List<String> markable() {
    return Stream.concat(
            volumes.stream().filter(v -> owner.isEmpty()).map(PlannedVolume::snapshotId),
            placing.stream().flatMap(place -> place.replaced().stream()))
        .toList();
  }

  /** The encryption of the volume made from that snapshot. */
  Encryption encryptionOf(String snapshotId) {
    return volumes.stream()
        .filter(volume -> volume.snapshotId().equals(snapshotId))
        .map(PlannedVolume::encryption)
        .findFirst()
        .orElse(Encryption.NONE);
  }

  /** How long the instance may take until it counts as healthy. */
  Duration healthTimeout() {
    return healthCheck
        .map(check -> Duration.ofSeconds(check.timeoutSeconds()))
        .orElse(HealthCheck.DEFAULT_TIMEOUT);
  }

  /** The Region, which every ARN names. */
  String region() {
    return region(executionArn);
  }

  static String region(String arn) {
    return arn.split(":", -1)[3];
  }

  /** The goal of the restore: the new volumes in their places. */
  Goal forward(List<RestoredVolume> made) {
    return placed().forward(instanceId, made);
  }

  /** The goal of the undo: the old volumes back in their places. */
  Goal back(List<RestoredVolume> made) {
    return placed().back(instanceId, made);
  }

  private Placing placed() {
    return placing.orElseThrow(() -> new IllegalStateException("the plan places no volume"));
  }

  boolean over(Instant now) {
    return !now.isBefore(deadline);
  }
}
