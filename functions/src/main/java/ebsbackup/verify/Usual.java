package ebsbackup.verify;

import ebsbackup.ebs.VolumeChange;
import java.util.Collection;
import java.util.Comparator;

/**
 * What earlier nights of a volume were like.
 *
 * @param nights the number of known nights
 * @param mostChanged the most blocks that changed in one night
 * @param noisePercent the share of sampled blocks that became noise in one night, rounded up: the
 *     second largest, since a single night that a person has accepted must not blind the tripwire
 */
public record Usual(int nights, long mostChanged, int noisePercent) {
  /** With fewer sampled blocks, a share says little. */
  private static final int FEWEST_SAMPLED = 8;

  static Usual of(Collection<VolumeChange> nights) {
    return new Usual(
        nights.size(),
        nights.stream().mapToLong(VolumeChange::changed).max().orElse(0),
        nights.stream()
            .filter(night -> night.sampled() >= FEWEST_SAMPLED)
            .map(night -> Math.ceilDiv(100 * night.noise(), night.sampled()))
            .sorted(Comparator.reverseOrder())
            .skip(1)
            .findFirst()
            .orElse(0));
  }
}
