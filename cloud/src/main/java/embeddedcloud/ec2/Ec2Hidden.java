package embeddedcloud.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * State of an account in a Region that decides what happens later, and that no call lists.
 *
 * @param encryptedByDefault whether new volumes are encrypted
 * @param defaultKey the ARN of the key that was chosen for this, if any
 * @param retention of the Recycle Bin for snapshots that are deleted from now on
 * @param copies by the volume that they go back to, the copies made so far, the oldest first
 * @param pending how each pending snapshot goes on, by its id
 * @param booted when instances booted, by their ids; long ago if an instance is not here
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
   * A snapshot on its way.
   *
   * @param end when it completes or fails
   * @param failure the state message that it will have; empty if it completes
   * @param deleted whether it vanishes then
   */
  public record Pending(Instant begin, Instant end, Optional<String> failure, boolean deleted) {}
}
