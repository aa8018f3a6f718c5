package ebsbackup.pull;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;

/** A failed copy can never be used, so its deletion loses nothing. */
final class FailedCopy {
  private FailedCopy() {}

  /** Whether the snapshot is a failed copy of the copy plan. */
  static boolean isFailedCopyOf(Snapshot snapshot, String plan) {
    return snapshot.state().equals("error")
        && snapshot.copyOf().isPresent()
        && plan.equals(snapshot.tags().get(SetTags.PLAN));
  }
}
