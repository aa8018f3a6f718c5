package ebsbackup.pull;

import ebsbackup.request.CopySource;
import java.time.Instant;
import java.util.Optional;

/**
 * The next sets to pull. Empty when the time of the run is used up.
 *
 * @param deadline absent unless it is this run's turn
 * @param dryRun whether to report now, as when the turn names another execution
 * @param early whether no prune follows, since only the scheduled pull starts it
 */
public record SelectedSets(
    DueSets.Page page,
    CopySource from,
    String kmsKeyArn,
    String region,
    Optional<Instant> deadline,
    PullAdmission turn,
    boolean dryRun,
    boolean early,
    PullProgress progress) {}
