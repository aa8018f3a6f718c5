package ebsbackup.plan;

/**
 * How long the sets of a source stay that does not exist any more.
 *
 * @param after older ones go, whatever rule keeps them
 * @param lastSetToo whether the last good set goes, too
 */
public record Gone(Span after, boolean lastSetToo) {}
