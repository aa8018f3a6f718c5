package ebsbackup.targets;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Page;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Volumes selected by their own tags. Those of one instance are one target, since a set is
 * crash-consistent only if one call makes it; a volume that is attached nowhere is its own.
 */
public final class SelectedVolumes {
  private static final Set<String> ON_ITS_WAY_OUT = Set.of("deleting", "deleted");

  private SelectedVolumes() {}

  /**
   * A page of the instances and volumes that these are backed up as, by id.
   *
   * @param all the selected volumes, on every page the same question
   * @param cursor the last id of the page before: volumes that come and go move nothing
   */
  public static Page<String> sources(List<Volume> all, int most, Optional<String> cursor) {
    List<String> left =
        all.stream()
            .filter(volume -> !ON_ITS_WAY_OUT.contains(volume.state()))
            .map(SelectedVolumes::source)
            .distinct()
            .sorted()
            .filter(id -> cursor.isEmpty() || id.compareTo(cursor.get()) > 0)
            .toList();
    List<String> page = left.subList(0, Math.min(most, left.size()));
    return new Page<>(
        page, page.size() < left.size() ? Optional.of(page.getLast()) : Optional.empty());
  }

  /** Of a volume with several attachments always the same one. */
  private static String source(Volume volume) {
    return volume.attachments().stream()
        .filter(Attachment::present)
        .flatMap(attachment -> attachment.instanceId().stream())
        .sorted()
        .findFirst()
        .orElse(volume.volumeId());
  }
}
