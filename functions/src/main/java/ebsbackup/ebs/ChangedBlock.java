package ebsbackup.ebs;

import java.util.Optional;

/**
 * A block that two snapshots of one lineage do not share.
 *
 * @param first the token for reading it from the first snapshot; absent if that one does not have
 *     it
 * @param second the same for the second snapshot
 */
public record ChangedBlock(int index, Optional<String> first, Optional<String> second) {}
