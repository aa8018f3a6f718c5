package ebsbackup.backup;

/** How a backup run ends. All but the first two make the execution fail under this name. */
public enum Status {
  /** Every set is good. */
  SUCCEEDED,
  /** Every set was there before this execution, made by another delivery of the occurrence. */
  ALREADY_DONE,
  /** Every set is good, and some are not shared as the plan says, or could not be withdrawn. */
  NOT_SHARED,
  /** The plan selects nothing: nothing is backed up, which people should know. */
  NOTHING_SELECTED,
  /** Some sets are good and some are not. */
  PARTIAL,
  /** Snapshots were still pending at the deadline. */
  STILL_PENDING,
  /** No set is good, or the run broke off. */
  FAILED
}
