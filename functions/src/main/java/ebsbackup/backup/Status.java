package ebsbackup.backup;

/**
 * How a backup run ends. Every status but the first two makes the execution fail with this error.
 */
public enum Status {
  /** Every set is good. */
  SUCCEEDED,
  /** Every set already existed, created by another delivery of the occurrence. */
  ALREADY_DONE,
  /** Every set is good, but some are not shared as planned or could not be withdrawn. */
  NOT_SHARED,
  /** The plan selects nothing, so nothing is backed up, which the user should know. */
  NOTHING_SELECTED,
  /** Some sets are good and some are not. */
  PARTIAL,
  /** Snapshots were still pending at the deadline. */
  STILL_PENDING,
  /** No set is good, or the run failed before it was finished. */
  FAILED
}
