package ebsbackup.backup;

import ebsbackup.ebs.SetProblem;
import ebsbackup.targets.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The result of a page of targets.
 *
 * @param created the number of sets that this attempt created; {@code adopted} already existed
 * @param skipped the number of targets that have no volume to back up
 * @param problems why other targets have no good set
 * @param leftOut volumes that the plan excludes
 * @param notCopied sources with the tags that {@code copyTags} names but their snapshots do not
 *     have
 * @param createdAt when the last set was created, or may have been
 * @param deferred targets to try again after all others
 * @param lastError why EC2 did not create a set at this time
 */
public record PageResult(
    int created,
    int adopted,
    int skipped,
    List<SetProblem> problems,
    List<String> leftOut,
    List<String> notCopied,
    Optional<Instant> createdAt,
    List<Target> deferred,
    Optional<String> lastError) {
  public PageResult {
    problems = List.copyOf(problems);
    leftOut = List.copyOf(leftOut);
    notCopied = List.copyOf(notCopied);
    deferred = List.copyOf(deferred);
  }
}
