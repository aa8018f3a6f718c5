package ebsbackup.request;

/**
 * How long the sets of a source that no longer exists are kept.
 *
 * @param after older ones are deleted, even if a rule keeps them
 * @param lastSetToo whether the last good set goes, too
 */
public record Gone(Span after, boolean lastSetToo) {}
