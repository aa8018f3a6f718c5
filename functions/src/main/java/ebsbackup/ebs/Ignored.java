package ebsbackup.ebs;

/**
 * A snapshot that is listed with the sets but belongs to none of them.
 *
 * @param reason why, worded to follow the snapshot's id and a colon
 */
public record Ignored(Snapshot snapshot, String reason) {}
