package ebsbackup.targets;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Page;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Optional;

/**
 * Volumes selected by their own tags. The volumes of one instance are one target, because a set is
 * crash-consistent only if one call creates it. A volume that is not attached is its own target.
 */
public final class SelectedVolumes {
  private SelectedVolumes() {}

  /**
   * A page of the ids of the instances and volumes as which these volumes are backed up.
   *
   * @param all the selected volumes, listed with the same request for every page
   * @param cursor the last id of the previous page, so volumes that come and go do not shift the
   *     pages
   */
  public static Page<String> sources(List<Volume> all, int most, Optional<String> cursor) {
    List<String> left =
        all.stream()
            .filter(volume -> !volume.gone())
            .map(SelectedVolumes::source)
            .distinct()
            .sorted()
            .filter(id -> cursor.isEmpty() || id.compareTo(cursor.get()) > 0)
            .toList();
    List<String> page = left.subList(0, Math.min(most, left.size()));
    return new Page<>(
        page, page.size() < left.size() ? Optional.of(page.getLast()) : Optional.empty());
  }

  /** If a volume has several attachments, this is always the same one. */
  private static String source(Volume volume) {
    return volume.attachments().stream()
        .filter(Attachment::present)
        .flatMap(attachment -> attachment.instanceId().stream())
        .sorted()
        .findFirst()
        .orElse(volume.volumeId());
  }
}
