package ebsbackup.backup;

/** Whether a run may start. */
public enum Turn {
  /** It may. */
  START,
  /** An earlier run of the plan is still going: look again later. */
  WAIT,
  /** Another execution does, or did, this occurrence. */
  ALREADY_DONE,
  /** The earlier run was still going at the deadline. */
  GIVE_UP
}
