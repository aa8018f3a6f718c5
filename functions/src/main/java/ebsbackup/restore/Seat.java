package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Optional;

/**
 * The place of a new volume in a swap.
 *
 * @param device the device for the new volume
 * @param replaces the volume that has the device now
 * @param continues whether {@code replaces} is the volume that was backed up, or one that an
 *     earlier swap put in its place; then the new volume gets its settings. Otherwise the user
 *     named the volume, and only its device is used
 * @param lineage the value of {@link SetTags#LINEAGE} for the new volume
 */
record Seat(String device, Optional<Volume> replaces, boolean continues, List<String> lineage) {

  Seat {
    lineage = List.copyOf(lineage);
  }

  /** The volume whose settings the new one gets. */
  Optional<Volume> model() {
    return replaces.filter(old -> continues);
  }
}
