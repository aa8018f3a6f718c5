package ebsbackup.backup;

/** Whether a run may start. */
public enum Turn {
  /** The run may start. */
  START,
  /** An earlier run of the plan is still running: check again later. */
  WAIT,
  /** Another execution handles, or handled, this occurrence. */
  ALREADY_DONE,
  /** The earlier run was still running at the deadline. */
  GIVE_UP
}
