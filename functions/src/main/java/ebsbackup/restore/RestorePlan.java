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
 * Everything that a restore is going to do. It is decided before the first write and does not
 * change afterwards. Once the volumes are created, the later steps get it {@linkplain
 * #afterCreation() without} what was only needed until then.
 *
 * <p>A restored volume carries {@link #RESTORE} and, after a swap, {@link SetTags#LINEAGE}. A
 * replaced volume gets {@link #REPLACED}. While the restore runs, the snapshots and the replaced
 * volumes carry {@link SetTags#RESTORING}. Volumes need room for these tags.
 *
 * @param restoreId identifies the restore in the tag {@code ebs-backup:restore}
 * @param outpostArn the Outpost of the instance and therefore of the new volumes
 * @param point the chosen set; absent if the request names snapshots
 * @param owner the account that shares the snapshots with this account; absent if they are its own
 * @param placing where the volumes go; absent in the mode {@code create}
 * @param takeSafetySnapshot whether a snapshot of the volumes to replace is taken first
 * @param checkHealth whether the health of the instance is checked once the volumes are placed
 * @param estimate how long the volumes will take to load
 * @param checks what was checked and found to be in order
 * @param warnings what the restore will do that the user may not expect, one sentence each
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

  /** The tag on every volume that a restore creates, and on its safety snapshots. */
  public static final String RESTORE = SetTags.PREFIX + "restore";

  /** The tag that names the restore before which a safety snapshot was taken. */
  public static final String SAFETY = SetTags.PREFIX + "safety";

  /** The tag on a volume that a restore has replaced: {@code <execution> at <instant>}. */
  public static final String REPLACED = SetTags.PREFIX + "replaced";

  /**
   * The time from the deadline until a mark lapses: for moving, checking and undoing, with a
   * margin.
   */
  private static final Duration AFTER_DEADLINE = Duration.ofHours(4);

  private static final Set<String> USABLE = Set.of("creating", "available", "in-use");

  public RestorePlan {
    volumes = List.copyOf(volumes);
    checks = List.copyOf(checks);
    warnings = List.copyOf(warnings);
  }

  /**
   * Returns the plan for the steps after the creation of the volumes, without what they do not
   * need: the tags of many volumes leave no room for the results of these steps.
   */
  RestorePlan afterCreation() {
    return new RestorePlan(
        restoreId,
        executionArn,
        instanceId,
        availabilityZone,
        outpostArn,
        startedAt,
        deadline,
        point,
        owner,
        volumes.stream().map(PlannedVolume::created).toList(),
        mode,
        dryRun,
        keepOnFailure,
        initialization,
        estimate,
        placing,
        takeSafetySnapshot,
        checkHealth,
        healthCheck,
        List.of(),
        warnings);
  }

  /** A fact that was checked before the first write, and the result. */
  public record Check(String check, String found) {}

  /**
   * The chosen set.
   *
   * @param age the set's age at the start of the restore
   * @param passedOver newer sets that are not good, newest first; {@code passedOverOmitted} more
   *     are not listed
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

  /** Whether this restore can have created a volume with its tag: anyone may set a tag. */
  boolean mayHaveMade(Volume volume) {
    return volume.availabilityZone().equals(availabilityZone)
        && volumes.stream()
            .map(PlannedVolume::snapshotId)
            .anyMatch(id -> volume.snapshotId().filter(id::equals).isPresent());
  }

  /** The usable volumes that an earlier attempt created, by snapshot. */
  Map<String, Volume> usable(Collection<Volume> tagged) {
    Map<String, Volume> usable = new LinkedHashMap<>();
    tagged.stream()
        .filter(volume -> USABLE.contains(volume.state()) && mayHaveMade(volume))
        .forEach(volume -> volume.snapshotId().ifPresent(id -> usable.put(id, volume)));
    return usable;
  }

  /**
   * The client token by which EC2 recognizes a repeated {@code CreateVolume}. It includes the
   * attempt, because the token of a volume that was created and then failed cannot be used again
   * for hours.
   */
  String clientToken(PlannedVolume volume, int attempt) {
    return ClientToken.of(executionArn, volume.snapshotId(), Integer.toString(attempt));
  }

  /**
   * The client token by which EC2 recognizes a repeated {@code CreateReplaceRootVolumeTask}.
   *
   * @param direction forward or back
   */
  String rootTaskToken(String volumeId, String direction) {
    return ClientToken.of(executionArn, volumeId, direction);
  }

  /**
   * The value of {@link SetTags#RESTORING}. Prune does not delete the snapshots until that time.
   */
  String mark() {
    return restoreId + " until " + deadline.plus(AFTER_DEADLINE).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The resources that may carry the mark of this restore; another account's snapshots do not. */
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

  /** How long the instance may take to become healthy. */
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

  /** The goal of the restore: the new volumes at their devices. */
  Goal forward(List<RestoredVolume> made) {
    return placed().forward(instanceId, made);
  }

  /** The goal of the undo: the old volumes back at their devices. */
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
