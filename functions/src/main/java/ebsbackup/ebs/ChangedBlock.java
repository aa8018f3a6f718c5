package ebsbackup.ebs;

import java.util.Optional;

/**
 * A block that two snapshots of one lineage do not share.
 *
 * @param first the token to get it from the first with; absent if that one does not have it
 * @param second the same for the second
 */
public record ChangedBlock(int index, Optional<String> first, Optional<String> second) {}
