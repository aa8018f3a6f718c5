package ebsbackup.retention;

/** What happens to a set. */
public enum Verdict {
  /** A rule keeps it. */
  KEEP,
  /** It would be deleted, but something prevents that. */
  HELD,
  /** It will be deleted. */
  DELETE;

  /** Whether the rest of the set will be deleted. */
  public boolean deletes() {
    return this == DELETE;
  }
}
