package ebsbackup.restore;

import ebsbackup.ebs.Volume;

/** What to do with a volume that carries the tag of a failed restore. */
sealed interface Removal {
  /** Delete the volume. */
  record Delete() implements Removal {}

  /** The volume is deleted or being deleted. */
  record Gone() implements Removal {}

  /** Another restore or a user set the tag: leave the volume. */
  record Foreign() implements Removal {}

  /** Leave the volume; {@code passing} if the reason may soon no longer apply. */
  record Keep(String reason, boolean passing) implements Removal {}

  /**
   * Decides what to do. Anyone who may tag volumes can set the restore's tag, so the volume must
   * also come from a snapshot of the plan.
   */
  static Removal of(RestorePlan plan, Volume volume) {
    if (!plan.mayHaveMade(volume)) {
      return new Foreign();
    }
    return switch (volume.state()) {
      case "in-use" -> new Keep("it is attached", false);
      case "creating" -> new Keep("it is still being created", true);
      case "deleting", "deleted" -> new Gone();
      default -> new Delete();
    };
  }
}
