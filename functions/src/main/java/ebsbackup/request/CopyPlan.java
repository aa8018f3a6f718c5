package ebsbackup.request;

import ebsbackup.ebs.Place;
import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which sets to pull, and how to keep them: the input of a pull execution and of the prune that
 * follows it.
 *
 * @param name the name of this plan, which the copies carry; it is not the name of the plan that
 *     created the sets
 * @param kmsKeyId the key of this Region to encrypt the copies with, in any form that AWS KMS
 *     accepts
 * @param completeWithin asks EC2 to complete each copy within this time, which costs extra; absent
 *     for copies without a completion duration
 * @param lock absent if copies are not locked
 * @param tags the tags of every copy in addition to ours
 * @param scheduledTime the hourly measurement that this is for; absent in all other executions
 * @param pruning the time zone of the rules, the limit on deletions, and whether this is a dry run
 * @param rpo how old the newest copy of a source may become, counted from the backup at the source;
 *     absent if there is no target
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
   * EC2's limits for time-based copies.
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
    if (!KmsKeyName.isValid(kmsKeyId)) {
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
          "no value, because it is not known whether a source in another Region or account still exists");
    }
    tags = Plan.checkedTags(tags);
    Plan.checkRpo(rpo);
  }

  /**
   * Checks what depends on where the copies are, and omits the account if it is our own.
   *
   * @throws InvalidInputException if the sets are in the same place, or the key is in another one
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
