package ebsbackup.restore;

import ebsbackup.ebs.Pace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of one check of the new volumes.
 *
 * @param finished whether the wait is over
 * @param problem what is wrong with each unusable volume, once the wait is over
 * @param waitSeconds the wait before the next check
 */
public record CheckedVolumes(
    boolean finished,
    Optional<String> problem,
    int waitSeconds,
    List<RestoredVolume> volumes,
    VolumeTimes times,
    Optional<Long> loadedPercent) {

  /**
   * @param done whether all volumes are ready; a problem ends the wait as well
   * @param previousSeconds the wait before this check
   */
  static CheckedVolumes of(
      boolean done,
      int previousSeconds,
      List<RestoredVolume> volumes,
      VolumeTimes times,
      Optional<Long> loadedPercent) {
    Optional<String> problem =
        Optional.of(
                volumes.stream()
                    .flatMap(volume -> volume.description().stream())
                    .collect(Collectors.joining("; ")))
            .filter(text -> !text.isEmpty());
    return new CheckedVolumes(
        done || problem.isPresent(),
        problem,
        (int) Pace.nextCheck(previousSeconds).toSeconds(),
        volumes,
        times,
        loadedPercent);
  }
}
