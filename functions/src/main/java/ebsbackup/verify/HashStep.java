package ebsbackup.verify;

/** What became of a manifest in one step. */
sealed interface HashStep {
  /** It goes on from here. */
  record Further(DueManifest due) implements HashStep {}

  /** It is made, or cannot be. */
  record Ended(ManifestLine line) implements HashStep {}

  /** A copy was compared with its original, or cannot be. */
  record Compared(CopyLine line) implements HashStep {}

  /** The snapshot is deleted, or being deleted. */
  record Gone() implements HashStep {}
}
