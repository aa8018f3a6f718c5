package ebsbackup.restore;

import ebsbackup.ebs.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of the volumes of a failed restore.
 *
 * @param removed by this look and those before
 * @param finished no more looks are needed
 * @param since when the first look was
 * @param waitSeconds the wait before the next look
 */
public record RemovedVolumes(
    List<String> removed, List<KeptVolume> kept, boolean finished, Instant since, int waitSeconds) {

  /** EC2 creates and releases volumes in seconds; what takes longer is left to a person. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** A volume with the tag of a failed restore that still exists, and why. */
  public record KeptVolume(String volumeId, String reason) {}

  /**
   * @param planned how many volumes the restore may have made
   * @param before the volumes that earlier looks removed
   * @param done what was done with each volume that carries the tag, by its id
   * @param previousSeconds the wait before this look
   */
  static RemovedVolumes of(
      int planned,
      List<String> before,
      Map<String, Removal> done,
      Instant since,
      Instant now,
      int previousSeconds) {
    Set<String> removed = new LinkedHashSet<>(before);
    List<KeptVolume> kept = new ArrayList<>();
    done.forEach(
        (id, removal) -> {
          switch (removal) {
            case Removal.Delete delete -> removed.add(id);
            case Removal.Gone gone -> removed.add(id);
            case Removal.Foreign foreign ->
                kept.add(new KeptVolume(id, "this restore did not make it"));
            case Removal.Keep keep -> kept.add(new KeptVolume(id, keep.reason()));
          }
        });
    boolean passing =
        done.values().stream()
            .anyMatch(removal -> removal instanceof Removal.Keep keep && keep.passing());
    long foreign = done.values().stream().filter(Removal.Foreign.class::isInstance).count();
    boolean mayAppear =
        removed.size() + kept.size() - foreign < planned
            && now.isBefore(since.plus(Pace.UNTIL_VISIBLE));
    boolean over = !now.isBefore(since.plus(LIMIT));
    return new RemovedVolumes(
        List.copyOf(removed),
        kept,
        over || !(passing || mayAppear),
        since,
        (int) Pace.nextCheck(previousSeconds).toSeconds());
  }
}
