package ebsbackup.backup;

import ebsbackup.ebs.SetProblem;
import ebsbackup.targets.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a page of targets.
 *
 * @param created sets that this attempt created; {@code adopted} existed before
 * @param skipped targets that have no volume to back up
 * @param problems why other targets have no good set
 * @param leftOut volumes that the plan leaves out
 * @param notCopied sources and the tags that {@code copyTags} names and that are not on their
 *     snapshots
 * @param createdAt when the last set was created
 * @param deferred targets whose volumes have too many pending snapshots
 */
public record PageResult(
    int created,
    int adopted,
    int skipped,
    List<SetProblem> problems,
    List<String> leftOut,
    List<String> notCopied,
    Optional<Instant> createdAt,
    List<Target> deferred) {
  public PageResult {
    problems = List.copyOf(problems);
    leftOut = List.copyOf(leftOut);
    notCopied = List.copyOf(notCopied);
    deferred = List.copyOf(deferred);
  }
}
