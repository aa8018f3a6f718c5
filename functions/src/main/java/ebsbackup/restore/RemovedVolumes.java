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
 * What happened to the volumes of a failed restore.
 *
 * @param removed the volumes that this check and earlier ones removed
 * @param finished whether no more checks are needed
 * @param since the time of the first check
 * @param waitSeconds the wait before the next check
 */
public record RemovedVolumes(
    List<String> removed, List<KeptVolume> kept, boolean finished, Instant since, int waitSeconds) {

  /** EC2 creates and releases volumes within seconds; what takes longer is left to the user. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** An existing volume with the tag of a failed restore, and why it was kept. */
  public record KeptVolume(String volumeId, String reason) {}

  /**
   * @param planned how many volumes the restore may have created
   * @param before the volumes that earlier checks removed
   * @param done what was done with each volume that carries the tag, by volume id
   * @param previousSeconds the wait before this check
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
                kept.add(new KeptVolume(id, "this restore did not create it"));
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
