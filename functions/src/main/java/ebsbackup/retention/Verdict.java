package ebsbackup.retention;

/** What becomes of a set. */
public enum Verdict {
  /** A rule keeps it. */
  KEEP,
  /** It would be deleted, were it not for something that holds it back. */
  HELD,
  /** It is deleted. */
  DELETE,
  /** Some of its snapshots are gone already: an earlier deletion broke off, and is finished. */
  FINISH;

  /** Whether the rest of the set will be deleted. */
  public boolean deletes() {
    return this == DELETE || this == FINISH;
  }
}
