package ebsbackup.request;

/**
 * How long the sets of a source that no longer exists are kept.
 *
 * @param after older sets are deleted, even if a rule keeps them
 * @param lastSetToo whether the last good set is deleted, too
 */
public record Gone(Span after, boolean lastSetToo) {}
