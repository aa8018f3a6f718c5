package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Optional;

/**
 * The place of a new volume in a swap.
 *
 * @param device where it goes
 * @param replaces what is there now
 * @param continues whether {@code replaces} is the volume that was backed up, or one that an
 *     earlier swap put in its place; then the new volume becomes like it. Otherwise the user named
 *     it, and only its place counts
 * @param lineage the value of {@link SetTags#LINEAGE} for the new volume
 */
record Seat(String device, Optional<Volume> replaces, boolean continues, List<String> lineage) {

  Seat {
    lineage = List.copyOf(lineage);
  }

  /** The volume that the new one becomes like. */
  Optional<Volume> model() {
    return replaces.filter(old -> continues);
  }
}
