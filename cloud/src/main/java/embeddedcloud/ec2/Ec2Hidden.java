package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The state of an account in a Region that affects later behavior but that no call shows.
 *
 * @param encryptedByDefault whether new volumes are encrypted
 * @param defaultKey the ARN of the key that was chosen for this, if any
 * @param retention the Recycle Bin's retention for snapshots that are deleted from now on
 * @param copies the copies made so far, oldest first, by the volume that they originate from
 * @param pending how each pending snapshot ends, by its id
 * @param booted when instances booted, by id; an instance that is missing here booted long ago
 */
public record Ec2Hidden(
    boolean encryptedByDefault,
    Optional<String> defaultKey,
    Optional<Duration> retention,
    Map<String, List<String>> copies,
    Map<String, Pending> pending,
    Map<String, Instant> booted) {
  public static final Ec2Hidden NONE =
      new Ec2Hidden(false, Optional.empty(), Optional.empty(), Map.of(), Map.of(), Map.of());

  public Ec2Hidden {
    copies = Collections.unmodifiableMap(new TreeMap<>(copies));
    pending = Collections.unmodifiableMap(new TreeMap<>(pending));
    booted = Collections.unmodifiableMap(new TreeMap<>(booted));
  }

  /**
   * A snapshot that is not complete yet.
   *
   * @param end when it completes or fails
   * @param failure the state message that it will have; empty if it completes
   * @param deleted whether it is deleted then
   */
  public record Pending(Instant begin, Instant end, Optional<String> failure, boolean deleted) {}
}
