package ebsbackup.retention;

/** What happens to a set. */
public enum Verdict {
  /** A rule keeps it. */
  KEEP,
  /** It would be deleted, but something prevents that. */
  HELD,
  /** It will be deleted. */
  DELETE
}
