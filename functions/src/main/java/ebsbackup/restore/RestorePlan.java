package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a restore is going to do: made before the first write, and followed as it is.
 *
 * @param restoreId names the restore in the tag {@code ebs-backup:restore}
 * @param point which set was chosen; absent when the request names snapshots
 */
public record RestorePlan(
    String restoreId,
    String executionArn,
    String instanceId,
    String availabilityZone,
    Instant startedAt,
    Instant deadline,
    Optional<Point> point,
    List<PlannedVolume> volumes) {

  /** The tag on every volume that a restore makes. */
  public static final String RESTORE = SetTags.PREFIX + "restore";

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

  /**
   * The token by which EC2 recognises a repeated {@code CreateVolume}. It holds the attempt, since
   * a token whose volume was made and then failed is of no use for hours.
   */
  String clientToken(PlannedVolume volume, int attempt) {
    String what = String.join("|", executionArn, volume.snapshotId(), Integer.toString(attempt));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(what.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  boolean over(Instant now) {
    return !now.isBefore(deadline);
  }
}
