package ebsbackup.pull;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;

/** A copy that can never be used, so that nothing is lost with it. */
final class FailedCopy {
  private FailedCopy() {}

  /** Whether the snapshot is one, and of that copy plan. */
  static boolean is(Snapshot snapshot, String plan) {
    return snapshot.state().equals("error")
        && snapshot.copyOf().isPresent()
        && plan.equals(snapshot.tags().get(SetTags.PLAN));
  }
}
