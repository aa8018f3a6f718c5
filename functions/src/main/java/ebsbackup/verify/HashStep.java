package ebsbackup.verify;

/** The result of one step of a manifest. */
sealed interface HashStep {
  /** The manifest needs more steps, starting from {@code due}. */
  record Further(DueManifest due) implements HashStep {}

  /** The manifest is made, or cannot be made. */
  record Ended(ManifestLine line) implements HashStep {}

  /** A copy was compared with its original, or cannot be compared. */
  record Compared(CopyLine line) implements HashStep {}

  /** The snapshot has been deleted or is being deleted. */
  record Gone() implements HashStep {}
}
