package ebsbackup.retention;

/** What happens to a set. */
public enum Verdict {
  /** A rule keeps it. */
  KEEP,
  /** It would be deleted, but something prevents that. */
  HELD,
  /** It will be deleted. */
  DELETE,
  /**
   * Some of its snapshots are already gone: an earlier deletion was interrupted and will be
   * finished.
   */
  FINISH;

  /** Whether the rest of the set will be deleted. */
  public boolean deletes() {
    return this == DELETE || this == FINISH;
  }
}
