package ebsbackup.watch;

/** How well a source is protected, the worst first. */
public enum Protection {
  /** A plan selects it, and no good set of it exists. */
  NEVER("no good set"),
  /** Its newest good set is older than the target. */
  LATE("over target"),
  /** It exists, no known plan selects it, and no good set of it exists. */
  UNPROTECTED("unprotected"),
  /** It has good sets, and a volume of it is in none of them. */
  PARTLY("partly"),
  /** It has good sets, and no known plan selects it any more. */
  NOT_SELECTED("not selected"),
  /** Its newest good set is young enough, or there is no target. */
  PROTECTED("ok"),
  /** It has no sets of its own, since each of its volumes is in sets of another source. */
  BY_VOLUME("by volume"),
  /** Plans leave out every volume that it has. */
  LEFT_OUT("left out"),
  /** It does not exist any more; its sets do. */
  GONE("gone");

  private final String words;

  Protection(String words) {
    this.words = words;
  }

  /** As a table has it. */
  public String words() {
    return words;
  }

  /** Whether a plan promises more than there is. */
  public boolean broken() {
    return this == NEVER || this == LATE;
  }
}
