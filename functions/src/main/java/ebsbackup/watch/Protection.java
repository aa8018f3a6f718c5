package ebsbackup.watch;

/** How well a source is protected, worst first. */
public enum Protection {
  /** A plan selects it, but it has no good set. */
  NEVER("no good set"),
  /** Its newest good set is older than the target. */
  LATE("over target"),
  /** It exists, but no known plan selects it and it has no good set. */
  UNPROTECTED("unprotected"),
  /** It has good sets, but one of its volumes is in none of them. */
  PARTLY("partly"),
  /** It has good sets, but no known plan selects it anymore. */
  NOT_SELECTED("not selected"),
  /** Its newest good set is recent enough, or there is no target. */
  PROTECTED("ok"),
  /** It has no sets of its own, because each of its volumes is in sets of another source. */
  BY_VOLUME("by volume"),
  /** Plans exclude all of its volumes. */
  LEFT_OUT("left out"),
  /** It no longer exists, but its sets do. */
  GONE("gone");

  private final String words;

  Protection(String words) {
    this.words = words;
  }

  /** The text in a table. */
  public String words() {
    return words;
  }

  /** Whether the protection is worse than a plan promises. */
  public boolean broken() {
    return this == NEVER || this == LATE;
  }
}
