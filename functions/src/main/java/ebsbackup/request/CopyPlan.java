package ebsbackup.request;

import ebsbackup.ebs.Place;
import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which sets to pull, and how to keep them: the input of a pull execution, and of the prune that
 * follows it.
 *
 * @param name of this plan, which the copies carry; not that of the sets
 * @param kmsKeyId the key of this Region that the copies are encrypted under, in any form that AWS
 *     KMS takes
 * @param completeWithin asks EC2 to complete each copy within this time, which costs extra; absent:
 *     without a promise
 * @param lock absent: copies are not locked
 * @param tags put on every copy in addition to ours
 * @param scheduledTime which hourly measurement this is; absent in all other executions
 * @param pruning the time zone of the rules, the limit of deletions, and whether this is a dry run
 * @param rpo how old the newest copy of a source may become, from the backup at the source; absent:
 *     no target
 */
public record CopyPlan(
    String name,
    CopySource from,
    String kmsKeyId,
    Optional<Duration> completeWithin,
    Optional<CopyLock> lock,
    Keep keep,
    Map<String, String> tags,
    Optional<Instant> scheduledTime,
    Pruning pruning,
    Optional<Duration> rpo) {

  /**
   * EC2's, for time-based copies.
   * https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html
   */
  private static final Duration SHORTEST = Duration.ofMinutes(15);

  private static final Duration LONGEST = Duration.ofDays(2);

  public CopyPlan {
    Plan.checkName(name);
    if (name.equals(from.plan())) {
      throw new InvalidInputException(
          "plan", "\"" + name + "\"", "a name other than that of the plan whose sets are pulled");
    }
    if (!KmsKeyName.isOne(kmsKeyId)) {
      throw new InvalidInputException("kmsKeyId", "\"" + kmsKeyId + "\"", KmsKeyName.FORMS);
    }
    completeWithin.ifPresent(
        time -> {
          if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
            throw new InvalidInputException(
                "completeWithin",
                time.toString(),
                "a duration from %s to %s".formatted(SHORTEST, LONGEST));
          }
        });
    if (keep.gone().isPresent()) {
      throw new InvalidInputException(
          "keep.goneAfter",
          keep.gone().get().after().toString(),
          "nothing, since whether a source in another place still exists is not known here");
    }
    tags = Plan.checkedTags(tags);
    Plan.checkRpo(rpo);
  }

  /**
   * Checks what depends on where the copies are, and leaves out an account that is our own.
   *
   * @throws InvalidInputException if the sets are in the same place, or the key is in another
   */
  public CopySource checkedFrom(Place here) {
    KmsKeyName.region(kmsKeyId)
        .filter(region -> !region.equals(here.region()))
        .ifPresent(
            region -> {
              throw new InvalidInputException(
                  "kmsKeyId", "\"" + kmsKeyId + "\"", "a key of " + here.region());
            });
    return from.checkedFrom(here);
  }

  /** The plan by which the copies are pruned and measured. */
  public Plan asPlan() {
    return new Plan(
        name,
        new Selection.Copies(),
        Exclusion.NOTHING,
        Optional.empty(),
        tags,
        SnapshotLabels.of(Optional.empty(), List.of(), tags),
        Optional.of(keep),
        Plan.DEFAULT_DEADLINE,
        scheduledTime,
        pruning,
        Optional.empty(),
        Optional.empty(),
        rpo);
  }
}
